from datetime import date, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import StatusCommon

BOARD = "crm_activity_flow.mail_activity_view_kanban_board"
NOON = "2026-03-10 12:00:00"
TODAY = date(2026, 3, 10)


@tagged("post_install", "-at_install")
class TestStatusBoard(StatusCommon):
    """The board's requests to the server."""

    def _get_counts(self, domain):
        return self.Activity.with_context(active_test=False).read_progress_bar(
            domain,
            "status_id",
            {"field": "state", "colors": dict.fromkeys(self._get_states(), "info")},
        )

    def _get_states(self):
        return [state for state, _label in self.Activity._fields["state"].selection]

    def test_drop_open(self):
        """Dropping on an open status moves the activity without a question."""
        activity = self._create_in(self.todo)
        self.assertIs(activity.action_drop(self.waiting.id, self.todo.id), True)
        self.assertStands(activity, self.waiting)
        activity = self._create_in(self.done)
        activity.action_drop(self.todo.id, self.done.id)
        self.assertStands(activity, self.todo)

    def test_drop_closing(self):
        """Dropping on Done or Cancelled closes the activity, and returns a message."""
        for status, tag in ((self.done, "completed"), (self.cancelled, "cancelled")):
            activity = self._create_in(self.waiting)
            action = activity.action_drop(status.id, self.waiting.id)
            self.assertEqual(action["tag"], f"crm_activity_flow.{tag}")
            self.assertStands(activity, status)

    def test_drop_done_asks(self):
        """With Outcomes on, Done asks first, and nothing changes until answered."""
        self._switch_outcomes()
        self.call.outcome_ids = self.outcome_good | self.outcome_bad
        activity = self._create_in(self.todo)
        action = activity.action_drop(self.done.id, self.todo.id)
        self.assertEqual(action["res_model"], "mail.activity.complete")
        self.assertStands(activity, self.todo)

    def test_drop_refused(self):
        """A drop never overwrites another user's change."""
        activity = self._create_in(self.waiting)
        for status in self.in_progress | self.done | self.cancelled:
            with self.assertRefused("Waiting", error=ValidationError):
                activity.action_drop(status.id, self.todo.id)
        self.assertStands(activity, self.waiting)
        closed = self._create_in(self.done)
        with self.assertRefused("already completed", error=ValidationError):
            closed.action_drop(self.cancelled.id, self.done.id)
        with self.assertRefused("already completed", error=ValidationError):
            closed.action_drop(self.done.id, self.todo.id)
        self.assertStands(closed, self.done)

    @freeze_time(NOON)
    def test_state_where_the_assignee_is(self):
        """States are searched and counted as computed: by the assignee's local day."""
        pago_pago, kiritimati = self.users["salesperson"], self.users["own_documents"]
        pago_pago.tz, kiritimati.tz = "Pacific/Pago_Pago", "Pacific/Kiritimati"
        for user in pago_pago | kiritimati:
            for days in (-1, 0, 1, 2):
                deadline = TODAY + timedelta(days=days)
                self._create_in(self.todo, user_id=user.id, date_deadline=deadline)
        activities = (
            self.lead.activity_ids
            | self._create_in(self.done)
            | self._create_in(self.cancelled)
        )
        domain = [("id", "in", activities.ids), ("active", "in", [True, False])]
        for state in self._get_states():
            expected = activities.filtered_domain([]).filtered(
                lambda activity, state=state: activity.state == state
            )
            self.assertTrue(expected, state)
            found = self.Activity.search([*domain, ("state", "=", state)])
            self.assertEqual(found, expected.sorted(), state)
            others = self.Activity.search([*domain, ("state", "!=", state)])
            self.assertEqual(others, (activities - expected).sorted(), state)
            counts = self._get_counts(domain)
            self.assertEqual(
                sum(count[state] for count in counts.values()), len(expected)
            )

    def test_columns(self):
        """All statuses are columns; archived ones only while they contain cards."""
        self._create_in(self.waiting)
        (self.waiting | self.in_progress).action_archive()
        groups = self.Activity.with_context(
            read_group_expand=True
        ).formatted_read_group(
            [("res_id", "=", self.lead.id), ("active", "in", [True, False])],
            ["status_id"],
            ["__count"],
        )
        shown = [group["status_id"][0] for group in groups]
        expected = self.todo | self.waiting | self.done | self.cancelled
        self.assertEqual(set(shown) & set(self.in_progress.ids), set())
        self.assertEqual(set(expected.ids) - set(shown), set())

    def test_column_of_all(self):
        """A column finds what is in its status, and no search finds more than asked."""
        every = self.todo + self.waiting + self.done + self.cancelled
        found = {status: self._create_in(status) for status in every}
        both = ("active", "in", [True, False])
        for statuses in (
            *every,
            every,
            self.todo + self.done,
            self.todo + self.waiting,
        ):
            of_these = ("status_id", "in", statuses.ids)
            for domain, expected in (
                ([both, of_these], statuses),
                ([both, "!", of_these], every - statuses),
                (
                    [both, "|", of_these, ("id", "in", found[self.waiting].ids)],
                    statuses | self.waiting,
                ),
                ([of_these], statuses & (self.todo + self.waiting)),
                (
                    [of_these, ("active", "=", False)],
                    statuses & (self.done + self.cancelled),
                ),
            ):
                with self.subTest(statuses=statuses.mapped("name"), domain=domain):
                    ids = self.Activity.concat(*found.values()).ids
                    activities = self.Activity.search([*domain, ("id", "in", ids)])
                    self.assertEqual(activities.status_id, expected)

    def test_order_of_open(self):
        """What is empty on open activities changes nothing in their order."""
        days = [TODAY + timedelta(days=day) for day in (3, 1, 2)]
        late, early, middle = (
            self._create_activity(self.call, date_deadline=day) for day in days
        )
        domain = [("id", "in", (late + early + middle).ids), ("active", "=", True)]
        for order, expected in (
            ("done_at desc, date_done, cancelled_at, date_deadline", early),
            ("date_deadline desc, done_at desc", late),
            ("date_done nulls first,id desc", middle),
        ):
            found = self.Activity.search(domain, order=order)
            self.assertEqual(found[0], expected, order)
        with self.assertRaises(UserError):
            self.Activity.search(domain, order="done_at,,id")

    def test_views(self):
        """While Statuses is on, My Activities and all activities have the board."""
        every = self.env.ref("mail.mail_activity_action")
        board = self.env.ref("crm_activity_flow.mail_activity_view_kanban_board")
        kanban = self.env.ref("mail.mail_activity_view_kanban_open_target")
        for is_on in (True, False):
            self._switch("group_activity_status", on=is_on)
            every.invalidate_recordset()
            self.assertEqual((board.id, "kanban") in every.views, is_on)
            for view in board | kanban:
                arch = self.Activity.get_view(view.id, "kanban")["arch"]
                self.assertEqual('js_class="activity_board"' in arch, is_on)
                self.assertEqual("status_id" in arch, is_on)

    def test_document_board(self):
        """A document's board shows its activities, and creates activities on it."""
        partner = self.env["res.partner"].create({"name": "Flow partner"})
        for document in (self.lead, partner):
            activity = self._create_activity(self.call, document)
            action = document.action_view_activity_board()
            self.assertEqual(self.Activity.search(action["domain"]), activity)
            added = self.Activity.with_context(
                **action["context"], default_status_id=self.waiting.id
            ).create({"summary": "Added", "activity_type_id": self.call.id})
            self.assertEqual(
                (added.res_model, added.res_id), (document._name, document.id)
            )
            self.assertStands(added, self.waiting)

    def test_columns_are_the_administrators(self):
        """Users who can't edit statuses can't edit the columns, either."""
        for role, allowed in (("manager", True), ("own_documents", False)):
            Activity = self.Activity.with_user(self.users[role])
            arch = Activity.get_view(self.env.ref(BOARD).id, "kanban")["arch"]
            self.assertEqual('group_create="False"' not in arch, allowed)
            self.assertEqual('group_edit="False"' not in arch, allowed)

    def test_strange_arguments(self):
        """Unusual grouping or search values cause no database error."""
        activity = self._create_in(self.todo)
        self.assertFalse(activity.search([("state", "in", [True, 1, "x"])]))
        for groupby in (["status_id"], ["activity_type_id", "status_id"]):
            activity.web_read_group([], groupby)

    def test_open_activity(self):
        """A card's details open the activity's own form."""
        activity = self._create_in(self.todo)
        action = activity.action_open_activity()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (activity._name, activity.id)
        )

    def test_done_order(self):
        """Done cards are sorted by the minute, history without a time comes last."""
        history = self._create_activity(self.call, active=False)
        dated = self._create_activity(self.call, active=False, date_done="2025-01-01")
        done = self._create_activity(self.call, count=3)
        for number, activity in enumerate(done[1] + done[2] + done[0]):
            with freeze_time(f"2026-03-02 10:0{number}:00"):
                activity.action_complete()
        board = etree.fromstring(self.env.ref(BOARD).get_combined_arch())
        found = self.Activity.with_context(active_test=False).search(
            [("id", "in", (history | dated | done).ids)],
            order=board.get("default_order"),
        )
        self.assertEqual(found[:3], done[0] + done[2] + done[1])
        self.assertEqual(found[3:], dated + history)
