from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..tours import TourCase
from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingTour(SharingCommon, TourCase):
    """Sharing in a real browser, with the minimum rights needed to sell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["own_documents"]
        cls.manager = cls.users["manager"]
        cls.lead.user_id = cls.salesperson
        cls._share("read")
        cls._share("none", owner=cls.manager)

    def _create_on_lead(self, user, summary):
        activity = self._create_activity(
            self.call, user_id=user.id, summary=summary, automated=True
        )
        self._set_creator(activity, self.env.ref("base.user_root"))
        return activity

    def _start(self, url, tour):
        self.start_tour(url, tour, login=self.salesperson.login)

    def test_preferences(self):
        """Add a line in the preferences, and look at what a colleague sees."""
        mine = {"user_id": self.salesperson.id, "summary": "Flow mine"}
        self._create_owned(
            planned_start=fields.Datetime.now() + timedelta(days=2), **mine
        )
        self._start("/odoo", "crm_activity_flow.sharing_preferences")
        line = self.salesperson.activity_share_ids
        self.assertEqual(line.level, "read")
        self.assertFalse(line.viewer_id or line.activity_type_id)

    def test_chatter(self):
        """Read one, lock one, give one away, schedule a private one."""
        self._create_on_lead(self.owner, "Flow read")
        own = self._create_on_lead(self.salesperson, "Flow own")
        given = self._create_on_lead(self.salesperson, "Flow given")
        self._start(f"/odoo/crm/{self.lead.id}", "crm_activity_flow.sharing_chatter")
        self.assertTrue(own.is_private)
        self.assertEqual(given.user_id, self.manager)
        secret = self.Activity.search([("summary", "=", "Flow secret")])
        self.assertTrue(secret.is_private)

    def test_list(self):
        """The list shows levels and locks, and no buttons that would be refused."""
        self._create_on_lead(self.owner, "Flow read")
        own = self._create_on_lead(self.salesperson, "Flow own")
        self._start(
            "/odoo/action-mail.mail_activity_action", "crm_activity_flow.sharing_list"
        )
        self.assertTrue(own.is_private)

    def test_not_found(self):
        """Links to hidden and to missing activities show the same."""
        hidden, missing = (
            self._create_on_lead(self.manager, f"Flow hidden {number}")
            for number in range(2)
        )
        missing_id = missing.id
        missing.unlink()
        for id_ in (hidden.id, missing_id):
            self._start(
                f"/odoo/mail.activity/{id_}", "crm_activity_flow.sharing_not_found"
            )

    def test_see_as(self):
        """A manager sees what a salesperson sees, and ends it."""
        self._switch("group_activity_status")
        colleague = self.users["salesperson"]
        today = {"date_deadline": fields.Date.today()}
        for summary, values in (
            ("Flow shown", {"user_id": colleague.id}),
            ("Flow read", {"user_id": self.owner.id}),
            ("Flow secret", {"user_id": colleague.id, "is_private": True}),
        ):
            self._create_activity(self.call, summary=summary, **values, **today)
        self.start_tour(
            "/odoo/activity-see-as",
            "crm_activity_flow.see_as",
            login=self.manager.login,
        )
        lines = self.env["mail.activity.see.as"].search([])
        self.assertEqual(lines.user_id, self.manager)
        self.assertEqual(lines.seen_user_id, colleague)
