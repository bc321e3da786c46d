import ast
from datetime import date, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tests import new_test_user, tagged
from odoo.tools.date_utils import get_month

from ...models.sharing.mail_activity_see_as import COLUMN, DEADLINES, SHOWN
from .common import SharingCommon

TODAY = date(2026, 10, 7)  # a Wednesday
# the filters of Odoo's search with the same meaning
FILTERS = {
    "overdue": "filter_date_deadline_past",
    "today": "filter_date_deadline_today",
    "week": "filter_date_deadline_week",
    "future": "filter_date_deadline_future",
}
WEEKS = {"en_US": "2026-10-04", "fr_FR": "2026-10-05"}


@tagged("post_install", "-at_install")
@freeze_time("2026-10-07 09:00:00")
class TestSharingSeeAsSame(SharingCommon):
    """The screens of See as are what the other one's own screens ask the server for.

    Nothing here is hidden from the manager: what is, is left out, as other tests show.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("group_activity_status", "group_activity_outcome"):
            cls._switch(name)
        cls.colleague = new_test_user(
            cls.env,
            login="flow_seen",
            groups="sales_team.group_sale_salesman_all_leads",
            tz="America/New_York",
        )
        cls._share("read", cls.colleague)
        cls._fill()

    @classmethod
    def _fill(cls):
        """Create activities of both on several days; some are done or have a status."""
        statuses = cls.env["mail.activity.status"].search([("kind", "=", "open")])
        types = cls.call | cls.mail
        outcome = cls._create_outcome(
            "Flow reached", activity_type_ids=[Command.set(types.ids)]
        )
        for number in range(8):
            activity = cls._create_activity(
                cls.call if number % 3 else cls.mail,
                user_id=(cls.colleague if number % 2 else cls.owner).id,
                date_deadline=TODAY + timedelta(days=(number * 5) % 9 - 4),
                summary=f"Flow {number}",
                automated=True,
            )
            activity.status_id = statuses[number % len(statuses)]
            if number > 5:
                activity.action_complete(outcome.id)
            elif number > 3:
                activity.planned_start = f"2026-10-0{number} 23:30:00"
        cls._create_owned(user_id=cls.colleague.id, summary="Flow contact")

    def _get_own(self, name):
        """Return a model as the other one's web client has it."""
        return self._as(self.colleague, self.env[name]).with_context(
            allowed_company_ids=self.colleague.company_ids.ids,
            lang="en_US",
            tz=self.colleague.tz,
        )

    def _see(self, screen, *args):
        see_as = self._as("manager", self.env["mail.activity.see.as"])
        return getattr(see_as, f"get_{screen}")(self.colleague.id, *args)

    def _get_filter_domains(self):
        """Return the domains of the filters in the other one's search."""
        activities = self._get_own("mail.activity")
        view = self.env.ref("mail.mail_activity_view_search")
        arch = etree.fromstring(activities.get_view(view.id, "search")["arch"])
        return {
            node.get("name"): ast.literal_eval(node.get("domain"))
            for node in arch.iter("filter")
            if node.get("name") in FILTERS.values()
        }

    def _get_view_order(self, xml_id, kind):
        activities = self._get_own("mail.activity")
        arch = activities.get_view(self.env.ref(xml_id).id, kind)["arch"]
        return etree.fromstring(arch).get("default_order")

    # ------------------------------------------------------------
    # The six screens
    # ------------------------------------------------------------

    def test_list(self):
        """The same activities in the same order, with the same values and total."""
        order = self._get_view_order("mail.mail_activity_view_tree_open_target", "list")
        activities = self._get_own("mail.activity")
        for own, domain in ((True, [("user_id", "=", self.colleague.id)]), (False, [])):
            # the list itself leaves the order of one day to chance
            expected = activities.web_search_read(domain, SHOWN, 0, 80, f"{order}, id")
            self.assertGreater(expected["length"], 3)
            with self.subTest(own=own):
                shown = self._see("list", own)
                del shown["user"]
                self.assertEqual(shown, expected)

    def test_search(self):
        """Text and deadlines find what the same search of Odoo's finds."""
        filters = self._get_filter_domains()
        self.assertEqual({FILTERS[name]: DEADLINES[name] for name in FILTERS}, filters)
        activities = self._get_own("mail.activity")
        for searched, deadlines in (
            ("Flow 1", []),
            ("flow CONTACT", []),
            (self.lead.name, []),
            *(("", [name]) for name in FILTERS),
            ("Flow", ["overdue", "future"]),
            ("%", []),
        ):
            text = [("res_name", "ilike", searched), ("summary", "ilike", searched)]
            found = activities.search(["|", *text] if searched else [])
            if deadlines:
                either = Domain.OR(filters[FILTERS[name]] for name in deadlines)
                found &= activities.search(either)
            with self.subTest(searched=searched, deadlines=deadlines):
                shown = self._see("list", False, 0, searched, deadlines)
                ids = [each["id"] for each in shown["records"]]
                self.assertEqual(set(ids), set(found.ids))
                columns = self._see("board", False, searched, deadlines)["columns"]
                on_board = {each["id"] for col in columns for each in col["records"]}
                self.assertEqual(on_board & set(activities.search([]).ids), set(ids))

    def test_search_refused(self):
        """What isn't a text, or a deadline of the list, is refused in a sentence."""
        for searched in (5, ["Flow"], "\0", "x" * 201, True, {}):
            with (
                self.subTest(searched=searched),
                self.assertRefused("Search for a text", error=ValidationError),
            ):
                self._see("list", True, 0, searched)
        for deadlines in (None, "today", ["tomorrow"], [[]], [None], {"today": 1}, 5):
            with (
                self.subTest(deadlines=deadlines),
                self.assertRefused("Choose deadlines", error=ValidationError),
            ):
                self._see("board", True, False, deadlines)

    def test_board(self):
        """The same columns, totals and cards, folded ones without cards."""
        order = self._get_view_order(
            "crm_activity_flow.mail_activity_view_kanban_board", "kanban"
        )
        board = self._get_own("mail.activity").with_context(read_group_expand=True)
        groups = board.web_read_group(
            [("active", "in", [True, False])],
            ["status_id"],
            ["__count"],
            order=order,
            auto_unfold=True,
            unfold_read_specification=SHOWN,
            unfold_read_default_limit=COLUMN,
        )["groups"]
        columns = self._see("board", False)["columns"]
        self.assertEqual(
            [(each["status"], each["count"], each["records"]) for each in columns],
            [
                (group["status_id"], group["__count"], group.get("__records", []))
                for group in groups
            ],
        )
        folded = {each["status"][1] for each in columns if each["is_folded"]}
        statuses = self.env["mail.activity.status"].search([("fold", "=", True)])
        self.assertEqual(folded, set(statuses.mapped("name")))

    def test_calendar(self):
        """The same slots of a week that begins as it does for the other one."""
        self.env["res.lang"]._activate_lang("fr_FR")
        people = [self.owner.id, self.colleague.id]
        for lang, first in WEEKS.items():
            self.colleague.lang = lang
            start = date.fromisoformat(first)
            # midnight in New York, as the calendar asks
            bounds = [f"{start + timedelta(days=each)} 04:00:00" for each in (0, 7)]
            slots = self._get_own("mail.activity.slot").search(
                [
                    *(("start", "<=", bounds[1]), ("stop", ">=", bounds[0])),
                    ("user_id", "in", people),
                ]
            )
            days = self._see("calendar", str(TODAY), people)["days"]
            with self.subTest(lang=lang):
                self.assertEqual(days[0]["day"], first)
                shown = {slot["id"] for day in days for slot in day["slots"]}
                self.assertEqual(shown, set(slots.ids))
                self.assertGreater(len(shown), 3)

    def test_counts(self):
        """The same groups and numbers as in the menu, without meetings."""
        groups = self._get_own("res.users")._get_activity_groups()
        names = ["name", "overdue_count", "today_count", "planned_count", "total_count"]
        self.assertEqual(
            self._see("counts")["counts"],
            [
                {name: group[name] for name in names}
                for group in groups
                if group["type"] == "activity"
            ],
        )

    def test_cards(self):
        """The same activities as in the chatter, in its order."""
        lead = self._get_own("crm.lead").browse(self.lead.id)
        shown = self._see("cards", self.lead.id)["records"]
        self.assertEqual([each["id"] for each in shown], lead.activity_ids.ids)
        expected = lead.activity_ids.web_read({**SHOWN})
        for each, values in zip(shown, expected, strict=True):
            self.assertEqual({name: each[name] for name in values}, values)

    def test_overview(self):
        """The same numbers as in the pivot, in each cell and in all."""
        overview = self._get_own("mail.activity.overview")
        groups = overview._read_group([], ["user_id", "sentiment"], ["nbr:sum"])
        shown = self._see("overview")
        self.assertEqual(
            [(*each["row"], each["column"], each["count"]) for each in shown["cells"]],
            [(user.id, user.name, column, count) for user, column, count in groups],
        )
        columns = {column for _user, column, _count in groups}
        self.assertLessEqual(columns, {value for value, _label in shown["labels"]})
        total = sum(each["count"] for each in shown["cells"])
        self.assertEqual(total, overview.search_count([]))

    def test_dashboard(self):
        """The same figures of a period, and of the current month by default."""
        own = self._get_own("mail.activity.overview")
        first, last = map(str, get_month(TODAY))
        dashboard = own.get_dashboard([], first, last)
        self.assertTrue(dashboard["figures"]["open"]["value"])
        for period in ((), (first, last)):
            self.assertEqual(self._see("overview", *period)["dashboard"], dashboard)
        week = ("2026-09-28", "2026-10-04")
        self.assertEqual(
            self._see("overview", *week)["dashboard"], own.get_dashboard([], *week)
        )

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def test_language(self):
        """Names are in the language of whoever looks, like the words around them."""
        self.env["res.lang"]._activate_lang("fr_FR")
        for name, language in (("Flow call", "en_US"), ("Flow appel", "fr_FR")):
            self.call.with_context(lang=language).name = name
        self.colleague.lang = "fr_FR"
        records = self._see("list", False)["records"]
        names = {each["activity_type_id"]["display_name"] for each in records}
        self.assertIn("Flow call", names)
        self.assertNotIn("Flow appel", names)
        self.users["manager"].lang = "fr_FR"
        records = self._see("list", False)["records"]
        names = {each["activity_type_id"]["display_name"] for each in records}
        self.assertIn("Flow appel", names)
