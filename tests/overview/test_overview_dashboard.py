from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import RpcMixin
from .test_overview import OverviewCommon

DASHBOARD = "odoo.addons.crm_activity_flow.report.mail_activity_overview_dashboard"
WEEK = ("2026-11-16", "2026-11-22")  # Monday to Sunday
FIGURES = {
    "completed": (3, 1),
    "open": (3, 5),
    "overdue": (2, 2),
    "on_time": (2 / 3, 1),
    "positive": (1 / 2, 0),
    "days_to_complete": (2, 4),
}
EMPTY = {
    "completed": (0, 0),
    "open": (0, 0),
    "overdue": (0, 0),
    "on_time": (None, None),
    "positive": (None, None),
    "days_to_complete": (None, None),
}
# the figures that aren't counts, as the overview has them
AVERAGES = {"on_time": "on_time:avg", "days_to_complete": "days_to_complete:avg"}
BARS = ("by_user", "by_type", "sentiment_by_week", "by_weekday", "overdue_by_user")


class DashboardCommon(OverviewCommon):
    """A manager in Brussels looks at the week on its Wednesday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-11-18 12:00:00"))
        cls.seller, cls.manager = cls.users["salesperson"], cls.users["manager"]
        cls.ids = []

    @classmethod
    def _add(cls, *args, **values):
        activity = super()._add(*args, **values)
        cls.ids.append(activity.id)
        return activity

    @classmethod
    def _cancel_at(cls, activity, moment):
        cls.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET active = FALSE, cancelled_at = %s, "
                "date_done = NULL WHERE id = %s",
                moment,
                activity.id,
            )
        )
        cls.env.invalidate_all()

    def _get_dashboard(self, *days, domain=(), user=None, tz="Europe/Brussels"):
        overview = self.Overview.with_user(user or self.manager).with_context(tz=tz)
        domain = [("id", "in", self.ids), *domain]
        return overview.get_dashboard(domain, *(days or WEEK))

    def assertFigures(self, dashboard, expected):
        figures = dashboard["figures"]
        self.assertEqual(figures.keys(), expected.keys())
        for name, (value, previous) in expected.items():
            with self.subTest(figure=name):
                self.assertEqual(figures[name]["value"], value)
                self.assertEqual(figures[name]["previous"], previous)

    def assertLists(self, dashboard, user=None, tz="Europe/Brussels"):
        """Check that each figure and bar is that of the list behind it."""
        overview = self.Overview.with_user(user or self.manager).with_context(tz=tz)
        figures = dashboard["figures"]
        counts = [figures[name] for name in ("completed", "open", "overdue")]
        counts += [bar for name in BARS for bar in dashboard[name]]
        for count in counts:
            with self.subTest(count=count):
                self.assertEqual(overview.search_count(count["domain"]), count["value"])
        for name, measure in AVERAGES.items():
            with self.subTest(average=name):
                [(value,)] = overview._read_group(
                    figures[name]["domain"], [], [measure]
                )
                self.assertEqual(value or 0, figures[name]["value"] or 0)
        listed = overview.search(figures["positive"]["domain"])
        self.assertTrue(all(listed.mapped("sentiment")))
        if listed:
            positive = listed.filtered(lambda each: each.sentiment == "positive")
            share = len(positive) / len(listed)
            self.assertAlmostEqual(share, figures["positive"]["value"])


@tagged("post_install", "-at_install")
class TestOverviewDashboard(DashboardCommon):
    """What the dashboard counts, case by case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # deadline, created, done
        cls._add(
            *("2026-11-16", "2026-11-14 10:00:00", "2026-11-16 10:00:00"),
            outcome_id=cls.outcome_good.id,
        )
        cls._add(
            *("2026-11-17", "2026-11-17 09:00:00", "2026-11-18 09:00:00"),
            outcome_id=cls.outcome_bad.id,
        )
        cls.by_manager = cls._add(
            *("2026-11-20", "2026-11-13 08:00:00", "2026-11-16"),
            user_id=cls.manager.id,
            activity_type_id=cls.letter.id,
        )
        cls._add(
            *("2026-11-10", "2026-11-06 12:00:00", "2026-11-10 12:00:00"),
            outcome_id=cls.outcome_plain.id,
        )
        cls._add("2026-11-13", "2026-11-01 08:00:00")
        cls._add("2026-11-15", "2026-11-10 08:00:00", user_id=cls.manager.id)
        cls._add("2026-11-25", "2026-11-17 08:00:00")
        cancelled = cls._add("2026-11-12", "2026-11-02 08:00:00")
        cls._cancel_at(cancelled, "2026-11-17 08:00:00")
        unknown = cls._add("2026-11-12", "2026-11-02 08:00:00", "2026-11-17")
        cls.env.cr.execute(
            SQL("UPDATE mail_activity SET date_done = NULL WHERE id = %s", unknown.id)
        )
        cls.env.invalidate_all()

    def test_figures(self):
        """Each figure is that of the week, and has that of the week before."""
        dashboard = self._get_dashboard()
        self.assertFigures(dashboard, FIGURES)
        self.assertLists(dashboard)

    def test_bars(self):
        """The bars add up to the completed activities, and have names."""
        dashboard = self._get_dashboard()
        seller, manager, call, letter, good, bad = (
            [record.id, record.display_name]
            for record in (
                *(self.seller, self.manager, self.call, self.letter),
                *(self.outcome_good, self.outcome_bad),
            )
        )
        for name, expected in {
            "by_user": [(manager, False, 1), (seller, bad, 1), (seller, good, 1)],
            "by_type": [(call, 2), (letter, 1)],
            # in American English, weeks begin on Sunday
            "sentiment_by_week": [
                ("2026-11-15", False, 1),
                ("2026-11-15", "negative", 1),
                ("2026-11-15", "positive", 1),
            ],
            "by_weekday": [(0, 2), (2, 1)],
            "overdue_by_user": [(manager, 1), (seller, 1)],
        }.items():
            with self.subTest(bars=name):
                bars = [
                    tuple(value for key, value in bar.items() if key != "domain")
                    for bar in dashboard[name]
                ]
                self.assertEqual(bars, expected)

    def test_filter(self):
        """The dashboard follows the filter, and so do the lists behind it."""
        for domain, completed, overdue in (
            ([("user_id", "=", self.manager.id)], 1, 1),
            ([("sentiment", "=", "positive")], 1, 0),
            (["|", ("sentiment", "=", False), ("outcome_id", "=", 0)], 1, 2),
            ([("lead_id", "any", [("name", "=", "Flow lead")])], 3, 2),
            ([("lead_id.name", "=", "Other")], 0, 0),
            ([(0, "=", 1)], 0, 0),
        ):
            with self.subTest(domain=domain):
                dashboard = self._get_dashboard(domain=domain)
                figures = dashboard["figures"]
                self.assertEqual(figures["completed"]["value"], completed)
                self.assertEqual(figures["overdue"]["value"], overdue)
                self.assertLists(dashboard)

    def test_empty(self):
        """Without activities, shares and averages are unknown, and there is no bar."""
        self.ids = []
        dashboard = self._get_dashboard()
        self.assertFigures(dashboard, EMPTY)
        self.assertFalse(any(dashboard[name] for name in BARS))

    def test_other_periods(self):
        """A past period has its own completions; one to come is compared with now."""
        for days, completed, opened, overdue in (
            (("2026-11-09", "2026-11-15"), (1, 0), (3, 3), (2, 0)),
            (("2026-11-10", "2026-11-10"), (1, 0), (3, 3), (2, 0)),
            (("2026-11-02", "2026-11-22"), (4, 0), (3, 1), (2, 0)),
            (("2027-01-01", "2027-01-31"), (0, 0), (3, 3), (2, 2)),
            (("2018-01-01", "2026-12-31"), (4, 0), (3, 0), (2, 0)),
        ):
            with self.subTest(days=days):
                dashboard = self._get_dashboard(*days)
                figures = dashboard["figures"]
                for name, expected in (
                    ("completed", completed),
                    ("open", opened),
                    ("overdue", overdue),
                ):
                    figure = figures[name]
                    self.assertEqual((figure["value"], figure["previous"]), expected)
                self.assertLists(dashboard)

    def test_pending_changes(self):
        """Changes that aren't in the database yet are in the figures."""
        self.by_manager.date_deadline = "2026-11-15"
        figures = self._get_dashboard()["figures"]
        self.assertAlmostEqual(figures["on_time"]["value"], 1 / 3)

    def test_most_overdue(self):
        """Ten people at most are shown, those with the most overdue activities."""
        for number in range(11):
            user = self.manager.copy({"login": f"flow_late_{number}"})
            for _activity in range(2):
                self._add("2026-11-10", user_id=user.id)
        bars = self._get_dashboard()["overdue_by_user"]
        self.assertEqual([bar["value"] for bar in bars], [2] * 10)

    def test_week(self):
        """Weeks begin as the user's language says."""
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        weeks = self._get_dashboard("2026-11-01", "2026-11-30")["sentiment_by_week"]
        self.assertEqual(
            [(bar["week"], bar["sentiment"]) for bar in weeks],
            [
                ("2026-11-09", "neutral"),
                ("2026-11-16", False),
                ("2026-11-16", "negative"),
                ("2026-11-16", "positive"),
            ],
        )

    def test_queries(self):
        """The number of queries doesn't grow with the activities or the people."""
        self._switch("group_activity_sharing")
        counts = [self._count_dashboard()]
        for number in range(5):
            user = self.manager.copy({"login": f"flow_more_{number}"})
            self._add(
                *("2026-11-10", "2026-11-10 08:00:00", "2026-11-16 08:00:00"),
                user_id=user.id,
                activity_type_id=self._create_type(f"Flow {number}").id,
                outcome_id=self._create_outcome(f"Flow {number}").id,
            )
        counts.append(self._count_dashboard())
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 10)

    def _count_dashboard(self):
        """Return the queries of a request; those before fill caches of all users."""
        overview = self.Overview.with_user(self.seller).with_context(tz="UTC")
        overview.get_dashboard([], *WEEK)
        return self._count_queries(overview.get_dashboard, [], *WEEK)


