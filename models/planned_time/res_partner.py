from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Let the due dates of open activities follow people to another time zone.

        Users keep theirs on their contact.
        """
        moving = self.browse()
        if "tz" in vals:
            moving = self.filtered(lambda partner: partner.tz != vals["tz"])
        result = super().write(vals)
        users = moving.sudo().with_context(active_test=False).user_ids
        if users:
            self.env["mail.activity"]._sudo_open().search(
                [("user_id", "in", users.ids), ("planned_start", "!=", False)]
            )._move_to_zone()
        return result
