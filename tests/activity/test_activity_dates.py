from freezegun import freeze_time

from odoo.tests import tagged

from ..common import OutcomeCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestActivityDates(RpcMixin, OutcomeCommon):
    """What is recorded about an activity's end never contradicts itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.user = cls.users["salesperson"]
        cls.manager = cls.users["manager"]
        cls.still_open = cls._create_activity(cls.call)
        cls.cancelled = cls._create_activity(cls.call)
        cls.cancelled.with_user(cls.user).action_cancel()
        cls.done = cls._create_activity(cls.call)
        cls.done.with_user(cls.user).action_complete(cls.outcome_good.id)

    def test_contradictions(self):
        """Dates of another end than the activity's own are refused."""
        date, uid = "2020-02-03 10:00:00", self.manager.id
        for activity, name, value in (
            (self.still_open, "done_at", date),
            (self.still_open, "done_by_id", uid),
            (self.still_open, "cancelled_at", date),
            (self.still_open, "cancelled_by_id", uid),
            (self.cancelled, "done_at", date),
            (self.cancelled, "done_by_id", uid),
            (self.cancelled, "cancelled_at", False),
            (self.done, "cancelled_at", date),
            (self.done, "cancelled_by_id", uid),
        ):
            before = activity[name]
            for extra in ({}, {"summary": "Flow"}, {"active": activity.active}):
                values = {name: value, **extra}
                with self.subTest(values=values), self.assertRefused():
                    self._rpc("manager", "mail.activity", "write", activity.ids, values)
            self.assertEqual(activity[name], before)

    def test_reopening_with_a_date(self):
        """An activity isn't reopened and completed in one write."""
        for activity in (self.done, self.cancelled):
            values = {"active": True, "done_at": "2020-02-03 10:00:00"}
            with self.assertRefused():
                self._rpc("manager", "mail.activity", "write", activity.ids, values)
            self.assertFalse(activity.active)

    def test_managers_correct_and_close(self):
        """Managers correct done activities, and give the date with the closing."""
        date = "2020-02-03 10:00:00"
        done = self.env.ref("crm_activity_flow.mail_activity_status_done")
        closings = (
            {"active": False, "outcome_id": self.outcome_good.id},
            {"status_id": done.id, "outcome_id": self.outcome_good.id},
        )
        activities = self._create_activity(self.call, count=len(closings))
        for activity, closing in zip(activities, closings, strict=True):
            values = {**closing, "done_at": date, "done_by_id": self.user.id}
            self._rpc("manager", "mail.activity", "write", activity.ids, values)
            self.assertDone(activity, self.outcome_good, by=self.user)
            self.assertEqual(str(activity.done_at), date)
        values = {"done_at": date, "done_by_id": self.manager.id}
        self._rpc("manager", "mail.activity", "write", self.done.ids, values)
        self.assertDone(self.done, self.outcome_good, by=self.manager)
        self.assertEqual(str(self.done.done_at), date)
        values = {"cancelled_at": date, "cancelled_by_id": self.manager.id}
        self._rpc("manager", "mail.activity", "write", self.cancelled.ids, values)
        self.assertEqual(str(self.cancelled.cancelled_at), date)
        self.assertEqual(self.cancelled.cancelled_by_id, self.manager)

    # ------------------------------------------------------------
    # Odoo's day
    # ------------------------------------------------------------

    def _create_history(self, role="manager", **values):
        id_ = self._rpc(
            role,
            "mail.activity",
            "create",
            {
                "activity_type_id": self.call.id,
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
                "user_id": self.user.id,
                "active": False,
                **values,
            },
        )
        return self.Activity.browse(id_)

    def test_day_of_history(self):
        """The day of an imported completion is the assignee's day of its time."""
        self.user.tz = "Pacific/Auckland"
        for on in (True, False):
            for name in ("group_activity_status", "group_activity_outcome"):
                self._switch(name, on)
            history = self._create_history(done_at="2020-02-03 23:30:00")
            self.assertEqual(str(history.date_done), "2020-02-04")
            history = self._create_history(
                done_at="2020-02-03 23:30:00", date_done="2024-01-01"
            )
            self.assertEqual(str(history.date_done), "2020-02-04")

    def test_day_follows_a_correction(self):
        """A corrected time of completion corrects Odoo's day, too."""
        self.user.tz = "America/Los_Angeles"
        values = {"done_at": "2020-02-03 02:00:00"}
        self._rpc("manager", "mail.activity", "write", self.done.ids, values)
        self.assertEqual(str(self.done.date_done), "2020-02-02")
        values = {"date_done": "2024-01-01"}
        self._rpc("manager", "mail.activity", "write", self.done.ids, values)
        self.assertEqual(str(self.done.date_done), "2020-02-02")

    def test_day_of_a_completion(self):
        """A completion has the assignee's day; while all is off, Odoo's, as before."""
        self.user.tz = "Pacific/Auckland"
        for on, day in ((True, "2026-03-03"), (False, "2026-03-02")):
            for name in ("group_activity_status", "group_activity_outcome"):
                self._switch(name, on)
            activity = self._create_activity(self.call)
            outcome = {"outcome_id": self.outcome_good.id} if on else {}
            with freeze_time("2026-03-02 22:30:00"):
                activity.with_user(self.user).action_complete(**outcome)
                activity.flush_recordset()
            self.assertEqual(str(activity.date_done), day)

    def test_day_is_unknown(self):
        """History without a time keeps a given day, and has none otherwise."""
        with freeze_time("2026-03-02 12:00:00"):
            history = self._create_history()
        self.assertFalse(history.date_done)
        history = self._create_history(date_done="2020-02-03")
        self.assertEqual(str(history.date_done), "2020-02-03")
