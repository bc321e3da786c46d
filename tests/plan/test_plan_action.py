from datetime import date

from freezegun import freeze_time
from lxml import etree

from odoo.tests import Form, tagged

from .common import PlanCommon

DIALOG = "mail.activity.schedule"


@tagged("post_install", "-at_install")
class TestPlanAction(PlanCommon):
    """Launching a plan with one click, and undoing it."""

    def _undo(self, activities, user=None):
        return activities.with_user(user or self.user).action_undo_launch()

    def test_launched(self):
        """A click launches from today, and reports the number of activities."""
        with freeze_time("2026-03-02 09:00:00"):
            action = self._click(self.lead)
        activities = self.lead.activity_ids.sorted("date_deadline")
        self.assertEqual(action["tag"], "crm_activity_flow.launched")
        self.assertEqual(set(action["params"]["activity_ids"]), set(activities.ids))
        self.assertEqual(
            action["params"]["message"], "“Flow plan” started: 2 activities"
        )
        self.assertEqual(
            activities.mapped("date_deadline"), [date(2026, 3, 2), date(2026, 3, 3)]
        )

    def test_several(self):
        """A click on several records is one launch, as from a list's menu."""
        leads = self._create_leads(3)
        action = self._click(leads)
        self.assertEqual(len(action["params"]["activity_ids"]), 6)
        self.assertEqual(leads.activity_ids.plan_id, self.plan)

    def assertAsks(self, action, text=None):
        """Check that the dialog opens with this plan and says why, without a launch."""
        self.assertEqual(action["res_model"], DIALOG)
        context = action["context"]
        dialog = self.env[DIALOG].with_user(self.user).with_context(**context)
        names = ["plan_id", "res_ids", "res_model"]
        opened = dialog.new(dialog.default_get(names))
        self.assertEqual(opened.plan_id._origin.id, context["default_plan_id"])
        if text:
            self.assertIn(text, f"{opened.error}{opened.warning}")

    def test_asks(self):
        """The dialog opens for missing assignees, running plans, skipped records."""
        asking = self._create_plan({"responsible_type": "on_demand"})
        self.assertAsks(self._click(self.lead, asking))
        nobody = self._create_plan({"responsible_type": "record_user"})
        lead = self.lead.copy({"user_id": False})
        self.assertAsks(self._click(lead, nobody), "has no one for")
        gone = self.lead.copy()
        gone.unlink()
        self.assertAsks(self._click(self.lead | gone), "was skipped")
        self.assertAsks(self._click(self.lead, self._create_plan()), "no steps")
        self._create_idle_resource(self.manager)
        working = self._create_plan(
            {"responsible_type": "record_user", "delay_unit": "working_days"}
        )
        working.template_ids.delay_count = 1
        idle = self.lead.copy({"user_id": self.manager.id})
        self.assertAsks(self._click(self.lead | idle, working), "enough working days")
        self.assertFalse((self.lead | lead | idle).activity_ids)
        self._launch(self.lead)
        self.assertAsks(self._click(self.lead), "already running")
        self.assertEqual(len(self.lead.activity_ids), 2)

    def test_forged(self):
        """An invalid plan, record or model is refused with a sentence."""
        plan = self.plan.with_user(self.user)
        for res_ids in (None, "1", 1, {}, [True], ["1"], [0], [-1], [2**31], [[1]]):
            with self.subTest(res_ids=res_ids), self.assertRefused("IDs"):
                plan.action_launch("crm.lead", res_ids)
        for model in (
            None,
            "",
            1,
            "flow.nothing",
            "res.country",
            "mail.thread",
            DIALOG,
        ):
            with self.subTest(model=model), self.assertRefused("activities"):
                plan.action_launch(model, self.lead.ids)
        for ids in ([], [0], [2**40], ["1"], [self.plan.id, self.plan.id]):
            with self.subTest(ids=ids), self.assertRefused("Choose one plan"):
                plan.browse(ids).action_launch("crm.lead", self.lead.ids)
        with self.assertRefused("at most 10000"):
            plan.action_launch("crm.lead", list(range(1, 10_002)))
        self.assertAsks(plan.action_launch("crm.lead", []), "Choose the records")
        self.assertFalse(self.lead.activity_ids)

    def test_due_as_on_cards(self):
        """The chatter gives the due date as Odoo's cards do, once a switch is on."""
        plan = self._create_plan({"delay_count": 1}, {"delay_count": 400})
        for on, dates in [
            (False, ["on the 03/03/2026", "on the 04/06/2027"]),
            (True, ["Mar 3", "Apr 6, 2027"]),
        ]:
            self._switch("group_activity_status", on)
            lead = self.lead.copy()
            with freeze_time("2026-03-02"):
                self._click(lead, plan)
            for due in dates:
                self.assertIn(f"due {due}<", lead.message_ids[0].body)

    def test_due_translated(self):
        """The due date follows the user's language, as on Odoo's cards."""
        self.env["res.lang"]._activate_lang("de_DE")
        self._click(self.lead)
        activity = self.lead.activity_ids[0].with_context(lang="de_DE")
        activity.date_deadline = "2026-03-03"
        with freeze_time("2026-03-02"):
            self.assertEqual(activity._get_short_deadline(), "3. März")

    def test_plans_only(self):
        """The dialog from the menu of plans shows no activity types."""
        dialog = self.env["mail.activity.schedule"].with_user(self.user)
        context = {
            "active_model": "crm.lead",
            "active_ids": self.lead.ids,
            "plan_mode": True,
        }
        for plans_only in (False, True):
            form = Form(dialog.with_context(**context, plans_only=plans_only))
            self.assertEqual(
                form._get_modifier("activity_type_id", "invisible"), plans_only
            )
            self.assertTrue(form.plan_id)
        arch = etree.fromstring(dialog.get_view()["arch"])
        self.assertEqual(
            arch.find(".//field[@name='plan_date']").get("string"), "Start"
        )

    def test_undone(self):
        """Undo deletes the created activities, and the chatter mentions both."""
        self._click(self.lead)
        activities = self.lead.activity_ids
        self.assertEqual(self._undo(activities)["tag"], "soft_reload")
        self.assertFalse(activities.exists())
        bodies = "".join(self.lead.message_ids.mapped("body"))
        self.assertIn("has been started", bodies)
        self.assertIn("The launch of “Flow plan” was undone.", bodies)

    def test_undone_in_part(self):
        """Activities edited or completed since then stay, and are named."""
        plan = self._create_plan({}, {}, {})
        self._click(self.lead, plan)
        activities = self.lead.activity_ids.sorted("summary")
        activities[0].note = "Flow edited"
        activities[1].action_feedback()
        action = self._undo(activities)
        self.assertIn("Flow 0", action["params"]["message"])
        self.assertEqual(activities.exists(), activities[:2])
        with self.assertRefused("nothing to undo"):
            self._undo(activities)

    def test_undone_but_files(self):
        """An activity to which someone attached a file stays, too."""
        self._click(self.lead)
        activities = self.lead.activity_ids
        attached = activities[0]
        self.env["ir.attachment"].with_user(self.manager).create(
            {"name": "Flow file", "res_model": "mail.activity", "res_id": attached.id}
        )
        self._undo(activities)
        self.assertEqual(activities.exists(), attached)

    def test_undo_only_ones_own(self):
        """Users can undo only their own launches, and only launched activities."""
        self._click(self.lead, user=self.manager)
        values = {"activity_type_id": self.call.id, "user_id": self.user.id}
        manual = self.Activity.with_user(self.user).create(values)
        for activities in (self.lead.activity_ids, manual, manual.browse(2**30)):
            with self.subTest(activities=activities), self.assertRefused("undo"):
                self._undo(activities)
        self.assertEqual(len(self.lead.activity_ids), 2)
        self.assertTrue(manual.exists())
