from freezegun import freeze_time

from odoo.tests import tagged

from ..common import NextStepCommon, RpcMixin


@tagged("post_install", "-at_install", "next_step")
class TestNextStepCreate(RpcMixin, NextStepCommon):
    def test_values(self):
        """A created activity has its texts, assignee, dates and previous activity."""
        rule = self._create_rule(
            self.email,
            mode="create",
            note="<p>Flow note</p>",
            delay_count=2,
            delay_unit="working_days",
            planned_hour=9.5,
            planned_duration=1,
        )
        self.users["salesperson"].tz = "Europe/Brussels"
        call = self._create_activity(self.call)
        result = self._complete(call)
        created = self._get_created(result)
        self.assertRecordValues(
            created,
            [
                {
                    "activity_type_id": self.email.id,
                    "summary": "Write to them",
                    "user_id": self.users["salesperson"].id,
                    "origin": "next_step",
                    "next_step_id": rule.id,
                    "previous_activity_id": call.id,
                    "previous_activity_type_id": self.call.id,
                    "res_id": self.lead.id,
                    "automated": False,
                    "planned_duration": 1,
                }
            ],
        )
        # Thursday the 8th and two working days: Monday, 9:30 in summer time
        self.assertEqual(str(created.planned_start), "2026-10-12 07:30:00")
        self.assertEqual(str(created.date_deadline), "2026-10-12")
        self.assertIn("Flow note", created.note)
        self.assertEqual(created.follows_label, "Flow activity 0, Flow good")
        self.assertEqual(
            created.with_user(self.users["salesperson"]).action_open_previous()[
                "res_id"
            ],
            call.id,
        )

    def test_plain_data(self):
        """API clients get the created activities as plain data."""
        self._create_rule(self.email, mode="create", delay_count=1)
        result = self._complete()
        self.assertEqual(len(result["created"]), 1)
        self.assertEqual(
            {
                name: result["created"][0][name]
                for name in ("id", "date_deadline", "user_name", "res_name")
            },
            {
                "id": result["created_ids"][0],
                "date_deadline": "2026-10-09",
                "user_name": self.users["salesperson"].name,
                "res_name": "Flow lead",
            },
        )

    def test_every_door(self):
        """Next steps are created once, however an activity is completed."""
        self._switch("group_activity_status")
        self._create_rule(self.email, mode="create")
        done = self.env.ref("crm_activity_flow.mail_activity_status_done")
        doors = {
            "action_complete": lambda act: act.action_complete(self.outcome_good.id),
            "action_done": lambda act: act.action_done(outcome_id=self.outcome_good.id),
            "action_feedback": lambda act: act.action_feedback(
                outcome_id=self.outcome_good.id
            ),
            "write": lambda act: act.write(
                {"active": False, "outcome_id": self.outcome_good.id}
            ),
            "archive": lambda act: (
                act.write({"outcome_id": self.outcome_good.id}),
                act.action_archive(),
            ),
            "status": lambda act: act.write(
                {"status_id": done.id, "outcome_id": self.outcome_good.id}
            ),
            "dialog": self._complete_in_dialog,
        }
        for name, door in doors.items():
            with self.subTest(name):
                call = self._create_activity(self.call)
                door(call.with_user(self.users["salesperson"]))
                followers = self.Activity.search(
                    [("previous_activity_id", "=", call.id)]
                )
                self.assertEqual(followers.activity_type_id, self.email)
                self.assertEqual(len(followers), 1)

    def _complete_in_dialog(self, activity):
        action = activity.action_open_complete()
        wizard = activity.env["mail.activity.complete"].browse(action["res_id"])
        wizard.line_ids.outcome_id = self.outcome_good
        return wizard.action_apply()

    def test_business_code(self):
        """Business code that completes creates next steps, unless it skips them."""
        self._create_rule(self.email, mode="create")
        for skip, expected in ((False, 1), (True, 0)):
            call = self._create_activity(self.call, automated=True)
            call.with_context(mail_activity_automation_skip=skip).action_feedback()
            followers = self.Activity.search([("previous_activity_id", "=", call.id)])
            self.assertEqual(len(followers), expected)

    def test_not_completed(self):
        """Cancelled activities, and ones created as done, get no next steps."""
        self._switch("group_activity_status")
        self._create_rule(self.email, mode="create")
        cancelled = self._create_activity(self.call)
        cancelled.action_cancel("No time")
        history = self._create_activity(self.call, active=False)
        activities = (cancelled | history).ids
        self.assertFalse(
            self.Activity.search([("previous_activity_id", "in", activities)])
        )

    def test_responsibles(self):
        """Each kind of assignment finds its user, or falls back to an active one.

        Users never get steps that they can't open, and no step gets lost.
        """
        users = self.users
        team = self.env["crm.team"].create(
            {"name": "Flow team", "user_id": users["manager"].id}
        )
        self.lead.team_id = team
        gone = users["settings"].copy({"login": "flow_gone", "active": False})
        rows = [
            ("same", {}, "salesperson"),
            ("record_user", {}, "salesperson"),
            ("team_leader", {}, "manager"),
            ("completer", {}, "manager"),
            ("user", {"responsible_id": users["manager"].id}, "manager"),
            # can't read another user's lead, so the user who completed gets the step
            ("user", {"responsible_id": users["own_documents"].id}, "manager"),
        ]
        for kind, values, expected in rows:
            with self.subTest(kind, **values), self.env.cr.savepoint() as savepoint:
                self._create_rule(
                    self.email, mode="create", responsible_type=kind, **values
                )
                created = self._get_created(self._complete(role="manager"))
                self.assertEqual(created.user_id, users[expected])
                savepoint.close(rollback=True)
                self.env.registry.clear_cache()
        self._create_rule(self.email, mode="create", responsible_type="record_user")
        self.lead.with_context(active_test=False).user_id = gone
        self.assertEqual(
            self._get_created(self._complete(role="manager")).user_id,
            users["salesperson"],
        )

    def test_assignee_without_document(self):
        """Completing without access to the document still creates the next step."""
        self._create_rule(self.email, mode="create", responsible_type="record_user")
        call = self._create_activity(self.call, user_id=self.users["own_documents"].id)
        result = self._complete(call, role="own_documents")
        created = self._get_created(result)
        self.assertEqual(created.user_id, self.users["salesperson"])
        self.assertFalse(result["suggestions"])

    def test_undo(self):
        """Reopening withdraws untouched next steps; edited ones stay, once."""
        self._create_rule(self.email, mode="create")
        self._create_rule(self.visit, mode="create")
        for outcomes_on in (True, False):
            with self.subTest(outcomes_on=outcomes_on):
                self._switch_outcomes(outcomes_on)
                call = self._create_activity(self.call)
                result = call.action_complete(outcomes_on and self.outcome_good.id)
                created = self._get_created(result)
                self.assertEqual(len(created), 2)
                touched = created.filtered(lambda a: a.activity_type_id == self.visit)
                touched.summary = "Flow edited"
                call.action_reopen()
                self.assertEqual(created.exists(), touched)
                result = call.action_complete(outcomes_on and self.outcome_good.id)
                self.assertEqual(self._get_created(result).activity_type_id, self.email)

    def test_plan(self):
        """A plan as the next step starts on the due date, for the rule's assignee."""
        plan = self._create_plan(self.email, self.visit)
        rule = self._create_rule(
            plan_id=plan.id, mode="create", delay_count=1, delay_unit="weeks"
        )
        call = self._create_activity(self.call)
        created = self._get_created(self._complete(call))
        self.assertEqual(
            [(act.activity_type_id, str(act.date_deadline)) for act in created],
            [(self.email, "2026-10-15"), (self.visit, "2026-10-16")],
        )
        for name, value in {
            "user_id": self.users["salesperson"],
            "plan_id": plan,
            "next_step_id": rule,
            "previous_activity_id": call,
        }.items():
            self.assertEqual(created[name], value)
        self.assertEqual(set(created.mapped("origin")), {"next_step"})
        messages = self.lead.message_ids.filtered(lambda msg: plan.name in msg.body)
        self.assertEqual(len(messages), 1)

    def test_plan_that_fails(self):
        """A plan that can't start doesn't block the completion; the chatter says so."""
        other = self.env["res.company"].create({"name": "Flow Inc."})
        plan = self._create_plan(self.email, company_id=other.id)
        self._create_rule(plan_id=plan.id, mode="create")
        self.lead.company_id = self.env.company
        call = self._create_activity(self.call)
        result = call.action_complete(self.outcome_good.id)
        self.assertFalse(call.active)
        self.assertFalse(result["created_ids"])
        self.assertIn("Flow plan", self.lead.message_ids[0].body)
        self.assertIn("couldn't be created", self.lead.message_ids[0].body)

    def test_plan_for_who_never_works(self):
        """One assignee without working days is named; the others get their plans."""
        plan = self._create_plan(self.email)
        plan.template_ids.write({"delay_unit": "working_days", "delay_count": 1})
        self._create_rule(plan_id=plan.id, mode="create")
        manager = self.users["manager"]
        self._create_idle_resource(manager)
        calls = self._create_activity(self.call)
        calls |= self._create_activity(
            self.call, self.lead.copy({"name": "Flow idle"}), user_id=manager.id
        )
        created = self._get_created(self._complete(calls))
        self.assertEqual(created.previous_activity_id, calls[0])
        self.assertEqual(str(created.date_deadline), "2026-10-09")
        record = self.env["crm.lead"].browse(calls[1].res_id)
        body = record.message_ids[0].body
        self.assertIn("couldn't be created", body)
        self.assertIn("enough working days", body)

    def test_selection(self):
        """Two calls on one document and one on another: each gets its next step."""
        self._create_rule(self.email, mode="create")
        self._create_rule(plan_id=self._create_plan(self.visit).id, mode="create")
        calls = self._create_activity(self.call, count=2)
        calls |= self._create_activity(self.call, self.lead.copy())
        created = self._get_created(self._complete(calls))
        for kind in (self.email, self.visit):
            own = created.filtered(lambda act, kind=kind: act.activity_type_id == kind)
            self.assertEqual(own.previous_activity_id, calls)
            self.assertEqual(len(own), 3)

    def test_document_deleted(self):
        """If the document no longer exists, there's no next step, and no error."""
        self._create_rule(self.email, mode="create")
        call = self._create_activity(self.call)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET res_id = %s WHERE id = %s",
            [2_000_000_000, call.id],
        )
        self.env.invalidate_all()
        result = call.action_complete(self.outcome_good.id)
        self.assertFalse(result["created_ids"] + result["suggestions"])

    def test_no_working_days(self):
        """An assignee who never works gets it today, and the completion succeeds."""
        self._create_idle_resource(self.users["salesperson"])
        self._create_rule(
            self.email, mode="create", delay_count=3, delay_unit="working_days"
        )
        created = self._get_created(self._complete())
        self.assertEqual(str(created.date_deadline), self.TODAY)

    def test_end_of_all_days(self):
        """A deadline in the year 9999 has no next day."""
        self._create_rule(
            self.email, mode="create", delay_count=1, delay_from="deadline"
        )
        call = self._create_activity(self.call, date_deadline="9999-12-31")
        created = self._get_created(self._complete(call))
        self.assertEqual(str(created.date_deadline), "9999-12-31")

    def test_deadline(self):
        """Delays start at the completion or at the deadline, as the rule says.

        What would be due before today is due today.
        """
        self._create_rule(self.email, mode="create", delay_count=1)
        self._create_rule(
            self.visit,
            mode="create",
            delay_count=1,
            delay_unit="months",
            delay_from="deadline",
        )
        for deadline, day in (("2026-12-31", "2027-01-31"), ("2026-01-31", self.TODAY)):
            call = self._create_activity(self.call, date_deadline=deadline)
            created = self._get_created(self._complete(call))
            self.assertEqual(
                [str(activity.date_deadline) for activity in created],
                ["2026-10-09", day],
            )

    def test_day_of_the_assignee(self):
        """The assignee's day counts if a colleague far away completes."""
        manager = self.users["manager"]
        self._create_rule(self.email, mode="create", delay_count=0)
        days = {"Pacific/Auckland": "2026-10-09", "America/Los_Angeles": "2026-10-08"}
        for tz, day in days.items():
            self.users["salesperson"].tz = tz
            for other in days:
                manager.tz = other
                call = self._create_activity(self.call)
                with self.subTest(tz, other=other), freeze_time("2026-10-08 20:00:00"):
                    created = self._get_created(self._complete(call, role="manager"))
                    self.assertEqual(created.user_id, self.users["salesperson"])
                    self.assertEqual(str(created.date_deadline), day)

    def test_merged_meanwhile(self):
        """A merge moves the next step, but no person has changed it."""
        self._create_rule(self.email, mode="create")
        self._switch("group_activity_status")
        other = self.lead.copy({"name": "Flow other"})
        for survivor, merged in ((self.lead, other), (other.copy(), self.lead)):
            call = self._create_activity(self.call, record=merged)
            created = self._get_created(self._complete(call))
            both = (survivor | merged).with_user(self.users["salesperson"])
            kept = both._merge_opportunity(auto_unlink=False)
            with self.subTest(kept=kept.name):
                self.assertEqual(created.res_id, kept.id)
                self.assertTrue(created.is_untouched)
                call.with_user(self.users["salesperson"]).action_reopen()
                self.assertFalse(created.exists())

    def _get_moves(self, created):
        """Return what changes a next step without anybody deciding on it."""
        survivor = self._create_type("Flow survivor")
        user = self.users["salesperson"]
        return {
            "zone": lambda: user.write({"tz": "Pacific/Auckland"}),
            "name": lambda: self.lead.write({"name": "Flow renamed"}),
            "salesperson": lambda: self.lead.write(
                {"user_id": self.users["manager"].id}
            ),
            "type": lambda: created.activity_type_id.action_merge_into(survivor.id),
            "conversion": lambda: self.lead.convert_opportunity(
                self.env["res.partner"].create({"name": "Flow customer"})
            ),
        }

    def test_moved_meanwhile(self):
        """Nothing that follows from something else is a person's change."""
        self.users["salesperson"].tz = "UTC"
        for name in ("zone", "name", "salesperson", "type", "conversion"):
            following = self._create_type(f"Flow {name}")
            rule = self._create_rule(following, mode="create", planned_hour=20)
            self.lead.type = "lead" if name == "conversion" else "opportunity"
            call = self._create_activity(self.call)
            created = self._get_created(self._complete(call))
            deadline = created.date_deadline
            self._get_moves(created)[name]()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(name):
                self.assertEqual(created.date_deadline > deadline, name == "zone")
                call.with_user(self.users["salesperson"]).action_reopen()
                self.assertFalse(created.exists())
            rule.active = False

    def test_moved_by_a_person(self):
        """Whoever puts a next step on another record has decided on it."""
        self._create_rule(self.email, mode="create")
        other = self.lead.copy({"name": "Flow other"})
        call = self._create_activity(self.call)
        created = self._get_created(self._complete(call))
        self._rpc(
            "salesperson", "mail.activity", "write", created.ids, {"res_id": other.id}
        )
        call.with_user(self.users["salesperson"]).action_reopen()
        self.assertEqual(created.exists().res_id, other.id)

    def test_notice(self):
        """A colleague gets one message that lists several activities."""
        self.env = self.env(context={})
        rule = {"responsible_type": "user", "responsible_id": self.users["manager"].id}
        self._create_rule(self.email, mode="create", **rule)
        calls = self.Activity.with_env(self.env).browse(
            self._create_activity(self.call, count=3).ids
        )
        partner = self.users["manager"].partner_id
        inbox = [("partner_ids", "in", partner.ids)]
        before = self.env["mail.message"].search(inbox)
        self._complete(calls)
        told = self.env["mail.message"].search(inbox) - before
        self.assertEqual(len(told), 1)
        self.assertEqual(told.body.count("<li>"), 3)

    def test_undo_keeps_what_has_files(self):
        """Reopening keeps a next step to which someone attached a file."""
        self._create_rule(self.email, mode="create")
        manager = self.users["manager"]
        for way in ("upload", "form", "later", ""):
            with self.subTest(way):
                call = self._create_activity(self.call)
                created = self._get_created(self._complete(call))
                is_linked = way == "upload"
                file = (
                    self.env["ir.attachment"]
                    .with_user(manager)
                    .create(
                        {
                            "name": "Flow file",
                            "res_model": is_linked and "mail.activity",
                            "res_id": is_linked and created.id,
                        }
                    )
                )
                if way == "form":
                    created.with_user(manager).attachment_ids = file
                elif way == "later":
                    file.write({"res_model": "mail.activity", "res_id": created.id})
                call.with_user(self.users["salesperson"]).action_reopen()
                self.assertEqual(bool(created.exists()), bool(way))

    def test_created_but_hidden(self):
        """The answer leaves out next steps that the caller can't read."""
        self._create_rule(
            self.email, mode="create", responsible_type="record_user", summary="Secret"
        )
        self._create_rule(self.visit, mode="create")
        call = self._create_activity(self.call, user_id=self.users["employee"].id)
        result = self._complete(call, role="employee")
        self.assertEqual(len(result["created_ids"]), 2)
        created = self._get_created(result).with_user(self.users["employee"])
        readable = created._filtered_access("read")
        self.assertEqual(readable.activity_type_id, self.visit)
        self.assertEqual([each["id"] for each in result["created"]], readable.ids)
        self.assertNotIn("Secret", str(result))
        self.assertNotIn(self.users["salesperson"].name, str(result))
        self.assertFalse(result["suggestions"])
