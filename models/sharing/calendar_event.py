from odoo import api, fields, models

from .per_user import keep_per_user


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    activity_ids = fields.One2many(depends_context=("uid",))

    @api.model
    def _post_model_setup__(self):
        super()._post_model_setup__()
        keep_per_user(self, ["activity_ids"])
