from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import StatusCommon


@tagged("post_install", "-at_install")
class TestStatusChange(StatusCommon):
    """Every status change is tracked: user, time, from, to, and hours before it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        with freeze_time("2026-03-02 08:00:00"):
            cls.activity = cls._create_activity(cls.call, date_deadline="2026-03-20")

    def _move(self, status, moment):
        with freeze_time(moment):
            self.activity.with_user(self.user).status_id = status

    def test_tracked(self):
        """A change records user, time, from, to and the hours before it."""
        self._move(self.in_progress, "2026-03-02 10:30:00")
        self._move(self.waiting, "2026-03-03 10:30:00")
        second, first = self.activity.status_change_ids
        self.assertEqual(first.previous_status_id, self.todo)
        self.assertEqual(first.status_id, self.in_progress)
        self.assertEqual(first.changed_by_id, self.user)
        self.assertEqual(str(first.changed_at), "2026-03-02 10:30:00")
        self.assertEqual((first.hours, second.hours), (2.5, 24.0))
        self.assertEqual(self.activity.status_since, second.changed_at)

    def test_every_way(self):
        """Completing, cancelling and reopening record one change each."""
        self._move(self.done, "2026-03-02 09:00:00")
        self._move(self.waiting, "2026-03-02 10:00:00")
        self._move(self.cancelled, "2026-03-02 11:00:00")
        with freeze_time("2026-03-02 12:00:00"):
            self.activity.action_reopen()
            self.activity.action_complete()
        changes = self.activity.status_change_ids.sorted("id")
        self.assertEqual(
            [change.status_id for change in changes],
            [self.done, self.waiting, self.cancelled, self.todo, self.done],
        )

    def test_no_change(self):
        """Writing the current status again records no change."""
        for status in (self.todo, self.todo):
            self.activity.write({"status_id": status.id, "summary": "Flow"})
        self.assertFalse(self.activity.status_change_ids)

    def test_time(self):
        """The report has one row per stay in an open status, including the current."""
        self._move(self.in_progress, "2026-03-02 10:00:00")
        self._move(self.done, "2026-03-02 18:00:00")
        self._move(self.waiting, "2026-03-03 08:00:00")
        self.env.flush_all()
        with freeze_time("2026-03-03 09:30:00"):
            rows = self._read_times()
        self.assertEqual(
            rows,
            {
                self.todo: (2.0, False),
                self.in_progress: (8.0, False),
                self.waiting: (1.5, True),
            },
        )

    def _read_times(self, user=None):
        Time = self.env["mail.activity.status.time"].with_user(user or self.user)
        Time.invalidate_model()
        return {
            row.status_id: (row.hours, row.is_current)
            for row in Time.search([("activity_id", "=", self.activity.id)])
        }

    def test_time_since(self):
        """A stay shows when it began and ended."""
        self._move(self.in_progress, "2026-03-02 10:00:00")
        self.env.flush_all()
        Time = self.env["mail.activity.status.time"].with_user(self.user)
        current, finished = Time.search([("activity_id", "=", self.activity.id)])
        self.assertEqual(str(finished.entered_at), "2026-03-02 08:00:00")
        self.assertEqual(str(finished.left_at), "2026-03-02 10:00:00")
        self.assertEqual(str(current.entered_at), "2026-03-02 10:00:00")
        self.assertFalse(current.left_at)

    def test_access(self):
        """Users see the changes and times of the activities that they can read."""
        self._move(self.waiting, "2026-03-02 10:00:00")
        self.env.flush_all()
        change = self.activity.status_change_ids
        Time = self.env["mail.activity.status.time"]
        times = Time.search([("activity_id", "=", self.activity.id)])
        for role, allowed in (
            ("manager", True),
            ("salesperson", True),
            ("own_documents", False),
            ("employee", False),
        ):
            for records in (change, times):
                with self.subTest(role=role, model=records._name):
                    mine = records.with_user(self.users[role])
                    domain = [("id", "in", records.ids)]
                    count = len(records) if allowed else 0
                    self.assertEqual(mine.search_count(domain), count)
                    self.assertEqual(
                        bool(mine._read_group(domain, ["status_id"])), allowed
                    )
                    mine.invalidate_model()
                    self.assertEqual(mine.has_access("read"), allowed)
                    if allowed:
                        mine.read(["status_id"])
                        continue
                    with self.assertRaises(AccessError):
                        mine.read(["status_id"])
        with self.assertRaises(AccessError):
            change.with_user(self.users["portal"]).search([])

    def test_nobody_writes(self):
        """Only the system writes the history: users can't add to it or change it."""
        self._move(self.waiting, "2026-03-02 10:00:00")
        change = self.activity.status_change_ids.with_user(self.users["manager"])
        for forge in (
            lambda: change.write({"hours": 0}),
            lambda: change.unlink(),
            lambda: change.create(
                {"activity_id": self.activity.id, "status_id": self.todo.id}
            ),
            lambda: self.activity.with_user(self.user).write(
                {"status_change_ids": [(5, 0, 0)]}
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                forge()
        self.assertTrue(change.exists())

    def test_moved_meanwhile(self):
        """Moving a card that another user just moved is refused."""
        self._move(self.waiting, "2026-03-02 10:00:00")
        mine = self.activity.with_user(self.users["manager"])
        with self.assertRefused("moved to “Waiting”", self.user.name):
            mine.action_move(self.in_progress.id, self.todo.id)
        mine.action_move(self.in_progress.id, self.waiting.id)
        self.assertStands(self.activity, self.in_progress)

    def test_completed_meanwhile(self):
        """Moving a card that was completed or deleted since then is refused."""
        self._move(self.done, "2026-03-02 10:00:00")
        mine = self.activity.with_user(self.users["manager"])
        with self.assertRefused("already completed", self.user.name):
            mine.action_move(self.in_progress.id, self.todo.id)
        self.assertStands(self.activity, self.done)
        self.activity.unlink()
        with self.assertRefused("no longer exists"):
            mine.action_move(self.in_progress.id, self.todo.id)

    def test_unlink(self):
        """Deleting an activity deletes its changes."""
        self._move(self.waiting, "2026-03-02 10:00:00")
        change = self.activity.status_change_ids
        self.activity.unlink()
        self.assertFalse(change.exists())
