from odoo import Command
from odoo.tests import tagged

from ..concurrent_activities import ConcurrentActivities


@tagged("post_install", "-at_install")
class TestOutcomeConcurrency(ConcurrentActivities):
    """Several processes work at the same time, with committed data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls.good, cls.bad = cls._create_outcomes("Flow good", "Flow bad")
        cls.call_type = cls._create_type(cls.good, cls.bad)

    @classmethod
    def _switch_outcomes(cls, on=True):
        cls._switch("group_activity_outcome", on)

    @classmethod
    def _create_outcomes(cls, *names):
        values = [{"name": name} for name in names]
        return cls._do("mail.activity.outcome", "create", values)

    def assertConsistent(self, activities):
        """Check that activities are either open, or done with all recorded values."""
        for activity in self._read(activities):
            recorded = {
                bool(activity[name]) for name in ("outcome_id", "done_by_id", "done_at")
            }
            self.assertEqual(recorded, {not activity["active"]}, activity)

    def test_complete_at_once(self):
        """Of four simultaneous completions, one succeeds; the others learn who did."""
        activities = self._create_activities(count=3)
        outcomes = [self.good, self.bad, self.good, self.bad]
        answers = self._race(
            *[
                self._as_user(number, "action_complete", activities, outcome)
                for number, outcome in enumerate(outcomes)
            ]
        )
        winner, errors = self.assertOnce(answers)
        sentence = f"already completed by Flow manager {winner}"
        for error in errors:
            self.assertEqual(error["error"], "ValidationError")
            self.assertIn(sentence, error["message"])
        for activity in self._read(activities):
            self.assertFalse(activity["active"])
            self.assertEqual(activity["outcome_id"][0], outcomes[winner])
            self.assertEqual(activity["done_by_id"][0], self.uids[winner])
        self.assertEqual(len(self._get_messages(activities)), 3)

    def test_complete_overlapping_selections(self):
        """Overlapping selections are completed entirely, or not at all."""
        activities = self._create_activities(count=3)
        answers = self._race(
            self._as_user(0, "action_complete", activities[:2], self.good),
            self._as_user(1, "action_complete", activities[:0:-1], self.bad),
        )
        winner, _errors = self.assertOnce(answers)
        done = [
            activity for activity in self._read(activities) if not activity["active"]
        ]
        self.assertEqual(len(done), 2)
        self.assertEqual({act["done_by_id"][0] for act in done}, {self.uids[winner]})
        self.assertEqual(len(self._get_messages(activities)), 2)

    def test_complete_while_another(self):
        """Whatever another call does, a completion is recorded and posted once."""
        others = {
            "reopen": ("action_reopen",),
            "delete": ("unlink",),
            "cancel": ("action_cancel",),
            "reassign": ("write", {"user_id": self.uids[2]}),
            "archive": ("action_archive",),
            "change the type": ("write", {"activity_type_id": False}),
        }
        for other, (method, *args) in others.items():
            with self.subTest(other=other):
                activities = self._create_activities(count=2)
                completed, _answer = self._race(
                    self._as_user(0, "action_complete", activities, self.good),
                    self._as_user(1, method, activities, *args),
                )
                self.assertConsistent(activities)
                left = self._read(activities)
                if "result" in completed and left:
                    self.assertEqual(len(self._get_messages(activities)), 2)
                if other == "reassign":
                    self.assertEqual(left[0]["user_id"][0], self.uids[2])

    def test_reopen_while_another(self):
        """Whatever another call does, a reopened activity is open, with one message."""
        others = {
            "reopen": ("action_reopen",),
            "complete": ("action_complete", self.bad),
            "correct": ("write", {"outcome_id": self.bad}),
        }
        for other, (method, *args) in others.items():
            with self.subTest(other=other):
                activities = self._create_activities(done=True)
                reopened, _answer = self._race(
                    self._as_user(0, "action_reopen", activities),
                    self._as_user(1, method, activities, *args),
                )
                self.assertNotIn("error", reopened)
                self.assertTrue(self._read(activities)[0]["active"])
                messages = self._get_messages(activities, ("body", "like", "reopened"))
                self.assertEqual(len(messages), 1)

    def test_last_two_outcomes(self):
        """Two administrators remove the last two outcomes: one is refused."""
        sides = {
            "type's side": lambda type_id, outcome: self._call(
                "mail.activity.type",
                "write",
                [type_id],
                {"outcome_ids": [Command.unlink(outcome)]},
            ),
            "outcome's side": lambda type_id, outcome: self._call(
                "mail.activity.outcome",
                "write",
                [outcome],
                {"activity_type_ids": [Command.unlink(type_id)]},
            ),
            "archive": lambda _type_id, outcome: self._call(
                "mail.activity.outcome", "action_archive", [outcome]
            ),
            "delete": lambda _type_id, outcome: self._call(
                "mail.activity.outcome", "unlink", [outcome]
            ),
        }
        pairs = [
            ("type's side", "type's side"),
            ("type's side", "outcome's side"),
            ("archive", "archive"),
            ("archive", "delete"),
        ]
        for number, (first, second) in enumerate(pairs):
            with self.subTest(first=first, second=second):
                outcomes = self._create_outcomes(f"Last {number}", f"But one {number}")
                type_id = self._create_type(*outcomes)
                answers = self._race(
                    sides[first](type_id, outcomes[0]),
                    sides[second](type_id, outcomes[1]),
                )
                _winner, errors = self.assertOnce(answers)
                self.assertIn("0 outcomes", errors[0]["message"])
                self.assertEqual(len(self._read_outcomes(type_id)), 1)

    def _read_outcomes(self, type_id):
        domain = [("activity_type_ids", "in", [type_id])]
        return self._do("mail.activity.outcome", "search", domain)

    def test_twentieth_and_next(self):
        """Two administrators link the 20th and the 21st outcome: one is refused."""
        many = self._create_outcomes(*[f"Many {number}" for number in range(21)])
        type_id = self._create_type(*many[:19])
        answers = self._race(
            self._call(
                "mail.activity.type",
                "write",
                [type_id],
                {"outcome_ids": [Command.link(many[19])]},
            ),
            self._call(
                "mail.activity.outcome",
                "write",
                [many[20]],
                {"activity_type_ids": [Command.link(type_id)]},
            ),
        )
        _winner, errors = self.assertOnce(answers)
        self.assertIn("21 outcomes", errors[0]["message"])
        self.assertEqual(len(self._read_outcomes(type_id)), 20)

    def test_same_name(self):
        """Two administrators create the same name in different case: one is refused."""
        answers = self._race(
            *[
                self._call("mail.activity.outcome", "create", {"name": name})
                for name in ("Flow twin", "flow TWIN ")
            ]
        )
        _winner, errors = self.assertOnce(answers)
        self.assertEqual(errors[0]["error"], "ValidationError")
        self.assertIn("already exists", errors[0]["message"])

    def test_outcome_deleted_meanwhile(self):
        """An outcome is either recorded and kept, or deleted and not recorded."""
        spare, other = self._create_outcomes("Flow spare", "Flow other")
        type_id, self_type = self._create_type(spare, other), self.call_type
        type(self).call_type = type_id
        self.addCleanup(setattr, type(self), "call_type", self_type)
        activities = self._create_activities()
        answers = self._race(
            self._as_user(0, "action_complete", activities, spare),
            self._call("mail.activity.outcome", "unlink", [spare]),
        )
        self.assertOnce(answers)
        self.assertConsistent(activities)

    def test_killed_in_the_middle(self):
        """A worker that dies during a batch leaves nothing half done."""
        activities = self._create_activities(count=20)
        self._start_workers(1)
        victim = self.workers.pop()
        with self._cursor() as cr:
            # it will wait here: messages are written, activities not yet updated
            cr.execute(
                "SELECT id FROM mail_activity WHERE id = %s FOR UPDATE",
                activities[10:11],
            )
            victim.send(**self._as_user(0, "action_complete", activities, self.good))
            self._wait_for_blocked(1)
            victim.kill()
        self._wait_for_blocked(0)
        self.assertEqual(
            {activity["active"] for activity in self._read(activities)}, {True}
        )
        self.assertConsistent(activities)
        self.assertFalse(self._get_messages(activities))
        self._do("mail.activity", "action_complete", activities, self.good)
        self.assertEqual(len(self._get_messages(activities)), 20)

    def test_switched_off_meanwhile(self):
        """A completion while Outcomes is switched off comes first, or is refused."""
        self.addCleanup(self._switch_outcomes)
        activities = self._create_activities()
        settings = self._do(
            "res.config.settings", "create", {"group_activity_outcome": False}
        )
        completed, switched = self._race(
            self._as_user(0, "action_complete", activities, self.good),
            self._call("res.config.settings", "execute", [settings]),
        )
        self.assertNotIn("error", switched)
        self.assertConsistent(activities)
        self.assertEqual("result" in completed, not self._read(activities)[0]["active"])
        self.assertFalse(self._read_outcomes(self.call_type))
