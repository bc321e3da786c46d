from odoo import api, fields, models

from .mail_activity_outcome import SENTIMENTS
from .mail_activity_step_mixin import WORKING_DAYS

SUGGEST = "suggest"
CREATE = "create"
MODES = [(SUGGEST, "Suggest"), (CREATE, "Create at once")]
DELAY_UNITS = [
    ("days", "days"),
    ("weeks", "weeks"),
    ("months", "months"),
    (WORKING_DAYS, "working days"),
]
DELAY_ORIGINS = [
    ("completion", "after the completion"),
    ("deadline", "after the deadline"),
]
RESPONSIBLE_TYPES = [
    ("same", "Same assignee"),
    ("record_user", "Salesperson of the record"),
    ("team_leader", "Team leader"),
    ("completer", "Who completed it"),
    ("user", "Named user"),
]
# attempts that a rule can wait for; each completion looks that far back
ATTEMPTS_MAX = 100


class MailActivityNextStep(models.Model):
    """A rule: what follows when an activity of some type was completed.

    What a rule may point to is in ``mail_activity_next_step_check.py``, which rules
    apply in ``_match.py``, what they come to in ``_values.py``.
    """

    _name = "mail.activity.next.step"
    _inherit = "mail.activity.step.mixin"
    _description = "Next Step"
    _order = "activity_type_id, sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Completed Type",
        required=True,
        index=True,
        ondelete="cascade",
    )
    outcome_ids = fields.Many2many(
        "mail.activity.outcome",
        "mail_activity_next_step_outcome_rel",
        "next_step_id",
        "outcome_id",
        string="Outcomes",
        domain="[('activity_type_ids', '=', activity_type_id)]",
        # without the archived ones, the rule would be one for every completion
        context={"active_test": False},
        help="One of these has to be recorded. Without any, the sentiment decides, or "
        "every completion counts.",
    )
    sentiment = fields.Selection(
        SENTIMENTS, help="How the outcome has to be, where no outcomes are named."
    )
    min_attempts = fields.Integer(
        "From Attempt",
        default=1,
        aggregator=None,
        help="Which completion in a row, on the same document and with these "
        "outcomes; 3 stands for the third and all later ones. Then it counts instead "
        "of a rule for the same outcomes with a lower number.",
    )
    model_ids = fields.Many2many(
        "ir.model",
        "mail_activity_next_step_ir_model_rel",
        "next_step_id",
        "model_id",
        string="Only On",
        domain="[('is_mail_activity', '=', True), ('transient', '=', False)]",
        help="Without any, the rule counts on all kinds of records.",
    )
    mode = fields.Selection(MODES, "Action", required=True, default=SUGGEST)
    next_type_id = fields.Many2one(
        "mail.activity.type",
        "Next Activity",
        index="btree_not_null",
        ondelete="restrict",
    )
    plan_id = fields.Many2one(
        "mail.activity.plan", index="btree_not_null", ondelete="restrict"
    )
    summary = fields.Char(translate=True)
    note = fields.Html(translate=True, sanitize_style=True)
    delay_count = fields.Integer("Delay", aggregator=None)
    delay_unit = fields.Selection(DELAY_UNITS, required=True, default="days")
    delay_from = fields.Selection(
        DELAY_ORIGINS, "Counted From", required=True, default="completion"
    )
    responsible_type = fields.Selection(
        RESPONSIBLE_TYPES, "Assignment", required=True, default="same"
    )
    responsible_id = fields.Many2one("res.users", "Assigned To")

    _min_attempts_in_range = models.Constraint(
        f"CHECK (min_attempts BETWEEN 0 AND {ATTEMPTS_MAX})",
        f"The attempt from which a next step counts is at most {ATTEMPTS_MAX}.",
    )

    @api.depends_context("lang")
    @api.depends("activity_type_id.name", "outcome_ids.name", "sentiment")
    @api.depends("next_type_id.name", "plan_id.name")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._(
                "%(completed)s → %(following)s",
                completed=rule._get_condition_label(),
                following=rule._get_step_label(),
            )

    def _get_condition_label(self):
        """Return what has to be completed, and how: “Call, No answer, Busy”."""
        sentiments = dict(self._fields["sentiment"]._description_selection(self.env))
        names = [
            self.activity_type_id.name or "",
            *(self.outcome_ids.mapped("name") or [sentiments.get(self.sentiment)]),
        ]
        return ", ".join(filter(None, names))

    def _get_step_label(self):
        """Return what follows: the summary says more than the type."""
        return self.summary or self._get_target().name or ""

    def _get_target(self):
        """Return the type or the plan that follows."""
        return self.next_type_id or self.plan_id

    def _get_source(self):
        """Return by what it is known later what this rule made of an activity.

        What stands for one of Odoo's settings is no record: then it is the type.
        """
        return self._origin or self.next_type_id
