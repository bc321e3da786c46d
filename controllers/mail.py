from odoo.http import request, route

from odoo.addons.mail.controllers.mail import MailController

from ..models.activity.client_values import is_id
from ..models.sharing.hidden_error import tells_of_hidden


class MailLinks(MailController):
    @route()
    def mail_action_view(self, model=None, res_id=None, access_token=None, **kwargs):
        """Follow no link to a message that looks missing to the user.

        Who isn't logged in, does so first: the way back would name the record.
        """
        try:
            # as Odoo reads it
            id_ = int(kwargs.get("message_id", 0))
        except (TypeError, ValueError):
            id_ = 0
        if is_id(id_) and request.env["mail.activity"]._has_sharing():
            if not request.session.uid:
                back = f"/mail/view?message_id={id_}"
                return request.redirect_query("/web/login", {"redirect": back})
            message = request.env["mail.message"].browse(id_)
            if message._filter_hidden_from_user():
                del kwargs["message_id"]
        return super().mail_action_view(model, res_id, access_token, **kwargs)

    @classmethod
    def _redirect_to_record(cls, model, res_id, access_token=None, **kwargs):
        """Follow no link to what looks missing; Odoo looks as the superuser first."""
        if tells_of_hidden(request.env, model) and request.env.user._is_internal():
            records = request.env[model].browse(res_id)
            # in all companies: Odoo tries them, too
            res_id = request.env.user._filter_openable(records).exists().id
        return super()._redirect_to_record(model, res_id, access_token, **kwargs)
