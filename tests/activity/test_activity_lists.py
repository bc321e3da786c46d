from itertools import cycle, product
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.models import BaseModel
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.crm_activity_flow.models.activity import mail_activity_access
from odoo.addons.crm_activity_flow.models.activity.mail_activity_access import (
    get_named,
)
from odoo.addons.mail.models.mail_activity_mixin import MailActivityMixin

from ..common import ActivityFlowCommon

COLUMNS = {
    "summary": {},
    "activity_type_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "res_name": {},
    "date_deadline": {},
    "state": {},
}
CARD = {
    "name": {},
    "activity_ids": {},
    "activity_state": {},
    "activity_summary": {},
    "activity_type_icon": {},
}
PROGRESS_BAR = {"field": "activity_state", "colors": {"planned": "success"}}
PAGE = 80
# What salespeople look at, and the queries that plain Odoo takes for it: on a database
# without the addon, warm, for a salesperson with 100 activities on 100 leads.
PLAIN = {
    "page": 8,
    "own": 6,
    "done": 1,
    "document": 5,
    "count": 3,
    "by type": 5,
    "systray": 11,
    "activity view": 6,
    "cards": 10,
    "progress bar": 1,
}


def _list(activities, *terms, order=None):
    return activities.web_search_read(list(terms), COLUMNS, 0, PAGE, order)


def _get_mine(activities):
    return ("user_id", "=", activities.env.uid)


QUESTIONS = {
    "page": _list,
    "own": lambda own: _list(own, _get_mine(own)),
    "done": lambda own: _list(
        own, _get_mine(own), ("active", "=", False), order="date_done desc"
    ),
    "count": lambda own: own.search_count([]),
    "by type": lambda own: own.formatted_read_group(
        [], ["activity_type_id"], ["__count"]
    ),
    "systray": lambda own: own.env["res.users"]._get_activity_groups(),
    "activity view": lambda own: own.get_activity_data("crm.lead", [], limit=100),
    "cards": lambda own: own.env["crm.lead"].web_search_read([], CARD, 0, PAGE),
    "progress bar": lambda own: own.env["crm.lead"].read_progress_bar(
        [], "stage_id", PROGRESS_BAR
    ),
}


class TestActivityNamed(BaseCase):
    """What a domain says about all activities that it finds."""

    def test_named(self):
        """Only what holds for each of them counts, and only ids."""
        for terms, named in (
            ([("id", "=", 3)], {3}),
            ([("id", "in", [3, 4])], {3, 4}),
            ([("id", "in", {3})], {3}),
            ([("id", "=", 3), ("summary", "=", "x")], {3}),
            (["|", ("id", "=", 3), ("id", "in", (4, 5))], {3, 4, 5}),
            ([], None),
            ([("summary", "=", "x")], None),
            (["|", ("id", "=", 3), ("summary", "=", "x")], None),
            (["!", ("id", "=", 3)], None),
            ([("id", "!=", 3)], None),
            ([("id", ">", 3)], None),
            ([("id", "in", [])], set()),
            (["!", "|", ("id", "!=", 3), ("summary", "=", "x")], {3}),
            ([("id", "=", True)], None),
            ([("id", "in", [True])], None),
            ([("id", "=", False)], None),
            ([("id", "in", [3, False])], None),
            ([("id", "=", "3")], None),
            ([("id", "in", [[3]])], None),
            ([("id.id", "=", 3)], None),
        ):
            with self.subTest(terms=terms):
                self.assertEqual(get_named(Domain(terms), ("id",)), named)


