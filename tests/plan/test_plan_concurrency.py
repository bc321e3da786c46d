from odoo import Command
from odoo.tests import tagged

from ..concurrency import WORKERS, ConcurrencyCase

RECORDS = 20
STEPS = 2


@tagged("post_install", "-at_install")
class TestPlanConcurrency(ConcurrencyCase):
    """Programs launch a plan on the same records simultaneously."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uids = cls._create_managers(WORKERS)
        call = cls._do("mail.activity.type", "create", {"name": "Flow call"})
        step = {"activity_type_id": call, "responsible_type": "launcher"}
        steps = [
            Command.create(step | {"summary": f"Flow {number}"})
            for number in range(STEPS)
        ]
        values = {"name": "Flow", "res_model": "crm.lead", "template_ids": steps}
        cls.plan = cls._do("mail.activity.plan", "create", values)

    def _create_leads(self):
        names = [{"name": f"Flow {number}"} for number in range(RECORDS)]
        return self._do("crm.lead", "create", names)

    def _launch(self, number, leads, **kwargs):
        return self._call(
            *("mail.activity.plan", "launch_on"),
            *([self.plan], "crm.lead", leads),
            uid=self.uids[number],
            **kwargs,
        )

    def _count(self, leads):
        domain = [("res_model", "=", "crm.lead"), ("res_id", "in", leads)]
        return self._do("mail.activity", "search_count", domain)

    def test_same_records(self):
        """One launch serves the records; for the others the plan is running."""
        leads = self._create_leads()
        answers = self._race(
            *(self._launch(number, leads) for number in range(WORKERS))
        )
        results = [answer["result"] for answer in answers]
        self.assertEqual(
            sorted(len(result["created_ids"]) for result in results),
            [0] * (WORKERS - 1) + [STEPS * RECORDS],
        )
        for result in results:
            self.assertEqual(result["refused"], [])
            if not result["created_ids"]:
                running = [line["res_id"] for line in result["running"]]
                self.assertEqual(sorted(running), sorted(leads))
        self.assertEqual(self._count(leads), STEPS * RECORDS)

    def test_overlapping_records(self):
        """Each record is served once, by whichever launch came first."""
        leads = self._create_leads()
        half = RECORDS // 2
        answers = self._race(
            self._launch(0, leads[: half + 2]), self._launch(1, leads[half - 2 :])
        )
        results = [answer["result"] for answer in answers]
        created = [id_ for result in results for id_ in result["created_ids"]]
        self.assertEqual(len(created), STEPS * RECORDS)
        self.assertEqual(sum(len(result["running"]) for result in results), 4)
        self.assertEqual(self._count(leads), STEPS * RECORDS)

    def test_again(self):
        """Launches that don't mind a running plan are all carried out."""
        leads = self._create_leads()
        answers = self._race(
            *(self._launch(number, leads, again=True) for number in range(2))
        )
        for answer in answers:
            self.assertEqual(len(answer["result"]["created_ids"]), STEPS * RECORDS)
        self.assertEqual(self._count(leads), 2 * STEPS * RECORDS)
