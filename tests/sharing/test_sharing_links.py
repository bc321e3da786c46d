import json
import warnings
from itertools import product

from freezegun import freeze_time

from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import NextStepCommon, RpcMixin
from .common import SharingCommon, mask_id

START = "2026-10-15 10:00:00"  # a week from today


@tagged("post_install", "-at_install")
class TestSharingLinks(RpcMixin, SharingCommon, NextStepCommon):
    """Other activities and figures say nothing of a hidden activity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call.outcome_ids = cls.outcome_good | cls.outcome_bad
        cls.employee = cls.users["employee"]
        may_export = cls.env.ref("base.group_allow_export")
        for user in (cls.employee, cls.users["manager"]):
            user.group_ids += may_export

    def _follow(self, previous):
        """Create an activity that the employee can read, and that follows one."""
        return self._create_owned(self.mail, previous_activity_id=previous.id)

    def _read(self, call, *args, **kwargs):
        return self._rpc("employee", "mail.activity", call, *args, **kwargs)

    # ------------------------------------------------------------
    # What follows an activity
    # ------------------------------------------------------------

    def test_withdrawn(self):
        """A correction names what it withdrew, but for what was hidden."""
        self._create_rule(
            self.mail,
            mode="create",
            outcome_ids=self.outcome_bad,
            responsible_type="user",
            responsible_id=self.owner.id,
        )
        for level in ("none", "read"):
            call = self._create_owned(user_id=self.employee.id)
            share = self._share(level)
            seen = self._as("employee", call)
            seen.action_complete(outcome_id=self.outcome_bad.id)
            follower = self.Activity.search([("previous_activity_id", "=", call.id)])
            self.assertEqual(follower.user_id, self.owner)
            corrected = self._as("employee", call).action_correct_outcome(
                self.outcome_good.id
            )
            self.assertFalse(follower.exists())
            ids = follower.ids if level == "read" else []
            self.assertEqual(corrected["withdrawn_ids"], ids)
            share.unlink()

    # ------------------------------------------------------------
    # What an activity follows
    # ------------------------------------------------------------

    def _get_answers(self, follower, previous_id):
        """Return what the employee learns about what an activity follows."""
        path = "previous_activity_id"
        own = [("id", "=", follower.id)]
        answers = [
            self._read("read", follower.ids, [path, "follows_label"]),
            self._read(
                "web_read", follower.ids, {path: {"fields": {"display_name": {}}}}
            ),
            self._read("search_read", own, [path]),
            self._read("export_data", follower.ids, [f"{path}/summary", f"{path}/.id"]),
            self._read("web_read_group", own, [path], ["__count"]),
            self._read("formatted_read_group", own, [path], ["__count"]),
        ]
        for condition in (
            (path, "!=", False),
            (path, "=", False),
            (path, "=", previous_id),
            (path, "in", [previous_id]),
            (path, "not in", [previous_id]),
            (path, "ilike", "Flow"),
            (path, "any", [("summary", "ilike", "Flow")]),
            (f"{path}.summary", "ilike", "Flow"),
            (f"{path}.user_id", "=", self.owner.id),
        ):
            answers.append(self._read("search", [*own, condition]))
        answers.append(self._read("action_open_previous", follower.ids))
        return answers

    def test_follows(self):
        """An activity that follows a hidden one follows nothing, for whoever asks."""
        previous = self._create_owned()
        followers = [self._follow(previous), self._create_owned(self.mail)]
        answers = [self._get_answers(each, previous.id) for each in followers]
        self.assertNotEqual(*map(repr, answers))
        for level in ("none", "busy"):
            line = self._share(level, self.employee, self.call)
            following, plain = (
                repr(self._get_answers(each, previous.id)).replace(str(each.id), "ID")
                for each in followers
            )
            self.assertEqual(following, plain)
            line.unlink()
        self.assertEqual(followers[0].previous_activity_id, previous)

    def test_follows_in_order(self):
        """Sorting by what activities follow tells nothing of hidden ones."""
        previous = self._create_owned()
        plain, following = self._create_owned(self.mail), self._follow(previous)
        domain = [("id", "in", (plain | following).ids)]
        order = "previous_activity_id, id"
        self.assertEqual(
            self._read("search", domain, order=order), [following.id, plain.id]
        )
        self._share("none", self.employee, self.call)
        self.assertEqual(
            self._read("search", domain, order=order), [plain.id, following.id]
        )

    def test_cache_is_for_everyone(self):
        """What a user can't know stays known to code that runs as the superuser."""
        previous = self._create_owned()
        following = self._follow(previous)
        self._share("none", self.employee, self.call)
        seen = self._as("employee", following)
        self.assertFalse(seen.previous_activity_id)
        self.assertEqual(seen.sudo().previous_activity_id, previous)
        seen = self._as("employee", following)
        self.assertEqual(seen.sudo().previous_activity_id, previous)
        self.assertFalse(seen.previous_activity_id)
        self.assertFalse((seen | seen.browse()).mapped("previous_activity_id"))
        seen.summary = "Flow changed"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(following.previous_activity_id, previous)

    def test_given_link(self):
        """A hidden activity can't be followed, and looks missing when tried."""
        hidden, missing = self._create_owned(count=2)
        following = self._create_owned(self.mail)
        self._share("none", self.employee, self.call)
        missing.unlink()
        values = {
            "activity_type_id": self.mail.id,
            "res_id": self.contact.id,
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
        }
        for call in (
            lambda link: self._read("create", {**values, **link}),
            lambda link: self._read("write", following.ids, link),
            lambda link: self._rpc(
                "employee",
                "res.partner",
                "write",
                self.contact.ids,
                {"activity_ids": [(0, 0, {**values, **link})]},
            ),
        ):
            errors = []
            for previous in (hidden, missing):
                with self.assertRaises(UserError) as caught:
                    call({"previous_activity_id": previous.id})
                text = mask_id(caught.exception, previous.id)
                errors.append((type(caught.exception).__name__, text))
            self.assertEqual(*errors)

    # ------------------------------------------------------------
    # Reading by id
    # ------------------------------------------------------------

    def test_chains(self):
        """Chains of activities, which Odoo walks as the superuser, name no hidden."""
        first = self._create_owned()
        middle = self._create_owned(previous_activity_id=first.id)
        last = self._create_owned(
            user_id=self.employee.id, previous_activity_id=middle.id
        )
        path = "previous_activity_id"
        for level in ("read", "none"):
            share = self._share(level)
            for operator in ("child_of", "parent_of"):
                for value in (first.id, [first.id], middle.id, [middle.id, False]):
                    chain = (path, operator, value)
                    is_linked = value == middle.id or value == [middle.id, False]
                    found = last.ids if is_linked and level == "read" else []
                    with self.subTest(level=level, operator=operator, value=value):
                        for domain in ([chain], [("id", "any", [chain])]):
                            domain = [("id", "=", last.id), *domain]
                            self.assertEqual(self._read("search", domain), found)
                        domain = [
                            ("id", "=", self.contact.id),
                            (f"activity_ids.{path}", operator, value),
                        ]
                        found = self._rpc("employee", "res.partner", "search", domain)
                        # also what follows the first one
                        is_linked |= value in (first.id, [first.id])
                        self.assertEqual(bool(found), is_linked and level == "read")
            share.unlink()

    def test_access_by_id(self):
        """Whether the user could do something is answered alike for missing ones."""
        self._share("none")
        hidden, missing = self._create_owned(), self._create_owned()
        files = [
            self.env["ir.attachment"].create(
                {
                    "name": "Flow",
                    "raw": b"x",
                    "res_id": hidden.id,
                    "res_model": hidden._name,
                }
            )
            for _each in range(2)
        ]
        for pair in ((hidden, missing), files):
            model, ids = pair[0]._name, [record.id for record in pair]
            pair[1].unlink()
            for method, operation in product(
                ("has_access", "check_access_rule"),
                ("create", "read", "write", "unlink"),
            ):
                answers = []
                for id_ in ids:
                    try:
                        with warnings.catch_warnings():
                            warnings.simplefilter("ignore", DeprecationWarning)
                            answer = self._rpc(
                                "employee", model, method, [id_], operation
                            )
                    except (AccessError, MissingError) as error:
                        answer = type(error).__name__, mask_id(error, id_)
                    answers.append(answer)
                with self.subTest(model=model, method=method, operation=operation):
                    self.assertEqual(*answers)

    def test_files_by_id(self):
        """Whether a file could be added is answered alike for missing ones."""
        self._share("none")
        hidden, missing = self._create_owned(), self._create_owned()
        known = self._create_owned(user_id=self.employee.id)
        gone = missing.id
        missing.unlink()
        for id_, is_allowed in ((hidden.id, False), (gone, False), (known.id, True)):
            about = {"res_model": "mail.activity", "res_id": id_}
            with warnings.catch_warnings(), self.subTest(is_allowed=is_allowed):
                warnings.simplefilter("ignore", DeprecationWarning)
                call = ("employee", "ir.attachment", "check", "create", about)
                if is_allowed:
                    self.assertIsNone(self._rpc(*call))
                    continue
                with self.assertRefused("not allowed to access", error=AccessError):
                    self._rpc(*call)

    @mute_logger("odoo.addons.base.models.ir_actions")
    def test_actions_by_id(self):
        """No server action changes what is hidden, of whatever model a client says."""
        for group in (False, "base.group_user"):
            with self.subTest(group=group), self.env.cr.savepoint() as savepoint:
                self._check_actions_by_id(group and self.env.ref(group))
                savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _check_actions_by_id(self, group):
        """Check what an action can change; groups open it without Odoo's own rules."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Flow",
                "group_ids": [(6, 0, group.ids if group else [])],
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "state": "object_write",
                "update_path": "summary",
                "value": "Flow changed",
            }
        )
        hidden, missing = self._create_owned(), self._create_owned()
        known = self._create_owned(user_id=self.employee.id)
        gone = missing.id
        missing.unlink()
        self._share("none")
        run = ("employee", action._name, "run", action.ids)
        for model in ("mail.activity", "crm.lead", False):
            answers = []
            for id_ in (hidden.id, gone):
                context = {"active_id": id_, "active_ids": [id_], "active_model": model}
                with self.assertRaises(AccessError) as caught:
                    self._rpc(*run, context=context)
                answers.append(mask_id(caught.exception, id_))
            with self.subTest(model=model):
                self.assertEqual(*answers)
        for ids in ([[hidden.id]], [[hidden.id, known.id]], str(hidden.id), [[[gone]]]):
            with self.assertRefused("Invalid record IDs", error=ValidationError):
                self._rpc(*run, context={"active_ids": ids})
        self.assertNotEqual(hidden.summary, "Flow changed")
        context = {"active_id": known.id, "active_model": "mail.activity"}
        self._rpc(*run, context=context)
        self.assertEqual(known.summary, "Flow changed")
        if not group:  # without groups, Odoo's own rules hold, too
            self._share("full", self.employee)
            self.employee.group_ids -= self.env.ref("base.group_partner_manager")
            for model in ("mail.activity", False):
                named = {"active_id": hidden.id, "active_model": model}
                with self.assertRaises(AccessError):
                    self._rpc(*run, context=named)
            self.assertNotEqual(hidden.summary, "Flow changed")
            return
        self._share("read", self.employee)
        context["active_id"] = hidden.id
        with self.assertRaises(AccessError):
            self._rpc(*run, context=context)
        self.assertNotEqual(hidden.summary, "Flow changed")

    def test_actions_that_create(self):
        """An action that only creates records asks for none of the ones at hand."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Flow",
                "model_id": self.env["ir.model"]._get_id("calendar.event"),
                "state": "object_create",
                "crud_model_id": self.env["ir.model"]._get_id("calendar.event"),
                "value": "Flow created",
            }
        )
        events = self.env["calendar.event"].with_user(self.owner)
        private = events.create({"name": "Flow", "privacy": "private"})
        context = {"active_id": private.id, "active_model": "res.country"}
        self._rpc("employee", action._name, "run", action.ids, context=context)
        self.assertTrue(events.search([("name", "=", "Flow created")]))

    def test_actions_on_meetings(self):
        """No server action changes private meetings of others, with groups or not."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Flow",
                "group_ids": [(6, 0, self.env.ref("base.group_user").ids)],
                "model_id": self.env["ir.model"]._get_id("calendar.event"),
                "state": "object_write",
                "update_path": "location",
                "value": "Flow changed",
            }
        )
        events = self.env["calendar.event"].with_user(self.owner)
        for privacy, is_changed in (("private", False), ("public", True)):
            event = events.create({"name": "Flow", "privacy": privacy})
            context = {"active_id": event.id, "active_model": event._name}
            run = ("employee", action._name, "run", action.ids)
            if is_changed:
                self._rpc(*run, context=context)
            else:
                with self.assertRefused("private meeting", error=AccessError):
                    self._rpc(*run, context=context)
            self.assertEqual(event.location == "Flow changed", is_changed)

    def test_overview_by_id(self):
        """A hidden row of the overview is refused like a missing one."""
        self._share("none")
        hidden = self._create_owned()
        for method, *args in (
            ("copy",),
            ("copy_data",),
            ("get_field_translations", "summary"),
            ("write", {"summary": "Flow"}),
        ):
            errors = []
            for id_ in (hidden.id, 999_999_999):
                try:
                    self._rpc(
                        "employee", "mail.activity.overview", method, [id_], *args
                    )
                except (AccessError, MissingError) as error:
                    errors.append((type(error).__name__, mask_id(error, id_)))
            self.assertEqual(len(errors), 2, method)
            with self.subTest(method=method):
                self.assertEqual(*errors)

    def test_read_by_id(self):
        """Reading hidden ids answers as for missing ones, whatever is in the cache."""
        visible, hidden, missing = self._create_owned(count=3)
        hidden.activity_type_id = self.mail
        self._share("busy", self.employee, self.mail)
        missing.unlink()
        for call in (
            lambda seen: seen.read(["summary", "share_level", "can_write"]),
            lambda seen: seen.read(),
            lambda seen: seen.web_read({"summary": {}, "date_deadline": {}}),
            lambda seen: seen.activity_format(),
        ):
            answers = []
            for other in (hidden, missing):
                self.env.invalidate_all()
                other.exists().mapped("summary")  # into the cache
                ids = (visible | other).ids
                seen = self.Activity.browse(ids).with_env(
                    self.env(user=self.employee, context={})
                )
                answers.append(repr(call(seen)))
                self.assertEqual(repr(call(seen.browse(other.id))).count("Flow"), 0)
            self.assertEqual(*answers)
            self.assertIn(str(visible.id), answers[0])

    def test_errors_by_id(self):
        """Public methods refuse hidden and missing ids with the same error."""
        hidden, missing = self._create_owned(count=2)
        self._share("none", self.employee)
        missing.unlink()
        for call in (
            ("write", {"summary": "Flow"}),
            ("unlink",),
            ("action_open_document",),
            ("action_reschedule_today",),
            ("action_archive",),
        ):
            errors = []
            for activity in (hidden, missing):
                with self.subTest(call=call), self.assertRaises(UserError) as caught:
                    self._read(call[0], activity.ids, *call[1:])
                text = mask_id(caught.exception, activity.id)
                name = type(caught.exception).__name__
                errors.append((name, caught.exception.http_status, text))
            self.assertEqual(*errors)

    def test_web_read_by_id(self):
        """The web client's reading fails for a missing one among others, and so here.

        Odoo's does so with links to other records.
        """
        visible, hidden, missing = self._create_owned(count=3)
        hidden.activity_type_id = self.mail
        self._share("none", self.employee, self.mail)
        missing.unlink()
        errors = []
        for other in (hidden, missing):
            with self.assertRaises(UserError) as caught:
                self._read(
                    "web_read",
                    (visible | other).ids,
                    {"user_id": {"fields": {"display_name": {}}}},
                )
            errors.append(mask_id(caught.exception, other.id))
        self.assertEqual(*errors)

    # ------------------------------------------------------------
    # Busy times
    # ------------------------------------------------------------

    def _get_busy(self, role="employee", activity=None):
        request = {
            "user_id": self.owner.id,
            "planned_start": START,
            "planned_duration": 1,
            "activity_id": activity.id if activity else False,
        }
        return self._rpc(role, "mail.activity", "get_busy", [request])[0]["periods"]

    def test_busy_times(self):
        """Times show from busy on, and free activities from a line on."""
        time = {"planned_start": START, "planned_duration": 1}
        activity = self._create_owned(**time)
        for level, shows in (("none", False), ("busy", True), ("full", True)):
            line = self._share(level)
            self.assertEqual(bool(self._get_busy()), shows, level)
            self.assertTrue(self._get_busy("manager"))
            line.unlink()
        self.assertTrue(self._get_busy())
        activity.is_private = True
        self.assertFalse(self._get_busy("manager"))
        activity.unlink()
        self._create_free(**time)
        self.assertFalse(self._get_busy())
        self._share("busy")
        self.assertTrue(self._get_busy())

    def test_busy_with_a_known_activity(self):
        """A hidden activity is left out like any other, not like one's own."""
        activity = self._create_owned(planned_start=START, planned_duration=1)
        self._share("busy")
        self.assertTrue(self._get_busy(activity=activity))

    # ------------------------------------------------------------
    # Outcomes, attempts, running plans
    # ------------------------------------------------------------

    def test_outcomes_of_documents(self):
        """The last outcome and the counts leave hidden activities out."""
        with freeze_time("2026-10-07 10:00:00"):
            known = self._create_owned()
            known.with_user(self.owner).action_complete(self.outcome_good.id)
        hidden = self._create_owned(is_private=True)
        hidden.with_user(self.owner).action_complete(self.outcome_bad.id)
        for role, last, bad in (
            ("owner", self.outcome_bad, 1),
            ("employee", self.outcome_good, 0),
            ("manager", self.outcome_good, 0),
        ):
            contact = self._as(role, self.contact)
            self.assertEqual(contact.last_outcome_id, last)
            self.assertEqual(contact.outcome_negative_count, bad)
            domain = [("id", "=", contact.id), ("last_outcome_id", "=", last.id)]
            self.assertEqual(contact.search(domain), contact)
            groups = contact._read_group(domain[:1], ["last_outcome_id"])
            self.assertEqual(groups, [(last.with_env(contact.env),)])

    def test_attempts(self):
        """A rule for the second attempt counts those that the user knows of."""
        self._create_rule(self.visit, mode="create", min_attempts=2)
        for level, created in (("none", 0), ("busy", 0), ("read", 1)):
            self.Activity.with_context(active_test=False).search([]).unlink()
            first = self._create_owned()
            first.with_user(self.owner).action_complete(self.outcome_good.id)
            line = self._share(level)
            second = self._create_owned(user_id=self.employee.id)
            result = self._as("employee", second).action_complete(self.outcome_good.id)
            self.assertEqual(len(result["created_ids"]), created, level)
            line.unlink()

    def test_attempts_by_code(self):
        """So does code that completes for a user as the superuser."""
        self._create_rule(self.visit, mode="create", min_attempts=2)
        for level, created in (("none", 0), ("read", 1)):
            self.Activity.with_context(active_test=False).search([]).unlink()
            first = self._create_owned()
            first.with_user(self.owner).action_complete(self.outcome_good.id)
            line = self._share(level)
            second = self._create_owned(user_id=self.employee.id)
            self._as("employee", second).sudo().action_feedback()
            self.assertEqual(self.Activity.search_count([]), created, level)
            line.unlink()

    def test_last_choice(self):
        """What has become of a hidden activity isn't one's last choice."""
        done = self._create_owned(user_id=self.employee.id)
        self._as("employee", done).action_complete(self.outcome_bad.id)
        done.user_id = self.owner
        types = self._as("employee", self.call)
        for level, outcome in (("read", self.outcome_bad), ("none", False)):
            line = self._share(level)
            last = self._as("employee", types)._get_last_choices()
            expected = {self.call.id: outcome.id} if outcome else {}
            self.assertEqual(last, expected, level)
            self.assertEqual(types.sudo()._get_last_choices(), expected, level)
            line.unlink()

    def test_order_of_plans(self):
        """Hidden steps don't move a plan to the top of the menu."""
        plan = self._create_plan(self.call, res_model="res.partner")
        plan._schedule_on(self.contact, responsible=self.owner)
        self.Activity.search([("plan_id", "=", plan.id)]).origin = "plan"
        seen = self._as("employee", plan)
        self.assertEqual(seen._get_usage("res.partner"), {plan.id: 1})
        self._share("none", self.viewers["employee"])
        seen = self._as("employee", plan)
        self.assertFalse(seen._get_usage("res.partner"))
        # Odoo's dialog chooses a plan as the superuser
        self.assertFalse(seen.sudo()._get_usage("res.partner"))

    def test_running_plans(self):
        """The warning about a running plan doesn't name or count hidden steps."""
        plan = self._create_plan(self.call, res_model="res.partner")
        launched = plan._schedule_on(self.contact, responsible=self.owner)
        self.assertTrue(launched)
        for level, warns in (("none", False), ("busy", False), ("read", True)):
            line = self._share(level)
            seen = self._as("employee", plan)
            contact = self.contact.with_env(seen.env)
            self.assertEqual(bool(seen._get_running_warning(contact)), warns, level)
            line.unlink()

    # ------------------------------------------------------------
    # Imports
    # ------------------------------------------------------------

    def test_import_by_external_id(self):
        """A line of an import that names a hidden activity is refused, and no more."""
        activity = self._create_owned(summary="Flow before")
        self.env["ir.model.data"].create(
            {
                "module": "flow",
                "name": "hidden",
                "model": "mail.activity",
                "res_id": activity.id,
            }
        )
        for level, text in (
            ("none", "does not exist or has been deleted"),
            ("busy", "does not exist or has been deleted"),
            ("read", "security restrictions"),
        ):
            share = self._share(level)
            with self.subTest(level):
                result = self._read("load", ["id", "summary"], [["flow.hidden", "x"]])
                self.assertFalse(result["ids"])
                self.assertIn(text, result["messages"][0]["message"])
                self.assertNotIn("Flow before", str(result))
                self.assertEqual(activity.summary, "Flow before")
            share.unlink()

    # ------------------------------------------------------------
    # Properties
    # ------------------------------------------------------------

    def _point_to(self, model, res_id):
        """Let properties of the lead point to a record, as set before the switch."""
        link = {"string": "Flow", "comodel": model, "default": res_id}
        definition = [
            {**link, "name": "link", "type": "many2one"},
            {**link, "name": "links", "type": "many2many", "default": [res_id]},
        ]
        values = {"link": res_id, "links": [res_id]}
        self.lead.team_id = self.owner.crm_team_ids
        self.env.flush_all()
        for record, column, value in (
            (self.lead.team_id, "lead_properties_definition", definition),
            (self.lead, "lead_properties", values),
        ):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL.identifier(column),
                    json.dumps(value),
                    record.id,
                )
            )
        self.env.invalidate_all()

    def _get_property_answers(self, model, res_id):
        """Return what a manager learns of a record by properties that point to it."""
        self._point_to(model, res_id)
        lead, team = self.lead.ids, self.lead.team_id.ids
        column, definition = "lead_properties", "lead_properties_definition"
        answers = [
            self._rpc("manager", "crm.lead", "read", lead, [column]),
            self._rpc("manager", "crm.lead", "read", lead, [column], None),
            self._rpc("manager", "crm.lead", "web_read", lead, {column: {}}),
            self._rpc("manager", "crm.lead", "export_data", lead, [f"{column}.links"]),
            self._rpc("manager", "crm.team", "read", team, [definition]),
            self._rpc("manager", "crm.team", "web_read", team, {definition: {}}),
        ]
        for name in ("link", "links"):
            groups = [f"{column}.{name}"]
            own = [("id", "in", lead)]
            for method in ("web_read_group", "formatted_read_group"):
                answers.append(
                    self._rpc("manager", "crm.lead", method, own, groups, ["__count"])
                )
            seen = self._as("manager", self.lead)
            for operator, value in (("=", res_id), ("in", [res_id]), ("=", False)):
                condition = (f"{column}.{name}", operator, value)
                found = seen.search([*own, condition])
                answers += [found, seen.filtered_domain([condition])]
        return answers

    def test_properties(self):
        """Properties tell no hidden activity from a missing one.

        Neither do they of its file, nor of its row of the overview.
        """
        private = self._create_owned(creator=self.owner, is_private=True)
        values = {"name": "Flow", "res_model": private._name, "res_id": private.id}
        file = self.env["ir.attachment"].create(values)
        for model, table, res_id in (
            ("mail.activity", "mail_activity", private.id),
            ("ir.attachment", "ir_attachment", file.id),
            ("mail.activity.overview", "mail_activity", private.id),
        ):
            with self.subTest(model=model):
                answers = self._get_property_answers(model, res_id)
                with self.env.cr.savepoint(flush=True) as savepoint:
                    delete = SQL("DELETE FROM %s", SQL.identifier(table))
                    self.env.cr.execute(SQL("%s WHERE id = %s", delete, res_id))
                    missing = self._get_property_answers(model, res_id)
                    savepoint.close(rollback=True)
                self.assertEqual(answers, missing)

    def test_properties_of_others(self):
        """Those that point to anything else stay as they are, and can be made."""
        self._point_to("res.partner", self.contact.id)
        (read,) = self._rpc(
            "manager", "crm.lead", "read", self.lead.ids, ["lead_properties"]
        )
        named = (self.contact.id, self.contact.display_name)
        self.assertEqual(read["lead_properties"][0]["value"], named)
        team = self._as("manager", self.lead.team_id)
        link = {"name": "link", "type": "many2one", "string": "Flow"}
        team.lead_properties_definition = [{**link, "comodel": "res.partner"}]
        with self.assertRaisesRegex(ValidationError, "Choose another model"):
            team.lead_properties_definition = [{**link, "comodel": "mail.activity"}]
        team.sudo().lead_properties_definition = [{**link, "comodel": "mail.activity"}]
        self._switch("group_activity_sharing", on=False)
        team.invalidate_recordset()
        (definition,) = team.lead_properties_definition
        self.assertEqual(definition["comodel"], "mail.activity")
        team.lead_properties_definition = [{**link, "comodel": "mail.activity"}]
