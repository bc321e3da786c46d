from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..common import ActivityFlowCommon

# unit, count (negative: before the plan's date), policy, plan's date, deadline
DATES = [
    # forward over weekends; 5 working days from a Friday is the next Friday
    ("working_days", 1, "keep", "2026-03-05", "2026-03-06"),
    ("working_days", 1, "keep", "2026-03-06", "2026-03-09"),
    ("working_days", 5, "keep", "2026-03-06", "2026-03-13"),
    ("working_days", 10, "keep", "2026-03-06", "2026-03-20"),
    ("working_days", 1, "keep", "2026-03-07", "2026-03-09"),
    ("working_days", 1, "keep", "2026-03-08", "2026-03-09"),
    # backward
    ("working_days", -1, "keep", "2026-03-09", "2026-03-06"),
    ("working_days", -5, "keep", "2026-03-13", "2026-03-06"),
    ("working_days", -1, "keep", "2026-03-08", "2026-03-06"),
    # the public holiday of 1 May, a Friday
    ("working_days", 1, "keep", "2026-04-30", "2026-05-04"),
    ("working_days", -1, "keep", "2026-05-04", "2026-04-30"),
    ("days", 1, "next", "2026-04-30", "2026-05-04"),
    ("days", 1, "previous", "2026-04-30", "2026-04-30"),
    # the year's end, with 1 January off
    ("working_days", 1, "keep", "2026-12-31", "2027-01-04"),
    ("working_days", 2, "keep", "2026-12-31", "2027-01-05"),
    # a leap day, and shorter months
    ("days", 1, "keep", "2028-02-28", "2028-02-29"),
    ("working_days", 2, "keep", "2028-02-28", "2028-03-01"),
    ("months", 1, "keep", "2026-01-31", "2026-02-28"),
    ("months", 1, "next", "2026-01-31", "2026-03-02"),
    ("months", 1, "previous", "2026-01-31", "2026-02-27"),
    ("months", -12, "keep", "2028-02-29", "2027-02-28"),
    # both clock changes, on Sundays
    ("working_days", 1, "keep", "2026-03-27", "2026-03-30"),
    ("working_days", 1, "keep", "2026-10-23", "2026-10-26"),
    ("days", 2, "next", "2026-03-27", "2026-03-30"),
    ("days", 2, "previous", "2026-10-23", "2026-10-23"),
    # the three policies on a Saturday and a Sunday
    ("days", 1, "keep", "2026-03-06", "2026-03-07"),
    ("days", 1, "next", "2026-03-06", "2026-03-09"),
    ("days", 1, "previous", "2026-03-06", "2026-03-06"),
    ("weeks", 1, "next", "2026-03-08", "2026-03-16"),
    ("weeks", -1, "previous", "2026-03-08", "2026-02-27"),
    # no delay
    ("days", 0, "keep", "2026-03-07", "2026-03-07"),
    ("days", 0, "next", "2026-03-07", "2026-03-09"),
    ("working_days", 0, "keep", "2026-03-07", "2026-03-07"),
    ("working_days", 0, "next", "2026-03-07", "2026-03-09"),
]

# how long, and what a step says of it
DELAYS = [
    (0, "days", "0 days"),
    (1, "days", "1 day"),
    (3, "weeks", "3 weeks"),
    (1, "months", "1 month"),
    (1, "working_days", "1 working day"),
    (2, "working_days", "2 working days"),
]


