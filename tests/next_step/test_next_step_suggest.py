from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import NextStepCommon, RpcMixin


@tagged("post_install", "-at_install", "next_step")
class TestNextStepSuggest(RpcMixin, NextStepCommon):
    def _suggest(self, role="salesperson", **values):
        """Complete a call with a rule for an email; return the suggestions."""
        self._create_rule(self.email, **values)
        return self._complete(role=role)["suggestions"]

    def _add(self, suggestions, role="salesperson"):
        result = self._rpc(role, "mail.activity", "add_next_steps", suggestions)
        return self.Activity.browse(result["created_ids"])

    def test_plain_data(self):
        """Suggestions can be serialized, and added as they are."""
        suggestions = self._suggest(
            delay_count=1,
            delay_unit="working_days",
            planned_hour=9,
            planned_duration=0.5,
        )
        call = self.Activity.browse(suggestions[0]["previous_activity_id"])
        self.assertEqual(
            suggestions,
            [
                {
                    "next_step_id": self.call.next_step_ids.id,
                    "previous_activity_id": call.id,
                    "activity_type_id": self.email.id,
                    "activity_type_name": "Flow email",
                    "icon": False,
                    "plan_id": False,
                    "plan_name": "",
                    "plan_steps": 0,
                    "summary": "Write to them",
                    "date_deadline": "2026-10-09",
                    "planned_start": "2026-10-09 09:00:00",
                    "planned_duration": 0.5,
                    "user_id": self.users["salesperson"].id,
                    "user_name": self.users["salesperson"].name,
                    "res_model": "crm.lead",
                    "res_id": self.lead.id,
                    "res_name": "Flow lead",
                }
            ],
        )
        created = self._add(suggestions)
        self.assertEqual(created.previous_activity_id, call)
        self.assertEqual(created.origin, "next_step")
        self.assertEqual(created.next_step_id, self.call.next_step_ids)
        self.assertEqual(str(created.planned_start), "2026-10-09 09:00:00")
        self.assertEqual(created.create_uid, self.users["salesperson"])

    def test_edited(self):
        """Summary, day, time and assignee are as the user edited them."""
        suggestion = self._suggest(note="Flow note")[0]
        created = self._add(
            [
                {
                    **suggestion,
                    "summary": "Another text",
                    "date_deadline": "2026-12-24",
                    "planned_start": "2026-12-24 14:30:00",
                    "planned_duration": 2,
                    "user_id": self.users["manager"].id,
                }
            ]
        )
        self.assertEqual(created.summary, "Another text")
        self.assertEqual(str(created.date_deadline), "2026-12-24")
        self.assertEqual(str(created.planned_start), "2026-12-24 14:30:00")
        self.assertEqual(created.planned_duration, 2)
        self.assertEqual(created.user_id, self.users["manager"])
        self.assertIn("Flow note", created.note)

    def test_refused(self):
        """Invalid values are refused with a sentence, and nothing is created."""
        suggestion = self._suggest()[0]
        archived = self.users["settings"].copy({"login": "flow_gone", "active": False})
        rows = [
            ("date_deadline", "tomorrow", "isn't a valid date"),
            ("date_deadline", 20261224, "isn't a valid date"),
            ("planned_start", "2026-12-24 14.30", "isn't a valid date"),
            ("planned_duration", -1, "between 0 and 24"),
            ("planned_duration", "1", "between 0 and 24"),
            ("planned_duration", float("nan"), "between 0 and 24"),
            ("summary", ["text"], "plain text"),
            ("summary", "a\0b", "plain text"),
            ("user_id", 2_000_000_000, "can't be assigned to this user"),
            ("user_id", "1", "can't be assigned to this user"),
            ("user_id", self.users["portal"].id, "can't be assigned to this user"),
            ("user_id", archived.id, "can't be assigned to this user"),
            ("date_deadline", "2026-12-24 and more", "isn't a valid date"),
            ("planned_duration", True, "between 0 and 24"),
            ("summary", "\ud800", "plain text"),
            ("next_step_id", 2_000_000_000, "no longer suggested"),
            ("next_step_id", [1], "no longer suggested"),
            ("previous_activity_id", False, "no longer suggested"),
            ("previous_activity_id", "1", "no longer suggested"),
            ("previous_activity_id", 2_000_000_000, "no longer exists"),
        ]
        before = self.Activity.search_count([])
        for name, value, text in rows:
            with self.subTest(name, value=value), self.assertRefused(text):
                self._add([suggestion, {**suggestion, name: value}])
            self.assertEqual(self.Activity.search_count([]), before)
        for suggestions in ("x", [1], {"a": 1}, 5):
            with self.subTest(suggestions), self.assertRefused("must be a list"):
                self._add(suggestions)

    def test_twice(self):
        """A suggestion can't be added twice, unless the first one was deleted."""
        suggestions = self._suggest()
        created = self._add(suggestions)
        with self.assertRefused("already added"):
            self._add(suggestions)
        created.unlink()
        created = self._add(suggestions)
        with self.assertRefused("already added"):
            self._add(suggestions * 2)
        self.assertTrue(created.exists())

    def test_twice_without_rule(self):
        """Odoo's suggestions can't be added twice, either; each type can be added."""
        self.call.suggested_next_type_ids = self.email | self.visit
        suggestions = self._complete()["suggestions"]
        self.assertEqual(
            self._add(suggestions).activity_type_id, self.email | self.visit
        )
        with self.assertRefused("already added"):
            self._add(suggestions[:1])

    def test_not_suggested(self):
        """Only suggestions can be added: a step of another rule is refused."""
        suggestion = self._suggest()[0]
        other = self._create_rule(self.visit, activity_type_id=self.letter.id)
        with self.assertRefused("no longer suggested"):
            self._add([{**suggestion, "next_step_id": other.id}])
        with self.assertRefused("no longer suggested"):
            self._add([{**suggestion, "next_step_id": False}])

    def test_reopened(self):
        """Nothing can be added after a reopened or cancelled activity."""
        suggestions = self._suggest()
        call = self.Activity.browse(suggestions[0]["previous_activity_id"])
        call.action_reopen()
        with self.assertRefused("is no longer done"):
            self._add(suggestions)
        self._switch("group_activity_status")
        call.action_cancel("No time")
        with self.assertRefused("is no longer done"):
            self._add(suggestions)

    def test_accepted_and_undone(self):
        """Undo withdraws an accepted step if it's untouched."""
        created = self._add(self._suggest())
        created.previous_activity_id.action_reopen()
        self.assertFalse(created.exists())

    def test_not_offered_again(self):
        """An accepted step that is still open isn't offered again."""
        created = self._add(self._suggest())
        call = created.previous_activity_id
        created.summary = "Flow edited"
        call.action_reopen()
        self.assertTrue(created.exists())
        self.assertFalse(self._complete(call)["suggestions"])

    def test_access(self):
        """Users can't add to documents that they can't change, whatever they send."""
        suggestions = self._suggest()
        for role, error in (
            ("portal", AccessError),
            ("employee", AccessError),
            ("own_documents", AccessError),
        ):
            with self.subTest(role), self.assertRaises(error):
                self._add(suggestions, role)
        self.assertTrue(self._add(suggestions, "manager"))

    def test_nothing_that_cannot_be_added(self):
        """An assignee without access to the document gets no suggestions."""
        self._create_rule(self.email)
        call = self._create_activity(self.call, user_id=self.users["own_documents"].id)
        self.assertFalse(self._complete(call, role="own_documents")["suggestions"])

    def test_plan(self):
        """A plan is suggested as one line, and adding it creates all its steps."""
        plan = self._create_plan(self.email, self.visit)
        rule = self._create_rule(plan_id=plan.id, delay_count=1)
        suggestion = self._complete()["suggestions"][0]
        self.assertEqual(
            (suggestion["plan_name"], suggestion["plan_steps"]), ("Flow plan", 2)
        )
        created = self._add([{**suggestion, "user_id": self.users["manager"].id}])
        self.assertEqual(created.activity_type_id, self.email | self.visit)
        self.assertEqual(created.user_id, self.users["manager"])
        self.assertEqual(created.next_step_id, rule)
        with self.assertRefused("already added"):
            self._add([suggestion])

    def test_plan_refused(self):
        """A plan for a user who can't open the document is refused, with the reason."""
        self._create_rule(plan_id=self._create_plan(self.email).id)
        suggestion = self._complete()["suggestions"][0]
        with self.assertRefused("doesn't have access"):
            self._add([{**suggestion, "user_id": self.users["own_documents"].id}])

    def test_plan_partly_refused(self):
        """If a plan can't start on one of the records, it starts on none."""
        self._create_rule(plan_id=self._create_plan(self.email).id)
        readable = self.lead.copy({"user_id": self.users["own_documents"].id})
        calls = self._create_activity(self.call)
        calls |= self._create_activity(self.call, readable)
        suggestions = [
            {**suggestion, "user_id": self.users["own_documents"].id}
            for suggestion in self._complete(calls)["suggestions"]
        ]
        before = self.Activity.search_count([])
        with self.assertRefused("doesn't have access"):
            self._add(suggestions)
        self.assertEqual(self.Activity.search_count([]), before)

    def test_hidden_previous(self):
        """The answer doesn't name an activity that the user can't read."""
        suggestion = self._suggest()[0]
        hidden = self._create_activity(self.call, summary="Flow secret")
        forged = [{**suggestion, "previous_activity_id": hidden.id}]
        with self.assertRaises(AccessError) as caught:
            self._add(forged, "own_documents")
        self.assertNotIn("Flow secret", str(caught.exception))

    def test_selection(self):
        """A selection gets one suggestion per activity, to be added together."""
        self._create_rule(self.email)
        calls = self._create_activity(self.call, count=3)
        suggestions = self._complete(calls)["suggestions"]
        self.assertEqual(
            [each["previous_activity_id"] for each in suggestions], calls.ids
        )
        self.assertEqual(self._add(suggestions).previous_activity_id, calls)

    def test_done_and_schedule_next(self):
        """*Done & Schedule Next* shows the rules' suggestions, or else Odoo's form."""
        user = self.users["salesperson"]
        call = self._create_activity(self.call).with_user(user)
        action = call.action_feedback_schedule_next(outcome_id=self.outcome_good.id)
        self.assertEqual(action["res_model"], "mail.activity")
        self._create_rule(self.email)
        call = self._create_activity(self.call).with_user(user)
        action = call.action_feedback_schedule_next(outcome_id=self.outcome_good.id)
        self.assertEqual(action["tag"], "crm_activity_flow.next_steps")
        self.assertEqual(len(action["params"]["suggestions"]), 1)
        self.assertEqual(action["params"]["next"]["res_model"], "mail.activity")

    def test_buttons(self):
        """The buttons and the selection dialog return suggestions, too."""
        self._create_rule(self.email)
        calls = self._create_activity(self.call, count=2)
        calls |= self._create_activity(self.letter)
        action = calls.with_user(self.users["salesperson"]).action_open_complete()
        wizard = self.env["mail.activity.complete"].browse(action["res_id"])
        wizard = wizard.with_user(self.users["salesperson"])
        for line in wizard.line_ids:
            line.outcome_id = line.choices[0]["id"]
        action = wizard.action_apply()
        self.assertEqual(
            [each["previous_activity_id"] for each in action["params"]["suggestions"]],
            calls[:2].ids,
        )

    def test_session(self):
        """The web client expects suggestions only with a switch on, or a rule."""
        activities = self.env["mail.activity"].with_user(self.users["salesperson"])
        self.assertTrue(activities._expects_suggestions())
        self._switch_outcomes(on=False)
        self.assertFalse(activities._expects_suggestions())
        rule = self._create_rule(self.email)
        self.assertTrue(activities._expects_suggestions())
        rule.active = False
        self.assertFalse(activities._expects_suggestions())

    def test_language(self):
        """The summary is in the user's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self._create_rule(self.email, summary="Flow text")
        self.call.next_step_ids.with_context(lang="fr_FR").summary = "Texte"
        call = self._create_activity(self.call).with_context(lang="fr_FR")
        suggestion = call.action_complete(self.outcome_good.id)["suggestions"][0]
        self.assertEqual(suggestion["summary"], "Texte")

    def test_all_or_nothing(self):
        """If one suggestion can't be added, none is."""
        suggestions = self._suggest()
        other = self._complete(role="manager")["suggestions"]
        lead = self.Activity.browse(other[0]["previous_activity_id"])
        lead.unlink()
        before = self.Activity.search_count([])
        with self.assertRaises(ValidationError):
            self._add(suggestions + other)
        self.assertEqual(self.Activity.search_count([]), before)

    def test_edited_and_undone(self):
        """Undo keeps a step that the user edited before adding it."""
        self._create_rule(self.email, planned_hour=9, planned_duration=1)
        edits = {
            "summary": "Flow edited",
            "date_deadline": "2026-12-24",
            "planned_start": "2026-10-08 15:00:00",
            "planned_duration": 2,
            "user_id": self.users["manager"].id,
        }
        for name, value in edits.items():
            with self.subTest(name):
                suggestions = self._complete(self._create_activity(self.call, count=2))
                edited, unchanged = suggestions["suggestions"]
                created = self._add([{**edited, name: value}, unchanged])
                created.previous_activity_id.with_user(
                    self.users["salesperson"]
                ).action_reopen()
                self.assertEqual(created.exists(), created[0])

    def test_edited_without_rule(self):
        """That goes for what Odoo suggests, too."""
        self.call.suggested_next_type_ids = self.email | self.visit
        edited, unchanged = self._complete()["suggestions"]
        created = self._add([{**edited, "summary": "Flow edited"}, unchanged])
        created.previous_activity_id.action_reopen()
        self.assertEqual(created.exists(), created[0])

    def test_edited_plan_and_undone(self):
        """Undo keeps the steps of a plan that the user gave to someone else."""
        plan = self._create_plan(self.email, self.visit)
        self._create_rule(plan_id=plan.id)
        for user, kept in (("salesperson", 0), ("manager", 2)):
            with self.subTest(user):
                suggestion = self._complete()["suggestions"][0]
                edited = {**suggestion, "user_id": self.users[user].id}
                created = self._add([edited])
                created.previous_activity_id.action_reopen()
                self.assertEqual(len(created.exists()), kept)
