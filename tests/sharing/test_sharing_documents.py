from datetime import timedelta

from odoo import SUPERUSER_ID, Command
from odoo.exceptions import UserError
from odoo.fields import Date, Domain
from odoo.tests import tagged

from odoo.addons.crm_activity_flow.models.sharing.per_user import PerUser
from odoo.addons.mail.tools.discuss import Store

from ..common import RpcMixin
from .common import SharingCommon, mask_id

FIELDS = (
    "activity_calendar_event_id",
    "activity_date_deadline",
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_ids",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
    "activity_user_id",
)
STATES = ("overdue", "today", "planned")
STATE_BAR = {"field": "activity_state", "colors": dict.fromkeys(STATES, "muted")}


@tagged("post_install", "-at_install")
class TestSharingDocuments(RpcMixin, SharingCommon):
    """Fields of documents show of each activity what its level allows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.users["employee"]
        cls.call.write({"decoration_type": "danger", "icon": "fa-phone"})
        for user in (cls.employee, cls.users["manager"]):
            user.group_ids += cls.env.ref("base.group_allow_export")

    def _create_shown(self, record=None, day=None, **values):
        """Create an activity that shows in all of the fields of a document."""
        day = day or Date.today()
        event = self.env["calendar.event"].create(
            {"name": "Flow meeting", "start": f"{day} 10:00", "stop": f"{day} 11:00"}
        )
        values = {
            "automated": True,
            "calendar_event_id": event.id,
            "user_id": self.owner.id,
            **values,
        }
        return self._create_activity(self.call, record or self.contact, **values)

    # ------------------------------------------------------------
    # Search, groups and values
    # ------------------------------------------------------------

    def _get_conditions(self, activity_id):
        """Return conditions on what a document shows of an activity."""
        today = Date.today()
        return [
            ("activity_ids", "=", False),
            ("activity_ids", "!=", False),
            ("activity_ids", "=", activity_id),
            ("activity_ids", "in", [activity_id]),
            ("activity_ids", "not in", [activity_id]),
            ("activity_ids", "in", [activity_id, False]),
            ("activity_ids", "not in", [activity_id, False]),
            ("activity_ids", "any", [("active", "in", [True, False])]),
            ("activity_ids", "not any", []),
            ("activity_ids.note", "=", False),
            ("activity_ids", "ilike", "Flow"),
            ("activity_user_id", "=", False),
            ("activity_user_id", "!=", False),
            ("activity_user_id", "=", self.owner.id),
            ("activity_date_deadline", "=", False),
            ("activity_date_deadline", "!=", False),
            ("activity_date_deadline", "<=", str(today)),
            ("activity_type_id", "=", self.call.id),
            ("activity_type_icon", "=", "fa-phone"),
            ("activity_summary", "ilike", "Flow"),
            ("activity_exception_decoration", "=", "danger"),
            *(("activity_state", "=", state) for state in (*STATES, False)),
            *(("activity_state", "!=", state) for state in (*STATES, False)),
            ("activity_state", "in", ["today", False]),
            ("activity_state", "not in", ["today", "overdue"]),
        ]

    def _get_found(self, role, record, activity_id):
        """Return which conditions a user finds a document with; errors as text."""
        found = []
        for condition in self._get_conditions(activity_id):
            domain = [("id", "=", record.id), condition]
            try:
                found.append(self._rpc(role, record._name, "search_count", domain))
            except UserError as error:
                found.append(repr(error))
        return found

    def _get_groups(self, role, record):
        """Return how a user sees a document grouped, as all views that can do."""
        own = [("id", "=", record.id)]
        group = ["activity_state"]
        call = [role, record._name]
        return [
            self._rpc(*call, "formatted_read_group", own, group, ["__count"]),
            self._rpc(*call, "web_read_group", own, group, ["__count"]),
            self._rpc(*call, "read_progress_bar", own, "create_uid", STATE_BAR),
            self._rpc(*call, "formatted_read_grouping_sets", own, [group, []]),
        ]

    def _get_values(self, role, record):
        """Return what a user reads of a document."""
        specification = {name: {} for name in FIELDS}
        own = [("id", "=", record.id)]
        call = [role, record._name]
        return [
            self._rpc(*call, "read", record.ids, list(FIELDS)),
            self._rpc(*call, "web_read", record.ids, specification),
            self._rpc(*call, "web_search_read", own, specification),
            self._rpc(*call, "export_data", record.ids, ["activity_summary"]),
        ]

    def _get_answers(self, role, record, activity_id):
        return [
            *self._get_found(role, record, activity_id),
            *self._get_groups(role, record),
            *self._get_values(role, record),
        ]

    def _check_hidden(self, levels=("none", "busy"), record=None, **values):
        """Check that the employee gets the same answers with and without."""
        record = record or self.contact
        activity = self._create_shown(record, **values)
        answers = {}
        for level in ("read", *levels):
            line = self._share(level, self.employee)
            answers[level] = self._get_answers("employee", record, activity.id)
            line.unlink()
        activity.with_context(active_test=False).unlink()
        without = self._get_answers("employee", record, activity.id)
        for level in levels:
            self.assertEqual(answers[level], without)
        differing = [
            position
            for position, pair in enumerate(zip(answers["read"], without, strict=True))
            if pair[0] != pair[1]
        ]
        return differing

    def test_link(self):
        """Whoever has no more than a link to a document gets no activities of it.

        The portal then asks as the superuser.
        """
        for is_on in (True, False):
            self._switch("group_activity_sharing", is_on)
            store = Store()
            lead = self.lead.with_user(self.users["portal"]).sudo()
            lead._thread_to_store(store, [], request_list=["activities", "followers"])
            thread = store.get_result()["mail.thread"][0]
            with self.subTest(is_on=is_on):
                self.assertEqual("activities" in thread, not is_on)
                self.assertIn("followersCount", thread)
            # OdooBot sees everything
            store = Store()
            lead = self.lead.with_user(SUPERUSER_ID)
            lead._thread_to_store(store, [], request_list=["activities"])
            self.assertIn("activities", store.get_result()["mail.thread"][0])

    def test_hidden(self):
        """A document answers as if the activity weren't there."""
        for days in (-2, 0, 2):
            day = Date.today() + timedelta(days=days)
            with self.subTest(days=days):
                differing = self._check_hidden(day=day)
                self.assertGreater(len(differing), 20)

    def test_hidden_done(self):
        """A document answers as if a hidden done activity weren't there."""
        self.assertTrue(self._check_hidden(active=False))

    def test_hidden_on_deal(self):
        """A kanban view by stage counts states, and its columns are grouped by them."""
        lead = self.env["crm.lead"].create({"name": "Flow deal", "type": "opportunity"})
        self.employee.group_ids += self.env.ref("sales_team.group_sale_salesman")
        lead.user_id = self.employee
        self.assertGreater(len(self._check_hidden(record=lead)), 20)

    def test_private(self):
        """A private activity doesn't show on documents for managers, either."""
        activity = self._create_shown(is_private=True)
        hidden = self._get_answers("manager", self.contact, activity.id)
        activity.unlink()
        shown = self._get_answers("manager", self.contact, activity.id)
        self.assertEqual(hidden, shown)

    def test_one_of_two(self):
        """A hidden activity doesn't push itself before a visible one."""
        self._share("none", self.employee, self.mail)
        later = Date.today() + timedelta(days=5)
        shown = self._create_shown(day=later)
        alone = self._get_answers("employee", self.contact, shown.id)
        self._create_activity(
            self.mail, self.contact, user_id=self.owner.id, automated=True
        )
        both = self._get_answers("employee", self.contact, shown.id)
        self.assertEqual(alone, both)
        own = self._rpc("employee", "res.partner", "read", self.contact.ids, FIELDS)
        self.assertEqual(own[0]["activity_ids"], shown.ids)
        self.assertEqual(own[0]["activity_state"], "planned")

    def test_portal(self):
        """Portal users find nothing through hidden activities, and read no icon."""
        portal = self.users["portal"]
        contact = portal.partner_id
        line = self._share("none")
        activity = self._create_shown(contact)
        found = self._get_found("portal", contact, activity.id)
        icon = ["activity_type_icon"]
        self.assertFalse(
            self._rpc("portal", "res.partner", "read", contact.ids, icon)[0][icon[0]]
        )
        line.level = "full"
        with_it = self._get_found("portal", contact, activity.id)
        line.level = "none"
        activity.unlink()
        self.assertEqual(found, self._get_found("portal", contact, activity.id))
        self.assertNotEqual(found, with_it)

    def test_meeting(self):
        """A meeting has no activities if the one it has is hidden."""
        self._share("busy", self.employee)
        activity = self._create_shown()
        event = activity.calendar_event_id
        event.partner_ids += self.employee.partner_id
        own = ("id", "=", event.id)
        for condition, expected in (
            (("activity_ids", "=", False), 1),
            (("activity_ids", "!=", False), 0),
            (("activity_ids", "in", activity.ids), 0),
            (("activity_ids", "not in", activity.ids), 1),
            (("activity_ids.summary", "ilike", "Flow"), 0),
        ):
            found = self._rpc(
                "employee", "calendar.event", "search_count", [own, condition]
            )
            self.assertEqual(found, expected, condition)
        read = self._rpc(
            "employee", "calendar.event", "read", event.ids, ["activity_ids"]
        )
        self.assertFalse(read[0]["activity_ids"])

    def test_compared(self):
        """Records at hand are compared with a domain as the user would find them."""
        activity = self._create_shown(summary="Secret")
        self.users["employee"].partner_id.activity_schedule(
            activity_type_id=self.call.id,
            user_id=self.owner.id,
            automated=True,
            summary="Secret",
        )
        conditions = [
            ("activity_ids", "=", False),
            ("activity_ids", "!=", False),
            ("activity_ids", "in", [False, activity.id]),
            ("activity_ids", "not in", activity.ids),
            ("activity_ids.summary", "=like", "Sec%"),
            ("activity_ids.user_id.login", "=", self.owner.login),
            ("activity_ids", "any!", Domain("user_id", "=", self.owner.id)),
            ("activity_summary", "=like", "Sec%"),
            ("activity_user_id", "=", self.owner.id),
            ("activity_state", "!=", False),
        ]

        def own(record):
            return Domain("id", "=", record.id)

        for viewer, levels in (("employee", ("none", "busy", "read")), ("owner", ())):
            for level in levels or ("none",):
                share = self._share(level, self.employee)
                for condition in conditions:
                    contact = self._as(viewer, self.contact)
                    # through a link that Odoo follows as the superuser
                    user = self._as(viewer, self.employee)
                    path, *rest = condition
                    through = Domain(f"partner_id.{path}", *rest)
                    back = Domain(f"user_ids.{path}", *rest)
                    condition = Domain(*condition)
                    with self.subTest(viewer=viewer, level=level, domain=condition):
                        found = contact.search(own(contact) & condition)
                        self.assertEqual(contact.filtered_domain(condition), found)
                        found = user.search(own(user) & through)
                        self.assertEqual(user.filtered_domain(through), found)
                        partner = self._as(viewer, self.employee.partner_id)
                        found = partner.search(own(partner) & back)
                        self.assertEqual(partner.filtered_domain(back), found)
                share.unlink()
        self._share("none")
        # through a field that an administrator has added
        reached = self._as("employee", activity).sudo()
        reached = reached.with_context(filter_function_reset_sudo=True)
        self.assertFalse(reached.filtered_domain([("summary", "=like", "Sec%")]))
        new = self._as("employee", self.contact).new(
            {"activity_ids": [Command.create({})]}
        )
        self.assertTrue(new.filtered_domain([("activity_ids", "!=", False)]))
        new = self._as("employee", self.contact).new(origin=self.contact)
        self.assertFalse(new.filtered_domain([("activity_ids", "!=", False)]))

    def test_followers(self):
        """Searching by what followers are like tells no more than searching them."""
        self._create_shown(summary="Secret")
        own = self._as("employee", self.env["res.partner"]).create({"name": "Flow"})
        own.message_subscribe(self.contact.ids)
        for level in ("none", "busy", "read"):
            share = self._share(level, self.employee)
            for path, *rest in (
                ("activity_ids", "!=", False),
                ("activity_ids.summary", "=like", "Sec%"),
                ("activity_summary", "=like", "Sec%"),
                ("activity_state", "!=", False),
            ):
                with self.subTest(level=level, path=path):
                    followed = Domain("id", "=", own.id)
                    followed &= Domain(f"message_partner_ids.{path}", *rest)
                    seen = self._as("employee", own)
                    self.assertEqual(bool(seen.search(followed)), level == "read")
            share.unlink()

    def test_commands(self):
        """What is hidden can't be changed through its document."""
        activity = self._create_shown()
        missing = self._create_shown()
        missing.unlink()
        self._share("none", self.employee)
        for command in (
            lambda id_: Command.update(id_, {"summary": "Flow forged"}),
            Command.delete,
            Command.unlink,
        ):
            texts = []
            for id_ in (activity.id, missing.id):
                values = {"activity_ids": [command(id_)]}
                with self.assertRaises(UserError) as caught:
                    self._rpc(
                        "employee", "res.partner", "write", self.contact.ids, values
                    )
                texts.append(mask_id(caught.exception, id_))
            self.assertEqual(*texts)
        values = {"activity_summary": "Flow forged"}
        self._rpc("employee", "res.partner", "write", self.contact.ids, values)
        self._rpc(
            "employee",
            "res.partner",
            "write",
            self.contact.ids,
            {"activity_ids": [Command.clear()]},
        )
        self.assertEqual(activity.summary, "Flow activity 0")
        self.assertEqual(activity.res_id, self.contact.id)

    # ------------------------------------------------------------
    # The cache
    # ------------------------------------------------------------

    def _assert_shows(self, contact, activities):
        """Check that all of the fields show these activities, or none."""
        self.assertEqual(contact.activity_ids, activities)
        for name in FIELDS:
            self.assertEqual(bool(contact[name]), bool(activities), name)

    def test_after_superuser(self):
        """What code has read as the superuser doesn't show to the user, or back."""
        self._share("none", self.employee)
        activity = self._create_shown()
        contact = self._as("employee", self.contact)
        for _time in range(2):
            self._assert_shows(
                contact.sudo(), activity.sudo().with_env(contact.sudo().env)
            )
            self._assert_shows(contact, activity.browse())
        self._assert_shows(
            contact.with_user(self.owner),
            activity.with_env(contact.with_user(self.owner).env),
        )
        self._assert_shows(contact, activity.browse())

    def test_after_create(self):
        """A new activity shows to those who see it, whoever looked before."""
        self._share("none", self.employee)
        contact = self._as("employee", self.contact)
        other = self.contact.copy()
        others = [contact.sudo(), contact.with_user(self.owner)]
        for each in (contact, *others):
            self._assert_shows(each, self.Activity)
        kind = self.env["ir.model"]._get_id("res.partner")
        event = self._create_shown(other).calendar_event_id
        event.partner_ids += self.employee.partner_id
        activity = contact.env["mail.activity"].create(
            {
                "activity_type_id": self.call.id,
                "automated": True,
                "calendar_event_id": event.id,
                "res_id": contact.id,
                "res_model_id": kind,
                "summary": "Flow activity",
                "user_id": self.owner.id,
            }
        )
        for each in others:
            self._assert_shows(each, activity.with_env(each.env))
        self._assert_shows(contact, self.Activity)

    def test_after_write(self):
        """Documents follow another assignee, type, privacy or document at once."""
        self._share("none", self.employee, self.call)
        activity = self._create_shown()
        other = self.contact.copy()
        contact = self._as("employee", self.contact)
        env = contact.env
        changes = (
            ({"activity_type_id": self.mail.id}, True),
            ({"activity_type_id": self.call.id}, False),
            ({"user_id": self.employee.id}, True),
            ({"user_id": self.owner.id}, False),
            ({"activity_type_id": self.mail.id}, True),
            ({"is_private": True}, False),
            ({"is_private": False}, True),
            ({"res_id": other.id}, False),
            ({"res_id": contact.id}, True),
        )
        for values, is_shown in changes:
            activity.with_env(env(su=True)).write(values)
            shown = activity.with_env(env) if is_shown else activity.browse()
            self.assertEqual(contact.activity_ids, shown, values)
            self.assertEqual(bool(contact.activity_state), is_shown, values)
            self.assertEqual(bool(contact.activity_summary), is_shown, values)

    def test_after_line(self):
        """Documents follow the lines, also within a transaction."""
        activity = self._create_shown()
        contact = self._as("employee", self.contact)
        self._assert_shows(contact, activity.with_env(contact.env))
        self._share("none", self.employee)
        self._assert_shows(contact, activity.browse())

    def test_in_form(self):
        """A form with unsaved activities keeps them, whatever changes until then."""
        contact = self._as("employee", self.contact)
        form = contact.new({"activity_ids": [Command.create({"summary": "Flow"})]})
        self._create_shown(user_id=self.employee.id)
        self._share("none")
        self.assertEqual(form.activity_ids.mapped("summary"), ["Flow"])

    # ------------------------------------------------------------
    # The switch, and other addons
    # ------------------------------------------------------------

    def test_all_models(self):
        """Each model has the fields, though an addon might define one again."""
        for model in self.env.values():
            is_document = isinstance(model, self.registry["mail.activity.mixin"])
            if is_document and not model._abstract:
                for field in map(model._fields.get, FIELDS):
                    # server actions have columns of the same names
                    is_column = field.store and field.column_type
                    self.assertEqual(isinstance(field, PerUser), not is_column, model)
        meetings = self.env["calendar.event"]._fields["activity_ids"]
        self.assertIsInstance(meetings, PerUser)

    def test_switch(self):
        """Switched off, documents show all, from one cache, as in Odoo."""
        self._share("none", self.employee)
        activity = self._create_shown()
        contact = self._as("employee", self.contact)
        self._assert_shows(contact, activity.browse())
        self._switch("group_activity_sharing", on=False)
        contact = self._as("employee", self.contact)
        self._assert_shows(contact, activity.with_env(contact.env))
        data = self.env.transaction.field_data
        with self.assertQueries([]):
            self._assert_shows(contact.sudo(), activity.with_env(contact.sudo().env))
        for name in FIELDS:
            self.assertEqual(len(data[contact._fields[name]]), 1, name)
        self._switch("group_activity_sharing")
        self._assert_shows(self._as("employee", self.contact), activity.browse())

    def test_switched_off_as_superuser(self):
        """Switched off, the next activity is what Odoo reads as the superuser."""
        self._switch("group_activity_sharing", on=False)
        self._create_shown(self.users["portal"].partner_id)
        contact = self.users["portal"].partner_id
        icon = ["activity_type_icon"]
        self.assertEqual(
            self._rpc("portal", "res.partner", "read", contact.ids, icon),
            [{"id": contact.id, "activity_type_icon": "fa-phone"}],
        )

    # ------------------------------------------------------------
    # Errors
    # ------------------------------------------------------------

    def test_errors_name_nothing(self):
        """Whatever code has read before, no error names what is hidden."""
        self._switch_outcomes()
        self._switch("group_activity_status")
        self.call.outcome_ids = self.outcome_good | self.outcome_bad
        for level, values in (("none", {}), ("busy", {}), ("none", {"active": False})):
            activity = self._create_shown(summary="Flow secret", **values)
            line = self._share(level, self.employee)
            hidden = self._as("employee", activity)
            hidden.sudo().read()  # all columns are in the cache
            for call in self._get_calls(hidden):
                with self.subTest(level=level), self.env.cr.savepoint():
                    with self.assertRaises(UserError) as caught:
                        call()
                    self.assertNotIn("secret", str(caught.exception))
            line.unlink()

    def _get_calls(self, activity):
        """Return all public calls that change an activity, or open it."""
        status = self.env.ref("crm_activity_flow.mail_activity_status_in_progress").id
        return [
            activity.action_complete,
            lambda: activity.action_complete(self.outcome_good.id),
            activity.action_done,
            activity.action_feedback,
            activity.action_feedback_schedule_next,
            activity.action_archive,
            activity.action_cancel,
            activity.action_cancel_notify,
            lambda: activity.action_set_cancel_reason("Flow"),
            activity.action_reopen,
            activity.action_reschedule_today,
            activity.action_reschedule_tomorrow,
            activity.action_reschedule_nextweek,
            lambda: activity.action_correct_outcome(self.outcome_bad.id),
            lambda: activity.action_move(status),
            lambda: activity.action_drop(status),
            activity.action_open_activity,
            activity.action_undo_launch,
            activity.unlink,
            lambda: activity.write({"active": False}),
            lambda: activity.write({"summary": "Flow"}),
            lambda: activity.write({"done_at": "2026-01-01 10:00:00"}),
        ]

    def test_exists(self):
        """A hidden id is answered like a missing one, also where we ask first."""
        self._switch("group_activity_status")
        status = self.env.ref("crm_activity_flow.mail_activity_status_in_progress")
        activity = self._create_shown()
        missing = self._create_shown()
        missing.with_context(active_test=False).unlink()
        self._share("busy", self.employee)
        for method in ("action_complete", "action_cancel", "action_move"):
            arguments = [status.id] if method == "action_move" else []
            texts = []
            for id_ in (activity.id, missing.id):
                with self.assertRaises(UserError) as caught:
                    self._rpc("employee", "mail.activity", method, [id_], *arguments)
                texts.append(mask_id(repr(caught.exception), id_))
            self.assertEqual(*texts)
