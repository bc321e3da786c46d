from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.links import get_linked_ids
from ..activity.source import has_mark
from .hidden_error import make_hidden_error
from .mail_activity_told_mixin import NEUTRAL
from .mail_message import NOTICE
from .sudo_values import drop_links


class MailThread(models.AbstractModel):
    """What records say of activities that not everyone is to know of."""

    _inherit = "mail.thread"

    @api.depends_context("uid")
    def _compute_has_message(self):
        """Don't count notices: one to an assignee says that there is an activity."""
        if not self.env["mail.activity"]._is_limited():
            return super()._compute_has_message()
        self.env["mail.message"].flush_model(["message_type", "model", "res_id"])
        rows = self.env.execute_query(
            SQL(
                "%s AND res_id = ANY(%s)",
                self._sharing_select_with_messages(),
                self.ids,
            )
        )
        with_messages = {res_id for (res_id,) in rows}
        for record in self:
            record.has_message = record.id in with_messages
        return None

    def _search_has_message(self, operator, value):
        if operator != "in" or not self.env["mail.activity"]._is_limited():
            return super()._search_has_message(operator, value)
        return Domain("id", "in", SQL("(%s)", self._sharing_select_with_messages()))

    @api.model
    def _search_message_partner_ids(self, operator, operand):
        """Let the user ask what followers are like: Odoo asks as the superuser."""
        if isinstance(operand, Domain) and self.env["mail.activity"]._is_limited():
            partners = self.env["res.partner"].with_context(active_test=False)
            operator, operand = "in", partners._search(operand, bypass_access=True)
        return super()._search_message_partner_ids(operator, operand)

    @api.model
    def _sharing_select_with_messages(self):
        return SQL(
            "SELECT res_id FROM mail_message WHERE model = %s AND message_type <> %s",
            self._name,
            NOTICE,
        )

    def _thread_to_store(self, store, fields, *, request_list=None):
        """Give no activities to whoever has no more than a link to a document.

        Odoo reads all of it as the superuser for them, but not in OdooBot's name.
        """
        is_for_link = self.env.su and self.env.uid != SUPERUSER_ID
        if request_list and is_for_link and self.env["mail.activity"]._has_sharing():
            request_list = [name for name in request_list if name != "activities"]
        return super()._thread_to_store(store, fields, request_list=request_list)

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Let no one have records made that they couldn't make.

        Every employee can pass a mail on, for which Odoo makes one as the superuser, of
        any model, with any values.

        :raise AccessError: the user can't make such records, or gives values for one
        """
        if self._sharing_is_passing_on():
            if custom_values:
                raise AccessError(
                    self.env._(
                        "Only Settings administrators can pass on an email with values "
                        "for the new record. Leave the values out."
                    )
                )
            if model:
                self.env[model].check_access("create")
        return super().message_process(
            model, message, custom_values, save_original, strip_attachments, thread_id
        )

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Let mails change nothing that is hidden from whoever passes them on.

        Mail servers pass them on as Settings administrators. An alias, too, has values
        for the records that Odoo makes as the superuser.
        """
        if self._sharing_is_passing_on():
            for model, thread_id, *_route in routes or ():
                if model == "calendar.event" and thread_id:
                    self.env[model].browse(thread_id).exists()._check_not_masked()
        if self.env["mail.activity"]._has_sharing():
            routes = [
                (model, thread_id, drop_links(self.env[model], values or {}), *route)
                for model, thread_id, values, *route in routes or ()
            ]
        return super()._message_route_process(message, message_dict, routes)

    @api.model
    def _sharing_is_passing_on(self):
        """Return whether a user passes on a mail, and no mail server."""
        is_limited = self.env["mail.activity"]._is_limited()
        return is_limited and not self.env.user._is_system()

    def _process_attachments_for_post(
        self, attachments, attachment_ids, message_values
    ):
        """Refuse hidden files where Odoo stumbles over missing ones."""
        files = self.env["ir.attachment"].browse(attachment_ids or ())
        hidden = files._filter_hidden_from_user()
        if hidden:
            raise make_hidden_error(hidden)
        return super()._process_attachments_for_post(
            attachments, attachment_ids, message_values
        )

    def _message_compute_parent_id(self, parent_id):
        """Take a notice that the user can't read for none on this record.

        Where there is one, others learn of it by the answer.
        """
        if parent_id and self.sudo(False).env["mail.activity"]._is_limited():
            ids = get_linked_ids(parent_id)  # Odoo finds it by a text, too
            answered = self.env["mail.message"].browse(ids).sudo().exists()
            notices = answered.filtered(lambda each: each.message_type == NOTICE)
            known = answered - notices._filter_hidden_from_user()
            parent_id = len(known) == 1 and known.id
        return super()._message_compute_parent_id(parent_id)

    def message_notify(self, *, subject=False, **kwargs):
        """Say nothing of a quiet activity in the subject of a notice.

        A client can't send what asks for it.
        """
        if has_mark(self.env.context, NEUTRAL):
            subject = self.env._("Activities assigned to you")
        return super().message_notify(subject=subject, **kwargs)

    def _notify_by_email_get_base_mail_values(
        self, message, recipients_data, additional_values=None
    ):
        """Refer to no notices to others, whose numbers say when they were sent."""
        values = super()._notify_by_email_get_base_mail_values(
            message, recipients_data, additional_values
        )
        references = (values.get("references") or "").split()
        if references and self.env["mail.activity"]._has_sharing():
            notices = message.sudo().search(
                [
                    ("id", "!=", message.id),
                    ("message_id", "in", references),
                    ("message_type", "=", NOTICE),
                ]
            )
            told = notices.mapped("message_id")
            values["references"] = " ".join(
                reference for reference in references if reference not in told
            )
        return values

    def message_post_with_source(
        self,
        source_ref,
        *,
        render_values=None,
        message_type="notification",
        subtype_xmlid=False,
        subtype_id=False,
        **kwargs,
    ):
        """Say no more of an activity that is kept quiet than that it was completed.

        The author and the date say who did it, and when. Odoo's report on activities
        repeats messages that have a type.
        """
        activity = (render_values or {}).get("activity")
        if (
            not isinstance(source_ref, str)  # a template, or a view
            or source_ref != "mail.message_activity_done"
            or not isinstance(activity, self.pool["mail.activity"])
            or not activity._flow_filter_quiet()
        ):
            return super().message_post_with_source(
                source_ref,
                render_values=render_values,
                message_type=message_type,
                subtype_xmlid=subtype_xmlid,
                subtype_id=subtype_id,
                **kwargs,
            )
        return self.env["mail.message"].concat(
            *(
                record.message_post(
                    body=self.env._("An activity was completed."),
                    author_id=kwargs.get("author_id"),
                    message_type=message_type,
                    subtype_xmlid=subtype_xmlid,
                    subtype_id=subtype_id,
                )
                for record in self
            )
        )
