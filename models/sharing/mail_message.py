from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .conditions import find_known
from .hidden_error import check_readable, filter_unnamed, make_hidden_error
from .per_user import get_asking
from .sudo_values import allow_sudo_commands

NOTICE = "user_notification"  # to its recipients, and not in the chatter
KIND = {"is_internal", "message_type", "subtype_id"}


class MailMessage(models.Model):
    """Messages tell assignees of activities, and others of private meetings."""

    _inherit = "mail.message"
    _allow_sudo_commands = allow_sudo_commands

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name no message to users who can't read it.

        Its name is its subject, and Odoo names the one that another answers. And it
        reads messages as the superuser, also for users in their own name.
        """
        unnamed = filter_unnamed(self.sudo()).with_env(self.env)
        unnamed.display_name = False
        return super(MailMessage, self - unnamed)._compute_display_name()

    def _sharing_check_in_memory(self):
        """Let no form have messages in memory that the user can't read."""
        check_readable(self)
        return super()._sharing_check_in_memory()

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Look at no notices to others, and at nothing that is said at their meetings.

        Odoo leaves them out only after the database has found as many as were asked.
        """
        if not bypass_access and self.env["mail.activity"]._is_limited():
            domain = find_known(self, domain, self._get_known_domain())
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Let no one read notices to others only for having had them sent.

        Odoo sends them in the name of whoever changes something, and lets users read
        what they have created.
        """
        result = super()._check_access(operation)
        if operation != "read" or not self.env["mail.activity"]._is_limited():
            return result
        refused = result[0] if result else self.browse()
        unknown = (self - refused)._filter_sent_for_others()
        if not unknown:
            return result
        refused |= unknown
        return refused, lambda: refused._make_access_error(operation)

    def _filter_sent_for_others(self):
        """Return those that the user has created, and isn't to know of."""
        if not self.ids:
            return self.browse()
        sent = Domain("id", "in", self.ids) & Domain("create_uid", "=", self.env.uid)
        unknown = sent & ~self._get_known_domain()
        return self.browse(self._search(unknown, bypass_access=True))

    def _sharing_filter_known(self):
        """Return those of which the user may know, whether or not Odoo lets them read.

        Customers write in conversations in which they don't read their own notes.
        """
        known = Domain("id", "in", self.ids) & self._get_known_domain()
        return self.browse(self._search(known, bypass_access=True))

    @api.model
    def _get_known_domain(self):
        """Return which messages the user may know of.

        Not by ``mail.activity.known.mixin``: Odoo decides on messages in Python, and
        reads them as the superuser.
        """
        return Domain.custom(
            to_sql=lambda _model, alias, query: self._get_known_sql(alias, query)
        )

    @api.model
    def _get_known_sql(self, alias, _query):
        """Return whether the user may know of a message, as SQL.

        Of most, Odoo decides afterward, by their documents.
        """
        events = self.env["calendar.event"]
        return SQL(
            """
            CASE WHEN %(type)s <> %(notice)s AND %(model)s IS DISTINCT FROM %(event)s
                 THEN TRUE
                 WHEN %(author)s = %(partner)s OR EXISTS (
                          SELECT FROM mail_notification
                           WHERE mail_message_id = %(id)s
                             AND res_partner_id = %(partner)s
                      ) OR EXISTS (
                          SELECT FROM mail_message_res_partner_rel
                           WHERE mail_message_id = %(id)s
                             AND res_partner_id = %(partner)s
                      )
                 THEN TRUE
                 ELSE %(type)s <> %(notice)s AND NOT %(is_masked)s
             END
            """,
            author=SQL.identifier(alias, "author_id"),
            event=events._name,
            id=SQL.identifier(alias, "id"),
            is_masked=events._get_linked_masked_sql(SQL.identifier(alias, "res_id")),
            model=SQL.identifier(alias, "model"),
            notice=NOTICE,
            partner=self.env.user.partner_id.id,
            type=SQL.identifier(alias, "message_type"),
        )

    @api.private
    def filtered_domain(self, domain):
        """Compare no message that the user can't read, as an answer leads to others.

        Odoo reads messages as the superuser, whoever asks. Not by their kind alone, by
        which it adds new ones to what records show.
        """
        found = super().filtered_domain(domain)
        asking = found.with_env(get_asking(self.env))
        if not found or not asking.env["mail.activity"]._is_limited():
            return found
        if all(each.field_expr in KIND for each in Domain(domain).iter_conditions()):
            return found
        me = asking.env.user.partner_id
        others = asking.filtered(lambda message: message.author_id != me)
        return found - others._filter_hidden_from_user()

    def _export_rows(self, fields, **kwargs):
        """Export no such message either, through another one."""
        hidden = self._filter_hidden_from_user()
        return super(MailMessage, self - hidden)._export_rows(fields, **kwargs)

    @api.model
    def _get_with_access(self, message_id, mode="read", **kwargs):
        """Find no notice to others, whose document anybody can read, or has a link to.

        Odoo takes notices for messages that everybody can react to.
        """
        message = super()._get_with_access(message_id, mode, **kwargs)
        if not message or message.sudo().message_type != NOTICE:
            return message
        return message - message._filter_hidden_from_user()

    def action_open_document(self):
        """Open the document of no message that the user can't read."""
        hidden = self._filter_hidden_from_user()
        if hidden:
            raise make_hidden_error(hidden)
        return super().action_open_document()

    def _filter_hidden_from_user(self):
        """Return those that the user can't read, while Sharing is on.

        Odoo reads messages as the superuser, whoever asks.
        """
        asking = self.sudo(False)
        if not asking.env["mail.activity"]._is_limited():
            return self.browse()
        return self - asking._filtered_access("read").with_env(self.env)

    def _extras_to_store(self, store, format_reply):
        """Show no message that another one answers to users who can't read it.

        In a channel, Odoo shows it as the superuser, and a client can let a message
        answer any other one. Whoever sees an answer sees all of the same channel.
        """
        answers = self.browse()
        if format_reply and self.sudo(False).env["mail.activity"]._is_limited():
            answers = self.filtered(lambda message: message._answers_hidden())
        super(MailMessage, answers)._extras_to_store(store, format_reply=False)
        return super(MailMessage, self - answers)._extras_to_store(store, format_reply)

    def _answers_hidden(self):
        message = self.sudo()
        answered = message.parent_id
        is_same = answered.model == message.model and answered.res_id == message.res_id
        is_beside = is_same and answered.message_type != NOTICE
        return not is_beside and bool(answered._filter_hidden_from_user())
