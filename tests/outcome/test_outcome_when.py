from datetime import datetime

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import NextStepCommon, RpcMixin

FRIDAY = "2026-10-02 13:30:00"


class WhenCommon(RpcMixin, NextStepCommon):
    """Today is Thursday, October 8, 10:00 in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.user.tz = "Europe/Brussels"


@tagged("post_install", "-at_install")
class TestOutcomeWhen(WhenCommon):
    """Saying when an activity was completed, while completing it."""

    def _complete_at(self, done_at, role="salesperson", activity=None, **values):
        activity = activity or self._create_activity(self.call)
        kwargs = {"outcome_id": self.outcome_good.id, "done_at": done_at, **values}
        self._rpc(role, "mail.activity", "action_complete", activity.ids, **kwargs)
        return activity

    def test_recorded(self):
        """The moment is recorded, and Odoo's day is the assignee's of that moment."""
        self.user.tz = "Pacific/Auckland"
        activity = self._complete_at(FRIDAY)
        self.assertDone(activity, self.outcome_good, by=self.user)
        self.assertEqual(str(activity.done_at), FRIDAY)
        self.assertEqual(str(activity.date_done), "2026-10-03")
        self.assertIn("Completed on", self._get_messages()[0].body)

    def test_now(self):
        """Without a moment it is now, and the message doesn't say when."""
        for nothing in (None, False, ""):
            activity = self._complete_at(nothing)
            self.assertEqual(activity.done_at, fields.Datetime.now())
            self.assertNotIn("Completed on", self._get_messages()[0].body)

    def test_doors(self):
        """Odoo's methods take it, too, and so does the dialog."""
        values = {"outcome_id": self.outcome_good.id, "done_at": FRIDAY}
        for method in (
            "action_done",
            "action_feedback",
            "action_feedback_schedule_next",
        ):
            activity = self._create_activity(self.call)
            self._rpc("salesperson", "mail.activity", method, activity.ids, **values)
            self.assertEqual(str(activity.done_at), FRIDAY)
        activities = self._create_activity(self.call, count=2)
        wizards = self.env["mail.activity.complete"].with_user(self.user)
        wizard = wizards._create_for(activities.with_user(self.user))
        self.assertTrue(wizard.can_date)
        wizard.line_ids.outcome_id = self.outcome_good
        wizard.done_at = FRIDAY
        wizard.action_apply()
        self.assertEqual({str(each.done_at) for each in activities}, {FRIDAY})

    def test_code(self):
        """Code gives a datetime."""
        activity = self._create_activity(self.call).with_user(self.user)
        moment = datetime(2026, 10, 2, 13, 30, 0, 123)
        activity.action_complete(self.outcome_good.id, done_at=moment)
        self.assertEqual(str(activity.done_at), FRIDAY)

    def test_future(self):
        """No one completes anything in the future, not even a manager."""
        activity = self._create_activity(self.call)
        for role in ("salesperson", "manager"):
            with self.assertRefused("future"):
                self._complete_at("2026-10-08 10:00:01", role, activity)
        self.assertOpen(activity)
        self._complete_at("2026-10-08 10:00:00", activity=activity)

    def test_limit(self):
        """The assignee has as many days as the settings say, counted where they are."""
        self._complete_at("2026-09-07 22:00:00")  # the 8th in Brussels
        activity = self._create_activity(self.call)
        with self.assertRefused("at most 30 days", "manager"):
            self._complete_at("2026-09-07 21:59:59", activity=activity)
        self.env["res.config.settings"].create({"activity_days_back": 0}).execute()
        self.assertEqual(self.env.company.activity_days_back, 0)
        for moment in (FRIDAY, "2026-10-08 10:00:00"):
            with self.assertRefused("without a time", "manager"):
                self._complete_at(moment, activity=activity)
        self.assertOpen(activity)
        self._complete_at("2020-01-01 00:00:00", "manager", activity)
        self.assertEqual(str(activity.date_done), "2020-01-01")

    def test_company_cannot_be_chosen(self):
        """A client doesn't get more days from another company of the user."""
        other = self.env["res.company"].create({"name": "Flow other"})
        other.activity_days_back = 300
        self.user.company_ids |= other
        activity = self._create_activity(self.call).with_user(self.user)
        there = activity.with_context(allowed_company_ids=[other.id])
        with self.assertRefused("at most 30 days"):
            there.action_complete(self.outcome_good.id, done_at="2026-08-01 10:00:00")

    def test_others(self):
        """Only the assignee and managers say when; others complete it now."""
        activity = self._create_activity(self.call, user_id=self.users["manager"].id)
        unassigned = self._create_activity(self.call, user_id=False)
        for each in (activity, unassigned, activity | unassigned):
            with self.assertRefused("Only the assignee", error=AccessError):
                self._complete_at(FRIDAY, activity=each)
        self.assertOpen(activity | unassigned)
        self._complete_at(None, activity=activity)
        self.assertEqual(activity.done_at, fields.Datetime.now())

    def test_nonsense(self):
        """Whatever isn't a moment is refused with a sentence."""
        activity = self._create_activity(self.call)
        for value in (
            *("Friday", "2026-10-02", "2026-10-02T13:30:00Z", "2026-10-02 13:30"),
            *(20261002, True, ["2026-10-02 13:30:00"], {}, "2026-13-02 13:30:00"),
        ):
            with self.subTest(value), self.assertRefused("isn't a valid time"):
                self._complete_at(value, activity=activity)
        with self.assertRefused():
            self._complete_at("0001-01-01 00:00:00", "manager", activity)
        self.assertOpen(activity)

    def test_closed(self):
        """A closed activity isn't dated back by completing it again."""
        activity = self._complete_at(None)
        done_at = activity.done_at
        with self.assertRefused("already completed"):
            self._complete_at(FRIDAY, activity=activity)
        with self.assertRefused("already completed"):
            self._complete_at(FRIDAY, activity=activity, outcome_id=False)
        self.assertEqual(activity.done_at, done_at)

    def test_missing_outcome(self):
        """If the outcome is missing, the moment isn't recorded either."""
        activity = self._create_activity(self.call)
        with self.assertRefused("needs one of these outcomes"):
            self._complete_at(FRIDAY, activity=activity, outcome_id=False)
        self.assertOpen(activity)

    def test_write(self):
        """The date itself is still written by managers only."""
        activity = self._create_activity(self.call)
        for values in ({"done_at": FRIDAY}, {"done_at": FRIDAY, "active": False}):
            values["outcome_id"] = self.outcome_good.id
            with self.assertRefused("manager", error=AccessError):
                self._rpc("salesperson", "mail.activity", "write", activity.ids, values)
        self.assertOpen(activity)

    def test_choices(self):
        """The web client knows whether to ask when, and since when."""
        mine = self._create_activity(self.call)
        other = self._create_activity(self.call, user_id=self.users["manager"].id)
        for role, activities, expected in (
            ("salesperson", mine, (True, "2026-09-07 22:00:00")),
            ("salesperson", mine | other, (False, False)),
            ("manager", mine | other, (True, False)),
        ):
            choices = self._rpc(
                role, "mail.activity", "get_outcome_choices", activities.ids
            )
            self.assertEqual((choices["can_date"], choices["earliest"]), expected)
        self.user.company_id.activity_days_back = 0
        choices = self._rpc(
            "salesperson", "mail.activity", "get_outcome_choices", mine.ids
        )
        self.assertFalse(choices["can_date"])

    def test_without_outcomes(self):
        """It works while only Statuses is on, and by program while both are off."""
        self._switch_outcomes(on=False)
        for on in (True, False):
            self._switch("group_activity_status", on)
            activity = self._complete_at(FRIDAY, outcome_id=False)
            self.assertEqual(str(activity.done_at), FRIDAY)
            self.assertEqual(str(activity.date_done), "2026-10-02")

    # ------------------------------------------------------------
    # What follows
    # ------------------------------------------------------------

    def test_next_steps(self):
        """Delays start at the completion, but nothing is overdue from the start."""
        self._create_rule(self.email, mode="create", delay_count=1)
        self._create_rule(self.visit, mode="create", delay_count=10)
        activity = self._complete_at(FRIDAY)
        followers = self.Activity.search([("previous_activity_id", "=", activity.id)])
        self.assertEqual(
            list(map(str, followers.sorted("id").mapped("date_deadline"))),
            [self.TODAY, "2026-10-12"],
        )

    def test_odoo_triggers(self):
        """What Odoo triggers counts from the completion, too."""
        self.visit.write(
            {
                "delay_count": 1,
                "delay_from": "current_date",
                "delay_unit": "weeks",
            }
        )
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.visit}
        )
        for done_at, due in (
            (FRIDAY, "2026-10-09"),
            ("2026-09-15 10:00:00", self.TODAY),
        ):
            activity = self._complete_at(done_at)
            follower = self.Activity.search(
                [("previous_activity_id", "=", activity.id)]
            )
            self.assertEqual(str(follower.date_deadline), due)

    def test_attempts(self):
        """Attempts count in the order in which they took place."""
        self._create_rule(
            self.email, mode="create", outcome_ids=self.outcome_bad, min_attempts=2
        )
        bad = {"outcome_id": self.outcome_bad.id}
        self._complete_at("2026-10-05 10:00:00", **bad)
        earlier = self._complete_at(FRIDAY, **bad)
        later = self._complete_at("2026-10-06 10:00:00", **bad)
        for activity, count in ((earlier, 0), (later, 1)):
            domain = [("previous_activity_id", "=", activity.id)]
            self.assertEqual(self.Activity.search_count(domain), count)

    def test_status(self):
        """A manager who gives the day with the status gets the same next steps."""
        self._switch("group_activity_status")
        self._create_rule(self.visit, mode="create", delay_count=10)
        done = self.env.ref("crm_activity_flow.mail_activity_status_done")
        activity = self._create_activity(self.call)
        values = {
            "done_at": FRIDAY,
            "outcome_id": self.outcome_good.id,
            "status_id": done.id,
        }
        self._rpc("manager", "mail.activity", "write", activity.ids, values)
        follower = self.Activity.search([("previous_activity_id", "=", activity.id)])
        self.assertEqual(str(follower.date_deadline), "2026-10-12")

    def test_undo(self):
        """Reopening forgets the moment."""
        activity = self._complete_at(FRIDAY)
        activity.action_reopen()
        self.assertOpen(activity)
        with freeze_time("2026-10-09 10:00:00"):
            self._complete_at(None, activity=activity)
        self.assertEqual(str(activity.done_at), "2026-10-09 10:00:00")


