from lxml import etree

from odoo.tests import tagged
from odoo.tools import SQL

from ..common import StatusCommon

BATCH = 100  # rows that the ORM inserts or updates with one query


@tagged("post_install", "-at_install")
class TestStatusPerformance(StatusCommon):
    """A status takes no query per activity, and no query at all while off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in production: the common context suppresses what really happens
        cls.env = cls.env(context={})
        cls.user = cls.users["salesperson"]

    def _count_new(self, act, count):
        """Return the queries of an action on new activities of one document."""
        activities = self._create_activity(self.call, count=count)
        return self._count_queries(act, activities.with_user(self.user))

    def _count_warm(self, act, *counts):
        self._count_new(act, 1)  # fills caches
        return [self._count_new(act, count) for count in counts]

    def test_batches(self):
        """1,000 activities take as many queries as 10, except for the ORM's batches."""
        for act in (
            lambda activities: activities.action_move(self.waiting.id),
            lambda activities: activities.action_cancel("Flow"),
            lambda activities: activities.write({"active": False}),
            lambda activities: activities.mapped("status_id.name"),
        ):
            few, many = self._count_warm(act, 10, 1000)
            self.assertLessEqual(many, few + 2 * 1000 // BATCH)

    def test_reopen(self):
        """Reopening 500 cancelled activities takes as many queries as 10."""

        def act(activities):
            activities.action_cancel("Flow")
            activities.action_reopen()

        few, many = self._count_warm(act, 10, 500)
        self.assertLessEqual(many, few + 4 * 500 // BATCH)

    def test_create_closed(self):
        """Importing 200 cancelled activities takes the queries of 10, plus batches."""
        counts = []
        for size in (1, 10, 200):  # the first one fills caches
            values = {"status_id": self.cancelled.id, "cancel_reason": "Flow"}
            counts.append(self._count_create(size, **values))
        self.assertLessEqual(counts[2], counts[1] + 4 * 200 // BATCH)

    def test_create(self):
        """Creating activities in the first status takes no additional query."""
        counts = []
        for on in (True, False):
            self._switch("group_activity_status", on)
            counts.append([self._count_create(size) for size in (1, 1, 10)])
        self.assertEqual(counts[0][1:], counts[1][1:])

    def _count_create(self, count, **values):
        create = self._create_activity
        return self._count_queries(create, self.call, count=count, **values)

    def test_board(self):
        """The board's columns take as many queries for 10 cards as for 200."""
        specification = {
            "summary": {},
            "status_color": {},
            "status_id": {"fields": {"display_name": {}}},
            "user_id": {"fields": {"display_name": {}}},
            "state": {},
            "icon": {},
        }
        counts = []
        for size in (1, 10, 190):
            self._create_activity(self.call, count=size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            board = self.Activity.with_user(self.user).with_context(
                active_test=False, read_group_expand=True
            )
            groups = board.web_read_group(
                [("user_id", "=", self.user.id)],
                ["status_id"],
                auto_unfold=True,
                unfold_read_specification=specification,
                unfold_read_default_limit=200,
            )["groups"]
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(groups), 5)
        self.assertEqual(len(groups[0]["__records"]), 200)
        self.assertEqual(counts[1], counts[2])

    def test_column_index(self):
        """The board reads its columns through indexes, in their order."""
        self._create_in(self.done)
        board = self.Activity.with_user(self.user)
        view = self.env.ref("crm_activity_flow.mail_activity_view_kanban_board")
        arch = etree.fromstring(board.get_view(view.id, "kanban")["arch"])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("SET LOCAL enable_sort = off")
        for status, index in (
            (self.done, "mail_activity_history_idx"),
            (self.todo, "mail_activity_open_idx"),
        ):
            query = board._search(
                [("active", "in", [True, False]), ("status_id", "=", status.id)],
                order=arch.get("default_order"),
                limit=80,
            )
            plan = str(self.env.execute_query(SQL("EXPLAIN %s", query.select())))
            self.assertIn(index, plan)
            is_sorted = "Sort" not in plan
            keys = "Presorted Key: mail_activity.done_at, mail_activity.date_done"
            self.assertTrue(is_sorted or keys in plan, plan)

    def test_off(self):
        """After switching off, no status is queried."""
        self._switch("group_activity_status", on=False)
        queries = self._record_queries()
        for act in (
            lambda activities: activities.action_feedback(),
            lambda activities: activities.action_archive(),
            lambda activities: activities.read(),
            lambda activities: activities.activity_format(),
            lambda activities: activities.action_cancel(),
        ):
            self._count_warm(act, 2)
        self.assertTrue(queries)
        self.assertFalse([sql for sql in queries if "mail_activity_status" in sql])
