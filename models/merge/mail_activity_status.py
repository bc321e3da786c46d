from odoo import models

from ..status.mail_activity_status import OPEN


class MailActivityStatus(models.Model):
    """What merging statuses means, besides what refers to them."""

    _name = "mail.activity.status"
    _inherit = ["mail.activity.status", "mail.activity.merge.mixin"]

    def _get_merge_error(self, survivor):
        """A status that closes activities can't become one that leaves them open."""
        for status in self | survivor:
            if status.kind != OPEN:
                return self.env._(
                    "“%(name)s” is the status in which activities end, so it can't be "
                    "merged with others. Leave it out.",
                    name=status.name,
                )
        return super()._get_merge_error(survivor)
