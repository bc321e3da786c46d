from odoo.tests import tagged

from ..concurrency import WORKERS
from ..concurrent_activities import ConcurrentActivities

STEPS = "mail.activity.next.step"


@tagged("post_install", "-at_install", "next_step")
class TestNextStepConcurrency(ConcurrentActivities):
    """Several users at the same time, with committed data."""

    def setUp(self):
        super().setUp()
        names = [{"name": f"Flow {number}"} for number in range(4)]
        self.types = self._do("mail.activity.type", "create", names)
        type(self).call_type = self.types[0]

    def _prepare_rule(self, completed, following, **values):
        return {"activity_type_id": completed, "next_type_id": following, **values}

    def _get_followers(self, activities):
        return self._do(
            "mail.activity",
            "search_read",
            [("previous_activity_id", "in", activities)],
            ["activity_type_id"],
        )

    def test_accepted_at_once(self):
        """Several users accept the same suggestion: it creates one activity."""
        self._do(STEPS, "create", self._prepare_rule(*self.types[:2]))
        activities = self._create_activities()
        result = self._do("mail.activity", "action_complete", activities)
        answers = self._race(
            *(
                self._as_user(number, "add_next_steps", result["suggestions"])
                for number in range(WORKERS)
            )
        )
        _won, errors = self.assertOnce(answers)
        self.assertIn("already added", errors[0]["message"])
        self.assertEqual(len(self._get_followers(activities)), 1)

    def test_completed_at_once(self):
        """Several users complete the same activity: it gets one next step."""
        rule = self._prepare_rule(*self.types[:2], mode="create")
        self._do(STEPS, "create", rule)
        activities = self._create_activities()
        answers = self._race(
            *(
                self._as_user(number, "action_complete", activities)
                for number in range(WORKERS)
            )
        )
        self.assertOnce(answers)
        self.assertEqual(len(self._get_followers(activities)), 1)

    def test_halves_of_a_circle(self):
        """Two administrators save two halves of a cycle: one of them is refused."""
        one, other, *_others = self.types
        answers = self._race(
            *(
                self._call(STEPS, "create", [rule], uid=self.uids[number])
                for number, rule in enumerate(
                    (
                        self._prepare_rule(one, other, mode="create"),
                        self._prepare_rule(other, one, mode="create"),
                    )
                )
            )
        )
        _won, errors = self.assertOnce(answers)
        self.assertIn("forever", errors[0]["message"])

    def _create_counting_rules(self):
        """Create rules for the first attempt, and for all later ones."""
        for attempts in (1, 2):
            rule = self._prepare_rule(self.types[0], self.types[attempts])
            self._do(
                STEPS, "create", {**rule, "mode": "create", "min_attempts": attempts}
            )

    def assertCounted(self, activities):
        """Check that one of these counted as the first, and the rest as later ones."""
        created = self._get_followers(activities)
        kinds = sorted(each["activity_type_id"][0] for each in created)
        later = [self.types[2]] * (len(activities) - 1)
        self.assertEqual(kinds, [self.types[1], *later])

    def test_attempts_at_once(self):
        """Calls on one document completed simultaneously count 1, 2, 3."""
        self._create_counting_rules()
        activities = self._create_activities(3)
        answers = self._race(
            *(
                self._as_user(number, "action_complete", [activity])
                for number, activity in enumerate(activities)
            )
        )
        self.assertTrue(all("result" in answer for answer in answers), answers)
        self.assertCounted(activities)

    def test_first_attempts_at_once(self):
        """The first calls of all on a document count, too, if created as done."""
        self._switch("group_activity_status")
        self._create_counting_rules()
        values = {
            "activity_type_id": self.types[0],
            "res_model_id": self._get_id("crm.model_crm_lead"),
            "res_id": self._do("crm.lead", "create", {"name": "Flow lead"}),
            "status_id": self._get_id("crm_activity_flow.mail_activity_status_done"),
        }
        answers = self._race(
            *(self._as_user(number, "create", [values]) for number in range(2))
        )
        self._switch("group_activity_status", on=False)
        self.assertTrue(all("result" in answer for answer in answers), answers)
        self.assertCounted([id_ for answer in answers for id_ in answer["result"]])