@tagged("post_install", "-at_install")
class TestOverviewDashboardDays(DashboardCommon):
    """Days are those of whoever looks."""

    def test_time_zones(self):
        """A period begins and ends at midnight of the viewer, also on long nights."""
        brussels = "Europe/Brussels"
        for tz, day, moments in (
            ("UTC", "2026-11-16", ("2026-11-16 00:00:00", "2026-11-16 23:59:59")),
            (brussels, "2026-11-16", ("2026-11-15 23:00:00", "2026-11-16 22:59:59")),
            # 25 hours, then 23
            (brussels, "2026-10-25", ("2026-10-24 22:00:00", "2026-10-25 22:59:59")),
            (brussels, "2026-03-29", ("2026-03-28 23:00:00", "2026-03-29 21:59:59")),
            (
                *("Pacific/Auckland", "2026-11-16"),
                ("2026-11-15 11:00:00", "2026-11-16 10:59:59"),
            ),
            (
                *("Pacific/Honolulu", "2026-11-16"),
                ("2026-11-16 10:00:00", "2026-11-17 09:59:59"),
            ),
        ):
            with self.subTest(tz=tz, day=day):
                self.ids = [
                    self._add(day, "2026-01-01 00:00:00", moment).id
                    for moment in moments
                ]
                self._check_only_day(day, tz)

    def _check_only_day(self, day, tz):
        """Check that all activities are on a day, and none on those around it."""
        period = (day, day)
        dashboard = self._get_dashboard(*period, tz=tz)
        self.assertEqual(dashboard["figures"]["completed"]["value"], 2)
        self.assertEqual([bar["value"] for bar in dashboard["by_weekday"]], [2])
        self.assertLists(dashboard, tz=tz)
        wide = self._get_dashboard("2026-01-01", "2026-12-31", tz=tz)
        self.assertEqual(
            [(bar["weekday"], bar["value"]) for bar in wide["by_weekday"]],
            [(bar["weekday"], 2) for bar in dashboard["by_weekday"]],
        )
        self.assertLists(wide, tz=tz)

    def test_without_time_zone(self):
        """Programs that send no time zone get the days of their user."""
        self.manager.tz = "Pacific/Auckland"
        self._add("2026-11-16", "2026-11-01 08:00:00", "2026-11-15 11:00:00")
        self._add("2026-11-16", "2026-11-01 08:00:00", "2026-11-16")
        dashboard = self._get_dashboard("2026-11-16", "2026-11-16", tz=None)
        self.assertEqual(dashboard["figures"]["completed"]["value"], 2)
        self.assertLists(dashboard, tz=None)

    def test_owners_days(self):
        """What was overdue depends on the day where the assignee was."""
        for tz, before in (("Asia/Tokyo", 1), ("America/Los_Angeles", 0)):
            with self.subTest(tz=tz):
                self.seller.tz = tz
                self.ids = self._add("2026-11-15", "2026-11-01 08:00:00").ids
                # in Brussels, it is still Sunday; in Tokyo, Monday
                figures = self._get_dashboard()["figures"]
                self.assertEqual(figures["overdue"]["previous"], before)


