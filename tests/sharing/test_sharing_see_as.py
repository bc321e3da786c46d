from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...models.sharing.see_as import see_as
from .common import SharingCommon

TEN = "2026-10-08 10:00:00"  # a Thursday
WEEK = "2026-10-04"  # a Sunday
SCREENS = ("list", "board", "calendar", "counts", "cards", "overview")


@tagged("post_install", "-at_install")
@freeze_time("2026-10-07 09:00:00")
class TestSharingSeeAs(SharingCommon):
    """Managers see what someone else sees, less what they may not read themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.manager = cls.users["manager"]
        cls.colleague = cls.users["salesperson"]
        cls.SeeAs = cls.env["mail.activity.see.as"]
        cls.both = new_test_user(
            cls.env,
            login="flow_both",
            groups="sales_team.group_sale_salesman_all_leads",
            tz="America/New_York",
            company_ids=[(6, 0, (cls.env.company | cls.other_company).ids)],
        )
        cls.foreign = cls.env["crm.lead"].create(
            {"name": "Flow foreign", "company_id": cls.other_company.id}
        )
        cls.both_leads = {
            "res_model_id": cls.env["ir.model"]._get_id("crm.lead"),
            "user_id": cls.both.id,
        }

    def _see(self, method, *args, viewer=None):
        """Return what a screen shows to the manager."""
        return getattr(self._as(viewer or self.manager, self.SeeAs), method)(*args)

    def _get_ids(self, screen, user, own=False):
        """Return the activities that a screen shows, as far as it says which."""
        if screen == "board":
            columns = self._see("get_board", user.id, own)["columns"]
            return {each["id"] for column in columns for each in column["records"]}
        return {each["id"] for each in self._see("get_list", user.id, own)["records"]}

    def _search(self, viewer):
        return set(self._as(viewer, self.Activity).search([]).ids)

    def _create_both(self, lead, **values):
        """Create an activity of the user who works in both companies."""
        return self.Activity.create(
            {
                "activity_type_id": self.call.id,
                "automated": True,
                "summary": "Flow both",
                "res_id": lead.id,
                **self.both_leads,
                **values,
            }
        )

    @contextmanager
    def assertNotShown(self, user, lead):
        """Check that all screens are the same before and after what the body does."""
        before = [self._get_screen(screen, user, lead) for screen in SCREENS]
        yield
        for screen, shown in zip(SCREENS, before, strict=True):
            with self.subTest(screen=screen):
                self.assertEqual(self._get_screen(screen, user, lead), shown)

    def _get_screen(self, screen, user, lead):
        args = {"calendar": [WEEK, [self.owner.id, user.id]], "cards": [lead.id]}
        more = args.get(screen, [False] if screen in ("list", "board") else [])
        return self._see(f"get_{screen}", user.id, *more)

    # ------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------

    def test_levels(self):
        """The list and the board show what the other one can read, by level."""
        line = self._share("none", self.colleague)
        hidden = self._create_owned()
        for level, is_shown in (("none", 0), ("busy", 0), ("read", 1), ("full", 1)):
            line.level = level
            for screen in ("list", "board"):
                with self.subTest(level=level, screen=screen):
                    ids = self._get_ids(screen, self.colleague)
                    self.assertEqual(hidden.id in ids, bool(is_shown))
        records = self._see("get_list", self.colleague.id, False)["records"]
        self.assertEqual({each["share_level"] for each in records}, {"full"})

    def test_same(self):
        """What both can read is shown as the other one gets it, to the last value."""
        self._share("read", self.colleague)
        self._create_owned()
        self._create_activity(self.call, count=3)
        shown = self._see("get_list", self.colleague.id, False)["records"]
        activities = self._as(self.colleague, self.Activity)
        activities = activities.search([], order="date_deadline, id")
        self.assertEqual([each["id"] for each in shown], activities.ids)
        names = ("summary", "res_name", "state", "share_level")
        for each, activity in zip(shown, activities, strict=True):
            for name in names:
                self.assertEqual(each[name], activity[name])

    def test_intersection(self):
        """Another company's records don't become visible through someone of it."""
        shown = self._create_both(self.lead)
        hidden = self._create_both(self.foreign)
        self.assertIn(hidden.id, self._search(self.both))
        for screen in ("list", "board"):
            for own in (True, False):
                with self.subTest(screen=screen, own=own):
                    ids = self._get_ids(screen, self.both, own)
                    self.assertIn(shown.id, ids)
                    self.assertNotIn(hidden.id, ids)
        ids = self._get_ids("list", self.both)
        self.assertEqual(ids, self._search(self.both) & self._search(self.manager))

    def test_not_shown(self):
        """No screen tells of what the manager may not read."""
        timed = {"planned_start": TEN, "planned_duration": 1}
        for name, create in (
            ("company", lambda: self._create_both(self.foreign)),
            ("private", lambda: self._create_both(self.lead, is_private=True, **timed)),
            (
                "free",
                lambda: self._create_free(user_id=self.both.id, **timed),
            ),
        ):
            with self.subTest(case=name), self.assertNotShown(self.both, self.lead):
                self.assertTrue(create())

    def test_busy(self):
        """What the manager knows to be a busy time is one, whatever the other sees."""
        self._create_both(self.foreign, planned_start=TEN)
        shown = self._get_screen("calendar", self.both, self.lead)["days"][4]["slots"]
        self.assertEqual([slot["display_name"] for slot in shown], ["Busy"])
        slots = self._as(self.manager, self.env["mail.activity.slot"])
        own = slots.search([("user_id", "=", self.both.id)])
        self.assertEqual(own.mapped("display_name"), ["Busy"])

    def test_shown(self):
        """All screens tell of what both can read: else that would prove nothing."""
        before = [self._get_screen(name, self.both, self.lead) for name in SCREENS]
        self._create_both(self.lead, planned_start=TEN)
        for screen, shown in zip(SCREENS, before, strict=True):
            with self.subTest(screen=screen):
                self.assertNotEqual(
                    self._get_screen(screen, self.both, self.lead), shown
                )

    def test_own_of_manager(self):
        """A manager's own activity is shown only if the other one can read it."""
        own = self._create_owned(user_id=self.manager.id)
        self._share("none", self.colleague, owner=self.manager)
        self.assertNotIn(own.id, self._get_ids("list", self.colleague))

    def test_ids(self):
        """What the manager may not read looks missing by its id, too."""
        hidden = self._create_both(self.lead, is_private=True)
        foreign = self._create_both(self.foreign)
        shown = self._create_both(self.lead)
        env = self._as(self.manager, self.Activity).env
        for activity in (hidden, foreign):
            with see_as(env, self.both) as seen:
                self.assertFalse(seen["mail.activity"].browse(activity.id).read())
        with see_as(env, self.both) as seen:
            self.assertTrue(seen["mail.activity"].browse(shown.id).read(["summary"]))
            self.assertEqual(
                seen["crm.lead"].browse(self.lead.id).activity_ids.ids, shown.ids
            )

    def test_afterward(self):
        """The other one sees everything again as soon as no one looks."""
        hidden = self._create_both(self.lead, is_private=True)
        self._see("get_cards", self.both.id, self.lead.id)
        # in the same transaction, and without dropping caches
        activities = self.Activity.with_env(self.env(user=self.both, context={}))
        self.assertEqual(
            self.lead.with_env(activities.env).activity_ids.ids, hidden.ids
        )
        self.assertIn(hidden.id, activities.search([]).ids)
        self.assertEqual(activities.browse(hidden.id).share_level, "full")

    def test_caches_before(self):
        """What the manager has read isn't in the cache for the other one."""
        hidden = self._create_owned(summary="Flow hidden")
        self._share("none", self.both)
        manager = self._as(self.manager, hidden)
        self.assertEqual(manager.summary, "Flow hidden")
        with see_as(manager.env, self.both) as seen:
            activity = seen["mail.activity"].browse(hidden.id)
            with self.assertRaises(AccessError):  # outside, of a missing record
                self.assertFalse(activity.summary)

    def test_savepoint_inside(self):
        """What is taken back inside doesn't make it forget who looks."""
        hidden = self._create_both(self.lead, is_private=True)
        manager = self._as("manager", self.Activity).env
        with see_as(manager, self.both) as env:
            found = env["mail.activity"].search([("id", "=", hidden.id)])
            self.assertFalse(found)
            with self.assertRaises(ZeroDivisionError), env.cr.savepoint():
                raise ZeroDivisionError
            found = env["mail.activity"].search([("id", "=", hidden.id)])
            self.assertFalse(found)
            self.assertFalse(env["mail.activity"].browse(hidden.id).has_access("read"))

    # ------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------

    def test_calendar(self):
        """Days and times are the other one's; a busy time shows nothing else."""
        self._share("busy", self.both)
        self._create_owned(planned_start="2026-10-09 02:30:00", planned_duration=1)
        self._create_both(self.lead, date_deadline=WEEK)
        shown = self._see(
            "get_calendar", self.both.id, "2026-10-07", [self.owner.id, self.both.id]
        )
        days = {day["day"]: day["slots"] for day in shown["days"]}
        self.assertEqual(shown["user"]["tz"], "America/New_York")
        self.assertEqual([*days][:1], [WEEK])
        # half past two in UTC is still Thursday in New York
        busy = days["2026-10-08"][0]
        self.assertEqual(busy["start"], "2026-10-08 22:30:00")
        self.assertEqual((busy["display_name"], busy["activity_id"]), ("Busy", False))
        self.assertFalse(days["2026-10-09"])
        self.assertEqual(days[WEEK][0]["display_name"], "Flow both")

    def test_calendar_midnight(self):
        """A slot over midnight is on both days, one until midnight on the first."""
        self.both.tz = "UTC"
        self._create_both(self.lead, planned_start="2026-10-05 23:00:00")
        self._create_both(
            self.lead, planned_start="2026-10-07 22:00:00", planned_duration=4
        )
        self._create_both(
            self.lead, planned_start="2026-10-09 23:00:00", planned_duration=1
        )
        days = self._see("get_calendar", self.both.id, WEEK)["days"]
        self.assertEqual([len(day["slots"]) for day in days], [0, 1, 0, 1, 1, 1, 0])

    def test_counts(self):
        """The counts are the systray's, without meetings."""
        self._create_both(self.lead, date_deadline="2026-10-07")
        self._create_both(self.foreign, date_deadline="2026-10-07")
        self.env["calendar.event"].with_user(self.both).create(
            {
                "name": "Flow secret meeting",
                "start": "2026-10-07 15:00:00",
                "stop": "2026-10-07 16:00:00",
                "privacy": "private",
                "partner_ids": [(6, 0, self.both.partner_id.ids)],
            }
        )
        counts = self._see("get_counts", self.both.id)["counts"]
        self.assertEqual([count["today_count"] for count in counts], [1])
        self.assertNotIn("secret", str(counts))

    def test_counts_of_other_addons(self):
        """What other addons count past all rules isn't told."""
        self._create_both(self.lead)
        users = self.env.registry["res.users"]
        counted = {"type": "activity", "name": "Flow"}
        with patch.object(users, "_get_activity_groups", lambda _users: [counted]):
            counts = self._see("get_counts", self.both.id)["counts"]
        self.assertEqual([count["today_count"] for count in counts], [1])

    def test_cards(self):
        """A sentence says that one of them can't open an opportunity; it's recorded."""
        self._create_both(self.lead, note="<p>Flow note</p>")
        shown = self._see("get_cards", self.both.id, self.lead.id)
        self.assertEqual(shown["name"], self.lead.display_name)
        self.assertEqual([each["note"] for each in shown["records"]], ["Flow note"])
        self.lead.user_id = self.colleague
        for user, lead_id in (
            (self.both, self.foreign.id),  # the manager can't
            (self.users["own_documents"], self.lead.id),
            (self.both, 2**30),
            (self.both, "abc"),
            (self.both, None),
        ):
            with self.subTest(user=user.login, lead=lead_id):
                shown = self._see("get_cards", user.id, lead_id)
                self.assertIn("can't open", shown["refused"])
                self.assertEqual(shown.keys(), {"user", "refused"})
        self.assertEqual(self.SeeAs.search_count([("screen", "=", "cards")]), 6)

    def test_overview(self):
        """The overview counts what both can read, by assignee."""
        self._create_both(self.lead)
        self._create_both(self.foreign)
        shown = self._see("get_overview", self.both.id)
        count = sum(
            cell["count"] for cell in shown["cells"] if cell["row"][0] == self.both.id
        )
        self.assertEqual(count, 1)

    # ------------------------------------------------------------
    # Nothing is written
    # ------------------------------------------------------------

    def test_read_only(self):
        """A write fails in the database, at once or at the end; then one can write."""
        activity = self._create_both(self.lead)
        tag = self.env["crm.tag"].create({"name": "Flow tag", "color": 1})
        env = self._as(self.manager, self.Activity).env
        for name, write in (
            ("create", lambda each: each["res.partner"].create({"name": "Flow"})),
            (
                "later",
                lambda each: (
                    each["mail.activity"]
                    .browse(activity.id)
                    .write({"summary": "Flow changed"})
                ),
            ),
            # nothing but the end of it saves this
            (
                "at the end",
                lambda each: tag.with_env(each).sudo().write({"color": 3}),
            ),
            ("unlink", lambda each: each["mail.activity"].browse(activity.id).unlink()),
            ("sudo", lambda each: each["res.partner"].sudo().create({"name": "Flow"})),
            ("sql", lambda each: each.cr.execute("DELETE FROM mail_activity")),
        ):
            with (
                self.subTest(write=name),
                mute_logger("odoo.sql_db"),
                self.assertRefused("can't change anything"),
                see_as(env, self.both) as seen,
            ):
                write(seen)
            self.env.invalidate_all()
            self.assertEqual(activity.summary, "Flow both")
        activity.summary = "Flow afterward"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(activity.summary, "Flow afterward")

    def test_nested(self):
        """Looking through someone who looks would show what the first one can't see."""
        env = self._as(self.manager, self.Activity).env
        with (
            self.assertRaises(RuntimeError),
            see_as(env, self.both) as seen,
            see_as(seen, self.colleague),
        ):
            pass
        # it's over now
        with see_as(env, self.both):
            pass

    def test_queries(self):
        """More activities take no more queries."""
        counts = []
        self._create_both(self.lead)
        for _number in range(2):
            counts.append([self._count_screen(screen) for screen in SCREENS])
            for _each in range(30):
                self._create_both(self.lead, planned_start=TEN)
        self.assertEqual(counts[0], counts[1])

    def _count_screen(self, screen):
        """Return how many queries a screen takes, once all caches are warm."""
        self._get_screen(screen, self.both, self.lead)
        before = self.env.cr.sql_log_count
        self._get_screen(screen, self.both, self.lead)
        return self.env.cr.sql_log_count - before

    def test_pending(self):
        """What was to be written before isn't lost."""
        activity = self._create_both(self.lead)
        activity.summary = "Flow pending"
        with see_as(self.env(user=self.manager), self.both) as seen:
            self.assertEqual(
                seen["mail.activity"].browse(activity.id).summary, "Flow pending"
            )
        self.assertEqual(activity.summary, "Flow pending")

    # ------------------------------------------------------------
    # Who may look
    # ------------------------------------------------------------

    def test_only_managers(self):
        """All others are refused, Settings administrators included."""
        for role in ("settings", "salesperson", "leader", "employee", "portal"):
            for method in ("get_list", "get_counts"):
                with (
                    self.subTest(role=role, method=method),
                    self.assertRefused("activity managers", error=AccessError),
                ):
                    self._see(method, self.both.id, viewer=role)
        self.assertFalse(self.SeeAs.search([]))

    def test_as_whom(self):
        """Only as internal users of the manager's companies, and not as oneself."""
        archived = self.creator
        archived.active = False
        for user_id in (
            self.users["portal"].id,
            self.outsider.id,
            archived.id,
            self.env.ref("base.user_root").id,
            self.env.ref("base.public_user").id,
            2**30,
            2**70,
            "1",
            None,
            True,
            [self.both.id],
        ):
            with self.subTest(user=user_id), self.assertRefused("can't use See As"):
                self._see("get_list", user_id)
        with self.assertRefused("This is you"):
            self._see("get_list", self.manager.id)
        self.assertFalse(self.SeeAs.search([]))

    def test_root(self):
        """Not as OdooBot, for whom Odoo checks nothing, even if it is activated."""
        root = self.env.ref("base.user_root")
        self.env.cr.execute("UPDATE res_users SET active = TRUE WHERE id = 1")
        self.env.invalidate_all()
        self.assertTrue(root.active)
        with self.assertRefused("can't use See As"):
            self._see("get_list", root.id)

    def test_switched_off(self):
        """Without Sharing, there is nothing to look at."""
        self._switch("group_activity_sharing", on=False)
        with self.assertRefused("needs Sharing", error=AccessError):
            self._see("get_list", self.both.id)

    def test_button(self):
        """The button on a user's form is there for managers, while Sharing is on."""
        action = self.env.ref("crm_activity_flow.mail_activity_see_as_action")
        button = f'name="{action.id}"'
        self.manager.group_ids += self.env.ref("base.group_erp_manager")
        view = self.env.ref("base.view_users_form")

        def get_arch(role):
            users = self._as(role, self.env["res.users"])
            return users.get_view(view.id, "form")["arch"]

        self.assertIn(button, get_arch("manager"))
        self.assertNotIn(button, get_arch("settings"))
        self._switch("group_activity_sharing", on=False)
        self.assertNotIn(button, get_arch("manager"))

    def test_menu(self):
        """The menu is only there for managers, while Sharing is on; so is the history.

        For Settings administrators, that is.
        """
        menu = self.env.ref("crm_activity_flow.mail_activity_see_as_menu")
        history = self.env.ref("crm_activity_flow.mail_activity_see_as_history_menu")
        for role, expected in (
            ("manager", menu),
            ("settings", history),
            ("salesperson", menu.browse()),
        ):
            menus = self._as(role, self.env["ir.ui.menu"]).load_menus(debug=False)
            with self.subTest(role=role):
                seen = [each for each in (menu, history) if each.id in menus]
                self.assertEqual(seen, [*expected])
        self._switch("group_activity_sharing", on=False)
        for role in ("manager", "settings"):
            menus = self._as(role, self.env["ir.ui.menu"]).load_menus(debug=False)
            self.assertFalse({menu.id, history.id} & set(menus))

    # ------------------------------------------------------------
    # History
    # ------------------------------------------------------------

    def test_history(self):
        """Each screen is recorded: who, as whom, when."""
        for screen in SCREENS:
            self._get_screen(screen, self.both, self.lead)
        lines = self._as("settings", self.SeeAs).search([], order="id")
        self.assertEqual(lines.mapped("screen"), [*SCREENS])
        self.assertEqual({*lines.mapped("user_name")}, {self.manager.name})
        self.assertEqual({*lines.mapped("seen_user_name")}, {self.both.name})
        self.assertEqual(str(lines[0].seen_at), "2026-10-07 09:00:00")

    def test_history_access(self):
        """Settings administrators read it; no one else does, and no one changes it."""
        self._see("get_counts", self.both.id)
        line = self.SeeAs.search([])
        for role in ("manager", "salesperson", "owner", "employee"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(role, line).read(["user_name"])
        for role in ("settings", "manager"):
            seen = self._as(role, line)
            for change in (
                lambda seen=seen: seen.write({"user_name": "Flow"}),
                seen.unlink,
                seen.copy,
                lambda seen=seen: seen.create({"user_name": "Flow"}),
            ):
                with self.subTest(role=role), self.assertRaises(UserError):
                    change()
        for change in (line.unlink, lambda: line.write({"user_name": "Flow"})):
            with self.assertRefused("can't be changed"):
                change()

    def test_history_outlives_users(self):
        """The names stay when a user is deleted."""
        visitor = new_test_user(self.env, login="flow_visitor")
        self._see("get_counts", visitor.id)
        name = visitor.name
        visitor.unlink()
        self.env.invalidate_all()
        line = self.SeeAs.search([])
        self.assertFalse(line.seen_user_id)
        self.assertEqual(line.seen_user_name, name)
