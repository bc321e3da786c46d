from datetime import date

from odoo import Command

from ..common import ActivityFlowCommon

MONDAY = date(2026, 3, 2)


class PlanCommon(ActivityFlowCommon):
    """Plans on opportunities, launched by a salesperson on a Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.manager = cls.users["manager"]
        (cls.user | cls.manager).tz = "Europe/Brussels"
        cls.call = cls._create_type()
        cls.team = cls.env["crm.team"].create(
            {"name": "Flow team", "user_id": cls.manager.id}
        )
        cls.lead.team_id = cls.team
        cls.plan = cls._create_plan({}, {"delay_count": 1})

    @classmethod
    def _create_plan(cls, *steps, name="Flow plan", **values):
        """Create a plan; by default, steps come after its date, for the launcher."""
        return cls.env["mail.activity.plan"].create(
            {
                "name": name,
                "res_model": "crm.lead",
                "company_id": False,
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": cls.call.id,
                            "summary": f"Flow {number}",
                            "responsible_type": "launcher",
                            "delay_from": "after_plan_date",
                            "sequence": number,
                            **step,
                        }
                    )
                    for number, step in enumerate(steps)
                ],
                **values,
            }
        )

    @classmethod
    def _create_leads(cls, count, **values):
        return cls.env["crm.lead"].create(
            [
                {
                    "name": f"Flow lead {number}",
                    "type": "opportunity",
                    "user_id": cls.user.id,
                    **values,
                }
                for number in range(count)
            ]
        )

    def _open(self, records, plan=None, user=None, **values):
        """Open Odoo's dialog as the web client does, without saving it."""
        dialog = self.env["mail.activity.schedule"].with_user(user or self.user)
        return dialog.new(
            {
                "res_model": records._name,
                "res_ids": str(records.ids),
                "plan_id": (plan or self.plan).id,
                "plan_date": MONDAY,
                **values,
            }
        )

    def _launch(self, records, plan=None, user=None, **kwargs):
        user = user or self.user
        plan = (plan or self.plan).with_user(user)
        return plan._schedule_on(records.with_user(user), MONDAY, **kwargs)

    def _click(self, records, plan=None, user=None):
        """Launch with one click, as the menus do."""
        plan = (plan or self.plan).with_user(user or self.user)
        return plan.action_launch(records._name, records.ids)
