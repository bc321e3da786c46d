from unittest.mock import patch

from odoo.tests import tagged

from .common import STEPS, PostSaleCommon

BATCH = 100  # rows that the ORM inserts with one query


@tagged("post_install", "-at_install")
class TestPostSalePerformance(PostSaleCommon):
    """Closing takes no query per deal, and no query at all without a rule."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in production: the common context suppresses what really happens
        cls.env = cls.env(context={})

    def _count(self, act, size, **values):
        deals = self._create_deal(size, **values).with_user(self.user)
        return self._count_queries(act, deals)

    def _win(self, deals):
        deals.write({"stage_id": self.won_stage.id})

    def _count_above_odoo(self, act, size, **values):
        """Return the additional queries of an action compared to no matching rule."""
        own = self._count(act, size, **values)
        return own - self._count(act, size, **{**values, "team_id": False})

    def test_batches(self):
        """1,000 deals take as many queries as 10, except for batched inserts."""
        self._count(self._win, 2)  # fills caches
        self._count(self._win, 2, team_id=False)
        few = self._count_above_odoo(self._win, 10)
        many = self._count_above_odoo(self._win, 1000)
        # activities, followers, messages and their related records
        self.assertLessEqual(many, few + 8 * STEPS * 1000 // BATCH)

    def _count_own(self, act):
        """Return the queries that the addon adds in each call of the hook."""
        counts = []
        Closing = self.env.registry["crm.post.sale.closing"]
        on_won_lost = Closing._on_won_lost

        def count(closing, *args):
            before = self.env.cr.sql_log_count
            on_won_lost(closing, *args)
            counts.append(self.env.cr.sql_log_count - before)

        with patch.object(Closing, "_on_won_lost", count):
            self._count(act, 5, team_id=False)
        return counts

    def test_without_rule(self):
        """Without a matching rule, closing takes no query; one after a rule change.

        Reopening takes one, to check whether anything was started.
        """
        rows = {
            "won": (self._win, [0]),
            "lost": (lambda deals: deals.action_set_lost(), [0, 0]),
            "reopened": (self._win_and_reopen, [0, 1]),
            "edited": (lambda deals: deals.write({"probability": 50}), [0]),
        }
        for name, (act, expected) in rows.items():
            with self.subTest(name=name):
                self.env.registry.clear_cache()
                self.assertLessEqual(max(self._count_own(act)), 1)
                self.assertEqual(self._count_own(act), [0, *expected])

    def _win_and_reopen(self, deals):
        self._win(deals)
        deals.write({"stage_id": self.open_stage.id})
