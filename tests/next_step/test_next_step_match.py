from odoo import fields
from odoo.tests import tagged

from ..common import NextStepCommon

# each row: rules (name: condition), outcomes of the calls on a lead, in order,
# and the rules for the last call. g: good, p: plain, b: bad; "+": sentiment
ROWS = [
    ("always", {"any": ""}, "g", "any"),
    ("outcome", {"good": "g"}, "g", "good"),
    ("other outcome", {"good": "g"}, "b", ""),
    ("one of two outcomes", {"either": "gb"}, "b", "either"),
    ("sentiment", {"happy": "+"}, "g", "happy"),
    ("other sentiment", {"happy": "+"}, "b", ""),
    ("neutral is one, too", {"calm": "="}, "p", "calm"),
    ("outcome beats sentiment", {"happy": "+", "good": "g"}, "g", "good"),
    ("outcome beats none", {"any": "", "good": "g"}, "g", "good"),
    ("sentiment beats none", {"any": "", "happy": "+"}, "g", "happy"),
    ("less specific comes in", {"any": "", "happy": "+", "good": "g"}, "b", "any"),
    ("all of the same condition", {"one": "g", "two": "g", "any": ""}, "g", "one two"),
    ("order of the sequence", {"two": "b", "one": "gb"}, "b", "two one"),
    ("first of three attempts", {"thrice": "b3"}, "b", ""),
    ("second of three attempts", {"thrice": "b3"}, "bb", ""),
    ("third of three attempts", {"thrice": "b3"}, "bbb", "thrice"),
    ("all later attempts", {"thrice": "b3"}, "bbbb", "thrice"),
    ("not in a row", {"thrice": "b3"}, "bbgb", ""),
    ("in a row again", {"thrice": "b3"}, "bgbbb", "thrice"),
    ("either counts as attempt", {"either": "pb2"}, "pb", "either"),
    ("sentiments in a row", {"sad": "-2"}, "bb", "sad"),
    ("sentiment interrupted", {"sad": "-2"}, "bgb", ""),
    ("any completions in a row", {"many": "3"}, "gbp", "many"),
    ("later attempts instead", {"again": "b", "thrice": "b3"}, "bbb", "thrice"),
    ("before the third the first", {"again": "b", "thrice": "b3"}, "bb", "again"),
    ("in their order", {"twice": "b2", "thrice": "b3"}, "bgb", ""),
    ("no further than needed", {"thrice": "b3"}, "gbbb", "thrice"),
    ("outcome beats attempts", {"many": "2", "good": "g"}, "gg", "good"),
]
SENTIMENTS = {"+": "positive", "=": "neutral", "-": "negative"}


