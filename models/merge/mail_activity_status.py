from odoo import models

from ..status.mail_activity_status import OPEN


class MailActivityStatus(models.Model):
    """What merging statuses means, besides moving references to them."""

    _name = "mail.activity.status"
    _inherit = ["mail.activity.status", "mail.activity.merge.mixin"]

    def _get_merge_error(self, survivor):
        """Refuse statuses that close activities: merging could leave those open."""
        for status in self | survivor:
            if status.kind != OPEN:
                return self.env._(
                    "Activities end in “%(name)s”, so it can't be merged with others. "
                    "Leave it out.",
                    name=status.name,
                )
        return super()._get_merge_error(survivor)
