from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user

# login: groups. The minimum that each role has in practice.
ROLES = {
    "settings": "base.group_system",
    "manager": "sales_team.group_sale_manager",
    "salesperson": "sales_team.group_sale_salesman_all_leads",
    "own_documents": "sales_team.group_sale_salesman",
    "employee": "base.group_user",
    "portal": "base.group_portal",
}


class ActivityFlowCommon(TransactionCase):
    """Roles, factories and asserts for this addon's tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_notrack": True,
                "mail_activity_quick_update": True,
            }
        )
        cls.users = {
            role: new_test_user(cls.env, login=f"flow_{role}", groups=groups)
            for role, groups in ROLES.items()
        }
        cls._switch("group_activity_status", on=False)
        cls.Activity = cls.env["mail.activity"]
        cls.Outcome = cls.env["mail.activity.outcome"]
        cls.outcome_good = cls._create_outcome("Flow good", sentiment="positive")
        cls.outcome_plain = cls._create_outcome("Flow plain")
        cls.outcome_bad = cls._create_outcome("Flow bad", sentiment="negative")
        cls.automatic = cls.Outcome._get_automatic()
        cls.completed = cls.env.ref("crm_activity_flow.mail_activity_outcome_completed")
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Flow lead",
                "type": "opportunity",
                "user_id": cls.users["salesperson"].id,
            }
        )

    def _record_queries(self):
        """Return a list that gets the text of each query until the test ends."""
        queries = []
        execute = type(self.env.cr).execute

        def record(cursor, query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", record)
        return queries

    def _count_queries(self, act, *args, **kwargs):
        """Return how many queries an act takes, with empty caches of records."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act(*args, **kwargs)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    @classmethod
    def _switch_outcomes(cls, on=True):
        cls._switch("group_activity_outcome", on)

    @classmethod
    def _switch(cls, name, on=True):
        """Move a switch as an administrator does, in the settings."""
        cls.env["res.config.settings"].create({name: on}).execute()

    @classmethod
    def _create_outcome(cls, name, **values):
        return cls.Outcome.create({"name": name, **values})

    @classmethod
    def _create_type(cls, name="Flow call", outcomes=None, **values):
        """Create a type; with Outcomes on, it gets the default if outcomes is None."""
        if outcomes is not None:
            values["outcome_ids"] = [Command.set(outcomes.ids)]
        return cls.env["mail.activity.type"].create({"name": name, **values})

    @classmethod
    def _create_activity(cls, activity_type, record=None, count=1, **values):
        """Create activities on a document, on the lead by default."""
        record = cls.lead if record is None else record
        model = cls.env["ir.model"]._get(record._name)
        return cls.Activity.create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": model.id,
                    "res_id": record.id,
                    "user_id": cls.users["salesperson"].id,
                    "summary": f"Flow activity {number}",
                    **values,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def _create_resource(cls, user, **values):
        """Create what says when a user works; without a calendar, fully flexible."""
        return cls.env["resource.resource"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": cls.env.company.id,
                "tz": "Europe/Brussels",
                **values,
            }
        )

    @classmethod
    def _create_idle_resource(cls, user):
        """Give a user working hours without a single working day."""
        calendar = cls.env["resource.calendar"].create(
            {"name": "Flow never", "attendance_ids": [Command.clear()]}
        )
        return cls._create_resource(user, calendar_id=calendar.id)

    @contextmanager
    def assertRefused(self, *texts, error=UserError):
        """Check that the body is refused with a sentence that contains these texts."""
        with self.assertRaises(error) as caught:
            yield
        message = str(caught.exception)
        self.assertTrue(message.strip().endswith("."), f"Not a sentence: {message}")
        for text in texts:
            self.assertIn(text, message)

    def assertDone(self, activities, outcome, by=None):
        """Check that the activities are done, with this outcome and by this user."""
        by = by or self.env.user
        for activity in activities:
            self.assertFalse(activity.active)
            self.assertEqual(activity.outcome_id, outcome)
            self.assertEqual(activity.done_by_id, by)
            self.assertTrue(activity.done_at)

    def assertOpen(self, activities):
        """Check that the activities look as if no one had tried to complete them."""
        activities.invalidate_recordset()
        for activity in activities:
            self.assertTrue(activity.active)
            self.assertFalse(activity.outcome_id)
            self.assertFalse(activity.done_at)
            self.assertFalse(activity.done_by_id)

    def _get_messages(self, record=None):
        """Return the messages about activities on a document, newest first."""
        record = self.lead if record is None else record
        return record.message_ids.filtered("mail_activity_type_id")


