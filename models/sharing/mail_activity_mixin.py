from odoo import api, fields, models
from odoo.tools import SQL

from .per_user import keep_per_user

PER_USER_FIELDS = (
    "activity_calendar_event_id",
    "activity_date_deadline",
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_ids",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
    "activity_user_id",
)


class MailActivityMixin(models.AbstractModel):
    """What documents show of activities."""

    _inherit = "mail.activity.mixin"

    activity_ids = fields.One2many(depends_context=("uid",))
    activity_state = fields.Selection(depends_context=("uid",))
    activity_user_id = fields.Many2one(depends_context=("uid",))
    activity_type_id = fields.Many2one(depends_context=("uid",), related_sudo=False)
    activity_type_icon = fields.Char(depends_context=("uid",), related_sudo=False)
    activity_date_deadline = fields.Date(depends_context=("uid",))
    activity_summary = fields.Char(depends_context=("uid",), related_sudo=False)
    activity_exception_decoration = fields.Selection(depends_context=("uid",))
    activity_exception_icon = fields.Char(depends_context=("uid",))
    activity_calendar_event_id = fields.Many2one(depends_context=("uid",))

    @api.model
    def _post_model_setup__(self):
        super()._post_model_setup__()
        keep_per_user(self, PER_USER_FIELDS)

    def _search_activity_state(self, operator, value):
        """Find documents by the state of what the user sees; Odoo asks for all."""
        domain = super()._search_activity_state(operator, value)
        if domain is NotImplemented or not self.env["mail.activity"]._is_limited():
            return domain
        return [
            (name, position, self._narrow_to_level(query))
            for name, position, query in domain
        ]

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group documents by the state of what the user sees; Odoo asks for all."""
        joined = set(query._joins)
        result = super()._read_group_groupby(alias, groupby_spec, query)
        if groupby_spec == "activity_state" and self.env["mail.activity"]._is_limited():
            for name in query._joins.keys() - joined:
                kind, states, condition = query._joins[name]
                query._joins[name] = (kind, self._narrow_to_level(states), condition)
        return result

    @api.model
    def _narrow_to_level(self, query):
        """Return Odoo's query, on the activities that the current user can read.

        It names the table: in it, that is what this says. Whether the user can open
        the documents is another condition of the search.

        :param SQL query: a query in parentheses, without any condition on access
        """
        return SQL(
            "(WITH mail_activity AS NOT MATERIALIZED"
            " (SELECT * FROM mail_activity WHERE %s) %s)",
            self.env["mail.activity"]._get_level_condition("mail_activity"),
            query,
        )
