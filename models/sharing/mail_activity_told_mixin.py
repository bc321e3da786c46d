from odoo import api, fields, models
from odoo.fields import Domain

from ..activity.source import has_mark

TELLING = "activity_telling"  # while assignees are told of activities
NEUTRAL = "activity_neutral"  # while they are told of quiet ones


class MailActivityToldMixin(models.AbstractModel):
    """Queues of Odoo's: what tells an assignee of activities is for the assignee alone.

    Administrators see the queues, and what couldn't be sent.
    """

    _name = "mail.activity.told.mixin"
    _inherit = ["mail.activity.known.mixin"]
    _description = "Told to an Assignee"

    _recipient_path = None  # which contacts something is sent to

    is_to_assignee = fields.Boolean("To an Assignee", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        """Note what tells an assignee of activities."""
        # no client can send it
        if has_mark(self.env.context, TELLING):
            vals_list = [{**vals, "is_to_assignee": True} for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _get_known_domain(self):
        """Leave out those that are for other assignees."""
        own = Domain(self._recipient_path, "in", self.env.user.partner_id.ids)
        return Domain("is_to_assignee", "!=", True) | own
