from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import OutcomeCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestOutcomeCancelled(RpcMixin, OutcomeCommon):
    """A cancelled activity has no outcome, and never counts as if it had one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.cancelled = cls.env.ref("crm_activity_flow.mail_activity_status_cancelled")
        cls.user = cls.users["salesperson"]
        cls.activity = cls._create_activity(cls.call)
        cls.activity.with_user(cls.user).action_cancel()

    def test_write(self):
        """Writing an outcome on a cancelled activity is refused, for everyone."""
        good = {"outcome_id": self.outcome_good.id}
        update = {"activity_ids": [Command.update(self.activity.id, good)]}
        calls = [
            ("mail.activity", "write", self.activity.ids, good),
            ("mail.activity", "web_save", self.activity.ids, good, {}),
            (
                "mail.activity",
                "write",
                self.activity.ids,
                {**good, "status_id": self.cancelled.id},
            ),
            ("mail.activity", "write", self.activity.ids, {**good, "active": False}),
            ("crm.lead", "write", self.lead.ids, update),
        ]
        for role in ("salesperson", "manager"):
            for call in calls:
                with self.subTest(role=role, call=call), self.assertRefused("cancel"):
                    self._rpc(role, *call)
        with self.assertRefused("cancelled"):
            self.activity.sudo().outcome_id = self.outcome_good
        self.assertFalse(self.activity.outcome_id)

    def test_cancel_with_an_outcome(self):
        """Cancelling and choosing an outcome in one write contradict each other."""
        still_open = self._create_activity(self.call)
        values = {"outcome_id": self.outcome_good.id, "status_id": self.cancelled.id}
        with self.assertRefused("cancelled"):
            self._rpc("salesperson", "mail.activity", "write", still_open.ids, values)
        self.assertTrue(still_open.active)
        # chosen ahead, and then not needed any more
        still_open.outcome_id = self.outcome_good
        still_open.with_user(self.user).action_cancel()
        self.assertFalse(still_open.outcome_id)

    def test_create(self):
        """An activity can't be created as cancelled and with an outcome."""
        good = {"outcome_id": self.outcome_good.id}
        status = {"status_id": self.cancelled.id}
        date = {"active": False, "cancelled_at": "2020-01-01 00:00:00"}
        calls = [
            ("salesperson", {**good, **status, "active": False}, {}),
            ("salesperson", {**good, **status}, {}),
            (
                "salesperson",
                {**status, "active": False},
                {"default_outcome_id": self.outcome_good.id},
            ),
            ("manager", {**good, **date}, {}),
        ]
        for role, values, context in calls:
            with self.subTest(role=role, **values), self.assertRefused("cancelled"):
                self._rpc(
                    role,
                    "mail.activity",
                    "create",
                    self._prepare_values(**values),
                    context=context,
                )

    def test_never_counted(self):
        """Data of before, with an outcome on a cancelled activity, isn't counted."""
        done = self._create_activity(self.call)
        done.with_user(self.user).action_complete(self.outcome_bad.id)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity
                   SET outcome_id = %s,
                       done_at = '2099-01-01',
                       done_by_id = %s,
                       date_done = '2099-01-01'
                 WHERE id = %s
                """,
                self.outcome_good.id,
                self.user.id,
                self.activity.id,
            )
        )
        self.env.invalidate_all()
        lead = self.lead.with_user(self.user)
        self.assertEqual(lead.last_outcome_id, self.outcome_bad)
        self.assertEqual(lead.outcome_positive_count, 0)
        self.assertEqual(lead.outcome_negative_count, 1)
        found = lead.search([("last_outcome_id", "=", self.outcome_good.id)])
        self.assertNotIn(lead, found)
        groups = lead._read_group([("id", "=", lead.id)], ["last_outcome_id"])
        self.assertEqual(groups, [(self.outcome_bad,)])
        activities = self.Activity.with_context(active_test=False).with_user(self.user)
        domain = lead.action_view_outcomes()["domain"]
        self.assertEqual(activities.search(domain), done)
        last = self.call.with_user(self.user)._get_last_choices()
        self.assertEqual(last, {self.call.id: self.outcome_bad.id})

    def test_overview(self):
        """The overview shows no outcome, score or completion of a cancelled one."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity
                   SET outcome_id = %s,
                       create_date = '2019-01-01',
                       done_at = '2020-01-01',
                       done_by_id = %s,
                       date_done = '2020-01-01'
                 WHERE id = %s
                """,
                self.outcome_good.id,
                self.user.id,
                self.activity.id,
            )
        )
        self.env.invalidate_all()
        overview = self.env["mail.activity.overview"].with_user(self.user)
        row = overview.browse(self.activity.id)
        names = ("outcome_id", "sentiment", "done_at", "done_by_id")
        self.assertEqual([row[name] for name in names if row[name]], [])
        own = [("id", "=", row.id)]
        measures = ("score", "on_time", "days_late", "days_to_complete")
        counts = overview._read_group(own, [], [f"{name}:count" for name in measures])
        self.assertEqual(counts, [(0, 0, 0, 0)])
        [(outcome, count)] = overview._read_group(own, ["outcome_id"], ["__count"])
        self.assertEqual((outcome.id, count), (False, 1))
