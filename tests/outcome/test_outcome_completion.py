from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.tests import tagged

from ..common import OutcomeCommon


@tagged("post_install", "-at_install")
class TestOutcomeCompletion(OutcomeCommon):
    """Every way to complete asks for an outcome, except in business code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.activity = cls._create_activity(cls.call).with_user(cls.user)

    def _get_doors(self):
        """Return every way in which users or programs deactivate an activity."""
        return {
            "action_complete": lambda activity: activity.action_complete(),
            "action_done": lambda activity: activity.action_done(),
            "redirect": lambda activity: activity.action_done_redirect_to_other(),
            "feedback": lambda activity: activity.action_feedback(feedback="Hello"),
            "next": lambda activity: activity.action_feedback_schedule_next(),
            "archive": lambda activity: activity.action_archive(),
            "toggle": lambda activity: activity.toggle_active(),
            "write": lambda activity: activity.write({"active": False}),
            "import": self._import_done,
        }

    def _import_done(self, activity):
        """Import as the web client does, and raise the error that it would show."""
        result = activity.load([".id", "active"], [[str(activity.id), "0"]])
        if not result["ids"]:
            raise ValidationError(result["messages"][0]["message"])

    def test_every_door_is_closed_without_outcome(self):
        """Nothing completes without an outcome; the error names the allowed ones."""
        messages = self.lead.message_ids
        for door, complete in self._get_doors().items():
            with (
                self.subTest(door=door),
                self.assertRefused("Flow activity 0", "Flow good, Flow bad"),
            ):
                complete(self.activity)
            self.assertOpen(self.activity)
        self.assertEqual(self.lead.message_ids, messages)

    def test_every_door_as_superuser(self):
        """Scheduled code is never blocked; the system's outcome is recorded."""
        for door, complete in self._get_doors().items():
            activity = self._create_activity(self.call).with_user(self.user)
            with self.subTest(door=door):
                complete(activity.sudo())
                self.assertDone(activity, self.automatic, by=self.user)

    def test_complete(self):
        """Outcome, feedback, time and user are recorded, and posted once."""
        moment = fields.Datetime.to_datetime("2026-03-02 09:30:00")
        with freeze_time(moment):
            result = self.activity.action_complete(
                outcome_id=self.outcome_good.id, feedback="Said yes"
            )
        self.assertDone(self.activity, self.outcome_good, by=self.user)
        self.assertEqual(self.activity.done_at, moment)
        self.assertEqual(self.activity.feedback, "Said yes")
        self.assertEqual(self.activity.outcome_sentiment, "positive")
        self.assertEqual(result["done_ids"], self.activity.ids)
        self.assertEqual(result["message_ids"], self._get_messages().ids)
        self.assertEqual(result["created_ids"], [])

    def test_message_shows_outcome_and_sentiment(self):
        """The chatter shows the outcome and its sentiment with Odoo's message."""
        self.activity.action_complete(self.outcome_bad.id, feedback="Said no")
        body = self._get_messages().body
        for text in ("Flow bad", "Negative", "fa-frown-o", "Said no"):
            self.assertIn(text, body)

    def test_odoo_methods_with_outcome(self):
        """Odoo's own methods take the outcome, too, and complete."""
        for method in (
            "action_done",
            "action_feedback",
            "action_feedback_schedule_next",
        ):
            activity = self._create_activity(self.call).with_user(self.user)
            getattr(activity, method)(outcome_id=self.outcome_good.id)
            self.assertDone(activity, self.outcome_good, by=self.user)

    def test_outcome_written_with_active(self):
        """Writing outcome and active together completes, as an import does."""
        self.activity.write({"active": False, "outcome_id": self.outcome_good.id})
        self.assertDone(self.activity, self.outcome_good, by=self.user)

    def test_outcome_chosen_ahead(self):
        """An outcome can be written in advance, and the completion uses it."""
        self.activity.outcome_id = self.outcome_good
        self.activity.action_done()
        self.assertDone(self.activity, self.outcome_good, by=self.user)

    def test_outcome_chosen_ahead_is_checked_again(self):
        """An outcome written in advance is refused if the type has changed."""
        self.activity.outcome_id = self.outcome_good
        self.activity.activity_type_id = self.letter
        with self.assertRefused("Completed"):
            self.activity.action_done()

    def test_stale_choice_never_blocks(self):
        """An outcome written in advance is ignored if it's no longer allowed."""
        automated = self._create_activity(self.call, automated=True)
        xmlid = self._name_type(self.call)
        (self.activity + automated).write({"outcome_id": self.outcome_good.id})
        self.call.outcome_ids = self.outcome_bad
        automated.with_user(self.user).action_feedback()
        self.assertDone(automated, self.automatic, by=self.user)
        with self.assertRefused("Flow bad"):
            self.activity.action_done()
        lead = self.lead.with_user(self.user)
        lead.activity_feedback([xmlid], only_automated=False)
        self.assertDone(self.activity, self.automatic, by=self.user)

    def test_stale_choice_while_switched_off(self):
        """While off, an outcome written in advance is dropped, and none is required."""
        self.activity.outcome_id = self.outcome_good
        self._switch_outcomes(on=False)
        self.activity.action_done()
        self.assertDone(self.activity, self.Outcome, by=self.user)

    def test_feedback_of_another_kind(self):
        """Feedback that isn't text is left to Odoo, and causes no traceback."""
        self.activity.action_complete(self.outcome_good.id, feedback="Said yes")
        self.activity.write({"feedback": ["Said", "no"]})
        self.assertIn("Said", self.activity.feedback)

    def test_no_detour_through_an_upload_type(self):
        """One write can't complete and change to a type without outcomes."""
        with self.assertRefused("needs one"):
            self.activity.write({"activity_type_id": self.upload.id, "active": False})
        self.assertOpen(self.activity)
        upload = self._create_activity(self.upload).with_user(self.user)
        upload.action_done()
        with self.assertRefused("Flow good"):
            upload.activity_type_id = self.call

    def test_type_and_outcome_in_one_write(self):
        """The outcome has to fit a type written at the same time."""
        values = {"activity_type_id": self.letter.id, "active": False}
        with self.assertRefused("Completed"):
            self.activity.write({**values, "outcome_id": self.outcome_good.id})
        self.activity.write({**values, "outcome_id": self.completed.id})
        self.assertDone(self.activity, self.completed, by=self.user)

    def test_bad_outcomes(self):
        """A disallowed outcome is refused, and the error names the allowed ones."""
        archived = self._create_outcome("Flow archived")
        self.call.outcome_ids = [Command.link(archived.id)]
        archived.active = False
        deleted = self._create_outcome("Flow deleted")
        deleted_id = deleted.id
        deleted.unlink()
        bad_values = {
            "another type's": self.outcome_plain.id,
            "archived": archived.id,
            "deleted": deleted_id,
            "automatic": self.automatic.id,
            "a name": "Flow good",
            "a list": [self.outcome_good.id],
            "true": True,
            "negative": -1,
            "too large": 2**40,
            "a fraction": 1.5,
        }
        for case, value in bad_values.items():
            for door in ("action_complete", "action_feedback", "write"):
                with (
                    self.subTest(case=case, door=door),
                    self.assertRefused("Flow good", "Flow bad"),
                ):
                    if door == "write":
                        self.activity.write({"active": False, "outcome_id": value})
                    else:
                        getattr(self.activity, door)(outcome_id=value)
                self.assertOpen(self.activity)

    def test_all_or_none(self):
        """If one activity refuses the outcome, none is completed."""
        activities = self.activity + self._create_activity(self.letter).with_user(
            self.user
        )
        messages = self.lead.message_ids
        with self.assertRefused("Completed"):
            activities.action_complete(outcome_id=self.outcome_good.id)
        self.assertOpen(activities)
        self.assertEqual(self.lead.message_ids, messages)

    def test_twice(self):
        """Completing twice says who completed it first; there's only one message."""
        self.activity.action_complete(self.outcome_good.id)
        messages = self.lead.message_ids
        for method in ("action_complete", "action_feedback"):
            with self.assertRefused("already completed by", self.user.name):
                getattr(self.activity, method)(outcome_id=self.outcome_bad.id)
        self.assertDone(self.activity, self.outcome_good, by=self.user)
        self.assertEqual(self.lead.message_ids, messages)

    def test_not_required(self):
        """Business code's activities and uploads take the automatic outcome."""
        automated = self._create_activity(self.call, automated=True)
        upload = self._create_activity(self.upload)
        for activity in (automated, upload):
            activity.with_user(self.user).action_feedback()
            self.assertDone(activity, self.automatic, by=self.user)

    def test_not_required_but_chosen(self):
        """A user who completes an automated activity can still choose an outcome."""
        automated = self._create_activity(self.call, automated=True)
        automated.with_user(self.user).action_complete(self.outcome_bad.id)
        self.assertDone(automated, self.outcome_bad, by=self.user)

    def test_no_type(self):
        """An activity without a type neither needs nor takes an outcome."""
        activity = self._create_activity(self.env["mail.activity.type"])
        with self.assertRefused("without"):
            activity.action_complete(self.outcome_good.id)
        activity.action_complete()
        self.assertDone(activity, self.Outcome)

    def test_free_activity(self):
        """An activity without a document follows the same rule."""
        activity = (
            self.Activity.with_user(self.user)
            .create({"activity_type_id": self.call.id, "user_id": self.user.id})
            .with_user(self.user)
        )
        with self.assertRefused("Flow good"):
            activity.action_done()
        activity.action_complete(self.outcome_good.id)
        self.assertDone(activity, self.outcome_good, by=self.user)

    def test_history_is_imported(self):
        """Activities created as done need no outcome, but keep a given one."""
        history = self._create_activity(self.call, count=2, active=False)
        self.assertFalse(history.outcome_id)
        self.assertFalse(history.done_by_id)
        archived = self._create_outcome("Flow archived", active=False)
        history = self._create_activity(
            self.call,
            active=False,
            outcome_id=archived.id,
            done_at="2020-02-03 10:00:00",
        )
        self.assertEqual(history.outcome_id, archived)
        self.assertEqual(str(history.done_at), "2020-02-03 10:00:00")

    def _name_type(self, activity_type):
        """Give a type the external id that business code uses."""
        self.env["ir.model.data"].create(
            {
                "module": "crm_activity_flow",
                "name": "flow_test_call",
                "model": "mail.activity.type",
                "res_id": activity_type.id,
            }
        )
        return "crm_activity_flow.flow_test_call"

    def test_activity_feedback_is_never_blocked(self):
        """Business code completes manual activities with the automatic outcome."""
        xmlids = [self._name_type(self.call)]
        lead = self.lead.with_user(self.user)
        lead.activity_feedback(xmlids)
        self.assertOpen(self.activity)
        lead.activity_feedback(xmlids, only_automated=False, feedback="By code")
        self.assertDone(self.activity, self.automatic, by=self.user)
        self.assertEqual(self.activity.feedback, "By code")

    def test_context_is_no_way_around(self):
        """No context key, which any client could send, bypasses the rule."""
        activity = self.activity.with_context(
            default_outcome_id=self.automatic.id,
            default_automated=True,
            mail_activity_automation_skip=True,
            install_mode=True,
            import_file=True,
        )
        with self.assertRefused("Flow good"):
            activity.action_done()
        self.assertOpen(self.activity)

    def test_system_fields_are_no_way_around(self):
        """Users can't mark an activity as automated, or set who completed it."""
        for vals in (
            {"automated": True},
            {"done_by_id": self.user.id},
            {"done_at": "2020-02-03 10:00:00"},
        ):
            with self.assertRefused("system", error=AccessError):
                self.activity.write(vals)
        manager = self.activity.with_user(self.users["manager"])
        with self.assertRefused("is open"):
            manager.done_at = "2020-02-03 10:00:00"
        self.activity.action_complete(self.outcome_good.id)
        manager.done_at = "2020-02-03 10:00:00"
        self.assertEqual(str(self.activity.done_at), "2020-02-03 10:00:00")

    def test_without_access(self):
        """A user who can't write the activity can't complete it by any forged call."""
        for role in ("own_documents", "employee"):
            activity = self.activity.with_user(self.users[role])
            for method in ("action_complete", "action_feedback"):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    getattr(activity, method)(outcome_id=self.outcome_good.id)
            self.assertOpen(self.activity)
        self.assertFalse(self._get_messages())

    def test_assignee_without_access_to_the_document(self):
        """An assignee can do all this without access to the document."""
        user = self.users["employee"]
        activity = self._create_activity(self.call, user_id=user.id).with_user(user)
        activity.action_complete(self.outcome_good.id, feedback="Hello")
        self.assertDone(activity, self.outcome_good, by=user)
        activity.outcome_id = self.outcome_bad
        activity.action_reopen()
        self.assertOpen(activity)

    def test_other_completer(self):
        """The user who completes is recorded, not the assignee."""
        manager = self.users["manager"]
        self.activity.with_user(manager).action_complete(self.outcome_good.id)
        self.assertDone(self.activity, self.outcome_good, by=manager)
        self.assertEqual(self.activity.user_id, self.user)

    def test_deleted_meanwhile(self):
        """A deleted activity is reported as missing, not completed."""
        activity = self.activity
        self.activity.sudo().unlink()
        with self.assertRaises(MissingError):
            activity.action_complete(self.outcome_good.id)

    def test_document_deleted_by_sql(self):
        """An activity whose document no longer exists is removed, as in Odoo."""
        lead = self.env["crm.lead"].create({"name": "Flow gone"})
        activity = self._create_activity(self.call, record=lead)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", [lead.id])
        self.env.invalidate_all()
        free = self.Activity.create(
            {"activity_type_id": self.call.id, "user_id": self.env.uid}
        )
        both = activity | free | self.activity
        answer = both.action_complete(self.outcome_good.id)
        self.assertFalse(activity.exists())
        self.assertEqual(answer["done_ids"], (free | self.activity).ids)
        [gone] = answer["gone"]
        self.assertEqual(gone["id"], activity.id)
        self.assertIn("no longer exists", gone["reason"])

    def test_cancelling_needs_none(self):
        """Cancelling requires no outcome, and deletes as in Odoo."""
        self.activity.action_cancel()
        self.assertFalse(self.activity.exists())

    def test_trigger_creates_the_next(self):
        """Odoo's chaining still works, and the follow-up links to its origin."""
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.letter.id}
        )
        result = self.activity.action_complete(self.outcome_good.id)
        follow_up = self.Activity.browse(result["created_ids"])
        self.assertEqual(follow_up.activity_type_id, self.letter)
        self.assertEqual(follow_up.previous_activity_id, self.activity)
