from odoo.tests import tagged

from ..concurrent_activities import ConcurrentActivities


@tagged("post_install", "-at_install")
class TestMergeConcurrency(ConcurrentActivities):
    """Administrators merge simultaneously, with committed data."""

    def setUp(self):
        super().setUp()
        types = "mail.activity.type"
        names = [{"name": f"Flow {number}"} for number in range(4)]
        self.types = self._do(types, "create", names)

    def _create_activities_of(self, type_id, count=3):
        type(self).call_type = type_id
        return self._create_activities(count)

    def _merge(self, number, source, survivor):
        return self._call(
            "mail.activity.type",
            "action_merge_into",
            [source],
            survivor,
            uid=self.uids[number],
        )

    def _get_types(self, activities):
        rows = self._do("mail.activity", "read", activities, ["activity_type_id"])
        return {row["activity_type_id"][0] for row in rows}

    def _get_active(self):
        rows = self._do("mail.activity.type", "read", self.types, ["active"])
        return [row["active"] for row in rows]

    def test_same_records(self):
        """Two administrators run the same merge: both succeed, and nothing is lost."""
        source, survivor, *_others = self.types
        activities = self._create_activities_of(source)
        answers = self._race(
            self._merge(0, source, survivor), self._merge(1, source, survivor)
        )
        self.assertTrue(all("result" in answer for answer in answers), answers)
        self.assertEqual(self._get_types(activities), {survivor})
        self.assertEqual(self._get_active()[:2], [False, True])

    def test_each_into_the_other(self):
        """Two merges in opposite directions: one wins, the other gets the reason."""
        one, other, *_others = self.types
        activities = [self._create_activities_of(type_id) for type_id in (one, other)]
        answers = self._race(self._merge(0, one, other), self._merge(1, other, one))
        won, errors = self.assertOnce(answers)
        self.assertIn("is archived", errors[0]["message"])
        survivor = (other, one)[won]
        for ids in activities:
            self.assertEqual(self._get_types(ids), {survivor})
        self.assertEqual(self._get_active()[:2], [survivor == one, survivor == other])

    def test_chain(self):
        """One merge targets a type that another merges away: nothing gets stuck."""
        one, two, three, _four = self.types
        activities = self._create_activities_of(one)
        answers = self._race(self._merge(0, one, two), self._merge(1, two, three))
        self.assertIn("result", answers[1])
        if "result" in answers[0]:
            self.assertEqual(self._get_types(activities), {three})
        else:
            self.assertIn("is archived", answers[0]["message"])
            self.assertEqual(self._get_types(activities), {one})

    def test_completed_meanwhile(self):
        """Completing an activity while its type is merged loses nothing."""
        source, survivor, *_others = self.types
        activities = self._create_activities_of(source, count=1)
        answers = self._race(
            self._merge(0, source, survivor),
            self._call(
                "mail.activity", "action_complete", activities, uid=self.uids[1]
            ),
        )
        self.assertTrue(all("result" in answer for answer in answers), answers)
        self.assertEqual(self._get_types(activities), {survivor})
        self.assertFalse(self._read(activities)[0]["active"])

    def test_other_records(self):
        """Merges of different records don't affect each other."""
        one, two, three, four = self.types
        answers = self._race(self._merge(0, one, two), self._merge(1, three, four))
        self.assertTrue(all("result" in answer for answer in answers), answers)
        self.assertEqual(self._get_active(), [False, True, False, True])
