from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..common import RpcMixin, StatusCommon


@tagged("post_install", "-at_install")
class TestStatusCancel(RpcMixin, StatusCommon):
    """Cancelling leaves a trace, and is never counted as done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.activity = cls._create_activity(cls.call, summary="Flow offer")

    def _get_notes(self):
        return self.lead.message_ids.filtered(lambda msg: "cancelled" in msg.body)

    def test_state_at_midnight(self):
        """In one transaction, too, a day ends where the assignee is."""
        user = self.users["salesperson"]
        for zone, midnight in (
            ("Europe/Berlin", datetime(2026, 3, 10, 23)),
            ("Asia/Kathmandu", datetime(2026, 3, 10, 18, 15)),
            (False, datetime(2026, 3, 11)),
        ):
            user.tz = zone
            activity = self._create_activity(
                self.call, date_deadline="2026-03-10", user_id=user.id
            )
            for seconds, state in ((-1, "today"), (0, "overdue"), (-1, "today")):
                with freeze_time(midnight + timedelta(seconds=seconds)):
                    activity.invalidate_recordset(["state"])
                    self.assertEqual(activity.state, state, zone)

    def test_trace(self):
        """User, time and reason are recorded, and the chatter gets one line."""
        self.activity.with_user(self.user).action_cancel("They went <away>")
        self.assertStands(self.activity, self.cancelled)
        self.assertEqual(self.activity.cancel_reason, "They went <away>")
        self.assertEqual(self.activity.cancelled_by_id, self.user)
        note = self._get_notes()
        self.assertEqual(len(note), 1)
        self.assertIn("“Flow offer” was cancelled: They went &lt;away&gt;", note.body)
        self.assertFalse(note.mail_activity_type_id)

    def test_off_deletes(self):
        """With the switch off, Cancel deletes as in Odoo, and posts nothing."""
        self._switch("group_activity_status", on=False)
        messages = self.lead.message_ids
        self.activity.with_user(self.user).action_cancel()
        self.assertFalse(self.activity.exists())
        self.assertEqual(self.lead.message_ids, messages)

    def test_mixed(self):
        """Cancelling a selection cancels open activities; done ones don't change."""
        done = self._create_in(self.done)
        (self.activity | done).action_cancel()
        self.assertStands(done, self.done)
        self.assertStands(self.activity, self.cancelled)

    def test_twice(self):
        """Cancelling or completing a cancelled activity says who cancelled it."""
        self.activity.with_user(self.user).action_cancel()
        with self.assertRefused("Flow offer", "cancelled by", self.user.name):
            self.activity.action_cancel("Again")
        with self.assertRefused("cancelled by", "Reopen it first"):
            self.activity.action_complete()
        done = self._create_in(self.done)
        with self.assertRefused("already completed"):
            done.action_cancel()

    def test_not_completed(self):
        """A cancelled activity can't be completed from an outdated page, on or off."""
        self.activity.action_cancel()
        messages = self.lead.message_ids
        for on in (True, False):
            self._switch("group_activity_status", on)
            for method in ("action_feedback", "action_feedback_schedule_next"):
                with (
                    self.subTest(on=on, method=method),
                    self.assertRefused("cancelled"),
                ):
                    getattr(self.activity, method)(feedback="Flow")
        self.assertEqual(self.lead.message_ids, messages)

    def test_merged_documents(self):
        """Merging opportunities or contacts keeps cancelled activities, on or off."""
        for on in (True, False):
            leads = self.lead.copy() | self.lead.copy()
            partners = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
            self._switch("group_activity_status")
            activities = self.Activity.concat(
                *(self._create_activity(self.call, doc) for doc in (*leads, *partners))
            )
            activities.action_cancel()
            self._switch("group_activity_status", on)
            leads.merge_opportunity()
            self.env["base.partner.merge.automatic.wizard"]._merge(
                partners.ids, partners[0]
            )
            self.assertEqual(activities.exists(), activities)

    def test_off_meeting(self):
        """While off, deleting a meeting deletes no cancelled activity."""
        meeting = self.env["calendar.event"].create(
            {"name": "Flow", "start": "2026-03-02", "stop": "2026-03-03"}
        )
        self.activity.calendar_event_id = meeting
        self.activity.action_cancel()
        self._switch("group_activity_status", on=False)
        meeting.unlink()
        self.assertTrue(self.activity.exists())

    def test_blank_reason(self):
        """A blank reason isn't recorded."""
        self.activity.action_cancel("  ")
        self.assertFalse(self.activity.cancel_reason)

    def test_off_old_page(self):
        """A page from before switching off deletes as in Odoo, or gets an error."""
        self._switch("group_activity_status", on=False)
        with self.assertRefused("switched off"):
            self.activity.action_move(self.waiting.id, self.todo.id)
        with self.assertRefused("switched off"):
            self.activity.action_drop(self.waiting.id, self.todo.id)
        self.assertEqual(self.activity.action_cancel_notify()["tag"], "soft_reload")
        self.assertFalse(self.activity.exists())

    def test_reason_afterwards(self):
        """A reason given right after cancelling goes into the line about it."""
        self.activity.summary = "Joe's <b> & “co”"
        other = self._create_activity(self.call, summary="Flow other")
        both = (self.activity | other).with_user(self.user)
        both.action_cancel()
        for _twice in range(2):
            result = self.activity.with_user(self.user).action_set_cancel_reason(
                "Too <late> & 'dear'"
            )
        self.assertEqual(self.activity.cancel_reason, "Too <late> & 'dear'")
        [note] = self._get_notes()
        self.assertEqual(
            html2plaintext(note.body),
            "“Joe's <b> & “co”” was cancelled: Too <late> & 'dear'\n"
            "“Flow other” was cancelled.",
        )
        self.assertEqual([data["id"] for data in result["mail.message"]], note.ids)
        other.with_user(self.user).action_set_cancel_reason("Too soon")
        self.assertIn("“Flow other” was cancelled: Too soon", self._get_notes().body)
        with self.assertRefused("isn't cancelled"):
            self._create_in(self.done).action_set_cancel_reason("Flow")

    def test_reason_of_someone_else(self):
        """Another person's reason, and another reason, are lines of their own."""
        self.activity.action_cancel()
        self.activity.with_user(self.user).action_set_cancel_reason("Flow later")
        self.activity.with_user(self.user).action_set_cancel_reason("Flow corrected")
        notes = self._get_notes().sorted("id")
        self.assertEqual(len(notes), 3)
        self.assertTrue(notes[0].body.striptags().endswith("was cancelled."))
        self.assertEqual(notes[1:].author_id, self.user.partner_id)

    def test_reason_after_cancelling_twice(self):
        """The line of the last cancellation gets the reason."""
        mine = self.activity.with_user(self.user)
        mine.action_cancel()
        mine.action_reopen()
        mine.action_cancel()
        mine.action_set_cancel_reason("Flow later")
        notes = self._get_notes().sorted("id")
        self.assertEqual(
            [note.body.striptags() for note in notes],
            [
                "“Flow offer” was cancelled.",
                "“Flow offer” was cancelled: Flow later",
            ],
        )

    def test_bad_reasons(self):
        """A reason is plain text."""
        for reason in (5, ["x"], {"x": 1}, "a\0b", b"x"):
            with self.subTest(reason=reason), self.assertRefused("plain text"):
                self._rpc(
                    "salesperson",
                    "mail.activity",
                    "action_cancel",
                    self.activity.ids,
                    reason,
                )
            self.assertStands(self.activity, self.todo)

    def test_reopen(self):
        """Reopening a cancelled activity restores it as it was."""
        self.activity.action_cancel("Flow")
        self.activity.with_user(self.user).action_reopen()
        self.assertStands(self.activity, self.todo)
        self.assertIn("reopened", self.lead.message_ids[0].body)

    def test_never_done(self):
        """Neither the activity view nor the documents' figures count it."""
        self.activity.action_cancel()
        for fetch_done in (True, False):
            data = self.Activity.with_user(self.user).get_activity_data(
                "crm.lead", [("id", "=", self.lead.id)], fetch_done=fetch_done
            )
            self.assertFalse(data["grouped_activities"])
        done = self._create_in(self.done)
        data = self.Activity.get_activity_data(
            "crm.lead", [("id", "=", self.lead.id)], fetch_done=True
        )
        cell = data["grouped_activities"][self.lead.id][self.call.id]
        self.assertEqual(cell["ids"], done.ids)
        self.assertEqual(cell["count_by_state"], {"done": 1})

    def test_counters(self):
        """Systray, kanban colors and search ignore cancelled activities."""
        self.assertEqual(self._get_systray_count(), 1)
        self.activity.action_cancel()
        self.assertEqual(self._get_systray_count(), 0)
        self.lead.invalidate_recordset()
        lead = self.lead.with_user(self.user).with_context(active_test=False)
        self.assertFalse(lead.activity_state)
        for state in ("overdue", "today", "planned"):
            found = lead.search([("activity_state", "=", state)])
            self.assertNotIn(lead, found)
        groups = lead._read_group([("id", "=", lead.id)], ["activity_state"])
        self.assertEqual(groups, [(False,)])

    def _get_systray_count(self):
        self.env.invalidate_all()
        groups = self.env["res.users"].with_user(self.user)._get_activity_groups()
        return sum(
            group["total_count"] for group in groups if group["model"] == "crm.lead"
        )

    def test_overview(self):
        """The report separates cancelled from done, and measures only the latter."""
        self.activity.write(
            {"date_deadline": fields.Date.subtract(fields.Date.today(), days=5)}
        )
        self.activity.action_cancel()
        self.env.flush_all()
        overview = self.env["mail.activity.overview"].with_user(self.user)
        row = overview.browse(self.activity.id)
        self.assertEqual(row.state, "cancelled")
        self.assertEqual(row.status_id, self.cancelled)
        self.assertFalse(row.done_at)
        self.assertFalse(row.done_by_id)
        [measures] = overview._read_group(
            [("id", "=", row.id)],
            [],
            ["on_time:avg", "days_late:avg", "days_to_complete:avg", "nbr:sum"],
        )
        self.assertEqual(measures, (0, 0, 0, 1))
        [(count,)] = overview._read_group(
            [("id", "=", row.id), ("on_time", "!=", False)], [], ["__count"]
        )
        self.assertEqual(count, 0)

    def test_activities_analysis(self):
        """Odoo's own report of completed activities doesn't count it either."""
        self.env.flush_all()
        report = self.env["crm.activity.report"]
        before = report.search_count([("lead_id", "=", self.lead.id)])
        self.activity.action_cancel("Flow")
        self.env.flush_all()
        after = report.search_count(
            [("lead_id", "=", self.lead.id), ("mail_activity_type_id", "!=", False)]
        )
        self.assertEqual(after, before)

    def test_business_code(self):
        """Activities that other apps withdraw are still deleted."""
        self.lead.activity_schedule("mail.mail_activity_data_todo")
        automated = self.lead.activity_ids.filtered("automated")
        self.lead.activity_unlink(["mail.mail_activity_data_todo"])
        self.assertFalse(automated.exists())

    def test_meeting(self):
        """The meeting stays, and the trace survives a later deletion of the meeting."""
        meeting = self.env["calendar.event"].create(
            {"name": "Flow", "start": "2026-03-02", "stop": "2026-03-03"}
        )
        self.activity.calendar_event_id = meeting
        done = self._create_in(self.done)
        done.calendar_event_id = meeting
        action = self.activity.action_cancel_notify()
        self.assertIn("meeting stays", action["params"]["note"])
        self.assertTrue(meeting.exists())
        meeting.unlink()
        self.assertStands(self.activity, self.cancelled)
        self.assertStands(done, self.done)

    def test_button(self):
        """The button returns what was cancelled, for the message with Undo."""
        action = self.activity.with_user(self.user).action_cancel_notify()
        self.assertEqual(action["tag"], "crm_activity_flow.cancelled")
        self.assertEqual(action["params"]["activity_ids"], self.activity.ids)
        self.assertIn("Flow offer", action["params"]["message"])
        self.assertFalse(action["params"]["note"])

    def test_dialog_names_cancelled(self):
        """Completing a selection names the cancelled ones, and skips them."""
        self.activity.action_cancel()
        choices = self.activity.get_outcome_choices()
        self.assertEqual(choices["refused"][0]["reason"], "it's cancelled")
