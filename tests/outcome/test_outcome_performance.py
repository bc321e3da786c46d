from odoo.tests import Form, tagged

from ..common import OutcomeCommon

# Queries of plain Odoo's action_feedback for as many activities, each on its own
# document, as counted by `./sandbox bench outcome`.
PLAIN = {1: 16, 100: 511}


@tagged("post_install", "-at_install")
class TestOutcomePerformance(OutcomeCommon):
    """An outcome takes no query per activity, and no query at all while off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in production: the common context suppresses parts of a completion
        cls.env = cls.env(context={})
        cls.user = cls.users["salesperson"]

    def _create_activities(self, count):
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Flow {number}", "user_id": self.user.id}
                for number in range(count)
            ]
        )
        activities = self.Activity.create(
            [
                {
                    "activity_type_id": self.call.id,
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": lead.id,
                    "user_id": self.user.id,
                }
                for lead in leads
            ]
        )
        return activities.with_user(self.user)

    def _count_warm(self, count, complete):
        for _round in range(2):  # the first one fills caches while it creates
            self._count_queries(complete, self._create_activities(1))
        return self._count_queries(complete, self._create_activities(count))

    def test_complete(self):
        """Completing activities with an outcome takes no more queries than in Odoo."""
        for count, plain in PLAIN.items():
            with self.subTest(count=count):
                queries = self._count_warm(
                    count,
                    lambda activities: activities.action_complete(
                        self.outcome_good.id, feedback="Said yes"
                    ),
                )
                self.assertLessEqual(queries, plain)

    def test_batch(self):
        """1,000 activities take two queries more than 10: the ORM's batches."""
        vals = {"active": False, "outcome_id": self.outcome_good.id}
        counts = []
        for size in (1, 10, 1000):  # the first one fills caches
            activities = self._create_activity(self.call, count=size)
            own = activities.with_user(self.user)
            counts.append(self._count_queries(own.write, vals))
        self.assertLessEqual(counts[2], counts[1] + 2)

    def test_off(self):
        """While Outcomes is off, completing takes the same queries as in Odoo."""
        self._switch_outcomes(on=False)
        for count, plain in PLAIN.items():
            with self.subTest(count=count):
                queries = self._count_warm(
                    count,
                    lambda activities: activities.action_feedback(feedback="Said yes"),
                )
                self.assertLessEqual(queries, plain)

    def test_scheduling(self):
        """While Outcomes is off, scheduling asks nothing about outcomes."""
        queries = self._record_queries()
        for is_on in (True, False):
            self._switch_outcomes(on=is_on)
            self.env.flush_all()
            self.env.invalidate_all()
            queries.clear()
            dialog = self.env["mail.activity.schedule"].with_user(self.user)
            with Form(
                dialog.with_context(
                    default_res_model="crm.lead", default_res_ids=str(self.lead.ids)
                )
            ):
                pass
            asking = [query for query in queries if "outcome_id" in query]
            asking = [query for query in asking if query.startswith("SELECT")]
            self.assertEqual(bool(asking), is_on)

    def test_dialog(self):
        """Loading the questions takes as many queries for 10 activities as for 100."""
        queries = [
            self._count_warm(count, lambda activities: activities.get_outcome_choices())
            for count in (10, 100)
        ]
        self.assertEqual(queries[0], queries[1])

    def test_documents(self):
        """Last outcomes and counts take as many queries for 10 documents as for 80."""
        counts = []
        for size in (1, 10, 80):  # the first one fills caches
            activities = self._create_activities(size)
            activities.action_complete(self.outcome_good.id)
            leads = (
                self.env["crm.lead"]
                .with_user(self.user)
                .browse(activities.mapped("res_id"))
            )
            counts.append(self._count_queries(self._read_outcomes, leads))
        self.assertEqual(counts[1], counts[2])

    def _read_outcomes(self, leads):
        return leads.read(
            [
                "last_outcome_id",
                "last_outcome_sentiment",
                "last_outcome_date",
                "outcome_positive_count",
            ]
        )

    def test_reopen(self):
        """Reopening takes as many queries for 10 activities of a document as for 50."""
        counts = []
        for size in (1, 10, 50):  # the first one fills caches
            activities = self._create_activity(self.call, count=size)
            activities.action_complete(self.outcome_good.id)
            counts.append(self._count_queries(activities.action_reopen))
        self.assertEqual(counts[1], counts[2])
