from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..activity.records import is_uninstalling

SENTIMENTS = [
    ("positive", "Positive"),
    ("neutral", "Neutral"),
    ("negative", "Negative"),
]


class MailActivityOutcome(models.Model):
    """How a completed activity ended: a label and a sentiment.

    One record, *Completed automatically*, belongs to the system: it is recorded when
    business code completes an activity, and can't be picked by hand. Names are unique
    regardless of case, in every language.
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
        help="Shown as a hint when choosing the outcome of an activity.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_automatic = fields.Boolean(
        "Automatic",
        readonly=True,
        copy=False,
        help="Recorded by the system when no one chose an outcome.",
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
    # The index keeps source terms unique even in concurrent writes; _check_name
    # compares the translations, because the languages of a database change.
    _unique_name = models.UniqueIndex(
        "(lower(btrim(name->>'en_US')))",
        "An outcome with this name already exists and may be archived. Choose another "
        "name, or restore it.",
    )

    @api.constrains("name")
    def _check_name(self):
        """Refuse names that are equal in an installed language, regardless of case."""
        self.flush_model(["name"])
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        twins = self.env.execute_query(
            SQL(
                """
                SELECT mine.id
                  FROM mail_activity_outcome mine
                  JOIN mail_activity_outcome other ON other.id != mine.id
                  JOIN unnest(%(languages)s) lang ON
                       lower(btrim(COALESCE(mine.name->>lang, mine.name->>'en_US')))
                     = lower(btrim(COALESCE(other.name->>lang, other.name->>'en_US')))
                 WHERE mine.id IN %(ids)s
                 LIMIT 1
                """,
                languages=languages,
                ids=self._ids,
            )
        )
        if twins:
            raise ValidationError(self._get_name_error(self.browse(twins[0][0]).name))

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        self._check_names_free([vals.get("name") for vals in vals_list])
        if any(vals.get("is_automatic") for vals in vals_list):
            self._check_no_automatic()
        outcomes = super().create(vals_list)
        outcomes.sudo().activity_type_ids._check_outcomes()
        return outcomes

    def write(self, vals):
        self.check_access("write")
        if vals.get("name") and self.env.lang in (None, "en_US"):
            self._check_names_free([vals["name"]] * len(self))
        self._check_automatic_unchanged(vals)
        self.env.registry.clear_cache()  # _get_label
        if not {"active", "activity_type_ids"} & vals.keys():
            return super().write(vals)
        # types that lose their last outcome can be found only before the write
        types = self._get_all_types()
        result = super().write(vals)
        (types | self._get_all_types())._check_outcomes()
        return result

    def copy(self, default=None):
        if any(self.mapped("is_automatic")):
            raise UserError(self._get_automatic_error())
        return super().copy(default)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" not in (default or {}):
            for outcome, vals in zip(self, vals_list, strict=True):
                vals["name"] = outcome._get_copy_name()
        return vals_list

    def unlink(self):
        self.check_access("unlink")
        types = self._get_all_types()
        result = super().unlink()
        types._check_outcomes()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_automatic_or_used(self):
        if is_uninstalling(self.env):
            return
        if any(self.mapped("is_automatic")):
            raise UserError(self._get_automatic_error())
        if self._get_completed() in self:
            raise UserError(
                self.env._(
                    "New activity types start with “%(name)s”, so it can't be "
                    "deleted. Archive it: types then start with the first outcome in "
                    "the list.",
                    name=self._get_completed().name,
                )
            )
        for outcome in self._get_activity_counts():
            raise UserError(outcome._get_used_error())

    def _load_records_create(self, vals_list):
        """Take what is there if an addon's data lost their external id, or their name.

        A name that is taken would end the upgrade, which no one could then repair.
        """
        if not self.env.context.get("install_module"):
            return super()._load_records_create(vals_list)
        outcomes = self.browse()
        for vals in vals_list:
            twin = self._find_twin(vals)
            if vals.get("is_automatic") and not twin.is_automatic:
                vals = {**vals, "name": self._get_free_name(vals["name"])}
                twin = self.browse()
            outcomes += twin or super()._load_records_create([vals])
        return outcomes

    @api.model
    def _find_twin(self, vals):
        """Return the outcome, archived or not, that stands in the way of a new one."""
        everyone = self._get_all_outcomes().with_context(lang="en_US")
        name = vals["name"].strip().lower()
        twins = everyone.filtered(lambda outcome: outcome.name.strip().lower() == name)
        automatic = everyone.filtered("is_automatic")
        return self.browse(((vals.get("is_automatic") and automatic) or twins).ids[:1])

    def _get_all_types(self):
        """Return the types that offer these outcomes, including archived types."""
        return self.sudo().with_context(active_test=False).activity_type_ids

    def _check_no_automatic(self):
        """Refuse a second automatic outcome besides the shipped one."""
        automatic = self.with_context(active_test=False).search(
            [("is_automatic", "=", True)], limit=1
        )
        if automatic:
            raise UserError(automatic._get_automatic_error())

    def _check_automatic_unchanged(self, vals):
        """Refuse changes to the system's outcome that reports rely on."""
        fixed = {"active", "activity_type_ids", "is_automatic", "sentiment"}
        if fixed & vals.keys() and any(self.mapped("is_automatic")):
            raise UserError(self._get_automatic_error())

    def _get_automatic_error(self):
        return self.env._(
            "The system records “%(name)s” when no one chose an outcome. You can only "
            "rename it.",
            name=self.filtered("is_automatic")[:1].name,
        )

    def _get_used_error(self):
        shared = self.env["mail.activity"]._get_level_domain()
        count = self._get_activity_counts(shared).get(self)
        if not count:
            return self.env._(
                "“%(name)s” is recorded on activities that aren't shared with you, so "
                "it can't be deleted. Archive it, or merge it into another outcome "
                "with Actions > Merge in the list.",
                name=self.name,
            )
        return self.env._(
            "“%(name)s” is recorded on activities (%(count)s), so it can't be "
            "deleted. Archive it, or merge it into another outcome with "
            "Actions > Merge in the list.",
            name=self.name,
            count=count,
        )

    def _get_activity_counts(self, domain=Domain.TRUE):
        """Count the activities on which these outcomes are recorded.

        :param Domain domain: which of them; by default all, whoever can read them: a
            hidden activity keeps an outcome in use
        :return: number of activities by outcome, used ones only
        :rtype: dict[mail.activity.outcome, int]
        """
        groups = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                Domain("outcome_id", "in", self.ids) & domain,
                ["outcome_id"],
                ["__count"],
            )
        )
        return {self.browse(outcome.id): count for outcome, count in groups}

    # ------------------------------------------------------------
    # Outcomes with a special role
    # ------------------------------------------------------------

    @api.model
    def _get_completed(self):
        """Return the outcome that types start with, *Completed*, archived or not."""
        xmlid = "crm_activity_flow.mail_activity_outcome_completed"
        return self.env.ref(xmlid, raise_if_not_found=False) or self.browse()

    @api.model
    def _get_default(self):
        """Return what a new type starts with: *Completed*, or the first of the others.

        Without a default, an addon that ships a type couldn't be installed.
        """
        completed = self._get_completed()
        if completed.active:
            return completed
        return self.search([("is_automatic", "=", False)], limit=1) or completed

    @api.model
    def _get_automatic(self):
        """Return the system's outcome, *Completed automatically*."""
        xmlid = "crm_activity_flow.mail_activity_outcome_automatic"
        return self.browse(self.env["ir.model.data"].sudo()._xmlid_to_res_id(xmlid))

    @api.model
    @ormcache("outcome_id", "self.env.lang")
    def _get_label(self, outcome_id):
        """Return name and sentiment of an outcome, for the messages in the chatter.

        Cached, so that completing an activity costs no query for its message.

        :rtype: tuple[str, str]
        """
        outcome = self.sudo().browse(outcome_id)
        return outcome.name, outcome.sentiment

    def _get_choice(self, is_last=False):
        """Return the outcome as the web client's picker shows it.

        :param bool is_last: whether the user chose it last for that type
        :rtype: dict, with ``id``, ``name``, ``sentiment``, ``description`` and
            ``is_last``
        """
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "sentiment": self.sentiment,
            "description": self.description,
            "is_last": is_last,
        }

    # ------------------------------------------------------------
    # Names
    # ------------------------------------------------------------

    def _update_field_translations(self, field_name, *args, **kwargs):
        """Check names here, because the translation dialog bypasses constraints."""
        result = super()._update_field_translations(field_name, *args, **kwargs)
        if field_name == "name":
            self.env.registry.clear_cache()  # _get_label
            self._check_name()
        return result

    def _get_copy_name(self):
        """Return an unused name for a copy: each copy adds one “(copy)”."""
        return self._get_free_name(self.env._("%(name)s (copy)", name=self.name))

    @api.model
    def _get_free_name(self, name):
        """Return an unused name: the given one, with “(copy)” as often as needed."""
        names = {outcome.name.lower() for outcome in self._get_all_outcomes()}
        while name.lower() in names:
            name = self.env._("%(name)s (copy)", name=name)
        return name

    def _get_all_outcomes(self):
        # pylint: disable-next=no-search-all  # a catalog, a few dozen records
        return self.with_context(active_test=False).search([])

    def _check_names_free(self, names):
        """Refuse names that the unique index would refuse, with a clear message.

        :param list[str] names: source terms that are about to be written
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT name->>'en_US' FROM mail_activity_outcome WHERE id != ALL(%s)",
                self.ids,
            )
        )
        taken = {name.strip().lower() for (name,) in rows}
        for name in map(str, filter(None, names)):
            if name.strip().lower() in taken:
                raise ValidationError(self._get_name_error(name))
            taken.add(name.strip().lower())

    def _get_name_error(self, name):
        return self.env._(
            "An outcome named “%(name)s” already exists and may be archived. Choose "
            "another name, or restore it.",
            name=name,
        )
