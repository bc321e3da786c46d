from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import ActivityFlowCommon

MEASURES = [
    "nbr:sum",
    "days_late:avg",
    "days_to_complete:avg",
    "on_time:avg",
    "score:avg",
]


class OverviewCommon(ActivityFlowCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Overview = cls.env["mail.activity.overview"]
        cls.call = cls._create_type()
        cls.letter = cls._create_type("Flow letter")
        cls.contact = cls.env["res.partner"].create({"name": "Flow contact"})

    @classmethod
    def _add(cls, deadline, created=None, done=None, record=None, **values):
        """Create an activity with a given history.

        :param str done: completion time, or only a date if before the installation
        """
        if done:
            values.update(active=False, date_done=done[:10])
            values["done_at"] = done if len(done) > 10 else False
        values.update(date_deadline=deadline)
        activity = cls._create_activity(cls.call, record, **values)
        activity.flush_recordset()
        cls.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET create_date = %s WHERE id = %s",
                created or f"{deadline} 00:00:00",
                activity.id,
            )
        )
        activity.invalidate_recordset(["create_date"])
        return activity

    def _get_row(self, activity):
        """Return the row of an activity, as the manager reads it."""
        overview = self.Overview.with_user(self.users["manager"])
        return overview.browse(activity.ids)


