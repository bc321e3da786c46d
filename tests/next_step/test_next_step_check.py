from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import NextStepCommon


@tagged("post_install", "-at_install", "next_step")
class TestNextStepCheck(NextStepCommon):
    def test_refused(self):
        """A rule that can never apply isn't saved, and the error says why."""
        models = self.env["ir.model"]
        leads, partners = models._get("crm.lead"), models._get("res.partner")
        for_leads = self._create_type("Flow lead step", res_model="crm.lead")
        for_partners = self._create_type("Flow partner step", res_model="res.partner")
        archived = self._create_type("Flow archived", active=False)
        plan = self._create_plan(self.visit)
        gone = self.users["settings"].copy({"login": "flow_gone", "active": False})
        employee = self.users["employee"]
        named = {"next_type_id": self.email.id, "responsible_type": "user"}
        rows = [
            ({}, "either an activity type or a plan"),
            ({"next_type_id": self.email.id, "plan_id": plan.id}, "either an activity"),
            ({"next_type_id": archived.id}, "is archived"),
            (
                {"plan_id": self._create_plan(self.visit, active=False).id},
                "is archived",
            ),
            ({"plan_id": self._create_plan().id}, "has no steps"),
            (
                {"activity_type_id": for_partners.id, "next_type_id": for_leads.id},
                "limited to another kind of record",
            ),
            (
                {"activity_type_id": for_partners.id, "plan_id": plan.id},
                "limited to another kind of record",
            ),
            (
                {"next_type_id": for_leads.id, "model_ids": (leads + partners).ids},
                "limited to another kind of record",
            ),
            ({"plan_id": plan.id, "model_ids": partners.ids}, "limited to another"),
            (
                {
                    "activity_type_id": for_partners.id,
                    "next_type_id": self.email.id,
                    "model_ids": leads.ids,
                },
                "limited to another kind of record",
            ),
            (
                {
                    "next_type_id": self.email.id,
                    "model_ids": models._get("mail.activity.type").ids,
                },
                "doesn't have activities",
            ),
            (named, "needs a user"),
            ({**named, "responsible_id": gone.id}, "is archived or has no access"),
            (
                {**named, "responsible_id": self.users["portal"].id},
                "is archived or has no access",
            ),
            (
                {**named, "responsible_id": employee.id, "model_ids": leads.ids},
                "is archived or has no access",
            ),
            (
                {
                    "next_type_id": self.email.id,
                    "outcome_ids": self.outcome_bad.ids,
                    "sentiment": "negative",
                },
                "one of the two",
            ),
            (
                {"next_type_id": self.email.id, "delay_count": -1},
                "Choose one from 0 to",
            ),
            (
                {"next_type_id": self.email.id, "delay_count": 3_652_000},
                "Choose one from 0 to",
            ),
            (
                {
                    "next_type_id": self.email.id,
                    "delay_count": 10_000,
                    "delay_unit": "months",
                },
                "Choose one from 0 to 120",
            ),
        ]
        manager = self.NextStep.with_user(self.users["manager"])
        for values, text in rows:
            with self.subTest(text, **values), self.assertRefused(text):
                manager.create({"activity_type_id": self.call.id, **values})
        self.assertFalse(
            self.NextStep.search([("activity_type_id", "=", self.call.id)])
        )

    def test_limits(self):
        """The limits of the delay, the attempts and the hour themselves are allowed."""
        self._create_rule(
            self.email, delay_count=3_660, min_attempts=100, planned_hour=23.75
        )
        self._create_rule(
            self.email, delay_count=2_610, delay_unit="working_days", min_attempts=0
        )

    def test_issue(self):
        """A rule that becomes impossible is skipped, and the type says so."""
        plan = self._create_plan(self.visit)
        named = self.users["settings"].copy({"login": "flow_leaves", "active": True})
        steps = {
            "type": (self._create_rule(self.email), self.email),
            "plan": (self._create_rule(plan_id=plan.id), plan),
            "user": (
                self._create_rule(
                    self.visit, responsible_type="user", responsible_id=named.id
                ),
                named,
            ),
            "outcome": (
                self._create_rule(self.visit, outcome_ids=self.outcome_plain),
                self.outcome_plain,
            ),
        }
        self.assertFalse(self.call.next_step_issue)
        self.assertNotIn("⚠", self.call.chain_label)
        for name, (rule, target) in steps.items():
            with self.subTest(name):
                target.active = False
                self.env.invalidate_all()
                self.assertTrue(rule.issue.endswith("."))
                self.assertIn(rule.issue, self.call.next_step_issue)
                self.assertIn("⚠", self.call.chain_label)
                target.active = True
        self.env.invalidate_all()
        self.assertFalse(self.call.next_step_issue)

    def test_outcome_deleted(self):
        """Deleting its outcome doesn't make a rule apply to every completion."""
        unused = self._create_outcome("Flow unused")
        self.call.outcome_ids |= unused
        self._create_rule(self.email, outcome_ids=unused)
        with self.assertRefused("is used in the next step"):
            unused.unlink()
        unused.active = False
        self.assertFalse(self._complete()["suggestions"])

    def test_skipped(self):
        """A rule that can't apply anymore isn't suggested; other rules are."""
        self._create_rule(self.email)
        self._create_rule(self.visit)
        self.email.active = False
        suggestions = self._complete()["suggestions"]
        self.assertEqual(
            [each["activity_type_id"] for each in suggestions], self.visit.ids
        )

    def test_restored(self):
        """Restoring a rule checks that it's possible again."""
        rule = self._create_rule(self.email)
        rule.active = False
        self.email.active = False
        with self.assertRefused("is archived"):
            rule.active = True

    def test_types_and_plans_in_use(self):
        """A type used as a next step can't be deleted, and the error says why."""
        self._create_rule(self.email)
        with self.assertRefused("Next Step (1)"):
            self.email.with_user(self.users["manager"]).unlink()
        self.call.unlink()
        self.email.unlink()

    def test_access(self):
        """Sales administrators manage rules; all other users only read them."""
        rule = self._create_rule(self.email)
        for role in ("salesperson", "own_documents", "employee"):
            own = rule.with_user(self.users[role])
            self.assertTrue(own.activity_type_id.chain_label)
            for attempt in (
                lambda own=own: own.write({"mode": "create"}),
                lambda own=own: own.unlink(),
                lambda own=own: own.create(
                    {"activity_type_id": self.call.id, "next_type_id": self.email.id}
                ),
            ):
                with self.subTest(role), self.assertRaises(AccessError):
                    attempt()
        with self.assertRaises(AccessError):
            rule.with_user(self.users["portal"]).read(["mode"])

    def test_chain_label(self):
        """The list of types shows the next steps, and which are automatic."""
        self._create_rule(self.email)
        self._create_rule(self.email, outcome_ids=self.outcome_bad)
        self._create_rule(plan_id=self._create_plan(self.visit).id, mode="create")
        self.assertEqual(
            self.call.chain_label, "→ Flow email → Flow plan, automatically"
        )

    def test_copied(self):
        """A copied type gets the same rules."""
        self._create_rule(self.email, outcome_ids=self.outcome_bad)
        copied = self.call.copy()
        self.assertEqual(copied.next_step_ids.next_type_id, self.email)
        self.assertNotEqual(copied.next_step_ids, self.call.next_step_ids)

    def test_merged(self):
        """Rules move with the merged type, and so do references to it."""
        rule = self._create_rule(self.email)
        back = self._create_rule(self.visit, activity_type_id=self.visit.id)
        other = self._create_type("Flow other")
        self.visit.action_merge_into(other.id)
        self.assertEqual(back.activity_type_id, other)
        self.assertEqual(back.next_type_id, other)
        self.email.action_merge_into(other.id)
        self.assertEqual(rule.next_type_id, other)


