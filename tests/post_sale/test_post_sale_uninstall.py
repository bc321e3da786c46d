from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import NextStepCommon

APP = "flow_app"
MODEL = "x_flow_task"


@tagged("post_install", "-at_install")
class TestUninstallOfOthers(NextStepCommon):
    """Uninstalling an app whose records our rules name leaves nothing of it behind.

    The app is a kind of record with activities, its types and its plans. Odoo's own
    code uninstalls it: a database error there isn't raised, but leaves things behind.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry_enter_test_mode_cls()
        cls.addClassCleanup(cls.registry.reset_changes)
        cls.model = cls.env["ir.model"].create(
            {
                "name": "Flow task",
                "model": MODEL,
                "is_mail_thread": True,
                "is_mail_activity": True,
            }
        )
        cls.model_id = cls.model.id
        cls._own(cls.model)
        cls.task = cls.env[MODEL].create({"x_name": "Flow task"})
        cls.review = cls._create_type("Flow review", res_model=MODEL)
        cls.activity = cls._create_activity(cls.review, record=cls.task)
        cls.done = cls._create_activity(cls.review, record=cls.task)
        cls.done.action_complete(cls.completed.id)
        cls.task_plan = cls._create_plan(cls.email, res_model=MODEL)

    def setUp(self):
        super().setUp()
        # the test before may have removed the app's fields from the registry
        self.registry._setup_models__(self.env.cr)

    @classmethod
    def _own(cls, *records):
        """Give records to the app, which makes Odoo delete them with it."""
        cls.env["ir.model.data"].create(
            [
                {
                    "module": APP,
                    "name": f"{record._table}_{record.id}",
                    "model": record._name,
                    "res_id": record.id,
                }
                for record in records
            ]
        )

    def _uninstall(self):
        """Let Odoo delete all that the app owns, as it does when it is uninstalled."""
        self.env.flush_all()
        data = self.env["ir.model.data"].sudo()
        with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model"):
            data._module_data_uninstall([APP])
        self.env.invalidate_all()
        self.registry.clear_cache()

    def assertGone(self):
        """Check that nothing of the app is left, and that the activity menu works."""
        for table, column in (
            ("ir_model", "model"),
            ("mail_activity", "res_model"),
            ("mail_activity_plan", "res_model"),
            ("mail_activity_type", "res_model"),
        ):
            query = f"SELECT id FROM {table} WHERE {column} = %s"  # pylint: disable=sql-injection
            self.env.cr.execute(query, [MODEL])
            self.assertEqual(self.env.cr.fetchall(), [], table)
        self.registry._setup_models__(self.env.cr)
        user = self.users["salesperson"]
        groups = user.with_user(user)._get_activity_groups()
        self.assertNotIn(MODEL, [group["model"] for group in groups])

    def assertArchived(self, *rules):
        """Check that rules are archived and say why they can't apply any more."""
        for rule in rules:
            self.assertFalse(rule.active)
            self.assertTrue(rule.issue)
            with self.assertRefused():
                rule.active = True

    def test_without_rules(self):
        """Without our rules, Odoo leaves nothing behind either."""
        self._uninstall()
        self.assertGone()
        self.assertFalse((self.activity | self.done).exists())
        self.assertFalse(self.review.exists())

    def test_steps(self):
        """A step whose type is limited to the app's records, as Odoo allows."""
        self._create_plan(self.review, res_model=MODEL)
        self._uninstall()
        self.assertGone()

    def test_next_type(self):
        """A rule that names a type of the app as what follows."""
        rule = self._create_rule(self.review)
        self._uninstall()
        self.assertGone()
        self.assertArchived(rule)
        self.assertFalse(self._complete()["suggestions"])

    def test_next_type_archived(self):
        """The same if the type, or the rule, was archived before."""
        rule = self._create_rule(self.review)
        rule.active = False
        other = self._create_rule(self.review)
        self.review.active = False
        self._uninstall()
        self.assertGone()
        self.assertArchived(rule, other)

    def test_next_plan(self):
        """A rule that launches a plan for the app's records, after any of their types.

        The rules of the app's own types go with these.
        """
        general = self._create_rule(plan_id=self.task_plan.id, model_ids=self.model)
        own = self._create_rule(
            plan_id=self.task_plan.id, activity_type_id=self.review.id
        )
        other = self._create_rule(plan_id=self._create_plan(self.email).id)
        self._uninstall()
        self.assertGone()
        self.assertArchived(general)
        self.assertFalse(own.exists() or self.task_plan.exists())
        self.assertTrue(other.active)

    def test_after_the_sale(self):
        """A plan that was made for the app's records and starts after a sale."""
        plan = self._create_plan(
            self.email,
            res_model=MODEL,
            model_ids=[Command.set(self.env["ir.model"]._get("crm.lead").ids)],
        )
        kept = self.env["crm.post.sale.rule"].create(
            {"event": "won", "plan_id": plan.id}
        )
        plan_for_tasks = self._create_plan(self.email, name="Flow tasks")
        gone = kept.create({"event": "won", "plan_id": plan_for_tasks.id})
        plan_for_tasks.res_model = MODEL  # the rule can't be saved any more
        self._uninstall()
        self.assertGone()
        self.assertEqual(kept.exists().plan_id, plan)
        self.assertEqual(plan.res_model, "crm.lead")
        self.assertEqual(plan.res_model_id.model, "crm.lead")
        self.assertFalse(plan.model_ids)
        self.assertTrue(plan._applies_to("crm.lead"))
        self.assertFalse(gone.exists())

    def test_shipped(self):
        """Types and plans that the app shipped, for any kind of record."""
        shipped_type = self._create_type("Flow shipped")
        shipped_plan = self._create_plan(self.email)
        self._own(shipped_type, shipped_plan, self.review, self.task_plan)
        rules = self._create_rule(shipped_type) | self._create_rule(
            plan_id=shipped_plan.id
        )
        rules |= self._create_rule(self.review)
        after = self.env["crm.post.sale.rule"].create(
            {"event": "won", "plan_id": shipped_plan.id}
        )
        self._uninstall()
        self.assertGone()
        self.assertFalse((shipped_type | self.review).exists())
        self.assertFalse((shipped_plan | self.task_plan).exists())
        self.assertArchived(*rules)
        self.assertFalse(after.exists())

    def test_shipped_outcome(self):
        """A rule whose only outcome the app shipped mustn't apply to every ending."""
        outcome = self._create_outcome("Flow shipped")
        self.call.outcome_ids |= outcome
        self._own(outcome)
        rule = self._create_rule(self.email, outcome_ids=outcome)
        both = self._create_rule(self.visit, outcome_ids=outcome | self.outcome_good)
        self._uninstall()
        self.assertFalse(outcome.exists())
        self.assertFalse(rule.active)
        self.assertTrue(both.active)
        self.assertEqual(both.outcome_ids, self.outcome_good)

    def test_models_of_a_rule(self):
        """A rule that loses all its models is archived; one that keeps some isn't."""
        rule = self._create_rule(self.email, model_ids=self.model)
        leads = self.env["ir.model"]._get("crm.lead")
        both = self._create_rule(self.visit, model_ids=self.model | leads)
        self._uninstall()
        self.assertGone()
        self.assertFalse(rule.active)
        self.assertTrue(both.active)
        self.assertEqual(both.model_ids, leads)

    def test_cycle(self):
        """Nothing stops it, not even a cycle of Odoo's settings that applies again."""
        self._create_rule(self.call, activity_type_id=self.email.id, mode="create")
        rule = self._create_rule(self.review)
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.email.id}
        )
        self._uninstall()
        self.assertGone()
        self.assertFalse(rule.active)

    def test_types_in_use_elsewhere(self):
        """Types that other records refer to stay, archived and without the limit."""
        approval = self._create_type("Flow approval", res_model=MODEL)
        self.review.write(
            {"chaining_type": "trigger", "triggered_next_type_id": approval.id}
        )
        triggered = self._create_type("Flow triggered", res_model=MODEL)
        self.letter.write(
            {"chaining_type": "trigger", "triggered_next_type_id": triggered.id}
        )
        used = self._create_type("Flow used")
        elsewhere = self._create_activity(used)
        elsewhere.action_complete(self.completed.id)
        used.res_model = MODEL
        self._uninstall()
        self.assertGone()
        self.assertFalse((self.review | approval).exists())
        for kept in (triggered, used):
            self.assertEqual(
                kept.exists().read(["active", "res_model"])[0],
                {
                    "id": kept.id,
                    "active": False,
                    "res_model": False,
                },
            )
        self.assertEqual(elsewhere.activity_type_id, used)
        self.assertEqual(elsewhere.outcome_id, self.completed)

    def test_meeting(self):
        """Activities held in meetings of the app's records stay."""
        event = self.env["calendar.event"].create(
            {
                "name": "Flow meeting",
                "start": "2026-10-08 09:00:00",
                "stop": "2026-10-08 10:00:00",
                "res_model_id": self.model.id,
                "res_id": self.task.id,
            }
        )
        done, still_open = self._create_activity(
            self.call, count=2, calendar_event_id=event.id
        )
        done.action_complete(self.outcome_good.id)
        self._switch("group_activity_status")
        self._uninstall()
        self.assertGone()
        self.assertFalse(event.exists())
        self.assertDone(done, self.outcome_good)
        self.assertTrue(still_open.cancelled_at)

    def test_by_hand(self):
        """Who deletes such a type or plan by hand is told where it is used."""
        self._create_rule(self.review)
        with self.assertRefused("Next Step (1)"):
            self.review.with_user(self.users["manager"]).unlink()
        rule = self._create_rule(plan_id=self.task_plan.id, model_ids=self.model)
        with self.assertRefused("is used in the next step"):
            self.task_plan.with_user(self.users["settings"]).unlink()
        self.assertTrue(rule.active)
