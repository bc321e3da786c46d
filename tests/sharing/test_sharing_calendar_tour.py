from datetime import datetime, time, timedelta

from odoo.tests import tagged

from ..tours import TourCase
from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingCalendarTour(SharingCommon, TourCase):
    """The shared calendar in a real browser, with the minimum rights needed to sell."""

    def test_calendar(self):
        """Own, shared and busy; moving refused and allowed; scheduling one."""
        seller = self.users["own_documents"]
        self.lead.user_id = seller
        self.call.icon = "fa-phone"
        seller.tz = self.owner.tz = "UTC"
        start = datetime.combine(datetime.today(), time(10))
        self._share("read")
        self._share("busy", activity_type=self.mail)
        own = self._create_activity(
            self.call, user_id=seller.id, summary="Flow own", planned_start=start
        )
        later = start + timedelta(hours=2)
        read = {"summary": "Flow read", "planned_start": later}
        shared = self._create_owned(self.call, **read)
        secret = {"summary": "Flow secret", "planned_start": later}
        self._create_owned(self.mail, **secret)
        self.start_tour(
            "/odoo/shared-calendar",
            "crm_activity_flow.sharing_calendar",
            login=seller.login,
        )
        self.assertEqual(own.planned_start, start + timedelta(hours=3))
        self.assertEqual(shared.planned_start, later)
        self.assertEqual(own.planned_duration, 0.75)
        new = self.Activity.search([("summary", "=", "Flow new")])
        self.assertEqual(new.user_id, seller)
        self.assertTrue(new.planned_start)
