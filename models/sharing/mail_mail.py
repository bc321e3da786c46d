from odoo import api, fields, models
from odoo.fields import Domain

from ..activity.source import OWN_CODE
from .hidden_error import refuse_hidden

TELLING = "activity_telling"  # while assignees are told of activities


class MailMail(models.Model):
    """What tells an assignee of activities is for the assignee alone, as a mail, too.

    Administrators see the queue, and what couldn't be sent.
    """

    _name = "mail.mail"
    _inherit = ["mail.mail", "mail.activity.hidden.mixin"]

    is_to_assignee = fields.Boolean("To an Assignee", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        """Note what tells an assignee of activities."""
        # no client can send it
        if self.env.context.get(TELLING) is OWN_CODE:
            vals_list = [{**vals, "is_to_assignee": True} for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """Find none of those that are for others."""
        if not bypass_access and self.env["mail.activity"]._is_limited():
            domain = Domain(domain) & self._get_known_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        """Refuse those that are for others as if they were missing."""
        result = super()._check_access(operation)
        return refuse_hidden(result, self._filter_hidden_by_level(), operation)

    def _filter_hidden_by_level(self):
        if not self.ids or not self.env["mail.activity"]._is_limited():
            return self.browse()
        known = Domain("id", "in", self.ids) & self._get_known_domain()
        return self - self.browse(self._search(known, bypass_access=True))

    @api.model
    def _get_known_domain(self):
        """Return which mails aren't for other assignees."""
        own = Domain("recipient_ids", "in", self.env.user.partner_id.ids)
        return Domain("is_to_assignee", "!=", True) | own