@tagged("post_install", "-at_install")
class TestActivityLists(ActivityFlowCommon):
    """Lists find what Odoo's access allows, in full pages, with the right total."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._create_type()
        cls.user = cls.users["own_documents"]
        cls.colleague = cls.users["salesperson"]
        leads = cls.env["crm.lead"].create(
            [
                {"name": f"Flow {number}", "type": "opportunity", "user_id": user.id}
                for number in range(100)
                for user in (cls.user, cls.colleague)
            ]
        )
        model = cls.env["ir.model"]._get_id("crm.lead")
        cls.activities = cls.Activity.create(
            [
                {
                    "res_model_id": model,
                    "res_id": lead.id,
                    "activity_type_id": cls.call.id,
                    "user_id": lead.user_id.id,
                }
                for lead in leads
            ]
        )
        cls.readable = cls.activities.filtered(lambda each: each.user_id == cls.user)
        # on a record that the assignee can't open, as the only one there
        cls.given = cls.activities[-1]
        cls.given.user_id = cls.user
        cls.readable |= cls.given
        cls.env.flush_all()

    def _as_user(self):
        """Return activities as in a request of a user, without the context of tests."""
        return self.env(user=self.user, context={})["mail.activity"]

    def test_full_page(self):
        """A page is full, and the total is what can be read."""
        page = self._as_user().web_search_read([], {"summary": {}}, 0, PAGE)
        self.assertEqual(len(page["records"]), PAGE)
        self.assertEqual(page["length"], len(self.readable))
        rest = self._as_user().web_search_read([], {"summary": {}}, PAGE, PAGE)
        ids = [record["id"] for record in [*page["records"], *rest["records"]]]
        self.assertEqual(sorted(ids), sorted(self.readable.ids))

    def test_same_rows(self):
        """Counts, groups and pages have the rows that Odoo's way finds by their ids."""
        own = self._as_user()
        found = own.search([("id", "in", self.activities.ids)])
        self.assertEqual(found, self.readable.with_env(found.env) & found)
        self.assertEqual(len(found), len(self.readable))
        self.assertEqual(own.search([], order="id"), found.sorted("id"))
        self.assertEqual(own.search_count([]), len(found))
        self.assertEqual(own.search([_get_mine(own)]), found)
        [(_type, count)] = own._read_group([], ["activity_type_id"], ["__count"])
        self.assertEqual(count, len(found))

    def test_access_asked_once(self):
        """What was found is read without asking for access again."""
        found = self._as_user().search_fetch([], ["summary"])
        queries = self._record_queries()
        self.assertEqual(len(found.read(["summary"])), len(self.readable))
        self.assertFalse(queries)

    def test_read_by_ids(self):
        """What was found is read with one query; after a statement, it is asked for."""
        found = self._as_user().search([])
        queries = self._record_queries()
        found.fetch(["summary"])
        self.assertEqual(len(queries), 1)
        self.env.invalidate_all()
        found.fetch(["summary"])
        self.assertGreater(len(queries), 2)

    def test_read_by_ids_of_closed(self):
        """Access is the same where a document's field searches closed ones, too."""
        found = self._as_user().with_context(active_test=False).search([])
        queries = self._record_queries()
        found.with_context(active_test=True).fetch(["summary"])
        self.assertEqual(len(queries), 1)

    def test_access_asked_again(self):
        """It is asked for after a statement, also after a change that isn't saved yet.

        And for other records, and other users.
        """

        def give_away():
            # not saved yet, and not by a statement
            BaseModel.write(found.sudo(), {"user_id": self.colleague.id})

        own = self._as_user()
        for change, asks in (
            (lambda: None, False),
            (lambda: self.env.cr.execute("SELECT 1"), True),
            (give_away, True),
        ):
            found = own.search_fetch([("id", "=", self.given.id)], ["user_id"])
            self.assertTrue(own._was_just_found(found))
            change()
            with self.subTest(change=change):
                self.assertEqual(own._was_just_found(found), not asks)
        self.assertFalse(found.has_access("read"))
        found = own.search([])
        for others in (found[1:], found.with_user(self.colleague), found.sudo()):
            self.assertFalse(own._was_just_found(others))

    def test_total(self):
        """A total is the same whether or not one's own are counted first."""
        for user in (self.user, self.colleague):
            own = self._as_user().with_user(user)
            for terms in ([], ["|", ("user_id", "!=", user.id), ("id", ">", 0)]):
                for limit in (1, 99, 100, 101, 150, 10_001):
                    with self.subTest(user=user.login, terms=terms, limit=limit):
                        expected = min(limit, len(own.search(terms)))
                        for most in (0, 120, 10_001):
                            self.patch(mail_activity_access, "PAGE_MAX", most)
                            self.assertEqual(own.search_count(terms, limit), expected)

    def test_total_of_own(self):
        """Where one's own are enough for a total, nothing is asked about documents."""
        self.patch(mail_activity_access, "PAGE_MAX", 0)
        own = self._as_user()
        count = len(own.search([_get_mine(own)]))
        queries = self._record_queries()
        self.assertEqual(own.search_count([], count), count)
        self.assertEqual(len(queries), 1)
        self.assertNotIn("crm_lead", queries[0])
        own.sudo().search_count([], 10_001)
        self.assertEqual(len(queries), 2)

    def test_total_of_own_done(self):
        """How many one has done is counted in an index alone."""
        own = self._as_user()
        for path in ("seqscan", "bitmapscan"):
            self.env.cr.execute(f"SET LOCAL enable_{path} = off")
        terms = Domain("active", "=", False) & Domain(*_get_mine(own))
        counted = own._search(terms).select(SQL("COUNT(*)"))
        plan = str(self.env.execute_query(SQL("EXPLAIN %s", counted)))
        self.assertIn("Index Only Scan using mail_activity_done_of_user_idx", plan)

    def test_looking_up(self):
        """Documents are hashed only where more of them would be looked up."""
        self.patch(mail_activity_access, "NAMED_MAX", 0)
        self.env.registry.clear_cache()
        for user, limits in (
            (self.user, {PAGE: True, 10_001: False, 50_000: False, None: False}),
            (self.colleague, {PAGE: True, 10_001: True, 50_000: False, None: False}),
        ):
            own = self._as_user().with_user(user)
            for limit, looks_up in limits.items():
                with self.subTest(user=user.login, limit=limit):
                    terms = Domain("res_model", "=", "crm.lead")
                    query = own._search(terms, limit=limit).select()
                    self.assertEqual("OFFSET 0)" in query.code, looks_up)

    def test_few_documents(self):
        """Few documents of one's own are named; one more, and they are looked up."""
        own = self._as_user()
        leads = self.env["crm.lead"].with_user(self.user).search_count([])
        for most, looks_up, had_many in (
            (leads, False, False),
            (leads - 1, True, False),
            (leads - 1, True, True),
            (leads, True, True),  # until the process forgets it
        ):
            self.patch(mail_activity_access, "NAMED_MAX", most)
            if not had_many:
                self.env.registry.clear_cache()
            with self.subTest(most=most, had_many=had_many):
                self.assertEqual("EXISTS" in own._search([]).select().code, looks_up)
                self.assertEqual(own.search_count([]), len(self.readable))

    def test_names_user(self):
        """A rule is about the user if a field of users names them."""
        own = self._as_user()
        leads = own.env["crm.lead"]
        for terms, names in (
            ([("user_id", "=", own.env.uid)], True),
            ([("team_id.user_id", "in", [own.env.uid])], True),
            ([("user_id", "=", own.env.uid + 1)], False),
            ([("company_id", "in", [own.env.uid])], False),
            ([("id", "=", own.env.uid)], False),
            ([("user_id.name", "=", own.env.uid)], False),
        ):
            with self.subTest(terms=terms):
                self.assertEqual(own._names_user(leads, Domain(terms)), names)

    def test_few_documents_change(self):
        """Documents that are given away or come along within a request count."""
        own = self._as_user()
        own.search_count([])
        lead = self.env["crm.lead"].browse(self.given.res_id)
        lead.user_id = self.user
        theirs = self._create_activity(self.call, record=lead)
        self.assertIn(theirs, own.search([]))
        lead.user_id = self.colleague
        self.assertNotIn(theirs, own.search([]))

    def test_groups_in_order(self):
        """Groups are sorted as Odoo does, page by page, empty ones last."""
        names = ("Ärmel", "arm", "Zoe", "Arm 2", "émile")
        people = [
            new_test_user(self.env, f"flow_{number}", name=f"Flow {name}")
            for number, name in enumerate(names)
        ]
        types = [self._create_type(f"Flow {name}") for name in reversed(names)]
        everyone = zip(self.activities, cycle(people), strict=False)
        for activity, user in everyone:
            activity.user_id = user
        for activity, kind in zip(self.activities, cycle(types[:4]), strict=False):
            activity.activity_type_id = kind
        self.activities[:3].write({"user_id": False})
        self.env.flush_all()
        own = self.env["mail.activity"]
        for groupby in (["user_id"], ["activity_type_id"], ["user_id", "res_model_id"]):
            for page in ({}, {"offset": 1, "limit": 3}, {"limit": 2}):
                with self.subTest(groupby=groupby, page=page):
                    order = {"order": ", ".join(groupby), **page}
                    asked = ([], groupby, ["__count"])
                    self.assertEqual(
                        own._read_group(*asked, **order),
                        BaseModel._read_group(own, *asked, **order),
                    )

    def _spread(self):
        """Return the leads of activities in zones where it isn't the same day."""
        zones = ("Pacific/Kiritimati", "Europe/Berlin", "Pacific/Pago_Pago", False)
        days = ("2026-10-07", "2026-10-08", "2026-10-09", "2026-10-10")
        cases = product(zones, days)
        for activity, (zone, day) in zip(self.activities, cases, strict=False):
            activity.write({"user_tz": zone, "date_deadline": day})
        self.activities[16:].date_deadline = "2026-10-20"
        self.activities[20].res_id = self.activities[0].res_id
        return self.env["crm.lead"].browse(self.activities.mapped("res_id"))

    def test_states(self):
        """Documents have the states in which Odoo counts them, in any zone."""
        leads, model = self._spread(), self.registry["crm.lead"]
        for hour, zone in product((0, 11, 23), (None, "Nowhere", "Pacific/Apia")):
            asked = leads.with_context(tz=zone)
            domain = [("id", "in", leads.ids)]
            with (
                self.subTest(hour=hour, zone=zone),
                freeze_time(f"2026-10-08 {hour}:30:00"),
            ):
                groups = asked._read_group(domain, ["activity_state"], ["id:recordset"])
                with patch.object(
                    model, "_read_group_groupby", MailActivityMixin._read_group_groupby
                ):
                    odoo = asked._read_group(
                        domain, ["activity_state"], ["id:recordset"]
                    )
                self.assertEqual(groups, odoo)
                self.assertEqual(
                    [state for state, _leads in groups], ["overdue", "planned", "today"]
                )

    @freeze_time("2026-10-08 11:30:00")
    def test_states_of_own(self):
        """The same for the leads of a user, whom a rule or a filter names."""
        self._spread()
        model = self.registry["crm.lead"]
        for user, domain in (
            (self.user, []),
            (self.colleague, [("user_id", "=", self.colleague.id)]),
        ):
            leads = self.env["crm.lead"].with_user(user)
            with self.subTest(user=user.login):
                groups = leads._read_group(domain, ["activity_state"], ["id:recordset"])
                with patch.object(
                    model, "_activity_is_about_user", lambda self, query: False
                ):
                    odoo = leads._read_group(
                        domain, ["activity_state"], ["id:recordset"]
                    )
                self.assertEqual(groups, odoo)
                self.assertGreater(len(groups), 1)
                first = leads._read_group(
                    domain, ["activity_state"], ["id:recordset"], limit=1
                )
                self.assertEqual(first, groups[:1])
                self.assertTrue(leads._activity_is_about_user(leads._search(domain)))
                self.assertEqual({*groups[0][1].user_id}, {user})
        everyone = self.env["crm.lead"].with_user(self.colleague)
        self.assertFalse(everyone._activity_is_about_user(everyone._search([])))

    @freeze_time("2026-10-08 23:30:00")
    def test_overdue(self):
        """Documents with overdue activities are those that Odoo finds, in any zone."""
        leads = self._spread()
        found = {
            states: leads.search(
                [("id", "in", leads.ids), ("activity_state", "in", states)]
            )
            for states in (("overdue",), ("today",), ("overdue", "today"))
        }
        either = found["overdue", "today"]
        self.assertEqual(found["overdue",], either - found["today",])
        self.assertEqual(len(found["overdue",]), 6)
        others = [("id", "in", leads.ids), ("activity_state", "not in", ["overdue"])]
        self.assertEqual(leads.search(others), leads.sorted() - found["overdue",])

    def test_own_and_others(self):
        """Someone else's are still decided on by their documents."""
        own = self._as_user()
        self.assertFalse(own.search([("user_id", "=", self.colleague.id)]))
        self.assertFalse(own.search([("user_id", "!=", self.user.id)]))
        either = [("user_id", "in", [self.user.id, self.colleague.id])]
        self.assertEqual(len(own.search(either)), len(self.readable))

    def test_state_of_another_record(self):
        """Odoo can't group by it; the error says so, and nothing of the query."""
        contacts = self._as_user().env["crm.lead"]
        with self.assertRaisesRegex(UserError, "Choose another field"):
            contacts.formatted_read_group(
                [], ["partner_id.activity_state"], ["__count"]
            )

    def test_new_model(self):
        """The first activity on records of a model is found at once."""
        own = self._as_user()
        own.search_count([])
        contact = self.env["res.partner"].create({"name": "Flow contact"})
        activity = self._create_activity(self.call, record=contact)
        everyone = ("user_id", "=", activity.user_id.id)
        self.assertEqual(own.search([everyone]), activity.with_env(own.env))

    def test_models_that_show_activities(self):
        """An activity on a row of a report is its assignee's, and searches go on."""
        overview = self.env["ir.model"]._get_id("mail.activity.overview")
        itself = self.env["ir.model"]._get_id("mail.activity")
        for model_id in (overview, itself):
            self.given.write({"res_model_id": model_id, "res_id": self.given.id})
            self.env.flush_all()
            own = self._as_user()
            self.assertEqual(own.search_count([]), len(self.readable))
            others = self._as_user().with_user(self.colleague)
            self.assertNotIn(self.given, others.search([]))

    def test_asked_models(self):
        """Only documents of the models asked for are decided on."""
        own = self._as_user()
        terms = [("res_model", "=", "crm.lead"), ("summary", "=", False)]
        contact = self.env["res.partner"].create({"name": "Flow contact"})
        self._create_activity(self.call, record=contact)
        self.assertEqual(len(own.search(terms)), len(self.readable))
        query = own._search(terms).select()
        self.assertNotIn("res_partner", query.code)

    def test_systray(self):
        """States are computed at once, where Odoo's groups ask for them one by one."""
        own = self._as_user()
        compute = self.registry["mail.activity"]._compute_state
        computed = []

        def note(activities):
            computed.append(len(activities))
            return compute(activities)

        self.patch(self.registry["mail.activity"], "_compute_state", note)
        groups = own.env["res.users"]._get_activity_groups()
        self.assertEqual(sum(group["planned_count"] for group in groups), 0)
        self.assertEqual(sum(group["today_count"] for group in groups), 101)
        self.assertEqual(computed, [len(self.readable)])

    def test_queries(self):
        """With the switches off, no list takes more queries than in plain Odoo."""
        self.given.user_id = self.colleague
        for name, ask in QUESTIONS.items():
            with self.subTest(question=name):
                self.assertLessEqual(self._count(ask), PLAIN[name])

    def test_queries_of_document(self):
        """The activities of a document take no more queries than in plain Odoo."""
        lead_id = self.readable[0].res_id
        terms = [("res_model", "=", "crm.lead"), ("res_id", "in", [lead_id])]
        self.assertLessEqual(
            self._count(lambda own: _list(own, *terms)), PLAIN["document"]
        )

    def _count(self, ask):
        """Return the queries of a question in a transaction of its own, warm."""
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.cr.cache.clear()
            before = self.env.cr.sql_log_count
            ask(self._as_user())
        return self.env.cr.sql_log_count - before