@tagged("post_install", "-at_install")
class TestOverviewDashboardAccess(RpcMixin, DashboardCommon):
    """Who gets figures, and of what."""

    def test_roles(self):
        """The figures are those of the activities that the user's own list has."""
        hidden = self.env["crm.lead"].create({"name": "Hidden", "user_id": False})
        hidden.user_id = self.seller
        for record in (self.lead, hidden, self.contact):
            for done in (None, "2026-11-16 10:00:00"):
                self._add("2026-11-16", "2026-11-02 00:00:00", done, record)
        self._add("2026-11-16", record=hidden, user_id=self.users["employee"].id)
        for role, completed, opened in (
            ("manager", 3, 4),
            ("salesperson", 3, 4),
            ("own_documents", 1, 1),
            ("employee", 0, 1),
        ):
            with self.subTest(role=role):
                user = self.users[role]
                dashboard = self._get_dashboard(user=user)
                figures = dashboard["figures"]
                self.assertEqual(figures["completed"]["value"], completed)
                self.assertEqual(figures["open"]["value"], opened)
                self.assertLists(dashboard, user=user)

    def test_portal(self):
        """Users who can't read activities get no figures."""
        with self.assertRaises(AccessError):
            self._get_dashboard(user=self.users["portal"])

    def test_hidden_field(self):
        """No filter by a field that the user can't read."""
        with self.assertRaises(AccessError):
            self._rpc(
                *("salesperson", "mail.activity.overview", "get_dashboard"),
                *([("status_id", "!=", False)], *WEEK),
            )

    def test_invalid_days(self):
        """A period that isn't one is refused with a sentence."""
        for days, text in (
            (("2026-11-22", "2026-11-16"), "ends before"),
            (("2000-01-01", "2026-11-16"), "3660"),
            (("1969-12-31", "2026-11-16"), "1969-12-31"),
            (("2026-11-16", "2101-01-01"), "2101-01-01"),
            *(
                ((day, "2026-11-16"), "isn't a valid date")
                for day in (None, False, "", "x", 5, [], {}, "2026-02-30", "2026-1-5")
            ),
        ):
            with (
                self.subTest(days=days),
                self.assertRefused(text, error=ValidationError),
            ):
                self._rpc(
                    "salesperson", "mail.activity.overview", "get_dashboard", [], *days
                )

    def test_long_answer(self):
        """A filter that is long in each of many bars is refused, too."""
        self._add("2026-11-16", "2026-11-01 08:00:00", "2026-11-16 08:00:00")
        self._get_dashboard()
        self.startPatcher(patch(f"{DASHBOARD}.ANSWER_MAX", 20))
        with self.assertRefused("too long", error=ValidationError):
            self._get_dashboard()

    def test_invalid_filters(self):
        """A filter that isn't one is refused with a sentence."""
        for domain in (
            *(5, "abc", {"a": 1}, ["x"], [5], [[]], [("user_id",)], ["&"], ["!"]),
            [("flow", "=", 1)],
            [("user_id.flow", "=", 1)],
            [("user_id", "flow", 1)],
            [("nbr", "=", "abc")],
            [("done_at", ">=", "abc")],
            [("done_at.flow", "=", 1)],
            [("summary", "=", "a\0b")],
            [("id", "in", [*range(20_000)])],
        ):
            with (
                self.subTest(domain=str(domain)[:50]),
                mute_logger("odoo.sql_db", "odoo.domains"),
                self.assertRefused("filter", error=ValidationError),
            ):
                self._rpc(
                    *("salesperson", "mail.activity.overview", "get_dashboard"),
                    *(domain, *WEEK),
                )
