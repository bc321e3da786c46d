from datetime import date

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ActivityFlowCommon

MONDAY = date(2026, 3, 2)


@tagged("post_install", "-at_install")
class TestPlanLaunch(ActivityFlowCommon):
    """Launching a plan, from code or Odoo's dialog, on one record or many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.manager = cls.users["manager"]
        cls.team = cls.env["crm.team"].create(
            {"name": "Flow team", "user_id": cls.manager.id}
        )
        cls.lead.team_id = cls.team
        cls.call = cls._create_type()
        cls.plan = cls._create_plan("launcher", "record_user", "team_leader")
        cls.leads = cls.lead | cls.lead.copy({"user_id": cls.manager.id})

    @classmethod
    def _create_plan(cls, *responsibles, **values):
        return cls.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": cls.call.id,
                            "summary": f"Flow {number}",
                            "responsible_type": responsible,
                            "delay_count": number,
                            "delay_from": "after_plan_date",
                            "sequence": number,
                        }
                    )
                    for number, responsible in enumerate(responsibles)
                ],
                **values,
            }
        )

    def _launch(self, plan=None, records=None, **kwargs):
        plan = (plan or self.plan).with_user(self.user)
        records = self.leads if records is None else records
        return plan._schedule_on(records.with_user(self.user), MONDAY, **kwargs)

    def test_launched(self):
        """Each record gets each step: assignee, deadline, origin, plan and step."""
        activities = self._launch()
        self.assertEqual(len(activities), 6)
        self.assertEqual(
            [
                (act.res_id, act.summary, act.user_id, str(act.date_deadline))
                for act in activities
            ],
            [
                (self.leads[0].id, "Flow 0", self.user, "2026-03-02"),
                (self.leads[0].id, "Flow 1", self.user, "2026-03-03"),
                (self.leads[0].id, "Flow 2", self.manager, "2026-03-04"),
                (self.leads[1].id, "Flow 0", self.user, "2026-03-02"),
                (self.leads[1].id, "Flow 1", self.manager, "2026-03-03"),
                (self.leads[1].id, "Flow 2", self.manager, "2026-03-04"),
            ],
        )
        self.assertEqual(set(activities.mapped("origin")), {"plan"})
        self.assertEqual(activities.plan_id, self.plan)
        self.assertEqual(activities.plan_template_id, self.plan.template_ids)
        self.assertFalse(any(activities.mapped("automated")))

    def test_told_once(self):
        """One message per record, one notice for each other assignee."""
        before = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        self._launch()
        new = self.env["mail.message"].sudo().search([("id", ">", before.id)])
        for lead in self.leads:
            notes = new.filtered(
                lambda msg, lead=lead: (msg.model, msg.res_id) == (lead._name, lead.id)
            )
            self.assertEqual(len(notes), 1)
            self.assertIn("Flow 2", notes.body)
        notices = new.filtered(lambda msg: msg.message_type == "user_notification")
        self.assertEqual(notices.notified_partner_ids, self.manager.partner_id)
        self.assertEqual(len(notices), 1)
        self.assertEqual(notices.body.count("<li>"), 3)

    def test_fallback(self):
        """A record without salesperson goes to the launcher, with a warning.

        One who is archived counts as none.
        """
        plan = self._create_plan("record_user")
        gone = self.users["own_documents"]
        leads = self.lead.copy({"user_id": False}) | self.lead.copy(
            {"user_id": gone.id}
        )
        gone.active = False
        self.assertEqual(leads[1].user_id, gone)
        for lead in leads:
            with self.subTest(user=lead.user_id.name):
                self.assertEqual(self._launch(plan, lead).user_id, self.user)
                dialog = self._open(lead, plan)
                self.assertIn("Flow 0", dialog.warning)
                self.assertIn(self.user.name, dialog.warning)
                self.assertFalse(dialog.has_error)

    def _open(self, records, plan=None, **values):
        return (
            self.env["mail.activity.schedule"]
            .with_user(self.user)
            .create(
                {
                    "res_model": records._name,
                    "res_ids": str(records.ids),
                    "plan_id": (plan or self.plan).id,
                    "plan_date": MONDAY,
                    **values,
                }
            )
        )

    def test_dialog(self):
        """Odoo's dialog does the same, and then lists the records."""
        action = self._open(self.leads).action_schedule_plan()
        self.assertEqual(action["domain"], [("id", "in", self.leads.ids)])
        self.assertEqual(self.leads.activity_ids.plan_id, self.plan)
        self.assertEqual(len(self.leads.activity_ids), 6)

    def test_running(self):
        """Relaunching a plan warns, names the open activities, and can proceed."""
        self.assertNotIn("running", self._open(self.leads).warning or "")
        activities = self._launch()
        activities[0].action_feedback()
        warning = self._open(self.leads).warning
        self.assertIn("(5)", warning)
        self.assertIn("Flow 1 (Flow lead)", warning)
        self._open(self.leads).action_schedule_plan()
        self.assertEqual(len(self.leads.activity_ids), 11)

    def test_shipped(self):
        """The shipped plans can be launched on an opportunity."""
        for name in ("new_opportunity", "won", "lost"):
            plan = self.env.ref(f"crm_activity_flow.mail_activity_plan_{name}")
            activities = self._launch(plan, self.lead)
            self.assertEqual(len(activities), len(plan.template_ids))

    def test_dialog_names(self):
        """The dialog warns of skipped records, and names them afterward."""
        plan = self._create_plan("team_leader")
        self.leads[1].team_id = False
        dialog = self._open(self.leads, plan)
        self.assertIn("team leader", dialog.warning)
        self.assertFalse(dialog.has_error)
        action = dialog.action_schedule_plan()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("team leader", action["params"]["message"])
        following = action["params"]["next"]
        self.assertEqual(following["domain"], [("id", "in", self.leads[0].ids)])
        self.assertEqual(self.leads.activity_ids.mapped("res_id"), self.leads[0].ids)

    def test_on_demand(self):
        """Steps assigned at launch go to the chosen user, or are refused."""
        plan = self._create_plan("on_demand")
        activities = self._launch(plan, responsible=self.manager)
        self.assertEqual(activities.user_id, self.manager)
        with self.assertRefused("No responsible specified"):
            self._launch(plan)

    def test_left_alone(self):
        """A record that can't get the plan is named, and the others get it."""
        company = self.env["res.company"].create({"name": "Flow company"})
        self.plan.company_id = self.env.company
        nobodys = {"team_id": False, "user_id": False}
        foreign = self.lead.copy({"company_id": company.id, **nobodys})
        gone = self.lead.copy()
        gone.unlink()
        self.user.company_ids |= company
        records = self.leads | foreign | gone
        plan = self.plan.with_user(self.user).with_context(
            allowed_company_ids=self.user.company_ids.ids
        )
        reasons = plan._get_launch_refusals(
            records.with_env(plan.env), self.env["res.users"]
        )
        self.assertEqual(reasons.keys(), {foreign.id, gone.id})
        self.assertIn("Flow company", reasons[foreign.id])
        activities = plan._schedule_on(records.with_env(plan.env), MONDAY)
        self.assertEqual(set(activities.mapped("res_id")), set(self.leads.ids))

    def test_assignee_without_access(self):
        """Nothing is assigned to a user who can't open the record."""
        plan = self._create_plan("on_demand")
        outsider = self.users["employee"]
        with self.assertRefused("doesn't have access", outsider.name):
            self._launch(plan, responsible=outsider)
        self.assertFalse(self.leads.activity_ids)

    def test_assignee_never_works(self):
        """A record whose assignee never works is named, and the others are launched."""
        self._create_idle_resource(self.manager)
        plan = self._create_plan("launcher", "record_user")
        plan.template_ids.delay_unit = "working_days"
        activities = self._launch(plan)
        self.assertEqual(activities.mapped("res_id"), self.lead.ids * 2)
        other = self.leads - self.lead
        refusals = plan.with_user(self.user)._get_launch_refusals(
            self.leads, self.env["res.users"], MONDAY
        )
        self.assertEqual(refusals.keys(), {other.id})
        for text in (self.manager.name, "enough working days", "Flow 1"):
            self.assertIn(text, refusals[other.id])
        self.assertFalse(other.activity_ids)
        with self.assertRefused("enough working days", self.manager.name):
            self._launch(plan, other)

    def test_dialog_never_works(self):
        """The dialog warns of such a record, launches the others, and names it."""
        self._create_idle_resource(self.manager)
        plan = self._create_plan("record_user")
        plan.non_working_days = "next"
        dialog = self._open(self.leads, plan)
        self.assertFalse(dialog.has_error)
        self.assertIn("enough working days", dialog.warning)
        line = dialog.plan_schedule_line_ids
        self.assertEqual(line.line_people, self.user.name)
        action = dialog.action_schedule_plan()
        self.assertIn("enough working days", action["params"]["message"])
        self.assertEqual(self.leads.activity_ids.mapped("res_id"), self.lead.ids)
        # one record alone: the dialog shows the error, and its lines nonetheless
        alone = self.leads - self.lead
        dialog = self.env["mail.activity.schedule"].with_user(self.manager)
        values = {"res_model": alone._name, "res_ids": str(alone.ids)}
        dialog = dialog.new({**values, "plan_id": plan.id, "plan_date": MONDAY})
        self.assertIn("enough working days", dialog.error)
        self.assertTrue(dialog.plan_schedule_line_ids.line_when)

    def test_archived_assignee(self):
        """Nothing is assigned to an archived team leader: the record needs another."""
        plan = self._create_plan("team_leader")
        self.lead.team_id.user_id = self.users["own_documents"]
        self.users["own_documents"].active = False
        with self.assertRefused(self.lead.name, "archived", "team with a leader"):
            self._launch(plan, self.lead)

    def test_nothing_to_launch(self):
        """No records, no steps, another model, an archived type: a sentence each."""
        with self.assertRefused("Choose the records"):
            self._launch(records=self.lead.browse())
        with self.assertRefused("no steps"):
            self._launch(self._create_plan())
        with self.assertRefused("doesn't apply to"):
            self._launch(records=self.user.partner_id)
        self.call.action_archive()
        with self.assertRefused("Flow call", "archived"):
            self._launch()
        self.assertFalse(self.leads.activity_ids)

    def test_no_access(self):
        """A user without access to a record can't launch anything on it."""
        own = self.users["own_documents"]
        with self.assertRefused("was skipped"):
            self.plan.with_user(own)._schedule_on(self.leads.with_user(own), MONDAY)
        with self.assertRaises(AccessError):
            portal = self.users["portal"]
            self.plan.with_user(portal)._schedule_on(self.leads.with_user(portal))

    def test_further_models(self):
        """A plan can apply to other models, and is offered there."""
        partner = self.env["res.partner"].create({"name": "Flow partner"})
        plan = self._create_plan("record_user", "launcher")
        plan.model_ids = self.env["ir.model"]._get("res.partner")
        activities = self._launch(plan, partner)
        self.assertEqual(set(activities.mapped("res_model")), {"res.partner"})
        dialog = self._open(partner, plan)
        self.assertIn(plan, dialog.plan_available_ids)
        self.assertIn(plan, self._open(self.lead, plan).plan_available_ids)

    def test_administrator(self):
        """A Sales Administrator manages plans for several models."""
        plan = self.plan.with_user(self.manager)
        models = self.env["ir.model"].with_user(self.manager)
        [found, *_others] = models.web_search_read(
            [("is_mail_activity", "=", True), ("model", "=", "res.partner")],
            {"display_name": {}},
        )["records"]
        values = {"model_ids": [Command.set([found["id"]])], "non_working_days": "next"}
        [saved] = plan.web_save(values, {"model_ids": {"fields": {"display_name": {}}}})
        self.assertEqual(saved["model_ids"], [found])

    def test_limited_type(self):
        """A type limited to one model can't be in a plan for several."""
        self.call.res_model = "crm.lead"
        partners = self.env["ir.model"]._get("res.partner")
        with self.assertRefused("Flow call", "Contact"):
            self.plan.model_ids = partners
        self.call.res_model = False
        self.plan.model_ids = partners
        with self.assertRefused("Flow call", "Contact"):
            self.call.res_model = "crm.lead"

    def test_model_without_activities(self):
        """A model without activities can't have a plan."""
        with self.assertRefused("doesn't have activities"):
            self.plan.model_ids = self.env["ir.model"]._get("res.country")

    def test_planned_time(self):
        """A step's hour is in the assignee's time zone, in summer and winter."""
        self.user.tz = "Europe/Brussels"
        plan = self._create_plan("launcher", "launcher")
        plan.template_ids.write({"planned_hour": 9.5, "planned_duration": 1.5})
        plan.template_ids[1].delay_count = 60
        winter, summer = self._launch(plan, self.lead)
        self.assertEqual(str(winter.planned_start), "2026-03-02 08:30:00")
        self.assertEqual(str(summer.planned_start), "2026-05-01 07:30:00")
        self.assertEqual(winter.planned_duration, 1.5)
        self.assertEqual(str(summer.date_deadline), "2026-05-01")

    def test_queries(self):
        """100 records take few more queries than 10: the ORM's batches."""
        counts = []
        for size in (1, 10, 100):  # the first one fills caches
            leads = self.env["crm.lead"].create(
                [{"name": "Flow", "user_id": self.user.id} for _lead in range(size)]
            )
            counts.append(self._count_queries(self._launch, records=leads))
        self.assertLessEqual(counts[2], counts[1] + 30, counts)