@tagged("post_install", "-at_install")
class TestPlanDates(ActivityFlowCommon):
    """Due dates of plan steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.calendar = cls._create_calendar(range(5))
        cls.company.resource_calendar_id = cls.calendar
        cls._create_leave("2026-05-01")
        cls._create_leave("2027-01-01")
        cls.user = cls.users["salesperson"]
        cls.plan = cls.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [Command.create({"responsible_type": "launcher"})],
            }
        )
        cls.step = cls.plan.template_ids

    @classmethod
    def _create_calendar(cls, weekdays, tz="Europe/Brussels", **values):
        return cls.env["resource.calendar"].create(
            {
                "name": "Flow hours",
                "tz": tz,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": "Flow",
                                "dayofweek": str(weekday),
                                "hour_from": 9,
                                "hour_to": 17,
                                "day_period": "morning",
                            }
                        )
                        for weekday in weekdays
                    ),
                ],
                **values,
            }
        )

    @classmethod
    def _create_leave(cls, day, **values):
        return cls.env["resource.calendar.leaves"].create(
            {
                "name": "Flow leave",
                "calendar_id": cls.calendar.id,
                "company_id": cls.company.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 22:00:00",
                **values,
            }
        )

    def _get_due(self, unit, count, policy, plan_date, user=None):
        user = user or self.user
        self.plan.non_working_days = policy
        self.step.write(
            {
                "delay_unit": unit,
                "delay_count": abs(count),
                "delay_from": "before_plan_date" if count < 0 else "after_plan_date",
            }
        )
        base = date.fromisoformat(plan_date)
        return str(self.step._get_due_dates(base, user, self.company)[self.step, user])

    def test_delay_label(self):
        """One day isn't “1 days”, as small screens would show it."""
        for count, unit, words in DELAYS:
            with self.subTest(words):
                self.step.write({"delay_count": count, "delay_unit": unit})
                self.assertEqual(self.step.delay_label, words)

    def test_dates(self):
        """Each row of the table above gives its due date."""
        for unit, count, policy, plan_date, due in DATES:
            row = f"{count} {unit} from {plan_date}, {policy}"
            with self.subTest(row):
                self.assertEqual(self._get_due(unit, count, policy, plan_date), due)

    def test_long(self):
        """The longest delay is a date ten years ahead, without an error."""
        due = self._get_due("working_days", 2610, "keep", "2026-03-02")
        self.assertTrue("2036-02-25" < due < "2036-03-10", due)

    def test_own_leave(self):
        """A person's leaves apply to that person only."""
        resource = self._create_resource(self.user, calendar_id=self.calendar.id)
        self._create_leave("2026-03-09", resource_id=resource.id)
        row = ("working_days", 1, "keep", "2026-03-06")
        self.assertEqual(self._get_due(*row), "2026-03-10")
        self.assertEqual(self._get_due(*row, self.users["manager"]), "2026-03-09")
        self.assertEqual(self._get_due("days", 3, "next", "2026-03-06"), "2026-03-10")

    def test_fully_flexible(self):
        """A person without fixed hours works like the company, except on leave."""
        resource = self._create_resource(self.user, calendar_id=False)
        row = ("working_days", 1, "keep", "2026-03-06")
        self.assertEqual(self._get_due(*row), "2026-03-09")
        leave = {"resource_id": resource.id, "calendar_id": False}
        self._create_leave("2026-03-09", **leave)
        self.assertEqual(self._get_due(*row), "2026-03-10")
        self.assertEqual(self._get_due(*row, self.users["manager"]), "2026-03-09")
        self.assertEqual(self._get_due("days", 3, "next", "2026-03-06"), "2026-03-10")
        # a public holiday
        self.assertEqual(
            self._get_due("working_days", 1, "keep", "2026-04-30"), "2026-05-04"
        )
        self.company.resource_calendar_id = False
        self.assertEqual(self._get_due(*row), "2026-03-10")
        self.assertEqual(
            self._get_due("working_days", 1, "keep", "2026-04-30"), "2026-05-01"
        )

    def test_leave_of_any_company(self):
        """A leave applies whatever company it was entered in; holidays don't."""
        other = self.env["res.company"].create({"name": "Flow company"})
        resource = self._create_resource(self.user, company_id=False)
        resource.calendar_id = self.calendar
        leave = self._create_leave("2026-03-09", resource_id=resource.id)
        leave.company_id = other
        row = ("working_days", 1, "keep", "2026-03-06")
        self.assertEqual(self._get_due(*row), "2026-03-10")
        self.assertEqual(
            self._get_due("working_days", 1, "keep", "2026-04-30"), "2026-05-04"
        )
        holiday = self._create_leave("2026-03-10", calendar_id=False)
        holiday.company_id = other
        self.assertEqual(self._get_due(*row), "2026-03-10")
        holiday.company_id = self.company
        self.assertEqual(self._get_due(*row), "2026-03-11")

    def test_half_day(self):
        """A day with some working hours left is a working day."""
        self._create_leave("2026-03-09", date_to="2026-03-09 11:00:00")
        self.assertEqual(
            self._get_due("working_days", 1, "keep", "2026-03-06"), "2026-03-09"
        )

    def test_free_wednesday(self):
        """A calendar with Wednesdays off is respected."""
        self.company.resource_calendar_id = self._create_calendar([0, 1, 3, 4])
        self.assertEqual(
            self._get_due("working_days", 2, "keep", "2026-03-09"), "2026-03-12"
        )
        self.assertEqual(
            self._get_due("days", 2, "previous", "2026-03-09"), "2026-03-10"
        )

    def test_two_weeks(self):
        """A two-week calendar is followed week by week."""
        calendar = self._create_calendar(range(5))
        calendar.switch_calendar_type()
        first = calendar.attendance_ids.filtered(
            lambda line: line.week_type == "0" and line.dayofweek != "0"
        )
        first.filtered(lambda line: not line.display_type).unlink()
        self.company.resource_calendar_id = calendar
        days = self.user._get_working_days(
            date(2026, 3, 2), date(2026, 3, 15), self.company
        )[self.user]
        weeks = sorted(
            len([day for day in days if day.isocalendar().week == week])
            for week in (10, 11)
        )
        self.assertEqual(weeks, [1, 5])

    def test_no_calendar(self):
        """Without any calendar, Monday to Friday are working days."""
        self.company.resource_calendar_id = False
        self.assertEqual(
            self._get_due("working_days", 1, "keep", "2026-04-30"), "2026-05-01"
        )
        self.assertEqual(
            self._get_due("working_days", 5, "keep", "2026-03-06"), "2026-03-13"
        )

    def test_nobody_works(self):
        """A calendar without working days gives no date, and Odoo's hook an error."""
        self.company.resource_calendar_id = self._create_calendar([])
        self.assertEqual(self._get_due("days", 1, "keep", "2026-03-06"), "2026-03-07")
        self.assertEqual(self._get_due("working_days", 1, "keep", "2026-03-06"), "None")
        step = self.step.with_user(self.user)
        base = date(2026, 3, 6)
        with self.assertRefused("enough working days", self.user.name):
            step._get_date_deadline(base)
        # in the dialog, which shows the error itself
        dialog = step.with_context(plan_deadlines={})
        self.assertEqual(dialog._get_date_deadline(base), base)

    def test_one_never_works(self):
        """One person without working days doesn't take the dates of others."""
        self._create_idle_resource(self.user)
        self._get_due("working_days", 1, "keep", "2026-03-06")
        users = self.user | self.users["manager"]
        due_dates = self.step._get_due_dates(date(2026, 3, 6), users, self.company)
        self.assertEqual(
            [str(due_dates[self.step, user]) for user in users], ["None", "2026-03-09"]
        )

    def test_other_zones(self):
        """Users in other time zones get the company's working days, in their zone."""
        for tz in ("America/New_York", "Asia/Tokyo", "Pacific/Auckland"):
            user = new_test_user(self.env, f"flow_{tz}", tz=tz)
            with self.subTest(tz=tz):
                self.assertEqual(
                    self._get_due("working_days", 1, "keep", "2026-03-06", user),
                    "2026-03-09",
                )
                self.assertEqual(
                    self._get_due("working_days", 1, "keep", "2026-04-30", user),
                    "2026-05-04",
                )

    def test_odoo_hook(self):
        """Odoo's own method uses working days, for the current user."""
        self._get_due("working_days", 1, "keep", "2026-03-06")
        with freeze_time("2026-03-06 12:00:00"):
            step = self.step.with_user(self.user)
            self.assertEqual(str(step._get_date_deadline()), "2026-03-09")
        base = date(2026, 3, 13)
        self.assertEqual(str(self.step._get_date_deadline(base)), "2026-03-16")

    def test_bad_hours(self):
        """What one can't tell from 24:00 is refused on save, and 23:59 works."""
        for hour in (-0.001, 23.9917, 23.995, 24, 1e300, float("inf"), float("nan")):
            with self.subTest(hour=hour), self.assertRefused("0:00", "23:59"):
                self.step.planned_hour = hour
        for hour in (0, 0.004, 23 + 59 / 60, 23.99):
            with self.subTest(hour=hour):
                self.step.planned_hour = hour

    def test_last_minute(self):
        """23:59 stays on the day, also where an older step says 23.995."""
        self.user.tz = "Europe/Brussels"
        self.step.planned_hour = 23 + 59 / 60
        day = date(2026, 3, 6)
        expected = "2026-03-06 22:59:00"
        values = self.step._prepare_time_values(self.user, day)
        self.assertEqual(str(values["planned_start"]), expected)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity_plan_template SET planned_hour = 23.995"
            " WHERE id = %s",
            [self.step.id],
        )
        self.env.invalidate_all()
        values = self.step._prepare_time_values(self.user, day)
        self.assertEqual(str(values["planned_start"]), expected)
        shown = self.step._get_hour_text({(self.user, values["planned_start"])})
        self.assertIn("59", shown)

    def test_clocks_change(self):
        """Of an hour that occurs twice, the first; a missing one is an hour later."""
        self.user.tz = "Europe/Brussels"
        self.step.planned_hour = 2.5
        for plan_date, start in (
            ("2026-10-26", "2026-10-25 00:30:00"),
            ("2026-03-30", "2026-03-29 01:30:00"),
            ("2026-10-28", "2026-10-27 01:30:00"),
        ):
            with self.subTest(plan_date=plan_date):
                due = self._get_due("days", -1, "keep", plan_date)
                values = self.step._prepare_time_values(
                    self.user, date.fromisoformat(due)
                )
                self.assertEqual(str(values["planned_start"]), start)

    def test_bad_delays(self):
        """Negative and excessive delays are refused with the allowed range."""
        for unit, count, limit in (
            ("days", -1, "3660"),
            ("days", 3_650_000, "3660"),
            ("weeks", 523, "522"),
            ("months", 120_000, "120"),
            ("working_days", 2611, "2610"),
        ):
            with self.subTest(unit=unit), self.assertRefused("0 to", limit):
                self.step.write({"delay_unit": unit, "delay_count": count})
