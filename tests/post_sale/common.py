from odoo import Command

from ..common import ActivityFlowCommon

STEPS = 3


class PostSaleCommon(ActivityFlowCommon):
    """A team with one rule each for won and lost deals, and an opportunity in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Closing = cls.env["crm.post.sale.closing"]
        cls.Rule = cls.env["crm.post.sale.rule"]
        cls.Rule.search([]).active = False  # rules from the demo data
        cls.user = cls.users["salesperson"]
        cls.manager = cls.users["manager"]
        cls.call = cls._create_type()
        cls.team, cls.other_team = cls.env["crm.team"].create(
            [
                {
                    "name": "Flow team",
                    "user_id": cls.manager.id,
                    "member_ids": [Command.set(cls.user.ids)],
                },
                {"name": "Flow other team"},
            ]
        )
        cls.open_stage, cls.won_stage, cls.next_won_stage = cls.env["crm.stage"].create(
            [
                {"name": "Flow open", "sequence": 901},
                {"name": "Flow won", "sequence": 902, "is_won": True},
                {"name": "Flow paid", "sequence": 903, "is_won": True},
            ]
        )
        cls.reason, cls.other_reason = cls.env["crm.lost.reason"].create(
            [{"name": "Flow too expensive"}, {"name": "Flow too late"}]
        )
        cls.tag, cls.other_tag = cls.env["crm.tag"].create(
            [{"name": "Flow tag"}, {"name": "Flow other tag"}]
        )
        cls.customer = cls.env["res.partner"].create({"name": "Flow customer"})
        cls.won_plan = cls._create_plan("Flow won plan", STEPS)
        cls.lost_plan = cls._create_plan("Flow lost plan", STEPS - 1)
        cls.won_rule = cls._create_rule("won", cls.won_plan, team_id=cls.team.id)
        cls.lost_rule = cls._create_rule("lost", cls.lost_plan, team_id=cls.team.id)
        cls.deal = cls._create_deal()

    @classmethod
    def _create_plan(cls, name, steps=1, responsible="record_user", **values):
        partners = cls.env.ref("base.model_res_partner")
        return cls.env["mail.activity.plan"].create(
            {
                "name": name,
                "res_model": "crm.lead",
                "company_id": False,
                "model_ids": [Command.set(partners.ids)],
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": cls.call.id,
                            "summary": f"{name} {number}",
                            "responsible_type": responsible,
                            "delay_count": number,
                            "delay_from": "after_plan_date",
                            "sequence": number,
                        }
                    )
                    for number in range(steps)
                ],
                **values,
            }
        )

    @classmethod
    def _create_rule(cls, event, plan, **values):
        return cls.Rule.create({"event": event, "plan_id": plan.id, **values})

    @classmethod
    def _create_deal(cls, count=1, **values):
        # no one is told about each deal, which takes longer than all that is tested
        quiet = cls.env["crm.lead"].with_context(mail_auto_subscribe_no_notify=True)
        deals = quiet.create(
            [
                {
                    "name": f"Flow deal {number}",
                    "type": "opportunity",
                    "user_id": cls.user.id,
                    "team_id": cls.team.id,
                    "stage_id": cls.open_stage.id,
                    "partner_id": cls.customer.id,
                    "probability": 40,
                    **values,
                }
                for number in range(count)
            ]
        )
        return deals.with_env(cls.env)

    def _as(self, user, deal=None):
        return (self.deal if deal is None else deal).with_user(user)

    def _get_set(self, deal=None, **values):
        """Return the activities started for deals, open or not, on any document."""
        deal = self.deal if deal is None else deal
        activities = self.Activity.with_context(active_test=False).sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        domain = [("post_sale_closing_id.lead_id", "in", deal.ids)]
        domain += [(name, "=", value) for name, value in values.items()]
        return activities.search(domain, order="id")

    def _get_open(self, deal=None):
        return self._get_set(deal).filtered("active")

    def assertStarted(self, event=None, deal=None, sets=1):
        """Check that each deal has this many open sets of this event, and no others."""
        deal = self.deal if deal is None else deal
        steps = {"won": STEPS, "lost": STEPS - 1, None: 0}[event]
        opened = self._get_open(deal)
        self.assertEqual(len(opened), steps * sets * len(deal))
        if event:
            self.assertEqual(set(opened.mapped("origin")), {event})

    def _get_notes(self, deal=None):
        """Return the messages on deals that say what started, newest first."""
        deal = self.deal if deal is None else deal
        self.env.invalidate_all()
        return deal.message_ids.filtered(
            lambda message: "Flow" in message.body and "<li>" in message.body
        )
