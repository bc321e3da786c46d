from odoo import models


class IrModel(models.Model):
    _inherit = "ir.model"

    def _flow_release(self):
        """Keep activities of other records held in meetings of these.

        The database deletes those meetings, without asking Odoo.
        """
        super()._flow_release()
        events = self.env["calendar.event"].sudo().with_context(active_test=False)
        events = events.search([("res_model_id", "in", self.ids)])
        events._unlink_keeping_closed_activities()
