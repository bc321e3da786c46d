from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL

from ...models.sharing.mail_activity_policy import IS_FREE
from .common import SharingCommon

# Queries of these questions for a salesperson with warm caches, while Sharing is off.
BEFORE = {
    "page": 4,
    "count": 2,
    "by type": 4,  # one of them to sort the few groups
    "ids": 4,
    "change": 2,
    "cards": 8,
    "activity view": 11,
    "progress bar": 1,
    "systray": 6,
    "overview": 4,  # two for the time zone, which clients send
}
# What the policy takes more, once for each transaction.
POLICY = 1
# Levels of ids: what Odoo reads is asked for twice, as Odoo checks it twice.
LEVELS_OF_IDS = 2
COLUMNS = {"summary": {}, "user_id": {"fields": {"display_name": {}}}, "state": {}}
CARD = {"name": {}, "activity_ids": {}, "activity_state": {}, "activity_summary": {}}
PROGRESS_BAR = {"field": "activity_state", "colors": {"planned": "success"}}
OPEN = [("active", "=", True)]
WEEK = [("start", "<=", "2026-10-12 00:00:00"), ("stop", ">=", "2026-10-05 00:00:00")]


def _page(activities):
    return activities.web_search_read(OPEN, COLUMNS, 0, 80)


QUESTIONS = {
    "page": lambda ids: _page(ids.browse()),
    "count": lambda ids: ids.search_count(OPEN),
    "by type": lambda ids: ids.formatted_read_group(OPEN, ["activity_type_id"]),
    "ids": lambda ids: ids.read(["summary"]),
    "change": lambda ids: ids.check_access("write"),
    "cards": lambda ids: ids.env["crm.lead"].web_search_read([], CARD, 0, 80),
    "activity view": lambda ids: ids.get_activity_data("crm.lead", [], 80),
    "progress bar": lambda ids: ids.env["crm.lead"].read_progress_bar(
        [], "stage_id", PROGRESS_BAR
    ),
    "systray": lambda ids: ids.env["res.users"]._get_activity_groups(),
    "overview": lambda ids: ids.env["mail.activity.overview"].search_count([]),
}