@tagged("post_install", "-at_install")
@freeze_time("2025-03-12 12:00:00")
class TestOverview(OverviewCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller, cls.manager = cls.users["salesperson"], cls.users["manager"]
        cls.punctual = cls._add(
            "2025-03-10",
            "2025-03-05 10:00:00",
            "2025-03-10 10:00:00",
            outcome_id=cls.outcome_good.id,
        )
        cls.late = cls._add(
            "2025-03-03",
            "2025-03-01 00:00:00",
            "2025-03-06 12:00:00",
            outcome_id=cls.outcome_bad.id,
        )
        cls.ancient = cls._add("2025-03-11", "2025-03-09 08:00:00", "2025-03-11")
        cls.overdue = cls._add("2025-03-08")
        cls.planned = cls._add("2025-03-20")
        cls.manager_late = cls._add(
            "2025-03-10",
            "2025-03-10 00:00:00",
            "2025-03-11 00:00:00",
            user_id=cls.manager.id,
            outcome_id=cls.outcome_good.id,
        )
        cls.today = cls._add("2025-03-12", user_id=cls.manager.id)
        cls.all_ids = (
            cls.punctual
            | cls.late
            | cls.ancient
            | cls.overdue
            | cls.planned
            | cls.manager_late
            | cls.today
        ).ids

    def _read_figures(self, *groupby):
        """Return the measures by group, as a pivot reads them."""
        overview = self.Overview.with_user(self.manager)
        [groups] = overview._read_grouping_sets(
            [("id", "in", self.all_ids)], [groupby], MEASURES, order=",".join(groupby)
        )
        level = len(groupby)
        return {
            group[:level]: [value and round(value, 3) for value in group[level:]]
            for group in groups
        }

    def test_total(self):
        """The total is averaged over all rows, not over the group averages."""
        self.assertEqual(self._read_figures()[()], [7, 1.143, 3.375, 0.4, 0.333])

    def test_subtotals(self):
        """Each assignee's averages only include rows that have a value."""
        self.assertEqual(
            self._read_figures("user_id"),
            {
                (self.seller,): [5, 1.4, 4.167, 0.5, 0],
                (self.manager,): [2, 0.5, 1, 0, 1],
            },
        )

    def test_cells(self):
        """A group without completions has no ratio, as opposed to a ratio of 0."""
        figures = self._read_figures("user_id", "sentiment")
        self.assertEqual(figures[self.seller, "positive"], [1, 0, 5, 1, 1])
        self.assertEqual(figures[self.seller, "negative"], [1, 3, 5.5, 0, -1])
        self.assertEqual(figures[self.seller, False], [3, 1.333, 2, 0.5, False])
        self.assertEqual(figures[self.manager, "positive"], [1, 1, 1, 0, 1])
        self.assertEqual(figures[self.manager, False], [1, 0, False, False, False])

    def test_states(self):
        self.assertEqual(
            self._read_figures("state").keys(),
            {("overdue",), ("today",), ("planned",), ("done",)},
        )
        for activity in self.Activity.browse(self.all_ids):
            self.assertEqual(self._get_row(activity).state, activity.state)

    def test_completed_before_install(self):
        """The report includes what Odoo knows of completions before installation."""
        row = self._get_row(self.ancient)
        self.assertEqual(str(row.done_at), "2025-03-11 12:00:00")
        self.assertEqual(row.days_to_complete, 2)
        self.assertFalse(row.outcome_id)
        self.assertFalse(row.done_by_id)
        label = self.Overview.fields_get(["outcome_id"])["outcome_id"]
        self.assertEqual(label["falsy_value_label"], "No outcome")

    def test_completed_on_an_unknown_day(self):
        """An archived activity without any date is done, with unknown times."""
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity SET date_done = NULL WHERE id = %s",
                self.ancient.id,
            )
        )
        self.all_ids = self.ancient.ids
        self.assertEqual(self._read_figures()[()], [1, False, False, False, False])
        self.assertEqual(self._get_row(self.ancient).state, "done")

    def test_imported_history(self):
        """The time to complete is unknown if the creation date is the import's."""
        imported = self._add("2024-06-03", "2025-03-12 09:00:00", "2024-06-01 09:00:00")
        self.all_ids = imported.ids
        self.assertEqual(self._read_figures()[()], [1, 0, False, 1, False])

    def test_time_zones(self):
        """Lateness depends on the assignee's time zone, not on the server's."""
        tokyo, angeles = self.users["own_documents"], self.users["employee"]
        tokyo.tz, angeles.tz = "Asia/Tokyo", "America/Los_Angeles"
        for user, moment, states, late in (
            # there it's already the 13th, or still the 12th
            (tokyo, "2025-03-12 20:00:00", ["overdue", "today"], 1),
            (angeles, "2025-03-13 04:00:00", ["today", "planned"], 0),
        ):
            with self.subTest(tz=user.tz), freeze_time(moment):
                activities = [
                    self._add(deadline, user_id=user.id, done=done)
                    for deadline, done in (
                        ("2025-03-12", None),
                        ("2025-03-13", None),
                        ("2025-03-12", moment),
                    )
                ]
                rows = [self._get_row(activity) for activity in activities]
                self.assertEqual([row.state for row in rows[:2]], states)
                self.assertEqual([row.days_late for row in rows], [late, 0, late])
                self.assertEqual(rows[2].on_time, 1 - late)

    def test_relates_to(self):
        """Contacts, deals, other documents and none are four values of one field."""
        event = self.env["calendar.event"].create(
            {"name": "Flow event", "start": "2025-03-12", "stop": "2025-03-12"}
        )
        free = self.Activity.create({"user_id": self.manager.id, "summary": "Free"})
        contact = self._add("2025-03-12", record=self.contact)
        other = self._add("2025-03-12", record=event)
        self.lead.partner_id = self.contact
        for activity, relates_to, res_model, partner in (
            (self.today, "deal", "crm.lead", self.contact),
            (contact, "contact", "res.partner", self.contact),
            (other, "other", "calendar.event", self.env["res.partner"]),
            (free, "none", False, self.env["res.partner"]),
        ):
            row = self._get_row(activity.with_user(self.manager)).sudo()
            self.assertEqual(row.relates_to, relates_to)
            self.assertEqual(row.res_model, res_model)
            self.assertEqual(row.partner_id, partner)
        labels = dict(
            self.Overview._fields["res_model"]._description_selection(self.env)
        )
        self.assertLessEqual({"crm.lead", "res.partner", "calendar.event"}, set(labels))

    def test_origin(self):
        """A plan's progress can be read by step: open, late and done."""
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": kind.id,
                            "summary": kind.name,
                            "responsible_type": "launcher",
                        }
                    )
                    for kind in (self.call, self.letter)
                ],
            }
        )
        launched = plan.with_user(self.manager)._schedule_on(self.lead)
        launched[0].action_complete()
        rows = self._get_row(launched)
        self.assertEqual(set(rows.mapped("origin")), {"plan"})
        groups = rows._read_group(
            [("plan_id", "=", plan.id)], ["plan_template_id", "state"], ["nbr:sum"]
        )
        first, second = plan.template_ids
        self.assertEqual(groups, [(first, "done", 1), (second, "today", 1)])
        self.assertEqual(self._get_row(self.today).origin, "manual")

    def test_deal_columns(self):
        """The report's columns about a deal follow the deal."""
        team = self.env["crm.team"].create({"name": "Flow team"})
        self.lead.team_id = team
        self.lead.action_set_won()
        row = self._get_row(self.today)
        self.assertEqual((row.team_id, row.won_status), (team, "won"))
        self.assertEqual(row.lead_id, self.lead)

    def test_archived_document(self):
        """An archived deal's activities stay in the figures."""
        self.lead.action_archive()
        self.assertEqual(self._read_figures()[()][0], 7)
        self.assertEqual(self._get_row(self.today).lead_id, self.lead)

    def test_archived_outcome_and_type(self):
        """Recorded data stays when its type or outcome is archived."""
        self.outcome_good.active = False
        self.call.active = False
        row = self._get_row(self.punctual)
        self.assertEqual(row.outcome_id, self.outcome_good)
        self.assertEqual(row.activity_type_id, self.call)
        self.assertEqual(self._read_figures("outcome_id")[self.outcome_good,][0], 2)

    def test_group_order(self):
        """Sorting after grouping gives the same order as the database."""
        self.seller.name, self.manager.name = "Flow Zoe", "Flow Adam"
        self._add("2025-03-12", user_id=False, activity_type_id=self.letter.id)
        overview = self.Overview.with_user(self.manager)
        for specs in (
            ["user_id", "activity_type_id"],
            ["date_deadline:month", "outcome_id", "done_by_id"],
        ):
            order = ", ".join(specs)
            # with a direction, the database sorts
            by_database = ", ".join(f"{spec} ASC" for spec in specs)
            expected = overview._read_group([], specs, ["__count"], order=by_database)
            grouped = overview._read_group([], specs, ["__count"], order=order)
            sets = overview._read_grouping_sets(
                [], [specs, []], ["__count"], order=order
            )
            self.assertEqual(grouped, expected)
            self.assertEqual(sets[0], expected)

    def test_selection_order(self):
        """States are sorted by urgency, sentiments from good to bad, empty last."""
        self._add("2025-03-12", done="2025-03-12", outcome_id=self.outcome_plain.id)
        states = self._read_figures("state")
        self.assertEqual(
            [state for (state,) in states], ["overdue", "today", "planned", "done"]
        )
        sentiments = self.Overview.with_user(self.manager).formatted_read_group(
            [], ["sentiment"], ["__count"]
        )
        self.assertEqual(
            [group["sentiment"] for group in sentiments],
            ["positive", "neutral", "negative", False],
        )

    def test_pending_changes(self):
        """The report shows pending changes before they're flushed to the database."""
        self.today.date_deadline = "2025-03-01"
        self.outcome_bad.sentiment = "neutral"
        self.assertEqual(self._read_figures("state")["overdue",][0], 2)
        self.assertIn(("neutral",), self._read_figures("sentiment"))

    def test_queries(self):
        """A pivot takes one query each for the models, the figures and the names."""
        overview = self.Overview.with_user(self.manager)
        arguments = ([], [[], ["user_id"], ["user_id", "sentiment"]], MEASURES)
        overview.formatted_read_grouping_sets(*arguments)
        self.env.flush_all()
        with self.assertQueryCount(3):
            overview._read_grouping_sets(*arguments, order="user_id, sentiment")
        with self.assertQueryCount(2):
            overview.search_count([])

    def test_open_document(self):
        """A row opens the same document as the activity."""
        row = self._get_row(self.today)
        self.assertEqual(
            row.action_open_document(),
            self.today.with_user(self.manager).action_open_document(),
        )

    def test_read_only(self):
        """The report is read-only, even for the administrator."""
        row = self.Overview.with_user(self.users["settings"]).browse(self.today.id)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(row.has_access(operation))

    def test_switch(self):
        """The views show outcomes only while Outcomes is on; the figures stay."""
        overview = self.Overview.with_user(self.manager)
        for switched_on in (False, True):
            self._switch_outcomes(switched_on)
            for kind in ("list", "pivot", "graph", "search"):
                arch = overview.get_view(view_type=kind)["arch"]
                self.assertEqual("sentiment" in arch, switched_on, kind)
            self.assertEqual(self._get_row(self.late).sentiment, "negative")

    def test_menus(self):
        """Salespeople see both menus, other users neither."""
        for menu in ("menu_sales", "menu_report"):
            menu = self.env.ref(f"crm_activity_flow.mail_activity_overview_{menu}")
            for role, visible in (("own_documents", True), ("employee", False)):
                menus = self.env["ir.ui.menu"].with_user(self.users[role])
                self.assertEqual(menu.id in menus._visible_menu_ids(), visible)
