from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import new_test_user, tagged

from ..common import ActivityFlowCommon
from ..tours import TourCase


@tagged("post_install", "-at_install")
class TestAvailabilityFindTimeTour(ActivityFlowCommon, TourCase):
    """Finding a time in a real browser."""

    def test_find_time(self):
        """Find a time for two in Odoo's dialog, and schedule the activity there."""
        self._create_type()
        self._switch_outcomes(on=False)
        self._switch("group_activity_status")
        seller = self.users["salesperson"]
        ben = new_test_user(
            self.env, "flow_ben", name="Ben", groups="base.group_user", tz="UTC"
        )
        (seller | ben).tz = "UTC"
        # at midnight, so that times begin on the hour, whenever this runs
        away_until = Datetime.today() + timedelta(days=9)
        self.env["calendar.event"].create(
            {
                "name": "Flow away",
                "start": Datetime.now(),
                "stop": away_until,
                "partner_ids": ben.partner_id.ids,
                "user_id": ben.id,
            }
        )
        self.start_tour(
            f"/odoo/crm/{self.lead.id}",
            "crm_activity_flow.availability_find_time",
            login=seller.login,
        )
        activity = self.lead.activity_ids
        self.assertEqual(activity.summary, "Flow timed")
        self.assertEqual(activity.planned_duration, 1)
        self.assertGreaterEqual(activity.planned_start, away_until)
        self.assertEqual(activity.date_deadline, activity.planned_start.date())