class OutcomeCommon(ActivityFlowCommon):
    """Outcomes is on; a call ends well or badly, a letter only with *Completed*."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls.call = cls._create_type(outcomes=cls.outcome_good | cls.outcome_bad)
        cls.letter = cls._create_type("Flow letter")
        cls.upload = cls._create_type("Flow upload", category="upload_file")

    def _prepare_values(self, **values):
        """Return what creates a call of the salesperson on the lead."""
        return {
            "activity_type_id": self.call.id,
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "res_id": self.lead.id,
            "user_id": self.users["salesperson"].id,
            **values,
        }


class StatusCommon(ActivityFlowCommon):
    """Statuses is on, Outcomes is off: the shipped statuses, and a type."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes(on=False)
        cls._switch("group_activity_status")
        cls.Status = cls.env["mail.activity.status"]
        cls.todo, cls.in_progress, cls.waiting, cls.done, cls.cancelled = (
            cls.env.ref(f"crm_activity_flow.mail_activity_status_{name}")
            for name in ("todo", "in_progress", "waiting", "done", "cancelled")
        )
        cls.call = cls._create_type()

    def _create_in(self, status, **values):
        """Create an activity of the salesperson and move it to a status."""
        activity = self._create_activity(self.call, **values)
        if status.kind == "done":
            activity.action_complete()
        elif status.kind == "cancelled":
            activity.action_cancel("Flow reason")
        elif status != activity.status_id:
            activity.status_id = status
        return activity

    def assertStands(self, activities, status):
        """Check that the activities are in this status, with consistent fields."""
        activities.invalidate_recordset()
        for activity in activities:
            self.assertEqual(activity.status_id, status)
            self.assertEqual(activity.active, status.kind == "open")
            self.assertEqual(bool(activity.done_at), status.kind == "done")
            self.assertEqual(bool(activity.done_by_id), status.kind == "done")
            self.assertEqual(bool(activity.date_done), status.kind == "done")
            self.assertEqual(bool(activity.cancelled_at), status.kind == "cancelled")
            self.assertEqual(bool(activity.cancelled_by_id), status.kind == "cancelled")
            self.assertEqual(activity.state == "done", status.kind == "done")
            self.assertEqual(activity.state == "cancelled", status.kind == "cancelled")
            if status.kind != "cancelled":
                self.assertFalse(activity.cancel_reason)


class RpcMixin:
    """Calls as API clients make them: all values come from outside."""

    def _rpc(self, role, model, method, *args, **kwargs):
        """Call a method as a user, through Odoo's dispatch, with an empty cache.

        A refused call is rolled back, as a real one is.
        """
        with self.env.cr.savepoint():
            self.env.flush_all()
            self.env.invalidate_all()
            env = self.env(user=self.users[role], context={})
            # whose commands Odoo makes, where it writes as the superuser
            with patch.object(self.env.transaction, "default_env", env):
                result = call_kw(env[model], method, list(args), kwargs)
                env.flush_all()
        self.env.invalidate_all()
        return result


class NextStepCommon(OutcomeCommon):
    """Outcomes is on, and the tests add rules for calls; today is a Thursday."""

    TODAY = "2026-10-08"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{cls.TODAY} 10:00:00"))
        cls.NextStep = cls.env["mail.activity.next.step"]
        cls.call.outcome_ids |= cls.outcome_plain
        cls.email = cls._create_type("Flow email", summary="Write to them")
        cls.visit = cls._create_type("Flow visit")

    @classmethod
    def _create_rule(cls, following=None, **values):
        """Create a rule for calls: the next step is a type, or a plan in the values."""
        if following:
            values["next_type_id"] = following.id
        for name in ("outcome_ids", "model_ids"):
            if name in values:
                values[name] = [Command.set(values[name].ids)]
        return cls.NextStep.create({"activity_type_id": cls.call.id, **values})

    @classmethod
    def _create_plan(cls, *types, **values):
        return cls.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": kind.id,
                            "delay_count": number,
                            "delay_unit": "days",
                            "delay_from": "after_plan_date",
                            "responsible_type": "on_demand",
                        }
                    )
                    for number, kind in enumerate(types)
                ],
                **values,
            }
        )

    def _complete(self, activities=None, outcome=None, role="salesperson"):
        """Complete activities, a new call by default; return the server's answer."""
        if activities is None:
            activities = self._create_activity(self.call)
        outcome = outcome or self.outcome_good
        return activities.with_user(self.users[role]).action_complete(
            outcome_id=outcome.id
        )

    def _get_created(self, result):
        return self.Activity.browse(result["created_ids"])
