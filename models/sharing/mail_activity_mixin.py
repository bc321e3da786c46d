from odoo import api, models
from odoo.tools import SQL

from ..activity.remote_call import is_called
from ..activity.source import OWN_CODE
from .per_user import keep_per_user

HANDING_OVER = "activity_handing_over"  # while a document is handed over
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
    """What documents show of activities, and what code does for documents."""

    _inherit = "mail.activity.mixin"

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
            (name, position, self._activity_narrow_to_level(query))
            for name, position, query in domain
        ]

    @api.model
    def _activity_select_states(self, documents=None):
        """Look at what the user sees alone."""
        states = super()._activity_select_states(documents)
        if not self.env["mail.activity"]._is_limited():
            return states
        return self._activity_narrow_to_level(states)

    @api.model
    def _activity_narrow_to_level(self, query):
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

    # ------------------------------------------------------------
    # What code does for documents
    # ------------------------------------------------------------

    def activity_reschedule(
        self,
        act_type_xmlids,
        user_id=None,
        date_deadline=None,
        new_user_id=None,
        only_automated=True,
    ):
        """Move hidden activities like visible ones, if code asks for it.

        Private ones stay with their assignees, see ``_filter_keeping_assignee``.
        """
        handing_over = self
        if self.env["mail.activity"]._has_sharing():
            handing_over = self.with_context(**{HANDING_OVER: OWN_CODE})
        found = [
            super(MailActivityMixin, part).activity_reschedule(
                act_type_xmlids, user_id, date_deadline, new_user_id, only_automated
            )
            for part in handing_over._activity_split_for_code("activity_reschedule")
        ]
        if not all(isinstance(each, models.BaseModel) for each in found):
            return False
        return self.env["mail.activity"].union(*found)

    def activity_feedback(
        self,
        act_type_xmlids,
        user_id=None,
        feedback=None,
        attachment_ids=None,
        only_automated=True,
    ):
        """Complete hidden activities like visible ones, if code asks for it."""
        # a list, because the second part is completed also if the first one wasn't
        done = [
            super(MailActivityMixin, part).activity_feedback(
                act_type_xmlids, user_id, feedback, attachment_ids, only_automated
            )
            for part in self._activity_split_for_code("activity_feedback")
        ]
        return all(done)

    def activity_unlink(self, act_type_xmlids, user_id=None, only_automated=True):
        """Delete hidden activities like visible ones, if code asks for it."""
        # a list, as above
        deleted = [
            super(MailActivityMixin, part).activity_unlink(
                act_type_xmlids, user_id, only_automated
            )
            for part in self._activity_split_for_code("activity_unlink")
        ]
        return all(deleted)

    def _activity_split_for_code(self, method):
        """Return these in parts: as the superuser where code acts for documents.

        That is where Odoo lets the user change all activities of the document, whoever
        shares what. A client that calls the method itself is refused as elsewhere.

        :param str method: what is called
        :rtype: list[BaseModel]
        """
        if not self.env["mail.activity"]._is_limited() or is_called(method):
            return [self]
        allowed = self & self.env["mail.message"]._filter_records_for_message_operation(
            self._name, self.ids, "write"
        )
        return [part for part in (allowed.sudo(), self - allowed) if part] or [self]