@tagged("post_install", "-at_install", "next_step")
class TestNextStepCycle(NextStepCommon):
    def test_cycles(self):
        """An endless cycle of automatic steps is refused, and the cycle is named."""
        create = {"mode": "create"}
        self._create_rule(self.email, **create)
        with self.assertRefused("Flow call → Flow call:"):
            self._create_rule(self.call, **create)
        with self.assertRefused("Flow email → Flow call → Flow email:"):
            self._create_rule(self.call, activity_type_id=self.email.id, **create)
        self._create_rule(self.visit, activity_type_id=self.email.id, **create)
        circle = "Flow visit → Flow call → Flow email → Flow visit:"
        with self.assertRefused(circle):
            self._create_rule(self.call, activity_type_id=self.visit.id, **create)
        with self.assertRefused(circle):
            self._create_rule(
                plan_id=self._create_plan(self.letter, self.call).id,
                activity_type_id=self.visit.id,
                **create,
            )

    def test_suggestions_may_go_round(self):
        """A cycle is fine if a user decides at some step."""
        self._create_rule(self.email, mode="create")
        back = self._create_rule(self.call, activity_type_id=self.email.id)
        self._create_rule(self.call)
        with self.assertRefused("Flow email → Flow call → Flow email:"):
            back.mode = "create"

    def test_archived(self):
        """An archived rule closes no cycle until it's restored."""
        self._create_rule(self.email, mode="create")
        back = self._create_rule(
            self.call, activity_type_id=self.email.id, mode="create", active=False
        )
        with self.assertRefused("Flow email → Flow call → Flow email:"):
            back.active = True

    def test_odoo_triggers(self):
        """Odoo's triggers are checked for cycles if a type has no rules."""
        trigger = {"chaining_type": "trigger", "triggered_next_type_id": self.call.id}
        self._create_rule(self.email, mode="create")
        with self.assertRefused("Flow email → Flow call → Flow email:"):
            self.email.write(trigger)
        rule = self._create_rule(self.visit, activity_type_id=self.email.id)
        self.email.write(trigger)
        with self.assertRefused("Flow email → Flow call → Flow email:"):
            rule.unlink()
        with self.assertRefused("Flow email → Flow call → Flow email:"):
            rule.active = False

    def test_odoo_alone(self):
        """Cycles of only Odoo's own triggers are left alone."""
        self._create_rule(self.visit, activity_type_id=self.letter.id, mode="create")
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.call.id}
        )
        self.assertEqual(self.call.triggered_next_type_id, self.call)

    def test_plan_changed_later(self):
        """Adding a step to a plan can close a cycle, too."""
        plan = self._create_plan(self.visit)
        self._create_rule(plan_id=plan.id, mode="create")
        with self.assertRefused("Flow call → Flow call:"):
            plan.template_ids.activity_type_id = self.call

    def test_merged(self):
        """A merge can't close a cycle."""
        self._create_rule(self.email, mode="create")
        with self.assertRefused("Flow call → Flow call:"):
            self.email.action_merge_into(self.call.id)
        self.assertTrue(self.email.active)
