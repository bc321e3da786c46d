from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MONDAY, PlanCommon

WORKING = {"delay_unit": "working_days"}
# policy for non-working days, the steps, the assignee's time zone
PLANS = [
    ("keep", [{"delay_count": 0}, {"delay_count": 5}], "Europe/Brussels"),
    ("next", [{"delay_count": 5}, {"delay_count": 6}], "Europe/Brussels"),
    ("previous", [{"delay_count": 5}, {"delay_count": 11}], "Europe/Brussels"),
    ("keep", [{"delay_count": 5, **WORKING}], "Europe/Brussels"),
    ("keep", [{"delay_count": 3, "delay_from": "before_plan_date", **WORKING}], "UTC"),
    ("next", [{"delay_count": 2, "delay_unit": "months"}], "UTC"),
    ("keep", [{"responsible_type": "record_user"}], "UTC"),
    ("keep", [{"responsible_type": "team_leader", "delay_count": 2}], "UTC"),
    ("next", [{"planned_hour": 9.5, "planned_duration": 1}], "Europe/Brussels"),
    ("keep", [{"planned_hour": 23.75, "delay_count": 1}], "America/Los_Angeles"),
    ("next", [{"planned_hour": 0.25, "delay_count": 5}], "Pacific/Auckland"),
]