@tagged("post_install", "-at_install")
class TestSharingPerformance(SharingCommon):
    """Levels take a few queries for each request, whatever there is to decide on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in production: the common context suppresses what really happens
        cls.env = cls.env(context={})
        cls.viewer = cls.users["salesperson"]

    def _count(self, ask, count, **values):
        """Return the queries of a question about some activities of others.

        With the caches of a running server, in a transaction of its own.
        """
        values = {"user_id": self.owner.id, **values}
        activities = self._create_activity(self.call, count=count, **values)
        for _round in range(2):  # the first one fills caches
            viewed = self._as(self.viewer, activities)
            self.env.cr.cache.clear()
            before = self.env.cr.sql_log_count
            ask(viewed)
            queries = self.env.cr.sql_log_count - before
        activities.unlink()
        return queries

    def test_rows(self):
        """Every question takes as many queries for two activities as for sixty."""
        for name, ask in QUESTIONS.items():
            with self.subTest(question=name):
                few, many = self._count(ask, 2), self._count(ask, 60)
                self.assertEqual(few, many)
                self.assertLessEqual(many, BEFORE[name] + POLICY + LEVELS_OF_IDS)

    def test_ids(self):
        """The levels of 1,000 ids are one query."""
        for name in ("ids", "change"):
            with self.subTest(question=name):
                count = self._count(QUESTIONS[name], 1_000)
                self.assertLessEqual(count, BEFORE[name] + POLICY + LEVELS_OF_IDS)

    def test_many_unseen(self):
        """Plans make more than a thousand at once for someone who shares nothing.

        Of so many, Odoo fetches what is in the cache, too.
        """
        self._share("none")
        values = {
            "activity_type_id": self.call.id,
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "user_id": self.owner.id,
            "origin": "plan",  # what is made by hand is seen
        }
        viewed = self._as(self.viewer, self.Activity)
        unseen = viewed._by_code().create([values] * 1_001).with_env(viewed.env)
        self.assertEqual(len(unseen.sudo().exists()), 1_001)
        self.assertFalse(unseen.search([("id", "in", unseen.ids)]))

    def test_lines(self):
        """It doesn't matter how many lines there are."""
        ask = QUESTIONS["count"]
        counts = [self._count(ask, 2)]
        types = [self.call, self.mail, None]
        for owner in (self.owner, self.creator, self.leader):
            for number, activity_type in enumerate(types):
                level = ("none", "busy", "read")[number]
                self._share(level, self.viewer, activity_type, owner)
                self._share(level, None, activity_type, owner)
        counts.append(self._count(ask, 2))
        self.assertEqual(*counts)

    def test_once(self):
        """What lines say is worked out once for each transaction."""
        activities = self._create_activity(self.call, count=2, user_id=self.owner.id)
        activities = self._as(self.viewer, activities)
        self.env.cr.cache.clear()
        activities.search_count(OPEN)
        with self.assertQueryCount(BEFORE["count"]):
            activities.search_count(OPEN)

    def test_off(self):
        """While Sharing is off, every question takes the queries that it took before.

        Lines and locks make no difference.
        """
        self._share("none")
        self._switch("group_activity_sharing", on=False)
        for name, ask in QUESTIONS.items():
            with self.subTest(question=name):
                self.assertEqual(self._count(ask, 2), BEFORE[name])

    def test_overview_page(self):
        """To leave out what is hidden and to check access is one query for a page."""

        def ask(activities):
            overview = activities.env["mail.activity.overview"]
            overview.web_search_read([], {"summary": {}}, 0, 80)

        queries = self._count(ask, 2)
        self._switch("group_activity_sharing", on=False)
        self.assertEqual(queries, self._count(ask, 2) + POLICY)

    def test_page(self):
        """A page of activities takes the policy, and no query for levels."""
        queries = self._count(QUESTIONS["page"], 60)
        self._switch("group_activity_sharing", on=False)
        self.assertEqual(queries, self._count(QUESTIONS["page"], 60) + POLICY)

    def test_slots(self):
        """A week of the calendar takes as many queries for two slots as for sixty."""

        def ask(activities):
            slots = activities.env["mail.activity.slot"]
            slots.web_search_read(WEEK, {"display_name": {}, "start": {}})

        hours = {"planned_start": "2026-10-08 10:00:00", "planned_duration": 1}
        line = self._share("read", self.viewer)
        for level in ("read", "busy"):
            line.level = level
            with self.subTest(level=level):
                few, many = (self._count(ask, count, **hours) for count in (2, 60))
                self.assertEqual(few, many)

    def test_slot_index(self):
        """A week is found through an index, what is shown and what is masked."""
        self._share("busy")
        slots = self._as(self.viewer, self.env["mail.activity.slot"])
        query = slots._search(WEEK).select()
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        plan = self.env.execute_query(SQL("EXPLAIN %s", query))
        conditions = [line for (line,) in plan if "Index Cond" in line]
        ends = [term[-1].split()[0] for term in WEEK]
        by_week = [line for line in conditions if all(end in line for end in ends)]
        self.assertEqual(len(by_week), 2, plan)
        self.assertIn("mail_activity_slot_idx", str(plan))

    def test_free_index(self):
        """What lines open is found through an index, by people with few documents.

        Where most activities are read anyway, PostgreSQL isn't led to it.
        """
        self._share("read", activity_type=self.call)
        self._share("read", owner=self.creator)
        self._create_activity(self.call, user_id=self.owner.id)
        self.env.cr.execute(
            """
            INSERT INTO mail_activity (
                activity_type_id, active, date_deadline, res_id, res_model,
                res_model_id, user_id
            )
            SELECT activity_type_id, active, date_deadline, res_id, res_model,
                   res_model_id, user_id
              FROM mail_activity, generate_series(1, 10000)
             WHERE activity_type_id = %s
            """,
            [self.call.id],
        )
        self.env.cr.execute("ANALYZE mail_activity")
        is_free = IS_FREE % '"mail_activity"."res_id"'
        for role, is_led in (("own_documents", True), ("manager", False)):
            query = self._as(role, self.Activity)._search([]).select()
            plan = str(self.env.execute_query(SQL("EXPLAIN %s", query)))
            with self.subTest(role=role):
                self.assertEqual(is_free in query.code, is_led)
                self.assertEqual("mail_activity_free_idx" in plan, is_led, plan)

    # ------------------------------------------------------------
    # PostgreSQL's compiling
    # ------------------------------------------------------------

    def test_compiling(self):
        """Neither a board's condition nor the policy is compiled, without a query."""
        self._create_activity(self.call)
        activities = self._as(self.viewer, self.Activity)
        for ask in (activities._load_document_models, activities._load_share_policy):
            with self.subTest(ask=ask.__name__):
                ask()  # fills caches
                self.env.cr.execute("SET LOCAL jit = on")
                with self.assertQueryCount(1):
                    ask()
                self.assertEqual(self._get_jit(self.env.cr), "off")

    def test_compiling_afterward(self):
        """The next transaction of the connection compiles as the server does."""
        with db_connect(self.env.cr.dbname).cursor() as other:
            other.execute("SET jit = on")
            other.commit()
            Environment(other, SUPERUSER_ID, {})["mail.activity"]._load_share_policy()
            self.assertEqual(self._get_jit(other), "off")
            other.commit()  # a rollback would take back any setting
            self.assertEqual(self._get_jit(other), "on")
            other.execute("RESET jit")
            other.commit()

    def _get_jit(self, cr):
        cr.execute("SHOW jit")
        return cr.fetchone()[0]

    def test_creating(self):
        """Creating many activities takes as many queries as creating a few."""
        model_id = self.env["ir.model"]._get_id("res.partner")
        values = {
            "activity_type_id": self.call.id,
            "res_id": self.contact.id,
            "res_model_id": model_id,
            "user_id": self.users["salesperson"].id,
        }
        counts = []
        for number in (5, 5, 90):  # the first time, caches are filled
            activities = self._as("salesperson", self.Activity)
            before = self.env.cr.sql_log_count
            activities.create([dict(values) for _number in range(number)])
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
