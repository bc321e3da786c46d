from odoo.tests import tagged

from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingDigest(SharingCommon):
    """Odoo's digest mails wait in a queue that Settings administrators see."""

    def test_digest(self):
        """They don't see those with figures about what a reader sees of activities."""
        digest = self.env["digest.digest"].create({"name": "Flow digest"})
        for kpi, is_shown in ((False, True), (True, False)):
            digest.kpi_activity_overdue = kpi
            mails = self.env["mail.mail"].search([])
            digest._action_send_to_user(self.owner)
            mail = self.env["mail.mail"].search([]) - mails
            self.assertIn(self.owner.email_formatted, mail.email_to)
            seen = self._as("settings", mail)
            with self.subTest(kpi=kpi):
                self.assertEqual(bool(seen.search([("id", "=", mail.id)])), is_shown)
                self.assertEqual(bool(seen.read(["body_html"])), is_shown)
