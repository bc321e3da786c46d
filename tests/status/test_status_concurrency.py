from odoo.tests import tagged

from ..concurrency import WORKERS
from ..concurrent_activities import ConcurrentActivities


@tagged("post_install", "-at_install")
class TestStatusConcurrency(ConcurrentActivities):
    """Users move the same cards simultaneously, with committed data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_outcome", on=False)
        cls._switch("group_activity_status")
        cls.todo, cls.in_progress, cls.waiting = (
            cls._get_id(f"crm_activity_flow.mail_activity_status_{name}")
            for name in ("todo", "in_progress", "waiting")
        )
        cls.call_type = cls._create_type()

    def _read_statuses(self, activities):
        """Return whether each activity is open, and the kind of its status."""
        rows = self._do(
            "mail.activity",
            "search_read",
            [("id", "in", activities)],
            ["active", "status_kind", "status_id", "cancelled_at", "done_at"],
            context={"active_test": False},
        )
        for row in rows:
            self.assertEqual(row["active"], row["status_kind"] == "open", row)
            self.assertEqual(
                bool(row["cancelled_at"]), row["status_kind"] == "cancelled"
            )
            self.assertEqual(bool(row["done_at"]), row["status_kind"] == "done")
        return rows

    def _count_changes(self, activities):
        domain = [("activity_id", "in", activities)]
        return self._do("mail.activity.status.change", "search_count", domain)

    def test_same_card(self):
        """Four users drag the same card: one moves it, the others learn who did."""
        activities = self._create_activities()
        answers = self._race(
            *[
                self._as_user(
                    number,
                    "action_move",
                    activities,
                    [self.in_progress, self.waiting][number % 2],
                    self.todo,
                )
                for number in range(WORKERS)
            ]
        )
        winner, errors = self.assertOnce(answers)
        for error in errors:
            self.assertEqual(error["error"], "ValidationError")
            self.assertIn(f"by Flow manager {winner}", error["message"])
        self._read_statuses(activities)
        self.assertEqual(self._count_changes(activities), 1)

    def test_move_while_another(self):
        """Whatever another call does to a card, status and activity stay consistent."""
        others = {
            "complete": ("action_complete",),
            "cancel": ("action_cancel", "Flow"),
            "archive": ("action_archive",),
            "move without asking": ("write", {"status_id": self.waiting}),
        }
        for other, (method, *args) in others.items():
            with self.subTest(other=other):
                activities = self._create_activities(count=2)
                moved, _answer = self._race(
                    self._as_user(
                        0, "action_move", activities, self.in_progress, self.todo
                    ),
                    self._as_user(1, method, activities, *args),
                )
                rows = self._read_statuses(activities)
                if "error" in moved:
                    self.assertEqual(moved["error"], "ValidationError")
                if other in ("complete", "cancel"):
                    self.assertFalse(any(row["active"] for row in rows))

    def test_complete_and_cancel(self):
        """One user completes, another cancels: it closes once, with one trace."""
        activities = self._create_activities(count=2)
        answers = self._race(
            self._as_user(0, "action_complete", activities),
            self._as_user(1, "action_cancel", activities, "Flow"),
        )
        self.assertOnce(answers)
        kinds = {row["status_kind"] for row in self._read_statuses(activities)}
        self.assertEqual(len(kinds), 1)
        self.assertEqual(self._count_changes(activities), 2)

    def test_last_two_open(self):
        """Two administrators archive the last two open statuses: one is refused."""
        self._do("mail.activity.status", "action_archive", [self.waiting])
        try:
            answers = self._race(
                self._call("mail.activity.status", "action_archive", [self.todo]),
                self._call(
                    "mail.activity.status", "action_archive", [self.in_progress]
                ),
            )
            _winner, errors = self.assertOnce(answers)
            self.assertIn("at least one open status", errors[0]["message"])
        finally:
            every = [self.todo, self.in_progress, self.waiting]
            self._do("mail.activity.status", "action_unarchive", every)

    def test_archived_meanwhile(self):
        """Dropping on a status that is just being archived works, or is refused."""
        activities = self._create_activities()
        try:
            moved, archived = self._race(
                self._as_user(0, "action_move", activities, self.waiting, self.todo),
                self._call("mail.activity.status", "action_archive", [self.waiting]),
            )
            self.assertNotIn("error", archived)
            [row] = self._read_statuses(activities)
            expected = self.todo if "error" in moved else self.waiting
            self.assertEqual(row["status_id"][0], expected)
        finally:
            self._do("mail.activity.status", "action_unarchive", [self.waiting])

    def test_switched_meanwhile(self):
        """Activities completed during the switch get their status in the cleanup."""
        self._switch("group_activity_status", on=False)
        activities = self._create_activities(count=2)
        settings = self._do(
            "res.config.settings", "create", {"group_activity_status": True}
        )
        completed, switched = self._race(
            self._as_user(0, "action_complete", activities[:1]),
            self._call("res.config.settings", "execute", [settings]),
        )
        self.assertNotIn("error", completed)
        self.assertNotIn("error", switched)
        vacuum = self._get_id("base.autovacuum_job")
        self._do("ir.cron", "method_direct_trigger", [vacuum])
        kinds = {
            row["id"]: row["status_kind"] for row in self._read_statuses(activities)
        }
        self.assertEqual(kinds, dict(zip(activities, ("done", "open"), strict=True)))
