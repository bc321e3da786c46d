from odoo import api, fields, models
from odoo.exceptions import UserError

SENTIMENTS = [
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("negative", "Negative"),
]


class MailActivityOutcome(models.Model):
    """How a completed activity ended: a label and a sentiment.

    One record, *Completed automatically*, belongs to the system: it is recorded when
    business code completes an activity, and nobody picks it by hand.
    """

    _name = "mail.activity.outcome"
    _description = "Activity Outcome"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sentiment = fields.Selection(
        SENTIMENTS,
        required=True,
        default="neutral",
        help="Whether this outcome is good news for the deal or the contact.",
    )
    description = fields.Char(
        translate=True,
        help="Shown as a hint while the outcome of an activity is chosen.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_automatic = fields.Boolean(
        "Automatic",
        readonly=True,
        copy=False,
        help="Recorded by the system when no person chose an outcome.",
    )
    activity_type_ids = fields.Many2many(
        "mail.activity.type",
        "mail_activity_type_outcome_rel",
        "outcome_id",
        "activity_type_id",
        string="Activity Types",
        help="Activities of these types can be completed with this outcome.",
    )

    _unique_automatic = models.UniqueIndex(
        "(is_automatic) WHERE is_automatic",
        "There can be only one automatic outcome.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        if any(vals.get("is_automatic") for vals in vals_list):
            self._check_no_automatic()
        outcomes = super().create(vals_list)
        outcomes.sudo().activity_type_ids._check_outcomes()
        return outcomes

    def write(self, vals):
        self.check_access("write")
        self._check_automatic_unchanged(vals)
        self.env.registry.clear_cache()  # _get_label
        if not {"active", "activity_type_ids"} & vals.keys():
            return super().write(vals)
        # a type that loses its last outcome is only known before the write
        types = self._get_all_types()
        result = super().write(vals)
        (types | self._get_all_types())._check_outcomes()
        return result

    def _get_all_types(self):
        """Return the types that offer these outcomes, archived ones too."""
        return self.sudo().with_context(active_test=False).activity_type_ids

    def _check_no_automatic(self):
        """There is one automatic outcome, the shipped one."""
        automatic = self.with_context(active_test=False).search(
            [("is_automatic", "=", True)], limit=1
        )
        if automatic:
            raise UserError(automatic._get_automatic_error())

    def _check_automatic_unchanged(self, vals):
        """What the reports count on can't be changed on the system's own outcome."""
        fixed = {"active", "activity_type_ids", "is_automatic", "sentiment"}
        if fixed & vals.keys() and any(self.mapped("is_automatic")):
            raise UserError(self._get_automatic_error())

    def _get_automatic_error(self):
        return self.env._(
            "“%(name)s” is recorded by the system when no person chose an outcome. It "
            "can be renamed, but not changed, archived, deleted or given to a type.",
            name=self.filtered("is_automatic")[:1].name,
        )

    def copy(self, default=None):
        if any(self.mapped("is_automatic")):
            raise UserError(self._get_automatic_error())
        return super().copy(default)

    def unlink(self):
        self.check_access("unlink")
        types = self._get_all_types()
        result = super().unlink()
        types._check_outcomes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_automatic_or_used(self):
        if any(self.mapped("is_automatic")):
            raise UserError(self._get_automatic_error())
        if self._get_completed() in self:
            raise UserError(
                self.env._(
                    "“%(name)s” is the outcome that new activity types start with, so "
                    "it can't be deleted. Archive it: types then start with the first "
                    "outcome of the catalogue.",
                    name=self._get_completed().name,
                )
            )
        used = self._get_activity_counts()
        if used:
            outcome, count = next(iter(used.items()))
            raise UserError(
                self.env._(
                    "“%(name)s” is recorded on activities (%(count)s), so it can't be "
                    "deleted. Archive it: it can't be chosen any more, and stays "
                    "where it was recorded. Or merge it into another outcome, with "
                    "Actions > Merge in the list.",
                    name=outcome.name,
                    count=count,
                )
            )

    def _get_activity_counts(self):
        """Count the activities on which these outcomes are recorded.

        All of them, whoever may read them: a hidden activity keeps an outcome in use.

        :return: number of activities by outcome, used ones only
        :rtype: dict[mail.activity.outcome, int]
        """
        groups = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            ._read_group([("outcome_id", "in", self.ids)], ["outcome_id"], ["__count"])
        )
        return dict(groups)
