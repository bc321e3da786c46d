from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import SharingCommon

TEN = "2026-10-08 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time("2026-10-07 09:00:00")
class TestSharingWeeks(SharingCommon):
    """Users look at their own next two weeks as others see them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner.tz = "UTC"
        cls.viewer = cls.users["employee"]

    def _look(self, viewer=None, owner=None):
        """Return what an owner, Olga by default, is told that a viewer sees."""
        owner = owner or self.owner
        users = self._as(owner, self.env["res.users"]).with_context(tz=owner.tz)
        return users.get_shared_weeks((viewer or self.viewer).id)

    def _get_names(self, *args, **kwargs):
        return [slot["name"] for slot in self._look(*args, **kwargs)]

    def test_levels(self):
        """Everything at read and full, the time at busy, and nothing at none."""
        self._create_owned(planned_start=TEN, planned_duration=2, summary="Flow timed")
        self._create_owned(date_deadline="2026-10-09", summary="Flow day")
        timed = {
            "start": TEN,
            "stop": "2026-10-08 12:00:00",
            "allday": False,
            "icon": self.call.icon,
            "is_busy": False,
            "name": "Flow timed",
            "record": "Flow contact",
        }
        line = self._share("read")
        for level in ("read", "full"):
            line.level = level
            self.assertEqual(self._get_names(), ["Flow timed", "Flow day"])
            self.assertEqual(self._look()[0], timed)
        line.level = "busy"
        hidden = {"icon": False, "is_busy": True, "name": "Busy", "record": False}
        self.assertEqual(self._look(), [{**timed, **hidden}])
        line.level = "none"
        self.assertEqual(self._look(), [])

    def test_person(self):
        """Each person sees what is shared with them, not with the owner's leader."""
        self._create_owned(planned_start=TEN, summary="Flow timed")
        self._share("none")
        self._share("busy", self.viewer)
        self.assertEqual(self._get_names(), ["Busy"])
        self.assertEqual(self._get_names(self.users["salesperson"]), [])
        self.assertEqual(self._get_names(self.leader), ["Flow timed"])

    def test_private(self):
        """Private activities are hidden from managers here, too."""
        self._create_owned(planned_start=TEN, is_private=True)
        self.assertEqual(self._look(self.users["manager"]), [])

    def test_records(self):
        """What is on a record that the person can't open is only a busy time."""
        self._create_activity(
            self.call, user_id=self.owner.id, planned_start=TEN, summary="Flow deal"
        )
        self.assertEqual(self._get_names(), ["Busy"])
        self.assertEqual(self._get_names(self.users["salesperson"]), ["Flow deal"])

    def test_own(self):
        """Only the user's own open activities of these days are shown."""
        self._create_owned(planned_start=TEN, summary="Flow own")
        self._create_owned(planned_start="2026-10-21 10:00:00")  # a day too late
        self._create_owned(planned_start="2026-10-06 10:00:00")
        self._create_owned(planned_start=TEN, user_id=self.viewer.id)
        self._create_owned(planned_start=TEN)._action_done()
        self.assertEqual(self._get_names(), ["Flow own"])

    def test_days(self):
        """Days begin and end where the user is; whole days have no zone."""
        self.owner.tz = "Pacific/Auckland"  # 13 hours ahead
        cases = [
            ({"planned_start": "2026-10-06 10:00:00"}, False),  # the 6th, 23:00
            ({"planned_start": "2026-10-06 11:30:00"}, True),  # the 7th, 0:30
            ({"planned_start": "2026-10-20 10:00:00"}, True),
            ({"planned_start": "2026-10-20 11:30:00"}, False),
            ({"date_deadline": "2026-10-06"}, False),
            ({"date_deadline": "2026-10-07"}, True),
            ({"date_deadline": "2026-10-20"}, True),
            ({"date_deadline": "2026-10-21"}, False),
        ]
        for values, is_shown in cases:
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                self._create_owned(**values)
                self.assertEqual(bool(self._look()), is_shown)
                savepoint.rollback()

    def test_other_company(self):
        """Lines for everyone don't open anything in other companies; they can close."""
        self._create_owned(planned_start=TEN, summary="Flow own")
        self.assertEqual(self._get_names(self.outsider), ["Flow own"])
        self._share("busy")
        self.assertEqual(self._get_names(self.outsider), ["Busy"])

    def test_language(self):
        """Names are in the language of the user who looks, not of the other one."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.call.with_context(lang="de_DE").name = "Flow Anruf"
        self._create_owned(planned_start=TEN, summary=False)
        self.owner.lang, self.viewer.lang = "de_DE", "en_US"
        self.assertEqual(self._get_names(), ["Flow Anruf"])
        self.owner.lang, self.viewer.lang = "en_US", "de_DE"
        self.assertEqual(self._get_names(), ["Flow call"])

    def test_nothing_is_kept(self):
        """After a look, the user reads and writes with their own access again."""
        activity = self._create_owned(planned_start=TEN, summary="Flow own")
        self._share("none")
        self.assertEqual(self._look(), [])
        own = activity.with_user(self.owner)
        self.assertEqual(own.summary, "Flow own")
        own.planned_start = "2026-10-09 10:00:00"
        self.env.flush_all()
        self.assertEqual(activity.planned_start, datetime(2026, 10, 9, 10))

    def test_not_recorded(self):
        """Looking at oneself takes no rights of managers, and isn't recorded."""
        self._create_owned(planned_start=TEN, summary="Flow own")
        self.assertEqual(self._get_names(owner=self.owner), ["Flow own"])
        self.assertFalse(self.env["mail.activity.see.as"].search([]))

    def test_refused(self):
        """Only colleagues can be chosen, and the answer is the same for all others."""
        gone = new_test_user(self.env, "flow_gone", groups="base.group_user")
        gone.active = False
        users = self._as(self.owner, self.env["res.users"])
        ids = [
            *(gone.id, self.owner.id, self.users["portal"].id),
            *(self.env.ref("base.user_root").id, 2**31 - 1, 2**70, 0, -1),
            *(True, None, False, "1", [1], {}, 1.5),
        ]
        for id_ in ids:
            with (
                self.subTest(id=id_),
                self.assertRefused("another person", error=UserError),
            ):
                users.get_shared_weeks(id_)

    def test_off(self):
        """Without Sharing there is nothing to look at."""
        self._switch("group_activity_sharing", on=False)
        with self.assertRefused("Turn on Sharing", error=UserError):
            self._look()
