from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """Let the due dates of open activities follow people to another time zone."""
        moving = self.browse()
        if "tz" in vals:
            moving = self.filtered(lambda user: user.tz != vals["tz"])
        result = super().write(vals)
        if moving:
            activities = self.env["mail.activity"]._sudo_open()
            activities.search([("user_id", "in", moving.ids)])._move_to_zone()
        return result
