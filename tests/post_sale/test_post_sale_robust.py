from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import RpcMixin
from .common import STEPS, PostSaleCommon


@tagged("post_install", "-at_install")
class TestPostSaleRobust(RpcMixin, PostSaleCommon):
    """A failure doesn't block others, and the system's records can't be faked."""

    def _close(self, deals, **values):
        deals.with_user(self.user).write({"stage_id": self.won_stage.id, **values})

    def _refuse(self, activity):
        """Let another addon refuse the deletion of an activity."""
        unlink = type(self.Activity).unlink
        error = UserError("Flow refused.")

        def refuse(activities):
            if activity in activities:
                raise error
            return unlink(activities)

        self.patch(type(self.Activity), "unlink", refuse)

    def test_withdrawn_one_by_one(self):
        """A set that can't be withdrawn stays; the sets of other deals don't."""
        deals = self._create_deal(3)
        self._close(deals)
        self._refuse(self._get_set(deals[1])[0])
        deals.with_user(self.user).write({"stage_id": self.open_stage.id})
        self.assertEqual([len(self._get_open(deal)) for deal in deals], [0, STEPS, 0])
        self.assertEqual(
            ["Flow refused" in deal.message_ids[0].body for deal in deals],
            [False, True, False],
        )

    def test_cancelled_one_by_one(self):
        """Open activities that can't be cancelled stay; those of other deals don't."""
        self.team.post_sale_open_activities = "cancel"
        deals = self._create_deal(3)
        before = self.Activity.concat(
            *(self._create_activity(self.call, deal) for deal in deals)
        )
        self._refuse(before[1])
        self._close(deals)
        self.assertEqual(before.exists(), before[1])
        self.assertStarted("won", deals)

    def test_done_ones_stay_done(self):
        """Closing with archived records shown cancels open activities only."""
        self._switch("group_activity_status")
        self.team.post_sale_open_activities = "cancel"
        done = self._create_activity(self.call, self.deal)
        done.action_complete()
        everything = self.deal.with_user(self.user).with_context(active_test=False)
        everything.action_set_won()
        self.assertEqual(done.state, "done")
        bodies = "".join(self.deal.message_ids.mapped("body"))
        self.assertNotIn("couldn't be cancelled", bodies)

    def test_forged(self):
        """Only managers can link an activity to a closing."""
        self._close(self.deal)
        closing = self._get_set()[0].post_sale_closing_id
        own = self._create_activity(self.call, self.deal)
        for name, value in {
            "post_sale_closing_id": closing.id,
            "post_sale_rule_id": self.won_rule.id,
        }.items():
            values = {
                "activity_type_id": self.call.id,
                "res_model_id": own.res_model_id.id,
                "res_id": self.deal.id,
                name: value,
            }
            for method, args in (
                ("write", [own.ids, {name: value}]),
                ("create", [values]),
            ):
                with self.subTest(name, method=method), self.assertRaises(AccessError):
                    self._rpc("salesperson", "mail.activity", method, *args)

    def test_responsible_deleted(self):
        """A step for a deleted user is reported, by a manual launch and by a sale."""
        gone = new_test_user(self.env, "flow_gone", groups="base.group_user")
        step = self.won_plan.template_ids[0]
        step.write({"responsible_type": "other", "responsible_id": gone.id})
        self.env.flush_all()
        gone.unlink()
        self.env.invalidate_all()
        with self.assertRefused("has no assignee"):
            self.won_plan.with_user(self.user)._schedule_on(self.deal)
        self._close(self.deal)
        self.assertEqual(len(self._get_open(self.deal)), STEPS - 1)
        self.assertIn("has no assignee", self.deal.message_ids[0].body)

    def test_assignee_never_works(self):
        """A step for someone without working days is named; the others start."""
        self._create_idle_resource(self.manager)
        idle = self.won_plan.template_ids[0]
        idle.write(
            {"responsible_type": "team_leader", "delay_unit": "working_days"},
        )
        idle.delay_count = 1
        self._close(self.deal)
        self.assertEqual(len(self._get_open(self.deal)), STEPS - 1)
        body = self.deal.message_ids[0].body
        self.assertIn("couldn't be started completely", body)
        self.assertIn("enough working days", body)

    def test_customer_of_a_secret(self):
        """An error about the customer doesn't name the customer's salesperson."""
        secret = new_test_user(
            self.env, "flow_secret", groups="base.group_user", name="Flow secret"
        )
        self.customer.user_id = secret
        secret.active = False
        self.won_rule.target = "customer"
        deal = self._create_deal(partner_id=self.customer.id)
        self._close(deal)
        body = deal.message_ids[0].body
        self.assertIn("on the customer", body)
        self.assertNotIn("Flow secret", body)

    def test_company_changed_later(self):
        """A rule whose plan moved to another company is reported, not ignored."""
        self.won_plan.company_id = self.env["res.company"].create({"name": "Flow Inc."})
        deal = self._create_deal(company_id=self.env.company.id)
        self._close(deal)
        self.assertFalse(self._get_open(deal))
        self.assertIn("is for another company", deal.message_ids[0].body)

    def test_conditions_in_use(self):
        """A tag or a reason used in a rule can't be deleted, and the error says why."""
        self.won_rule.tag_ids = self.tag
        self.lost_rule.lost_reason_ids = self.reason
        for record in (self.tag, self.reason):
            with self.subTest(record.name), self.assertRefused(record.name):
                record.unlink()
        (self.other_tag, self.other_reason)[0].unlink()
