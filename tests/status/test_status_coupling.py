from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tests.common import new_test_user

from ..common import OutcomeCommon, RpcMixin, StatusCommon

OPEN, DONE, CANCELLED = "in_progress", "done", "cancelled"
REFUSED = None

# current status, written values, resulting status
WRITES = [
    ("todo", {"status_id": OPEN}, OPEN),
    ("todo", {"status_id": DONE}, DONE),
    ("todo", {"status_id": CANCELLED}, CANCELLED),
    ("todo", {"active": False}, DONE),
    ("todo", {"active": False, "status_id": DONE}, DONE),
    ("todo", {"active": False, "status_id": CANCELLED}, CANCELLED),
    ("todo", {"active": False, "status_id": OPEN}, REFUSED),
    ("todo", {"active": True, "status_id": OPEN}, OPEN),
    ("todo", {"active": True, "status_id": DONE}, REFUSED),
    ("todo", {"status_id": False}, REFUSED),
    ("todo", {"status_id": "todo", "active": False}, REFUSED),
    ("done", {"status_id": DONE, "active": True}, REFUSED),
    ("cancelled", {"status_id": CANCELLED, "active": True}, REFUSED),
    ("waiting", {"active": True}, "waiting"),
    ("done", {"status_id": OPEN}, OPEN),
    ("done", {"status_id": DONE}, DONE),
    ("done", {"status_id": CANCELLED}, REFUSED),
    ("done", {"active": True}, "todo"),
    ("done", {"active": True, "status_id": OPEN}, OPEN),
    ("done", {"active": False}, DONE),
    ("cancelled", {"status_id": OPEN}, OPEN),
    ("cancelled", {"status_id": DONE}, REFUSED),
    ("cancelled", {"status_id": CANCELLED}, CANCELLED),
    ("cancelled", {"active": True}, "todo"),
    ("cancelled", {"active": False}, CANCELLED),
]

# created values, resulting status
CREATES = [
    ({}, "todo"),
    ({"status_id": OPEN}, OPEN),
    ({"status_id": DONE}, DONE),
    ({"status_id": CANCELLED}, CANCELLED),
    ({"active": False}, DONE),
    ({"active": False, "status_id": DONE}, DONE),
    ({"active": False, "status_id": OPEN}, REFUSED),
    ({"active": True, "status_id": DONE}, DONE),
    ({"status_id": False}, "todo"),
    ({"status_id": False, "active": False}, DONE),
]


