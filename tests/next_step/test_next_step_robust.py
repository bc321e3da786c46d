from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import CheckViolation, SerializationFailure

from odoo import Command
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import tagged

from ..common import NextStepCommon, RpcMixin

LOGGER = "odoo.addons.crm_activity_flow.models.activity.failures"
ERRORS = (
    UserError("Not today."),
    CheckViolation("Not today."),
    ValueError("Not today."),
    KeyError("Not today."),
)


@tagged("post_install", "-at_install", "next_step")
class TestNextStepRobust(RpcMixin, NextStepCommon):
    """A completion never fails because of a rule, and rules can't be abused."""

    def _get_followers(self, activities):
        everything = self.Activity.with_context(active_test=False)
        return everything.search([("previous_activity_id", "in", activities.ids)])

    def test_archived_in_dialog(self):
        """A selection dialog that includes archived records uses no archived rules."""
        rule = self._create_rule(self.email, mode="create")
        self._create_rule(self.email)
        self.call.next_step_ids.active = False
        calls = self._create_activity(self.call, count=2)
        everything = calls.with_context(active_test=False)
        result = everything.action_complete(self.outcome_good.id)
        self.assertFalse(result["created_ids"] + result["suggestions"])
        self.assertNotIn(self.call.id, rule._get_modes_by_type())

    def test_done_follow_up(self):
        """A next step that is done doesn't prevent creating it again."""
        self._create_rule(self.email, mode="create")
        call = self._create_activity(self.call)
        first = self._get_created(self._complete(call))
        first.action_complete(self.completed.id)
        everything = call.with_context(active_test=False)
        everything.action_reopen()
        self.assertTrue(first.exists())
        self.assertTrue(everything.action_complete(self.outcome_good.id)["created_ids"])

    def test_only_what_applies(self):
        """No client can add steps of rules that don't apply to the completion."""
        partners = self.env["ir.model"]._get("res.partner")
        self._create_rule(self.email)
        rules = (
            self._create_rule(self.visit, outcome_ids=self.outcome_bad)
            | self._create_rule(self.visit, mode="create")
            | self._create_rule(self.visit, model_ids=partners)
            | self._create_rule(plan_id=self._create_plan(self.visit).id, sequence=50)
        )
        rules[-1].min_attempts = 2
        suggestion = self._complete()["suggestions"][0]
        for rule in rules:
            with (
                self.subTest(rule.display_name),
                self.assertRefused("no longer suggested"),
            ):
                self.Activity.add_next_steps([{**suggestion, "next_step_id": rule.id}])

    def test_corrected_meanwhile(self):
        """Correcting the outcome invalidates the suggestions of the previous one."""
        self._create_rule(self.email, outcome_ids=self.outcome_good)
        suggestions = self._complete()["suggestions"]
        done = self.Activity.browse(suggestions[0]["previous_activity_id"])
        done.outcome_id = self.outcome_bad
        with self.assertRefused("no longer suggested"):
            self.Activity.add_next_steps(suggestions)

    def test_hidden_previous(self):
        """Claiming to follow an activity doesn't reveal its name."""
        hidden = self._create_activity(self.call, summary="Flow secret")
        values = {
            "activity_type_id": self.email.id,
            "user_id": self.users["own_documents"].id,
            "previous_activity_id": hidden.id,
        }
        for outcomes_on in (True, False):
            self._switch_outcomes(outcomes_on)
            with self.subTest(outcomes_on), self.assertRaises(AccessError):
                self._rpc("own_documents", "mail.activity", "create", [values])

    def test_forged_origin(self):
        """Only the system sets an activity's origin."""
        rule = self._create_rule(self.email, mode="create")
        call = self._create_activity(self.call)
        plan = self._create_plan(self.visit)
        own = self._create_activity(self.email)
        for name, value in {
            "origin": "next_step",
            "next_step_id": rule.id,
            "plan_id": plan.id,
            "plan_template_id": plan.template_ids.id,
        }.items():
            with (
                self.subTest(name),
                self.assertRefused("Ask an activity manager", error=AccessError),
            ):
                self._rpc(
                    "salesperson", "mail.activity", "write", own.ids, {name: value}
                )
        forged = {
            "activity_type_id": self.email.id,
            "res_model_id": call.res_model_id.id,
            "res_id": self.lead.id,
            "previous_activity_id": call.id,
            "origin": "next_step",
            "next_step_id": rule.id,
        }
        with self.assertRefused("is no longer done"):
            self._rpc("salesperson", "mail.activity", "create", [forged])
        self.assertTrue(self._complete(call)["created_ids"])

    def test_circle_while_off(self):
        """Two halves of a cycle saved while Outcomes is off: the second is refused."""
        self._switch_outcomes(on=False)
        values = {"mode": "create", "sentiment": "positive"}
        self._create_rule(self.email, **values)
        with self.assertRefused("forever"):
            self._create_rule(self.call, activity_type_id=self.email.id, **values)

    def test_condition_taken_away(self):
        """Removing a rule's condition makes it apply immediately, without Outcomes."""
        rule = self._create_rule(self.email, sentiment="positive")
        self._switch_outcomes(on=False)
        call = self._create_activity(self.call)
        self.assertFalse(call.action_complete()["suggestions"])
        rule.sentiment = False
        call = self._create_activity(self.call)
        self.assertTrue(call.action_complete()["suggestions"])

    def test_first_and_last_days(self):
        """Near the ends of the calendar, the assignee's zone may not have the hour."""
        self.users["salesperson"].tz = "Asia/Tokyo"
        for mode in ("create", "suggest"):
            rule = self._create_rule(
                self.email, mode=mode, planned_hour=1, delay_from="deadline"
            )
            call = self._create_activity(self.call, date_deadline="0001-01-01")
            with self.subTest(mode):
                result = self._complete(call)
                self.assertTrue(result["created_ids"] or result["suggestions"])
            rule.unlink()

    def test_free_activity_of_the_system(self):
        """A step without a document goes to the same user: it needs an assignee."""
        self._create_rule(
            self.email,
            mode="create",
            responsible_type="user",
            responsible_id=self.users["manager"].id,
        )
        values = {"activity_type_id": self.call.id, "user_id": self.env.uid}
        call = self.Activity.create(values)
        result = call.action_complete(self.outcome_good.id)
        self.assertEqual(self._get_created(result).user_id, self.env.user)
        own = self.Activity.create({**values, "user_id": self.users["salesperson"].id})
        self.assertEqual(
            self._get_created(self._complete(own)).user_id, self.users["salesperson"]
        )

    def test_document_gone(self):
        """If the document is gone, there's no next step, however it's completed."""
        self._create_rule(self.email, mode="create")
        self._create_rule(self.visit)
        doors = {
            "archive": lambda act: act.write(
                {"active": False, "outcome_id": self.outcome_good.id}
            ),
            "schedule_next": lambda act: act.action_feedback_schedule_next(
                outcome_id=self.outcome_good.id
            ),
        }
        for name, door in doors.items():
            with self.subTest(name):
                call = self._create_activity(self.call)
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE mail_activity SET res_id = %s WHERE id = %s",
                    [2_000_000_000, call.id],
                )
                self.env.invalidate_all()
                door(call)
                self.assertFalse(self._get_followers(call))

    def _get_failures(self, record=None):
        """Return what the chatter says about failures, and delete it."""
        record = self.lead if record is None else record
        messages = record.message_ids.filtered(lambda msg: "couldn't be" in msg.body)
        bodies = " ".join(messages.mapped("body"))
        messages.sudo().unlink()
        return bodies

    def test_other_addons_refuse(self):
        """Whatever fails is reported without details, and the activity is done."""
        self._create_rule(self.email, mode="create")
        self._create_rule(plan_id=self._create_plan(self.visit).id, mode="create")
        self._check_refused()

    def test_trigger_refused(self):
        """What Odoo's settings of a type trigger blocks no completion, either."""
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.email.id}
        )
        self._check_refused()

    def _check_refused(self):
        create = type(self.Activity).create

        def refuse(model, vals_list):
            create(model, vals_list)
            raise self.error

        for self.error in ERRORS:
            call = self._create_activity(self.call)
            with (
                self.subTest(type(self.error).__name__),
                patch.object(type(self.Activity), "create", refuse),
                self.assertReported(self.error),
            ):
                result = self._complete(call)
            self.assertFalse(result["created_ids"])
            self.assertFalse(call.active)
            self.assertFalse(self._get_followers(call))

    @contextmanager
    def assertReported(self, error):
        """Check that the chatter reports an error, with its text if it is for users."""
        if isinstance(error, UserError):
            yield
            self.assertIn("Not today.", self._get_failures())
            return
        with self.assertLogs(LOGGER, "ERROR") as logged:
            yield
        self.assertIn("Not today.", "".join(logged.output))
        reported = self._get_failures()
        self.assertIn("an unexpected error", reported)
        self.assertNotIn("Not today.", reported)

    def test_deciding_fails(self):
        """An error in what decides on next steps doesn't block the completion."""
        places = {
            "_get_responsible": self.NextStep,
            "_get_base": self.NextStep,
            "_filtered_matching": self.NextStep,
            "_get_plan_launches": self.Activity,
            "_launch_next_plan": self.Activity,
        }
        plan = self._create_plan(self.visit)
        for mode in ("create", "suggest"):
            rules = self._create_rule(self.email, mode=mode)
            rules |= self._create_rule(plan_id=plan.id, mode=mode)
            for name, model in places.items():
                if (mode, name) == ("suggest", "_launch_next_plan"):
                    continue
                call = self._create_activity(self.call)
                with (
                    self.subTest(name, mode=mode),
                    patch.object(
                        type(model), name, side_effect=ValueError("Not today.")
                    ),
                    self.assertReported(ValueError()),
                ):
                    self._complete(call)
                self.assertFalse(call.active)
            rules.unlink()

    def test_one_fails(self):
        """If one of several next steps fails, the others are created."""
        self._create_rule(self.email, mode="create")
        leads = self.lead + self.lead.copy() + self.lead.copy()
        calls = self.Activity.concat(
            *(self._create_activity(self.call, lead) for lead in leads)
        )
        create = type(self.Activity).create

        def refuse(model, vals_list):
            if any(vals["res_id"] == leads[1].id for vals in vals_list):
                raise ValueError("Not today.")
            return create(model, vals_list)

        with (
            patch.object(type(self.Activity), "create", refuse),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            self._complete(calls)
        self.assertEqual(
            [bool(self._get_followers(call)) for call in calls], [True, False, True]
        )
        self.assertEqual(
            [bool(self._get_failures(lead)) for lead in leads], [False, True, False]
        )

    def test_conflict_is_retried(self):
        """A conflict with another transaction isn't a failure: Odoo retries."""
        self._create_rule(self.email, mode="create")
        call = self._create_activity(self.call)
        for error in (SerializationFailure("Again."), ConcurrencyError("Again.")):
            with (
                self.assertRaises(type(error)),
                self.env.cr.savepoint(),
                patch.object(
                    type(self.Activity), "_create_single_steps", side_effect=error
                ),
            ):
                self._complete(call)

    def test_plan_partly_refused(self):
        """Each chatter only mentions what couldn't be created there."""
        other_company = self.env["res.company"].create({"name": "Flow Inc."})
        plan = self._create_plan(self.visit, company_id=self.env.company.id)
        self._create_rule(plan_id=plan.id, mode="create")
        other = self.env["crm.lead"].create(
            {"name": "Flow elsewhere", "company_id": other_company.id, "user_id": False}
        )
        calls = self._create_activity(self.call)
        calls |= self._create_activity(self.call, other, user_id=self.env.uid)
        result = calls.action_complete(self.outcome_good.id)
        self.assertEqual(self._get_created(result).res_id, self.lead.id)
        for record, told in ((self.lead, False), (other, True)):
            bodies = "".join(record.message_ids.mapped("body"))
            self.assertEqual("couldn't be created" in bodies, told)
            self.assertEqual("Flow elsewhere" in bodies, told)

    def test_not_offered(self):
        """Steps that would be refused aren't offered: another company's plan, say."""
        other = self.env["res.company"].create({"name": "Flow Inc."})
        self.lead.company_id = self.env.company
        plan = self._create_plan(self.visit)
        self._create_rule(plan_id=plan.id)
        self.assertTrue(self._complete()["suggestions"])
        plan.company_id = other
        self.assertFalse(self._complete()["suggestions"])
        plan.company_id = False
        plan.template_ids.write(
            {
                "responsible_type": "other",
                "responsible_id": self.users["own_documents"].id,
            }
        )
        self.assertFalse(self._complete()["suggestions"])

    def test_not_offered_without_working_days(self):
        """A plan whose assignee never works isn't offered, nor one far ahead."""
        plan = self._create_plan(self.visit)
        plan.template_ids.write({"delay_unit": "working_days", "delay_count": 1})
        rule = self._create_rule(plan_id=plan.id)
        self.assertTrue(self._complete()["suggestions"])
        rule.delay_from = "deadline"
        late = self._create_activity(self.call, date_deadline="9999-12-31")
        self.assertFalse(self._complete(late)["suggestions"])
        rule.delay_from = "completion"
        self._create_idle_resource(self.users["salesperson"])
        self.assertFalse(self._complete()["suggestions"])

    def test_issues(self):
        """Also flagged: types archived in the plan, outcomes removed from the type."""
        plan = self._create_plan(self.visit)
        of_plan = self._create_rule(plan_id=plan.id)
        of_outcome = self._create_rule(self.email, outcome_ids=self.outcome_bad)
        self.assertFalse(self.call.next_step_issue)
        self.visit.active = False
        self.call.outcome_ids -= self.outcome_bad
        self.env.invalidate_all()
        self.assertIn("Flow visit", of_plan.issue)
        self.assertIn("can't end as", of_outcome.issue)
        with self.assertRefused("can't end as"):
            of_outcome.delay_count = 5
            of_outcome.outcome_ids = [Command.set(self.outcome_bad.ids)]

    def test_named_user_of_the_target(self):
        """A named user needs access to the model of the next type."""
        for_leads = self._create_type("Flow lead step", res_model="crm.lead")
        with self.assertRefused("has no access"):
            self._create_rule(
                for_leads,
                responsible_type="user",
                responsible_id=self.users["employee"].id,
            )

    def test_model_uninstalled(self):
        """A rule that loses its only model is archived, so it doesn't apply to all."""
        rule = self._create_rule(
            self.email, model_ids=self.env["ir.model"]._get("res.partner")
        )
        rule.model_ids._archive_next_steps()
        self.assertFalse(rule.active)

    def test_plan_deleted(self):
        """A plan used by a rule can't be deleted, and the error says why."""
        plan = self._create_plan(self.visit)
        self._create_rule(plan_id=plan.id)
        with self.assertRefused("is used in the next step"):
            plan.unlink()

    def test_defaults_of_the_view(self):
        """Default values in the context don't apply to added steps."""
        suggestions = self._suggest()
        activities = self.Activity.with_context(default_active=False)
        created = activities.add_next_steps(suggestions)["created_ids"]
        self.assertTrue(self.Activity.browse(created).active)

    def _suggest(self):
        self._create_rule(self.email)
        return self._complete()["suggestions"]

    def test_odoo_suggestions_both_ways(self):
        """Odoo's suggestions are read from both sides of the relation."""
        self.email.previous_type_ids = self.call
        self.assertTrue(self._complete()["suggestions"])
        self.email.previous_type_ids = False
        self.assertFalse(self._complete()["suggestions"])

    def test_chaining_type_is_grouped_by(self):
        """Odoo's field can still be grouped by and searched."""
        self._create_activity(self.call)
        groups = self.Activity._read_group(
            [
                ("activity_type_id", "=", self.call.id),
                ("chaining_type", "=", "suggest"),
            ],
            ["chaining_type"],
            ["__count"],
        )
        self.assertEqual(groups, [("suggest", 1)])

    def test_named_user_not_told(self):
        """The answer doesn't contain the name of a user that the caller can't read."""
        suggestion = self._suggest()[0]
        with self.assertRaises(UserError) as caught:
            self.Activity.add_next_steps(
                [{**suggestion, "user_id": self.users["portal"].id}]
            )
        self.assertNotIn(self.users["portal"].name, str(caught.exception))

    def test_no_previous(self):
        """Without a previous activity, there's nothing to open."""
        self.assertFalse(self._create_activity(self.call).action_open_previous())

    def test_batch_added(self):
        """Adding 200 suggestions takes hardly more queries than adding 20."""
        self._create_rule(self.email)
        counts = []
        for size in (1, 20, 200):  # the first one fills caches
            calls = self._create_activity(self.call, count=size)
            suggestions = self._complete(calls)["suggestions"]
            own = self.Activity.with_user(self.users["salesperson"])
            counts.append(self._count_queries(own.add_next_steps, suggestions))
        self.assertLessEqual(counts[2], counts[1] + 8)
