from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.tests import tagged

from ..concurrency import ConcurrencyCase

CLOSERS = 20
DEALS = 50
STEPS = 3


@tagged("post_install", "-at_install")
class TestPostSaleConcurrency(ConcurrencyCase):
    """Many users close the same deals simultaneously, with committed data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uids = cls._create_managers(CLOSERS)
        rules = cls._do("crm.post.sale.rule", "search", [])
        cls._do("crm.post.sale.rule", "write", rules, {"active": False})
        cls.open_stage, cls.won_stage = cls._do(
            "crm.stage",
            "create",
            [{"name": "Flow open"}, {"name": "Flow won", "is_won": True}],
        )
        call = cls._do("mail.activity.type", "create", {"name": "Flow call"})
        cls.plans = cls._do(
            "mail.activity.plan",
            "create",
            [
                {
                    "name": f"Flow {event}",
                    "res_model": "crm.lead",
                    "template_ids": [
                        Command.create(
                            {
                                "activity_type_id": call,
                                "summary": f"Flow {number}",
                                "responsible_type": "launcher",
                            }
                        )
                        for number in range(STEPS)
                    ],
                }
                for event in ("won", "lost")
            ],
        )
        cls._do(
            "crm.post.sale.rule",
            "create",
            [
                {"event": event, "plan_id": plan}
                for event, plan in zip(("won", "lost"), cls.plans, strict=True)
            ],
        )

    def _create_deals(self, count=DEALS):
        return self._do(
            "crm.lead",
            "create",
            [
                {
                    "name": f"Flow deal {number}",
                    "type": "opportunity",
                    "stage_id": self.open_stage,
                    "probability": 40,
                }
                for number in range(count)
            ],
        )

    def _win(self, deals, number=0):
        values = {"stage_id": self.won_stage}
        return self._call("crm.lead", "write", deals, values, uid=self.uids[number])

    def _lose(self, deals, number=0):
        return self._call("crm.lead", "action_set_lost", deals, uid=self.uids[number])

    def _read(self, deals):
        """Return the open activities started for each deal."""
        rows = self._do(
            "mail.activity",
            "search_read",
            [("res_model", "=", "crm.lead"), ("res_id", "in", deals)],
            ["res_id", "origin", "summary", "post_sale_closing_id", "user_id"],
        )
        found = {deal: [] for deal in deals}
        for row in rows:
            found[row["res_id"]].append(row)
        return found

    def assertSets(self, deals, none_allowed=False):
        """Check that each deal has one full set, from one closing, for its status."""
        statuses = {
            row["id"]: row["won_status"]
            for row in self._do("crm.lead", "read", deals, ["won_status"])
        }
        for deal, activities in self._read(deals).items():
            if none_allowed and not activities and statuses[deal] == "pending":
                continue
            self.assertEqual(
                sorted(activity["summary"] for activity in activities),
                [f"Flow {number}" for number in range(STEPS)],
            )
            closings = {activity["post_sale_closing_id"][0] for activity in activities}
            self.assertEqual(len(closings), 1)
            origins = {activity["origin"] for activity in activities}
            self.assertEqual(origins, {statuses[deal]})
        return statuses

    def _start_closers(self):
        self._start_workers(CLOSERS - len(self.workers))

    def test_same_deals(self):
        """20 users close the same 50 deals: after retries, each deal has one set."""
        self._start_closers()
        deals = self._create_deals()
        # different orders and ways, so that they conflict
        calls = [
            self._win(deals if number % 2 else deals[::-1], number)
            for number in range(CLOSERS)
        ]
        answers = self._race(*calls)
        self.assertIn("result", {name for answer in answers for name in answer})
        for answer in answers:
            # Odoo gives up after five tries, without any changes
            self.assertIn(
                answer.get("error"), (None, "SerializationFailure", "DeadlockDetected")
            )
        statuses = self.assertSets(deals)
        self.assertEqual(set(statuses.values()), {"won"})

    def test_one_by_one(self):
        """20 users win or lose overlapping deals: each deal has its last set."""
        self._start_closers()
        deals = self._create_deals()
        calls = [
            (self._win if number % 2 else self._lose)(
                deals[number : number + DEALS // 2], number
            )
            for number in range(CLOSERS)
        ]
        self._race(*calls)
        self.assertSets(deals, none_allowed=True)

    def test_claim(self):
        """The database refuses a closing that is recorded twice simultaneously."""
        [deal] = self._create_deals(1)
        with self._cursor() as first, self._cursor() as second:
            for cr in (first, second):
                cr.execute("SELECT 1")  # both see the same snapshot
            insert = """
                INSERT INTO crm_post_sale_closing (lead_id, event, closed_at)
                VALUES (%s, 'won', now())
                    ON CONFLICT (lead_id) WHERE reopened_at IS NULL DO NOTHING
            """
            first.execute(insert, [deal])
            first.commit()
            with self.assertRaises(SerializationFailure):
                second.execute(insert, [deal], log_exceptions=False)
            second.rollback()
            first.execute(
                "SELECT COUNT(*) FROM crm_post_sale_closing WHERE lead_id = %s", [deal]
            )
            self.assertEqual(first.fetchone(), (1,))

    def test_close_and_reopen(self):
        """One user wins deals, another restores them: a full set or none, no mix."""
        for _round in range(5):
            deals = self._create_deals(5)
            self._race(self._lose(deals, 2))
            self._race(
                self._win(deals, 0),
                self._call("crm.lead", "action_restore", deals, uid=self.uids[1]),
            )
            self.assertSets(deals, none_allowed=True)

    def test_killed(self):
        """A server killed midway leaves nothing behind: no status and no set."""
        deals = self._create_deals()
        with self._cursor() as cr:
            # the worker gets as far as the last activities, and waits there
            cr.execute("LOCK TABLE mail_message IN SHARE MODE")
            self.workers[1].send(**self._win(deals))
            self._wait_for_blocked(1)
            self.workers[1].kill()
        del self.workers[1]
        self._wait_for(
            "SELECT COUNT(*) < %s FROM pg_stat_activity"
            " WHERE datname = %s AND state = 'active'",
            1,
            self.database,
        )
        statuses = self._do("crm.lead", "read", deals, ["won_status"])
        self.assertEqual({row["won_status"] for row in statuses}, {"pending"})
        self.assertFalse(any(self._read(deals).values()))
        self.assertFalse(
            self._do("crm.post.sale.closing", "search", [("lead_id", "in", deals)])
        )
        [answer] = self._race(self._win(deals))
        self.assertNotIn("error", answer)
        self.assertSets(deals)