@tagged("post_install", "-at_install")
class TestPlanDialog(PlanCommon):
    """What Odoo's dialog shows before a plan is launched."""

    def _get_lines(self, dialog):
        return [
            (line.line_description, line.line_date_deadline, line.responsible_user_id)
            for line in dialog.plan_schedule_line_ids
        ]

    def _create_leave(self, user, day):
        """Give a user a day off."""
        resource = self.env["resource.resource"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "calendar_id": self.env.company.resource_calendar_id.id,
            }
        )
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Flow secret",
                "resource_id": resource.id,
                "date_from": f"{day} 00:00:00",
                "date_to": f"{day} 22:00:00",
            }
        )

    def test_preview_is_what_is_created(self):
        """The preview shows each step's actual date, assignee and time."""
        for policy, steps, zone in PLANS:
            with self.subTest(policy=policy, steps=steps, zone=zone):
                (self.user | self.manager).tz = zone
                plan = self._create_plan(*steps, non_working_days=policy)
                dialog = self._open(self.lead, plan)
                self.assertFalse(dialog.has_error, dialog.error)
                activities = self._launch(self.lead, plan)
                self.assertEqual(
                    self._get_lines(dialog),
                    [
                        (act.summary, act.date_deadline, act.user_id)
                        for act in activities
                    ],
                )
                hours = [step.get("planned_hour") for step in steps]
                for line, hour in zip(
                    dialog.plan_schedule_line_ids, hours, strict=True
                ):
                    self.assertEqual(bool(line.line_time), bool(hour))

    def test_weekday_and_time(self):
        """Weekday, date and time are shown, with the time zone if it's another one."""
        plan = self._create_plan(
            {"planned_hour": 9.5},
            {"planned_hour": 14, "responsible_type": "record_user"},
        )
        self.manager.tz = "Asia/Tokyo"
        self.lead.user_id = self.manager
        lines = self._open(self.lead, plan).plan_schedule_line_ids
        self.assertEqual(lines[0].line_when, "Mon 03/02/2026, 09:30 AM")
        self.assertEqual(lines[1].line_when, "Mon 03/02/2026, 02:00 PM (Asia/Tokyo)")
        self.assertEqual(lines[1].line_people, self.manager.name)

    def test_what_follows(self):
        """Odoo's lines for triggered activities stay, based on the actual date."""
        after = self._create_type("Flow after", delay_count=1, delay_unit="days")
        after.delay_from = "previous_activity"
        self.call.write({"chaining_type": "trigger", "triggered_next_type_id": after})
        self.lead.user_id = self.manager
        self._create_leave(self.manager, "2026-03-09")
        steps = [{"delay_count": 5, "responsible_type": "record_user"}, {}]
        plan = self._create_plan(*steps, non_working_days="next")
        lines = self._open(self.lead, plan).plan_schedule_line_ids
        self.assertEqual(
            [(line.line_description, str(line.line_date_deadline)) for line in lines],
            [
                ("Flow 0", "2026-03-10"),
                ("Flow after", "2026-03-11"),
                ("Flow 1", "2026-03-02"),
                ("Flow after", "2026-03-03"),
            ],
        )

    def test_free_day(self):
        """A non-working day is marked, and a leave looks like a weekend."""
        plan = self._create_plan({"delay_count": 5}, {"delay_count": 1}, {})
        self._create_leave(self.user, "2026-03-03")
        lines = self._open(self.lead, plan).plan_schedule_line_ids
        weekend, leave, work = lines.mapped("line_marks")
        self.assertEqual(
            [mark["text"] for mark in weekend], [("Falls on a non-working day")]
        )
        self.assertEqual(leave, weekend)
        self.assertFalse(work)

    def test_clash(self):
        """A busy assignee is named, with the time; a free one isn't."""
        self.lead.user_id = self.manager
        self._create_activity(
            self.call,
            planned_start="2026-03-02 08:30:00",
            planned_duration=1,
            user_id=self.manager.id,
        )
        plan = self._create_plan(
            {"planned_hour": 10, "responsible_type": "record_user"},
            {"planned_hour": 15, "responsible_type": "record_user"},
            {"planned_hour": 10},
        )
        clash, *others = self._open(self.lead, plan).plan_schedule_line_ids
        [mark] = clash.line_marks
        self.assertIn(f"{self.manager.name} is busy 09:30", mark["text"])
        self.assertIn("(1)", mark["text"])
        self.assertFalse(any(line.line_marks for line in others))

    def test_several_records(self):
        """For several records, shared values are shown, others as a range."""
        other = self.lead.copy({"user_id": self.manager.id})
        self._create_leave(self.manager, "2026-03-03")
        plan = self._create_plan(
            {"responsible_type": "record_user", "delay_count": 1, **WORKING}, {}
        )
        various, same = self._open(self.lead | other, plan).plan_schedule_line_ids
        self.assertEqual(various.line_people, "various people")
        self.assertFalse(various.responsible_user_id)
        self.assertEqual(various.line_when, "Tue 03/03/2026 to Wed 03/04/2026")
        self.assertEqual(same.line_people, self.user.name)
        self.assertEqual(same.line_when, "Mon 03/02/2026")

    def test_free_day_of_some(self):
        """If a day is non-working for some of the records, it says for how many."""
        other = self.lead.copy({"user_id": self.manager.id})
        self._create_leave(self.manager, "2026-03-02")
        plan = self._create_plan({"responsible_type": "record_user"})
        line = self._open(self.lead | other, plan).plan_schedule_line_ids
        [mark] = line.line_marks
        self.assertEqual(mark["text"], "Falls on a non-working day for 1 of 2 records")

    def test_refused_not_previewed(self):
        """The preview leaves out skipped records."""
        gone = self.lead.copy({"user_id": self.manager.id})
        gone.unlink()
        plan = self._create_plan({"responsible_type": "record_user"})
        dialog = self._open(self.lead | gone, plan)
        self.assertEqual(dialog.plan_schedule_line_ids.line_people, self.user.name)
        self.assertIn(str(gone.id), dialog.warning)

    def test_warnings_are_few(self):
        """80 records without salesperson make a short warning, not 80 lines."""
        leads = self._create_leads(80, user_id=False)
        plan = self._create_plan({"responsible_type": "record_user"})
        warning = self._open(leads, plan).warning
        self.assertIn("and 75 more", warning)
        self.assertEqual(warning.count("<li>"), 6)

    def test_no_kind_of_warning_is_lost(self):
        """Many warnings of one kind don't hide the other kinds."""
        leads = self._create_leads(20, user_id=False)
        plan = self._create_plan({"responsible_type": "record_user"})
        self._launch(leads[0], plan)
        gone = self.lead.copy()
        gone.unlink()
        warning = self._open(leads | gone, plan).warning
        self.assertIn("already running", warning)
        self.assertIn(str(gone.id), warning)
        self.assertIn("and 15 more", warning)

    def test_queries(self):
        """80 records take as many queries as 2."""
        plan = self._create_plan(
            {"responsible_type": "record_user", "planned_hour": 9}, {"delay_count": 5}
        )
        counts = []
        for size in (2, 2, 80):  # the first one fills caches
            leads = self._create_leads(size)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog = self._open(leads, plan)
            self.assertEqual(len(dialog.plan_schedule_line_ids), 2)
            self.assertFalse(dialog.has_error or dialog.has_warning)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2, counts)
        self.assertLessEqual(counts[2], 60, counts)

    def test_errors(self):
        """A problem is a sentence in the dialog, and nothing is launched."""
        without_steps = self._create_plan(name="Flow empty")
        partner = self.env["res.partner"].create({"name": "Flow partner"})
        country = self.env.ref("base.be")
        cases = [
            (self._open(self.lead, without_steps), "no steps"),
            (self._open(self.lead.browse()), "Choose the records"),
            (self._open(partner), "doesn't apply to"),
            (self._open(country), "doesn't apply to"),
            (self._open(self.lead, plan_date=date(9999, 12, 31)), "out of range"),
            (self._open(self.lead, plan_date=date(1, 1, 1)), "out of range"),
            (self._open(self.lead.browse(range(1, 10_002))), "at most 10000"),
        ]
        for dialog, text in cases:
            with self.subTest(text=text):
                self.assertTrue(dialog.has_error)
                self.assertIn(text, dialog.error)
                self.assertFalse(dialog.has_warning)
                dialog.plan_schedule_line_ids.mapped("line_when")
        self.call.action_archive()
        self.assertIn("is archived", self._open(self.lead).error)
        self.assertFalse(self.lead.activity_ids)

    def test_by_code(self):
        """Code that works for someone launches what that person couldn't."""
        lead = self._create_leads(1)
        lead.user_id = self.users["manager"]
        plan = self._create_plan({"responsible_type": "record_user"})
        values = {"res_model": "crm.lead", "res_ids": str(lead.ids), "plan_id": plan.id}
        dialogs = self.env["mail.activity.schedule"]
        for role in ("own_documents", "portal"):
            user = self.users[role]
            with self.subTest(role=role):
                by_user = dialogs.with_user(user)
                with self.assertRaises(UserError):
                    by_user.create(dict(values))
                by_code = by_user.sudo().create(dict(values))
                self.env.flush_all()
                self.assertFalse(by_code.has_error, by_code.error)
                before = lead.activity_ids
                by_code.action_schedule_plan()
                self.assertEqual(len(lead.activity_ids - before), 1)
        other = self._create_leads(1)
        other.user_id = self.users["manager"]
        own_plan = plan.with_user(self.users["own_documents"])
        own_plan.sudo().action_launch(other._name, other.ids)
        self.assertEqual(len(other.activity_ids), 1)

    def test_too_many_chosen(self):
        """Too many records are refused with their number, not cut off."""
        dialog = self.env["mail.activity.schedule"].with_context(
            active_model="crm.lead", active_ids=list(range(1, 10_002))
        )
        dialog = dialog.new({"res_model": "crm.lead", "plan_id": self.plan.id})
        self.assertIn("selected 10001", dialog.error)

    def test_more_than_odoo_takes(self):
        """501 records chosen in a list are 501 in the dialog."""
        leads = self._create_leads(501)
        dialog = self.env["mail.activity.schedule"].with_user(self.user)
        dialog = dialog.with_context(active_model="crm.lead", active_ids=leads.ids)
        values = dialog.default_get(["res_ids", "res_model"])
        self.assertEqual(dialog.new(values)._get_applied_on_records(), leads)

    def test_unknown_model(self):
        """An unknown model is named in the error."""
        dialog = self.env["mail.activity.schedule"].with_user(self.user)
        with self.assertRefused("flow.nothing"):
            dialog.create(
                {"res_model": "flow.nothing", "res_ids": "[1]", "plan_id": self.plan.id}
            )

    def test_two_companies(self):
        """A plan can be launched in two companies; records that don't fit are named."""
        company = self.env["res.company"].create({"name": "Flow company"})
        self.user.company_ids |= company
        nobodys = {"team_id": False, "user_id": False}
        foreign = self.lead.copy({"company_id": company.id, **nobodys})
        self.lead.company_id = self.env.company
        leads = self.lead | foreign
        self.assertFalse(self._open(leads).has_error)
        limited = self._create_plan({}, company_id=self.env.company.id)
        dialog = self._open(leads, limited)
        self.assertFalse(dialog.has_error)
        self.assertIn("Flow company", dialog.warning)
        self.assertEqual(self._launch(leads, limited).mapped("res_id"), self.lead.ids)
        self.assertIn("Flow company", self._open(foreign, limited).error)

    def test_plans_of_each_company(self):
        """Plans of every record's company are offered, not only the first one's."""
        company = self.env["res.company"].create({"name": "Flow company"})
        nobodys = {"team_id": False, "user_id": False}
        foreign = self.lead.copy({"company_id": company.id, **nobodys})
        plan = self._create_plan({}, company_id=company.id)
        self.lead.company_id = self.env.company
        self.assertNotIn(plan, self._open(self.lead).plan_available_ids._origin)
        dialog = self._open(self.lead | foreign, user=self.env.user)
        self.assertIn(plan, dialog.plan_available_ids._origin)

    def test_named_twice(self):
        """A record that is given twice is launched on once."""
        twice = f"[{self.lead.id}, {self.lead.id}]"
        dialog = self._open(self.lead, res_ids=twice)
        dialog.action_schedule_plan()
        self.assertEqual(len(self.lead.activity_ids), 2)
        self.assertEqual(len(self._launch(self.lead + self.lead)), 2)

    def test_no_working_days(self):
        """An assignee who never works causes a sentence in the dialog, not a crash."""
        self._create_leave(self.user, MONDAY).date_to = "2099-01-01 00:00:00"
        plan = self._create_plan({"delay_count": 1, **WORKING})
        dialog = self._open(self.lead, plan)
        self.assertIn("enough working days", dialog.error)
        self.assertEqual(dialog.plan_schedule_line_ids.line_date_deadline, MONDAY)

    def test_free_activity(self):
        """Without a document, the dialog is Odoo's, and offers no plan."""
        dialog = self.env["mail.activity.schedule"].with_user(self.user).new({})
        self.assertFalse(dialog.has_error)
        self.assertFalse(dialog.plan_schedule_line_ids)
        dialog.plan_id = self.plan
        self.assertIn("Choose the records", dialog.error)

    def test_most_used_chosen(self):
        """Where Odoo would choose the first plan, the most used one is chosen."""
        records = {"res_model": "crm.lead", "res_ids": str(self.lead.ids)}
        dialog = self.env["mail.activity.schedule"].with_context(plan_mode=True)
        self.env["mail.activity.plan"].search(
            [("id", "<", self.plan.id)]
        ).active = False
        used = self._create_plan({})
        self.assertEqual(dialog.new(records).plan_id._origin, self.plan)
        self._launch(self.lead, used)
        self.assertEqual(dialog.new(records).plan_id._origin, used)

    def test_responsible_archived(self):
        """An archived assignee, or one without access, is explained in sentences."""
        outsider = self.users["employee"]
        plan = self._create_plan({"responsible_type": "on_demand"})
        dialog = self._open(self.lead, plan, plan_on_demand_user_id=outsider.id)
        self.assertIn("doesn't have access", dialog.error)
        self.manager.active = False
        plan.template_ids.write(
            {"responsible_type": "other", "responsible_id": self.manager.id}
        )
        self.assertIn("is archived", self._open(self.lead, plan).error)

    def test_default_user_archived(self):
        """What follows a step isn't shown as a former colleague's."""
        self._switch("group_activity_status")
        gone = self.manager
        following = self._create_type(
            "Flow following", default_user_id=gone.id, res_model="crm.lead"
        )
        plan = self._create_plan({}, {})
        first = plan.template_ids[0].activity_type_id
        for values in (
            {"chaining_type": "trigger", "triggered_next_type_id": following.id},
            {"chaining_type": "suggest", "suggested_next_type_ids": following.ids},
        ):
            first.write({"triggered_next_type_id": False, **values})
            for active, shown in ((True, gone), (False, gone.browse())):
                gone.active = active
                users = [
                    user
                    for _name, _day, user in self._get_lines(
                        self._open(self.lead, plan)
                    )
                ]
                self.assertEqual(users[1], shown)
                self.assertTrue(users[0])
                self.assertTrue(users[2])

    def test_saved_is_refused(self):
        """RPC refuses what the dialog refuses."""
        values = {"res_model": "crm.lead", "res_ids": "[]", "plan_id": self.plan.id}
        dialog = self.env["mail.activity.schedule"].with_user(self.user)
        with self.assertRefused("Choose the records"):
            dialog.create(values)
        self.plan.template_ids = [Command.clear()]
        with self.assertRefused("no steps"):
            dialog.create({**values, "res_ids": str(self.lead.ids)})