@tagged("post_install", "-at_install")
class TestStatusCoupling(RpcMixin, StatusCommon):
    """A status and ``active`` are always consistent, however they're set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson = cls.users["salesperson"]

    def _resolve(self, values):
        """Return values with the ids of the statuses in place of their names."""
        status = values.get("status_id")
        return {**values, **({"status_id": self[status].id} if status else {})}

    def __getitem__(self, name):
        return getattr(self, name)

    def _write_orm(self, activity, values):
        activity.with_user(self.salesperson).write(values)

    def _write_rpc(self, activity, values):
        self._rpc("salesperson", "mail.activity", "write", activity.ids, values)

    def _write_import(self, activity, values):
        columns = {
            "status_id": lambda value: ("status_id/.id", str(value or "")),
            "active": lambda value: ("active", "1" if value else "0"),
        }
        cells = [columns[name](value) for name, value in values.items()]
        activities = activity.with_user(self.salesperson).with_context(
            active_test=False  # otherwise an import doesn't find done activities
        )
        result = activities.load(
            [".id", *(name for name, _value in cells)],
            [[str(activity.id), *(value for _name, value in cells)]],
        )
        return result["messages"]

    def _write_form(self, activity, values):
        activity.with_user(self.salesperson).web_save(values, {"status_id": {}})

    def _write_superuser(self, activity, values):
        activity.sudo().write(values)

    def test_writes(self):
        """Every way to write, from every status to every other."""
        for door in ("orm", "rpc", "form", "superuser"):
            for start, values, end in WRITES:
                with self.subTest(door=door, start=start, values=values):
                    activity = self._create_in(self[start])
                    write = self[f"_write_{door}"]
                    if end is REFUSED:
                        with self.assertRefused("."), self.env.cr.savepoint():
                            write(activity, self._resolve(values))
                    else:
                        write(activity, self._resolve(values))
                    self.assertStands(activity, self[end or start])

    def test_imports(self):
        """Importing changes to activities completes, cancels and reopens them."""
        for start, values, end in WRITES:
            with self.subTest(start=start, values=values):
                activity = self._create_in(self[start])
                messages = self._write_import(activity, self._resolve(values))
                self.assertEqual(bool(messages), end is REFUSED, messages)
                if end:
                    self.assertStands(activity, self[end])

    def test_creates(self):
        """Creating with a closing status completes or cancels immediately."""
        for values, end in CREATES:
            with self.subTest(values=values):
                if end is REFUSED:
                    with self.assertRefused("."), self.env.cr.savepoint():
                        self._create_activity(self.call, **self._resolve(values))
                    continue
                activity = self._create_activity(self.call, **self._resolve(values))
                self.assertEqual(activity.status_id, self[end])
                self.assertEqual(activity.active, self[end].kind == "open")

    def test_created_by_a_form(self):
        """A form sends an empty status for a new activity, which gets the first one."""
        form = Form(
            self.Activity.with_user(self.salesperson),
            view="mail.mail_activity_view_form_popup",
        )
        form.summary = "Flow form"
        self.assertStands(form.save(), self.todo)

    def test_created_as_history(self):
        """Cancelled history gets a date, which managers can set, and isn't done."""
        values = {"active": False, "status_id": self.cancelled.id}
        activity = self._create_activity(self.call, **values, cancel_reason="Flow")
        self.assertStands(activity, self.cancelled)
        self.assertEqual(activity.cancel_reason, "Flow")
        manager = self.users["manager"]
        dated = self._create_activity(
            self.call,
            active=False,
            cancelled_at="2020-01-01 00:00:00",
            cancelled_by_id=manager.id,
        )
        self.assertStands(dated, self.cancelled)

    def test_no_contradiction(self):
        """A cancelled activity can't also be open or done, whoever writes it."""
        date = "2020-01-01 00:00:00"
        for values in (
            {"cancelled_at": date},
            {"cancelled_by_id": self.env.uid},
            {"cancel_reason": "Flow"},
            {"active": False, "cancel_reason": "Flow"},
            {"active": False, "cancelled_at": date, "done_at": date},
        ):
            for on in (True, False):
                self._switch("group_activity_status", on)
                with self.subTest(created=values, on=on), self.assertRefused("."):
                    self._create_activity(self.call, **values)
        self._switch("group_activity_status")
        for status, values in (
            (self.todo, {"cancelled_at": date}),
            (self.done, {"cancelled_at": date}),
            (self.done, {"cancelled_at": date, "status_id": self.done.id}),
            (self.cancelled, {"cancelled_at": False}),
            (self.cancelled, {"done_at": date}),
            (self.cancelled, {"active": True, "cancel_reason": "Flow"}),
        ):
            activity = self._create_in(status)
            with self.subTest(status=status.name, written=values):
                with self.assertRefused("."), self.env.cr.savepoint():
                    activity.write(values)
                self.assertStands(activity, status)

    def test_history_is_the_managers(self):
        """Only managers can set who cancelled, when, and the start of the status."""
        date = "2020-01-01 00:00:00"
        activities = self.Activity.with_user(self.salesperson)
        for values in (
            {"active": False, "cancelled_at": date},
            {"active": False, "cancelled_at": date, "cancelled_by_id": 1},
            {"status_since": date},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                activities.create(
                    {"summary": "Flow", "user_id": activities.env.uid, **values}
                )
        context = {"default_active": False, "default_cancelled_at": date}
        with self.assertRaises(AccessError):
            activities.with_context(**context).create({"user_id": activities.env.uid})

    def test_created_with_a_bad_reason(self):
        """An invalid reason is refused with a sentence on creation, too."""
        for values in ({}, {"active": False}):
            with self.subTest(values=values), self.assertRefused("plain text"):
                self._create_activity(
                    self.call,
                    status_id=self.cancelled.id,
                    cancel_reason=["Flow"],
                    **values,
                )

    def test_nothing_dropped(self):
        """Values written with a closing status also reach closed activities."""
        done, opened = self._create_in(self.done), self._create_in(self.todo)
        values = {"status_id": self.done.id, "feedback": "Flow"}
        (done | opened).write(values)
        self.assertEqual((done | opened).mapped("feedback"), ["Flow", "Flow"])
        opened = self._create_in(self.todo)
        opened.write({"status_id": self.cancelled.id, "feedback": "Flow kept"})
        self.assertEqual(opened.feedback, "Flow kept")
        self.assertStands(opened, self.cancelled)

    def test_created_done_posts(self):
        """Creating with a done status is a completion, with message and completer."""
        activity = self._create_activity(self.call, status_id=self.done.id)
        self.assertStands(activity, self.done)
        self.assertEqual(len(self._get_messages()), 1)

    def test_created_cancelled_with_reason(self):
        """Importing cancelled activities keeps their reasons."""
        activity = self._create_activity(
            self.call, status_id=self.cancelled.id, cancel_reason="Flow double"
        )
        self.assertStands(activity, self.cancelled)
        self.assertEqual(activity.cancel_reason, "Flow double")

    def test_created_from_defaults(self):
        """A column's quick create passes its status as a default."""
        activities = self.Activity.with_context(default_status_id=self.waiting.id)
        activity = activities.create({"summary": "Flow", "user_id": self.env.uid})
        self.assertStands(activity, self.waiting)

    def test_copy(self):
        """A copy of a waiting or cancelled activity gets the first status."""
        self.assertEqual(self._create_in(self.waiting).copy().status_id, self.todo)
        copied = self._create_in(self.cancelled).copy()
        self.assertFalse(copied.cancel_reason)
        self.assertFalse(copied.cancelled_at)
        self.assertStands(copied, self.todo)

    def test_done_posts_once(self):
        """Setting done completes: one message, with feedback, even if some are done."""
        activities = self._create_activity(self.call, count=3)
        activities[0].action_complete()
        before = len(self._get_messages())
        activities.with_user(self.salesperson).write(
            {"status_id": self.done.id, "feedback": "Flow feedback"}
        )
        self.assertStands(activities, self.done)
        messages = self._get_messages()
        self.assertEqual(len(messages), before + 2)
        self.assertIn("Flow feedback", messages[0].body)
        self.assertEqual(activities[1].done_by_id, self.salesperson)

    def test_list_edit_mixed(self):
        """Setting one status on open and closed activities works for all."""
        activities = self._create_in(self.todo) | self._create_in(self.done)
        activities |= self._create_in(self.cancelled)
        activities.with_user(self.salesperson).status_id = self.waiting
        self.assertStands(activities, self.waiting)

    def test_all_or_nothing(self):
        """If one can't be completed, the others stay open, too."""
        activities = self._create_in(self.todo) | self._create_in(self.cancelled)
        with self.assertRefused("cancelled"), self.env.cr.savepoint():
            activities.status_id = self.done
        self.assertStands(activities[0], self.todo)
        self.assertFalse(self._get_messages())

    def test_other_values_kept(self):
        """Other values written with a closing status aren't lost."""
        activity = self._create_in(self.todo)
        activity.write({"status_id": self.done.id, "summary": "Flow new"})
        self.assertEqual(activity.summary, "Flow new")
        self.assertIn("Flow new", self._get_messages().body)

    def test_every_door_completes(self):
        """Every way to complete or reopen updates the status."""
        for door in (
            lambda activity: activity.action_complete(),
            lambda activity: activity.action_done(),
            lambda activity: activity.action_feedback(),
            lambda activity: activity.action_feedback_schedule_next(),
            lambda activity: activity.action_archive(),
            lambda activity: activity.action_open_complete(),
        ):
            activity = self._create_in(self.waiting).with_user(self.salesperson)
            door(activity)
            self.assertStands(activity, self.done)
            activity.action_reopen()
            self.assertStands(activity, self.todo)
        self.lead.activity_schedule("mail.mail_activity_data_todo")
        automated = self.lead.activity_ids.filtered("automated")
        self.lead.activity_feedback(["mail.mail_activity_data_todo"])
        self.assertStands(automated, self.done)

    def test_nobody_sets_dates(self):
        """Only the system sets the start of the status, and who cancelled when."""
        activity = self._create_in(self.cancelled).with_user(self.salesperson)
        for values in (
            {"cancelled_at": "2020-01-01 00:00:00"},
            {"cancelled_by_id": self.salesperson.id},
            {"status_since": "2020-01-01 00:00:00"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                activity.write(values)

    def test_bad_ids(self):
        """An invalid status is refused, and the error lists the valid ones."""
        activity = self._create_in(self.todo)
        for value in (False, -1, 2**31, 2**70, "todo", True, [1], {"id": 1}, 1.5):
            with self.subTest(value=value), self.assertRefused("To do, In progress"):
                self._rpc(
                    "salesperson",
                    "mail.activity",
                    "action_move",
                    activity.ids,
                    value,
                )

    def test_who(self):
        """Only users who can write the activity can move it."""
        company = self.env["res.company"].create({"name": "Flow company"})
        self.users["other_company"] = new_test_user(
            self.env,
            "flow_other_company",
            groups="sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.lead.company_id = self.env.company
        allowed = {"manager", "salesperson"}
        for role in (*allowed, "own_documents", "employee", "portal", "other_company"):
            for method, *args in (
                ("action_move", self.waiting.id),
                ("write", {"status_id": self.done.id}),
                ("action_cancel", "Flow"),
            ):
                activity = self._create_in(self.in_progress)
                with self.subTest(role=role, method=method):
                    call = (role, "mail.activity", method, activity.ids, *args)
                    if role in allowed:
                        self._rpc(*call)
                        self.assertNotEqual(activity.status_id, self.in_progress)
                        continue
                    with self.assertRaises(AccessError):
                        self._rpc(*call)
                    self.assertStands(activity, self.in_progress)

    def test_own_documents_assignee(self):
        """An assignee can move and cancel without access to the document."""
        user = self.users["own_documents"]
        activity = self._create_activity(self.call, user_id=user.id).with_user(user)
        activity.action_move(self.waiting.id)
        activity.action_cancel("Flow")
        self.assertStands(activity, self.cancelled)


@tagged("post_install", "-at_install")
class TestStatusWithOutcome(OutcomeCommon):
    """With both switches on, a done status needs an outcome like any completion."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.done = cls.env.ref("crm_activity_flow.mail_activity_status_done")
        cls.cancelled = cls.env.ref("crm_activity_flow.mail_activity_status_cancelled")
        cls.user = cls.users["salesperson"]
        cls.activity = cls._create_activity(cls.call).with_user(cls.user)

    def test_done_needs_outcome(self):
        """Without an outcome the status doesn't change; with one it's completed."""
        with self.assertRefused("Flow good, Flow bad"):
            self.activity.status_id = self.done
        self.assertOpen(self.activity)
        self.activity.write(
            {"status_id": self.done.id, "outcome_id": self.outcome_good.id}
        )
        self.assertDone(self.activity, self.outcome_good, by=self.user)
        self.assertIn("Flow good", self._get_messages().body)

    def test_created_done_needs_outcome(self):
        """Creating with a done status needs an outcome, too."""
        values = {
            "activity_type_id": self.call.id,
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "status_id": self.done.id,
        }
        activities = self.Activity.with_user(self.user)
        with self.assertRefused("Flow good, Flow bad"):
            activities.create(values)
        activity = activities.create({**values, "outcome_id": self.outcome_bad.id})
        self.assertDone(activity, self.outcome_bad, by=self.user)

    def test_cancel_needs_none(self):
        """Cancelling needs no outcome, and clears one chosen in advance."""
        self.activity.outcome_id = self.outcome_good
        self.activity.action_cancel()
        self.assertFalse(self.activity.outcome_id)
        self.assertEqual(self.activity.status_id, self.cancelled)
        self.assertFalse(self.lead.last_outcome_id)

    def test_corrected_while_done(self):
        """Writing an outcome and the done status of a done activity is a correction."""
        self.activity.action_complete(self.outcome_good.id)
        self.activity.write(
            {"status_id": self.done.id, "outcome_id": self.outcome_bad.id}
        )
        self.assertDone(self.activity, self.outcome_bad, by=self.user)
