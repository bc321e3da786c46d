from odoo import api, fields, models


class MailActivity(models.Model):
    """Whether anybody has changed an activity since it was created.

    What was created automatically is withdrawn only as long as nobody has. A class of
    its own, below all others that override ``write``: whatever they make of it ends
    here. The date of the last change would not do: Odoo sets it, too, when it
    computes fields again, as when the assignee moves to another time zone.
    """

    _inherit = "mail.activity"

    is_untouched = fields.Boolean(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        """Create what is given, as yet untouched.

        Not by a default: that would call untouched what was there before this field.
        """
        return super().create([{**vals, "is_untouched": True} for vals in vals_list])

    def write(self, vals):
        """Write what is given, and that somebody did; it is the same statement."""
        return super().write({**vals, "is_untouched": False})
