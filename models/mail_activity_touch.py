from odoo import fields, models


class MailActivity(models.Model):
    """Whether anybody has changed an activity that was started automatically.

    A class of its own, below all others that override ``write``: whatever they make of
    it ends here. The date of the last change would not do: Odoo sets it, too, when it
    computes fields again, as when the assignee moves to another time zone.
    """

    _inherit = "mail.activity"

    is_untouched = fields.Boolean(readonly=True, copy=False)

    def write(self, vals):
        """Write what is given, and that somebody did; it is the same statement."""
        return super().write({**vals, "is_untouched": False})
