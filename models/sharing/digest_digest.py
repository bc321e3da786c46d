from odoo import models

from ..activity.source import OWN_CODE
from .mail_activity_told_mixin import TELLING


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    def _action_send_to_user(self, user, tips_count=1, consume_tips=True):
        """Keep figures about what a reader sees from others who look at the queue."""
        digest = self
        if any(self[name] for name in self._get_activity_kpis()):
            digest = self.with_context(**{TELLING: OWN_CODE})
        return super(DigestDigest, digest)._action_send_to_user(
            user, tips_count, consume_tips
        )
