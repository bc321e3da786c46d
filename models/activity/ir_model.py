from odoo import models
from odoo.tools import SQL


class IrModel(models.Model):
    _inherit = "ir.model"

    def unlink(self):
        """Give free what would keep Odoo from deleting these kinds of records.

        First of all: Odoo deletes their activities, types and plans by SQL. A single
        reference to one of these that the database doesn't let go makes it leave all of
        it behind, and from then on the activity menu fails for everyone. ``ondelete``
        would be too late.
        """
        addon = self.env["ir.module.module"]._get("crm_activity_flow")
        if self and addon.state != "to remove":  # what names them is deleted, too
            self._flow_release()
        return super().unlink()

    def _flow_release(self):
        """Step: give free what refers to these, their types or their plans.

        Nothing here may fail, whatever others have made of the records: past the
        checks. Their own activities go first, as in Odoo, and need no trace. Filled by
        *cancel*, *plan*, *next_step* and *merge*.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM mail_activity WHERE res_model_id IN %s", self._ids)
        )
        self.env.invalidate_all(flush=False)