@tagged("post_install", "-at_install")
class TestOutcomeLog(WhenCommon):
    """Logging an activity that took place without being planned."""

    def _log(self, role="salesperson", record=None, **values):
        record = self.lead if record is None else record
        kwargs = {
            "res_model": record._name,
            "res_id": record.id,
            "activity_type_id": self.call.id,
            "outcome_id": self.outcome_good.id,
            **values,
        }
        return self._rpc(role, "mail.activity", "log_done", **kwargs)

    def test_logged(self):
        """It is the caller's, due on the day it was done, and like any other."""
        self._create_rule(self.email, delay_count=8)
        self.call.summary = "Talk to them"
        messages = self._get_messages()
        result = self._log(done_at=FRIDAY, feedback="Said yes")
        activity = self.Activity.browse(result["done_ids"])
        self.assertDone(activity, self.outcome_good, by=self.user)
        self.assertRecordValues(
            activity,
            [
                {
                    "activity_type_id": self.call.id,
                    "automated": False,
                    "date_deadline": fields.Date.to_date("2026-10-02"),
                    "date_done": fields.Date.to_date("2026-10-02"),
                    "done_at": fields.Datetime.to_datetime(FRIDAY),
                    "feedback": "Said yes",
                    "origin": "manual",
                    "res_id": self.lead.id,
                    "res_model": "crm.lead",
                    "res_name": "Flow lead",
                    "summary": "Talk to them",
                    "user_id": self.user.id,
                }
            ],
        )
        message = self._get_messages() - messages
        self.assertEqual(message.ids, result["message_ids"])
        self.assertIn("Said yes", message.body)
        self.assertIn("Flow good", message.body)
        self.assertEqual(result["suggestions"][0]["date_deadline"], "2026-10-10")

    def test_same_answer(self):
        """The answer has the same keys as that of action_complete."""
        activity = self._create_activity(self.call)
        expected = self._rpc(
            *("salesperson", "mail.activity", "action_complete", activity.ids),
            outcome_id=self.outcome_good.id,
        )
        self.assertEqual(self._log().keys(), expected.keys())

    def test_today(self):
        """Without a moment, it is now, and due today where the caller is."""
        self.user.tz = "Pacific/Auckland"
        with freeze_time("2026-10-08 20:00:00"):
            activity = self.Activity.browse(self._log()["done_ids"])
        self.assertEqual(str(activity.date_deadline), "2026-10-09")
        self.assertEqual(str(activity.done_at), "2026-10-08 20:00:00")

    def test_no_notice(self):
        """No one is notified, and the planned activities stay as they are."""
        self.env = self.env(context={})
        planned = self._create_activity(self.call)
        notices = self.env["mail.message"].search_count(
            [("message_type", "=", "user_notification")]
        )
        self._log(role="manager", feedback="Said yes")
        self.assertEqual(
            self.env["mail.message"].search_count(
                [("message_type", "=", "user_notification")]
            ),
            notices,
        )
        self.assertOpen(planned)

    def test_rules(self):
        """The rules for outcome and time are those of a completion."""
        for values, text in (
            ({"outcome_id": False}, "needs one of these outcomes"),
            ({"outcome_id": self.automatic.id}, "needs one of these outcomes"),
            ({"done_at": "2026-10-08 10:00:01"}, "future"),
            ({"done_at": "2026-08-01 10:00:00"}, "at most 30 days"),
            ({"done_at": "Friday"}, "isn't a valid time"),
            ({"feedback": {}}, "plain text"),
        ):
            count = self.Activity.with_context(active_test=False).search_count([])
            values = {"feedback": False, **values}
            with self.subTest(values):
                if values["feedback"] == {}:
                    values["feedback"] = ["Said yes"]
                with self.assertRefused(text):
                    self._log(**values)
            self.assertEqual(
                self.Activity.with_context(active_test=False).search_count([]), count
            )
        self._log(role="manager", done_at="2026-08-01 10:00:00")

    def test_nonsense(self):
        """Whatever a client sends instead of ids is refused with a sentence."""
        archived = self._create_type("Flow archived")
        archived.active = False
        limited = self._create_type("Flow limited", res_model="res.partner")
        for values in (
            *({"activity_type_id": each} for each in (0, False, "1", 2**40, -1)),
            *({"activity_type_id": each.id} for each in (archived, limited)),
            *({"res_model": each} for each in ("crm", False, 7, [], "res.currency")),
            {"res_model": "mail.activity.mixin"},
            *({"res_id": each} for each in (0, False, "1", 2**30, 2**40, -1, [1])),
        ):
            with self.subTest(values), self.assertRefused():
                self._log(**values)

    def test_access(self):
        """Who can't add activities to a record can't log one there."""
        lead = self.env["crm.lead"].create(
            {"name": "Flow secret", "user_id": self.env.uid}
        )
        for role in ("employee", "own_documents", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._log(role=role, record=lead)
        self._log(role="salesperson", record=lead)

    def test_free(self):
        """An activity on no record can be logged, too."""
        result = self._log(res_model=False, res_id=False)
        activity = self.Activity.browse(result["done_ids"])
        self.assertDone(activity, self.outcome_good, by=self.user)
        self.assertFalse(activity.res_model)

    def test_dialog(self):
        """The dialog starts with a call, and shows what was logged with Undo."""
        call = self.env.ref("mail.mail_activity_data_call")
        wizards = self.env["mail.activity.log"].with_user(self.user)
        wizard = wizards.with_context(
            default_res_model="crm.lead", default_res_id=self.lead.id
        ).create({"activity_type_id": self.call.id, "outcome_id": self.outcome_bad.id})
        self.assertTrue(wizard.can_date)
        self.assertEqual(wizards._get_default_type(), call)
        self.assertEqual(len(wizard.outcome_choices), 3)
        action = wizard.action_apply()
        self.assertEqual(action["tag"], "crm_activity_flow.completed")
        activity = self.Activity.browse(action["params"]["activity_ids"])
        self.assertDone(activity, self.outcome_bad, by=self.user)
        wizard = wizards.create({"activity_type_id": self.letter.id})
        self.assertEqual(wizard.outcome_id, self.completed)
