from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.tests import tagged
from odoo.tools import convert_file
from odoo.tools.safe_eval import safe_eval

from ..common import RpcMixin
from .test_overview import OverviewCommon

OUTCOMES = ("outcomes_by_month", "no_outcome")
# what each favorite finds, by the summaries of the activities
FAVORITES = {
    "my_week": {"own"},
    "team_this_month": {"own", "team", "last week"},
    "outcomes_by_month": {"own", "last week"},
    "no_outcome": {"team", "other team"},
    "late_by_person": {"late"},
}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-18 12:00:00")  # a Wednesday
class TestOverviewScreens(RpcMixin, OverviewCommon):
    """What the screens of the overview offer to a salesperson with few rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls.seller = cls.users["own_documents"]
        cls.colleague, cls.other = cls.users["salesperson"], cls.users["manager"]
        cls.lead.user_id = cls.seller
        cls.lead.team_id = cls.env["crm.team"].create(
            {
                "name": "Flow team",
                "member_ids": [Command.set((cls.seller | cls.colleague).ids)],
            }
        )
        cls.call.outcome_ids = cls.outcome_good | cls.outcome_bad
        cls.letter.outcome_ids = cls.outcome_plain
        good = {"outcome_id": cls.outcome_good.id}
        for name, user, done, values in [
            ("own", cls.seller, "2026-11-16 08:00:00", good),
            ("team", cls.colleague, "2026-11-17 08:00:00", {}),
            ("last week", cls.seller, "2026-11-10 08:00:00", good),
            ("other team", cls.other, "2026-11-17 08:00:00", {}),
            ("late", cls.seller, None, {}),
        ]:
            values = {"summary": name, "user_id": user.id, **values}
            cls._add("2026-11-10", done=done, **values)
        cls.hidden_lead = cls.env["crm.lead"].create(
            {"name": "Flow hidden", "user_id": cls.other.id, "team_id": False}
        )
        cls.hidden = cls._add(
            "2026-11-10",
            done="2026-11-16 08:00:00",
            record=cls.hidden_lead,
            user_id=cls.other.id,
            outcome_id=cls.outcome_bad.id,
        )
        cls.overview = cls.Overview.with_user(cls.seller).with_context(tz="UTC")

    def _get_panel(self, field, user=None, **arguments):
        """Return the names that the search panel offers, with their counts, if any."""
        values = self.overview.with_user(user or self.seller)
        values = values.search_panel_select_multi_range(field, **arguments)["values"]
        return {value["display_name"]: value.get("__count") for value in values}

    def _get_outcomes(self, activity_type, user=None):
        """Return what the panel offers while a type is chosen, as its client asks."""
        chosen = {"activity_type_id": activity_type and activity_type.id}
        arch = etree.fromstring(self.overview.get_view(view_type="search")["arch"])
        section = arch.find("searchpanel/field[@name='outcome_id']")
        return self._get_panel(
            "outcome_id",
            user,
            category_domain=[
                (name, "=", value) for name, value in chosen.items() if value
            ],
            comodel_domain=safe_eval(section.get("domain"), chosen),
            enable_counters=True,
        )

    # ------------------------------------------------------------
    # Search panel
    # ------------------------------------------------------------

    def test_panel_outcomes(self):
        """Outcomes are those of the chosen type, of activities that users can read."""
        self._add(
            "2026-11-10",
            done="2026-11-16 08:00:00",
            user_id=self.seller.id,
            activity_type_id=self.letter.id,
            outcome_id=self.outcome_plain.id,
        )
        self.assertEqual(self._get_outcomes(self.call), {"Flow good": 2})
        self.assertEqual(self._get_outcomes(self.letter), {"Flow plain": 1})
        both = {"Flow good": 2, "Flow plain": 1}
        self.assertEqual(self._get_outcomes(False), both)
        self.assertEqual(
            self._get_outcomes(self.call, self.other), {"Flow good": 2, "Flow bad": 1}
        )

    def test_panel_owners_and_teams(self):
        """Owners and teams are those that have activities which users can read."""
        names = {user.name for user in (self.seller, self.colleague, self.other)}
        self.assertEqual(set(self._get_panel("user_id")), names)
        self.assertEqual(set(self._get_panel("team_id")), {"Flow team"})
        on_hidden = {"search_domain": [("res_id", "=", self.hidden_lead.id)]}
        self.assertFalse(self._get_panel("user_id", **on_hidden))
        self.assertTrue(self._get_panel("user_id", self.other, **on_hidden))

    def test_panel_switch(self):
        """The panel is beside every view; outcomes are in it only with Outcomes on."""
        for switched_on in (False, True):
            self._switch_outcomes(switched_on)
            arch = self.overview.get_view(view_type="search")["arch"]
            panel = arch.partition("<searchpanel")[2]
            self.assertIn('view_types="activity_dashboard,pivot,graph,list"', panel)
            self.assertEqual('name="outcome_id"' in panel, switched_on)

    # ------------------------------------------------------------
    # Type of view
    # ------------------------------------------------------------

    def test_first_view(self):
        """The overview opens on the dashboard, which is a view like the others."""
        action = self.env.ref("crm_activity_flow.mail_activity_overview_action")
        self.assertEqual(action.view_mode, "activity_dashboard,pivot,graph,list")
        views = self.overview.get_views([(False, "activity_dashboard")])["views"]
        self.assertIn("<activity_dashboard", views["activity_dashboard"]["arch"])
        info = self.env["ir.ui.view"].with_user(self.seller).get_view_info()
        self.assertEqual(info["activity_dashboard"]["display_name"], "Dashboard")

    def test_view_without_parts(self):
        """What the dashboard would ignore is refused, so that no one looks for it."""
        view = self.env.ref(
            "crm_activity_flow.mail_activity_overview_view_activity_dashboard"
        )
        for arch, name in [
            ('<activity_dashboard><field name="nbr"/></activity_dashboard>', "field"),
            ('<activity_dashboard limit="5"/>', "limit"),
        ]:
            with self.assertRaisesRegex(Exception, f"can't have “{name}”"):
                view.copy({"arch": arch})
        view.copy({"arch": "<activity_dashboard><!-- empty --></activity_dashboard>"})

    # ------------------------------------------------------------
    # Favorites
    # ------------------------------------------------------------

    def _get_favorite(self, key):
        return self.env.ref(f"crm_activity_flow.mail_activity_overview_filter_{key}")

    def _get_filters(self, lang="en_US"):
        """Return the names of the favorites as the web client gets them."""
        action = self.env.ref("crm_activity_flow.mail_activity_overview_action")
        filters = self.env["ir.filters"].with_user(self.seller).with_context(lang=lang)
        found = filters.get_filters("mail.activity.overview", action.id)
        return {values["id"]: values["name"] for values in found}

    def test_favorites(self):
        """Each favorite that ships finds what its name says, for who uses it."""
        for key, summaries in FAVORITES.items():
            favorite = self._get_favorite(key)
            domain = safe_eval(favorite.domain, {"uid": self.seller.id})
            found = self.overview.search(
                [*domain, ("activity_type_id", "=", self.call.id)]
            )
            with self.subTest(key):
                self.assertEqual(set(found.mapped("summary")), summaries)
                groups = safe_eval(favorite.context).get("group_by", [])
                self.overview.formatted_read_group(domain, groups, ["nbr:sum"])

    def test_favorite_clock_change(self):
        """Days begin at midnight, also in the month in which clocks are set back.

        So do those that the dashboard's picker makes a filter of.
        """
        for done in ("2026-09-30 21:59:59", "2026-09-30 22:00:00"):
            self._add("2026-10-10", done=done, summary=done, user_id=self.seller.id)
        for done in ("2026-10-31 22:59:59", "2026-10-31 23:00:00"):
            self._add("2026-10-10", done=done, summary=done, user_id=self.seller.id)
        overview = self.overview.with_context(tz="Europe/Brussels")
        favorite = self._get_favorite("team_this_month")
        domain = safe_eval(favorite.domain, {"uid": self.seller.id})
        october = [("done_at", ">=", "2026-10-01"), ("done_at", "<", "2026-11-01")]
        for october_domain in (domain, october):
            with freeze_time("2026-10-30 12:00:00"):
                found = overview.search(october_domain, order="done_at")
            self.assertEqual(
                found.mapped("summary"), ["2026-09-30 22:00:00", "2026-10-31 22:59:59"]
            )

    def test_favorites_about_outcomes(self):
        """Without Outcomes, no favorite is about them."""
        ids = {key: self._get_favorite(key).id for key in FAVORITES}
        for switched_on in (True, False):
            self._switch_outcomes(switched_on)
            offered = self._get_filters()
            for key, favorite_id in ids.items():
                shown = switched_on or key not in OUTCOMES
                self.assertEqual(favorite_id in offered, shown, key)

    def test_favorites_of_users(self):
        """A renamed favorite keeps its name; other models keep their favorites."""
        favorite = self._get_favorite("my_week")
        favorite.name = "Flow week"
        self.assertEqual(self._get_filters()[favorite.id], "Flow week")
        other = self.env["ir.filters"].create(
            {"name": "My week", "model_id": "crm.lead", "user_ids": False}
        )
        found = self.env["ir.filters"].with_user(self.seller).get_filters("crm.lead")
        self.assertIn(other.id, [values["id"] for values in found])

    def test_favorites_deleted(self):
        """An upgrade leaves alone what administrators renamed or deleted."""
        self._get_favorite("my_week").name = "Flow week"
        self._get_favorite("no_outcome").unlink()
        before = self._get_filters()
        path = "data/ir_filters_data.xml"
        convert_file(self.env, "crm_activity_flow", path, {}, mode="update")
        self.assertEqual(self._get_filters(), before)