@tagged("post_install", "-at_install", "next_step")
class TestNextStepMatch(NextStepCommon):
    def test_table(self):
        """Only the most specific condition that is met applies."""
        for label, rules, ended, expected in ROWS:
            with self.subTest(label), self.env.cr.savepoint() as savepoint:
                for name, condition in rules.items():
                    self._create_conditioned(name, condition)
                lead = self.lead.copy()
                for letter in ended:
                    result = self._complete_call(lead, letter)
                suggested = [each["summary"] for each in result["suggestions"]]
                self.assertEqual(suggested, expected.split())
                savepoint.close(rollback=True)
                self.env.registry.clear_cache()

    def _create_conditioned(self, name, condition):
        letters = {
            "g": self.outcome_good,
            "p": self.outcome_plain,
            "b": self.outcome_bad,
        }
        outcomes = self.Outcome.union(*(letters[c] for c in condition if c in letters))
        self._create_rule(
            self.email,
            summary=name,
            outcome_ids=outcomes,
            sentiment=next(
                (SENTIMENTS[c] for c in condition if c in SENTIMENTS), False
            ),
            min_attempts=next((int(c) for c in condition if c.isdigit()), 1),
        )

    def _complete_call(self, lead, letter):
        letters = {
            "g": self.outcome_good,
            "p": self.outcome_plain,
            "b": self.outcome_bad,
        }
        return self._complete(self._create_activity(self.call, lead), letters[letter])

    def test_attempts_elsewhere(self):
        """Calls on other documents, of other types, and cancelled ones don't count."""
        self._create_rule(self.email, outcome_ids=self.outcome_bad, min_attempts=2)
        self.visit.outcome_ids |= self.outcome_bad
        self._complete(
            self._create_activity(self.call, self.lead.copy()), self.outcome_bad
        )
        self._complete(self._create_activity(self.visit), self.outcome_bad)
        self._complete_elsewhere(self.lead.id)
        self._create_activity(self.call).outcome_id = self.outcome_bad
        first = self._complete(outcome=self.outcome_bad)
        self.assertFalse(first["suggestions"])
        self._switch("group_activity_status")
        self._create_activity(self.call).action_cancel("No time")
        self.assertTrue(self._complete(outcome=self.outcome_bad)["suggestions"])

    def _complete_elsewhere(self, res_id):
        """Complete a call on a contact with the same id as a lead."""
        contact = self.env["res.partner"].create({"name": "Flow contact"})
        call = self._create_activity(self.call, contact)
        self._complete(call, self.outcome_bad)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET res_id = %s WHERE id = %s", [res_id, call.id]
        )
        self.env.invalidate_all()

    def test_mixed_selection(self):
        """In a selection of several types, each type's own rules apply."""
        self._create_rule(self.email)
        self._create_rule(self.visit, activity_type_id=self.letter.id)
        calls = self._create_activity(self.call)
        letters = self._create_activity(self.letter)
        everything = calls | letters
        for activities in everything:
            activities.outcome_id = activities.activity_type_id.outcome_ids[0]
        suggestions = everything.action_complete()["suggestions"]
        self.assertEqual(
            [each["activity_type_id"] for each in suggestions],
            [self.email.id, self.visit.id],
        )

    def test_attempts_of_a_selection(self):
        """Calls completed together count 1, 2, 3, by deadline, then id."""
        self._create_counting_rules()
        calls = self._create_activity(self.call, count=4)
        for call, day in zip(calls, (12, 9, 12, 10), strict=True):
            call.date_deadline = f"2026-10-{day:02}"
        suggested = {
            each["previous_activity_id"]: each["summary"]
            for each in self._complete(calls, self.outcome_bad)["suggestions"]
        }
        ordered = calls[1] + calls[3] + calls[0] + calls[2]
        self.assertEqual(
            [suggested[call.id] for call in ordered],
            ["first", "first", "third", "third"],
        )

    def test_attempts_of_every_door(self):
        """Completed together in any way, calls count as if one after the other."""
        self._switch("group_activity_status")
        self._create_counting_rules(mode="create")
        self.done = self.env.ref("crm_activity_flow.mail_activity_status_done")
        doors = {
            "action_complete": lambda calls: calls.action_complete(self.outcome_bad.id),
            "action_done": lambda calls: calls.action_done(
                outcome_id=self.outcome_bad.id
            ),
            "write": lambda calls: calls.write(
                {"active": False, "outcome_id": self.outcome_bad.id}
            ),
            "status": lambda calls: calls.write(
                {"status_id": self.done.id, "outcome_id": self.outcome_bad.id}
            ),
            "dialog": self._complete_in_dialog,
            "import": self._complete_by_import,
            "one by one": lambda calls: [
                call.action_complete(self.outcome_bad.id) for call in calls
            ],
        }
        for name, door in doors.items():
            with self.subTest(name):
                calls = self._create_activity(self.call, self.lead.copy(), count=3)
                door(calls.with_user(self.users["salesperson"]))
                self.assertCounted(calls)

    def test_attempts_created_as_done(self):
        """Calls created as done in one request count one after the other."""
        self._switch("group_activity_status")
        self._create_counting_rules(mode="create")
        self.assertCounted(
            self._create_activity(
                self.call,
                count=3,
                status_id=self.env.ref(
                    "crm_activity_flow.mail_activity_status_done"
                ).id,
                outcome_id=self.outcome_bad.id,
            )
        )

    def test_attempts_in_one_second(self):
        """Completed within a second, calls count in that order, whatever their ids."""
        self._create_counting_rules(mode="create")
        calls = self._create_activity(self.call, count=3)[::-1]
        for call in calls:
            self._complete(call, self.outcome_bad)
        self.assertCounted(calls)

    def test_suggestion_of_the_same_second(self):
        """What was suggested can be added after a second call in the same second."""
        self._create_rule(self.email, min_attempts=1)
        self._create_rule(self.visit, min_attempts=2)
        for reverse in (False, True):
            with self.subTest(reverse=reverse):
                calls = self._create_activity(self.call, self.lead.copy(), count=2)
                first, second = calls[::-1] if reverse else calls
                suggestions = self._complete(first)["suggestions"]
                suggestions += self._complete(second)["suggestions"]
                self.assertEqual(
                    [each["activity_type_id"] for each in suggestions],
                    [self.email.id, self.visit.id],
                )
                added = self.Activity.add_next_steps(suggestions)["created_ids"]
                self.assertEqual(len(added), 2)

    def test_attempts_of_imported_dates(self):
        """Given dates of completion stay as they are, to the second."""
        self._create_counting_rules()
        calls = self._create_activity(self.call, count=2)
        for call in calls:
            call.write(
                {
                    "active": False,
                    "outcome_id": self.outcome_bad.id,
                    "done_at": "2026-10-01 08:00:00",
                }
            )
        self.env.invalidate_all()
        self.assertEqual(
            [str(call.done_at) for call in calls], ["2026-10-01 08:00:00"] * 2
        )

    def test_attempts_of_a_new_rule(self):
        """A rule that is changed to wait for attempts counts from then on."""
        rule = self._create_rule(self.email, outcome_ids=self.outcome_bad)
        calls = self._create_activity(self.call, count=2)[::-1]
        self.assertTrue(self._complete(calls[0], self.outcome_bad)["suggestions"])
        rule.min_attempts = 2
        self.assertTrue(self._complete(calls[1], self.outcome_bad)["suggestions"])

    def _create_counting_rules(self, **values):
        values["outcome_ids"] = self.outcome_bad
        self._create_rule(self.email, summary="first", **values)
        self._create_rule(self.email, summary="third", min_attempts=3, **values)

    def _complete_in_dialog(self, calls):
        calls[1].sudo().automated = True  # the dialog asks for this one separately
        action = calls.action_open_complete()
        wizard = calls.env["mail.activity.complete"].browse(action["res_id"])
        self.assertEqual(len(wizard.line_ids), 2)
        wizard.line_ids.outcome_id = self.outcome_bad
        wizard.action_apply()

    def _complete_by_import(self, calls):
        result = calls.load(
            [".id", "outcome_id/.id", "status_id/.id"],
            [
                [str(call.id), str(self.outcome_bad.id), str(self.done.id)]
                for call in calls
            ],
        )
        self.assertEqual(result["ids"], calls.ids, result["messages"])

    def assertCounted(self, calls):
        """Check the next steps of three calls, by the order in which they count."""
        followers = self.Activity.search([("previous_activity_id", "in", calls.ids)])
        summaries = {each.previous_activity_id: each.summary for each in followers}
        self.assertEqual(
            [summaries.get(call) for call in calls], ["first", "first", "third"]
        )
        self.assertEqual(len(followers), 3)

    def test_attempts_of_others(self):
        """A colleague's attempt counts: the customer was called."""
        self._create_rule(self.email, outcome_ids=self.outcome_bad, min_attempts=2)
        self._complete(outcome=self.outcome_bad, role="manager")
        self.assertTrue(self._complete(outcome=self.outcome_bad)["suggestions"])

    def test_models(self):
        """Rules, limited types and plans for some models don't apply to others."""
        partner = self.env["res.partner"].create({"name": "Flow partner"})
        partners = self.env["ir.model"]._get("res.partner")
        for_leads = self._create_type("Flow lead step", res_model="crm.lead")
        self._create_rule(self.email, model_ids=partners)
        self._create_rule(for_leads)
        self._create_rule(plan_id=self._create_plan(self.visit).id)
        for record, expected in ((self.lead, 2), (partner, 1)):
            with self.subTest(record._name):
                result = self._complete(self._create_activity(self.call, record))
                self.assertEqual(len(result["suggestions"]), expected)
        free = self.Activity.create(
            {"activity_type_id": self.call.id, "user_id": self.users["salesperson"].id}
        )
        self.assertFalse(self._complete(free)["suggestions"])

    def test_free_activity(self):
        """An activity without a document gets a next step for the same user."""
        self._create_rule(self.email, responsible_type="record_user")
        free = self.Activity.create(
            {"activity_type_id": self.call.id, "user_id": self.users["salesperson"].id}
        )
        suggestion = self._complete(free)["suggestions"]
        self.assertEqual(suggestion[0]["user_id"], self.users["salesperson"].id)
        salesperson = self.Activity.with_user(self.users["salesperson"])
        created = self.Activity.browse(
            salesperson.add_next_steps(suggestion)["created_ids"]
        )
        self.assertFalse(created.res_model)
        self.assertEqual(created.previous_activity_id, free)

    def test_no_rule_odoo_suggests(self):
        """Without a rule, Odoo's own suggestions appear after a plain Done."""
        self.email.write({"delay_count": 3, "delay_from": "previous_activity"})
        self.email.default_user_id = self.users["manager"]
        self.visit.delay_from = "current_date"
        self.call.suggested_next_type_ids = self.email | self.visit
        activity = self._create_activity(self.call, date_deadline="2026-10-20")
        result = self._complete(activity)
        self.assertEqual(
            [
                (each["activity_type_id"], each["user_id"], each["date_deadline"])
                for each in result["suggestions"]
            ],
            [
                (self.email.id, self.users["manager"].id, "2026-10-23"),
                (self.visit.id, self.users["salesperson"].id, self.TODAY),
            ],
        )
        self.assertEqual(result["suggestions"][0]["summary"], "Write to them")

    def test_no_rule_odoo_triggers(self):
        """Without a rule, Odoo's own triggers still create activities."""
        self.call.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.visit}
        )
        result = self._complete()
        self.assertEqual(self._get_created(result).activity_type_id, self.visit)
        self.assertFalse(result["suggestions"])

    def test_rule_instead_of_odoo(self):
        """With a rule, even one that doesn't apply, Odoo's settings are ignored."""
        settings = {
            "trigger": {"triggered_next_type_id": self.visit.id},
            "suggest": {"suggested_next_type_ids": self.visit.ids},
        }
        for chaining, values in settings.items():
            with self.subTest(chaining):
                self.call.write({"chaining_type": chaining, **values})
                rule = self._create_rule(self.email, outcome_ids=self.outcome_bad)
                activity = self._create_activity(self.call)
                self.assertEqual(activity.chaining_type, "suggest")
                result = self._complete(activity)
                self.assertFalse(result["created_ids"] + result["suggestions"])
                rule.unlink()
                self.assertEqual(activity.chaining_type, chaining)

    def test_outcomes_off(self):
        """While Outcomes is off, Odoo's settings apply, not rules for outcomes."""
        self.call.suggested_next_type_ids = self.visit
        self._create_rule(self.email, outcome_ids=self.outcome_good, mode="create")
        self._create_rule(self.email, sentiment="positive")
        self.assertEqual(len(self._complete()["created_ids"]), 1)
        self._switch_outcomes(on=False)
        result = self._create_activity(self.call).action_complete()
        self.assertFalse(result["created_ids"])
        self.assertEqual(result["suggestions"][0]["activity_type_id"], self.visit.id)

    def test_archived_rule(self):
        """An archived rule is ignored."""
        rule = self._create_rule(self.email)
        self.assertTrue(self._complete()["suggestions"])
        rule.active = False
        self.assertFalse(self._complete()["suggestions"])

    def test_today_is_the_users(self):
        """The delay starts from the user's local day, not from the day in UTC."""
        self._create_rule(self.email, delay_count=1)
        activity = self._create_activity(self.call)
        late = activity.with_context(tz="Pacific/Auckland")
        suggestion = late.action_complete(self.outcome_good.id)["suggestions"][0]
        self.assertEqual(
            fields.Date.to_date(suggestion["date_deadline"]).isoformat(), "2026-10-09"
        )
