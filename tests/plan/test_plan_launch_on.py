from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..common import RpcMixin
from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanLaunchOn(RpcMixin, PlanCommon):
    """Launching by a program: it learns what became of each record."""

    def _launch(self, records, *, role="salesperson", plan=None, **kwargs):
        plan = plan or self.plan
        return self._rpc(
            role,
            *("mail.activity.plan", "launch_on"),
            *(plan.ids, records._name, records.ids),
            **kwargs,
        )

    def _get_open(self, record):
        return self.Activity.search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)], order="id"
        )

    def test_launched(self):
        """The answer has the ids of all new activities, and nothing was refused."""
        leads = self.lead | self.lead.copy()
        answer = self._launch(leads, plan_date="2026-12-01")
        created = self.Activity.browse(answer["created_ids"])
        self.assertEqual(created, self._get_open(leads[0]) | self._get_open(leads[1]))
        self.assertEqual(len(created), 4)
        self.assertEqual(created.plan_id, self.plan)
        self.assertEqual(set(created.mapped("origin")), {"plan"})
        self.assertEqual(
            created.mapped(lambda activity: str(activity.date_deadline)),
            ["2026-12-01", "2026-12-02"] * 2,
        )
        self.assertEqual((answer["refused"], answer["running"]), ([], []))

    def test_running(self):
        """A plan that is running is left alone, unless the caller wants it again."""
        self._launch(self.lead)
        other = self.lead.copy()
        answer = self._launch(self.lead | other)
        self.assertEqual(answer["created_ids"], self._get_open(other).ids)
        [running] = answer["running"]
        self.assertEqual(running["res_id"], self.lead.id)
        self.assertIn("already running", running["reason"])
        self.assertIn("Flow 0", running["reason"])
        self.assertEqual(self._launch(self.lead)["created_ids"], [])
        answer = self._launch(self.lead, again=True)
        self.assertEqual(len(answer["created_ids"]), 2)
        self.assertEqual(answer["running"], [])
        self.assertEqual(len(self._get_open(self.lead)), 4)

    def test_refused(self):
        """Records that can't be served are named with the reason, others launched."""
        plan = self._create_plan({"responsible_type": "record_user"})
        own = self.lead.copy({"user_id": self.users["own_documents"].id})
        foreign = self.lead.copy({"user_id": self.manager.id})
        gone = self.lead.copy()
        gone_id = gone.id
        gone.unlink()
        records = own | foreign | gone.browse(gone_id)
        answer = self._launch(records, plan=plan, role="own_documents")
        self.assertEqual(answer["created_ids"], self._get_open(own).ids)
        reasons = {each["res_id"]: each["reason"] for each in answer["refused"]}
        self.assertEqual(reasons.keys(), {foreign.id, gone_id})
        # hidden and missing records can't be told apart
        self.assertEqual(len(set(reasons.values())), 1)

    def test_responsible(self):
        """Steps that ask at launch take the assignee that the caller names."""
        plan = self._create_plan({"responsible_type": "on_demand"})
        answer = self._launch(self.lead, plan=plan)
        self.assertEqual(answer["created_ids"], [])
        self.assertEqual(answer["refused"][0]["res_id"], self.lead.id)
        answer = self._launch(self.lead, plan=plan, responsible_id=self.manager.id)
        [activity] = self.Activity.browse(answer["created_ids"])
        self.assertEqual(activity.user_id, self.manager)

    def test_invalid(self):
        """Invalid values are refused with a sentence, and nothing is launched."""
        wrong = {
            "plan_date": ("2026-13-01", "tomorrow", 5, [1]),
            "responsible_id": (2**31, "Anna", self.users["portal"].id, True),
        }
        for name, values in wrong.items():
            for value in values:
                with (
                    self.subTest(name, value=value),
                    self.assertRefused(error=ValidationError),
                ):
                    self._launch(self.lead, **{name: value})
        for args in (("res.company", [1]), ("crm.lead", "5"), ("crm.lead", [])):
            with self.subTest(args=args), self.assertRefused(error=ValidationError):
                self._rpc(
                    *("salesperson", "mail.activity.plan", "launch_on"),
                    *(self.plan.ids, *args),
                )
        self.assertFalse(self._get_open(self.lead))

    def test_queries(self):
        """Ten times the records cost no more queries, except for inserts."""
        counts = []
        for number in (2, 2, 20):
            leads = self.lead.copy()
            leads = leads.concat(*(leads.copy() for _each in range(number - 1)))
            before = self.env.cr.sql_log_count
            answer = self._launch(leads)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(answer["created_ids"]), 2 * number)
        self.assertLessEqual(counts[2], counts[1] + 10)
