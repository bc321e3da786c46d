from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import STEPS, PostSaleCommon


@tagged("post_install", "-at_install")
class TestPostSaleReopening(PostSaleCommon):
    """What happens to a set when its opportunity is reopened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes(on=False)

    def _ways_to_reopen_lost(self):
        return {
            "restore": lambda deal: deal.action_restore(),
            "unarchive": lambda deal: deal.action_unarchive(),
            "active": lambda deal: deal.write({"active": True}),
            "probability": lambda deal: deal.write({"probability": 20}),
            "stage": lambda deal: deal.write(
                {"stage_id": self.open_stage.id, "active": True}
            ),
        }

    def _ways_to_reopen_won(self):
        return {
            "stage": lambda deal: deal.write({"stage_id": self.open_stage.id}),
            "drag": lambda deal: deal.web_save({"stage_id": self.open_stage.id}, {}),
        }

    def test_reopened(self):
        """Every way to reopen withdraws the set, and closing starts a new one."""
        cases = [
            ("lost", "action_set_lost", self._ways_to_reopen_lost()),
            ("won", "action_set_won", self._ways_to_reopen_won()),
        ]
        for event, close, ways in cases:
            for way, reopen in ways.items():
                with self.subTest(event=event, way=way):
                    deal = self._as(self.user, self._create_deal())
                    getattr(deal, close)()
                    self.assertStarted(event, deal)
                    reopen(deal)
                    self.assertEqual(deal.won_status, "pending")
                    self.assertStarted(deal=deal)
                    getattr(deal, close)()
                    self.assertStarted(event, deal)

    def test_deleted(self):
        """While Statuses is off, activities are deleted, and the chatter says so."""
        self._as(self.user).action_set_won()
        self._as(self.user).stage_id = self.open_stage
        self.assertFalse(self._get_set())
        self.assertIn("Opportunity reopened", self._get_notes()[0].body)
        self.assertIn("Flow won plan 2", self._get_notes()[0].body)

    def test_cancelled(self):
        """While Statuses is on, they're cancelled, with the reason and the user."""
        self._switch("group_activity_status")
        self._as(self.user).action_set_won()
        self._as(self.manager).stage_id = self.open_stage
        activities = self._get_set()
        self.assertEqual(len(activities), STEPS)
        self.assertFalse(any(activities.mapped("active")))
        self.assertEqual(
            set(activities.mapped("cancel_reason")), {"Opportunity reopened"}
        )
        self.assertEqual(activities.cancelled_by_id, self.manager)
        self.assertFalse(any(activities.mapped("done_at")))

    def _find_notices(self, event):
        """Do something to two deals as the manager; return what the assignee gets."""
        env = self.env(context={}, user=self.manager)  # as in production
        Message = self.env["mail.message"]
        domain = [("partner_ids", "in", self.user.partner_id.ids)]
        before = Message.search(domain)
        event(self.deals.with_env(env))
        self.env.flush_all()
        return (Message.search(domain) - before).filtered(
            lambda message: "cancelled" in (message.subject or "")
        )

    def test_assignee_told(self):
        """One notice for all that closing or reopening deals cancels."""
        self._switch("group_activity_status")
        self.team.post_sale_open_activities = "cancel"
        self.deals = self._create_deal(2)
        for deal in self.deals:
            self._create_activity(self.call, deal, count=2)
        reopened = {"stage_id": self.open_stage.id}
        for count, event in (
            (4, lambda deals: deals.action_set_won()),
            (2 * STEPS, lambda deals: deals.write(reopened)),
        ):
            [notice] = self._find_notices(event)
            self.assertEqual(notice.body.count("<li>"), count)
            self.assertIn(f"{count} of your activities", notice.subject)

    def test_assignee_not_told(self):
        """No one is told of what they did themselves."""
        self._switch("group_activity_status")
        self.deals = self.deal
        self._as(self.user).action_set_won()
        self.assertFalse(
            self._find_notices(
                lambda deals: deals.with_user(self.user).write(
                    {"stage_id": self.open_stage.id}
                )
            )
        )
        self.assertEqual(set(self._get_set().mapped("state")), {"cancelled"})

    def _ways_to_touch(self):
        return {
            "done": lambda activity: activity.action_feedback(),
            "postponed": lambda activity: activity.write(
                {"date_deadline": "2030-01-01"}
            ),
            "handed over": lambda activity: activity.write(
                {"user_id": self.manager.id}
            ),
            "noted": lambda activity: activity.write({"note": "Flow"}),
            "by the system": lambda activity: activity.sudo().write(
                {"summary": "Flow"}
            ),
        }

    def test_touched(self):
        """Edited activities stay; the rest of the set is withdrawn."""
        for way, touch in self._ways_to_touch().items():
            with self.subTest(way=way):
                deal = self._as(self.user, self._create_deal())
                deal.action_set_won()
                touched = self._get_set(deal)[1]
                touch(touched.with_user(self.user))
                deal.stage_id = self.open_stage
                self.assertEqual(self._get_set(deal), touched)
                deal.action_set_won()
                self.assertEqual(len(self._get_set(deal)), STEPS + 1)

    def test_recomputed(self):
        """A new time zone of the assignee or a renamed deal isn't a user's edit."""
        self._as(self.user).action_set_won()
        self.user.tz = "Asia/Tokyo"
        self._as(self.user).name = "Flow renamed"
        self.assertEqual(set(self._get_set().mapped("user_tz")), {"Asia/Tokyo"})
        self._as(self.user).stage_id = self.open_stage
        self.assertStarted()

    def test_failure(self):
        """A failed withdrawal is reported, and doesn't block the reopening."""
        self._as(self.user).action_set_won()

        error = UserError("Flow refused.")

        def refuse(*_args, **_kwargs):
            raise error

        self.patch(type(self.Activity), "action_cancel", refuse)
        self._as(self.user).stage_id = self.open_stage
        self.assertStarted("won")
        self.assertEqual(self.deal.won_status, "pending")
        self.assertEqual(self.deal.stage_id, self.open_stage)
        self.assertFalse(self.Closing.search([("reopened_at", "=", False)]))
        self.assertIn("Flow refused.", self.deal.message_ids[0].body)

    def test_other_activities(self):
        """Reopening keeps activities created by users, or by other deals' closings."""
        own = self._create_activity(self.call, self.deal)
        other = self._create_deal()
        (self.deal | other).with_user(self.user).action_set_won()
        forged = own.with_user(self.users["manager"]).copy(
            {"post_sale_closing_id": self._get_set()[0].post_sale_closing_id.id}
        )
        self._as(self.user).stage_id = self.open_stage
        self.assertTrue(own.exists())
        self.assertTrue(forged.exists())
        self.assertStarted("won", other)

    def test_imported(self):
        """Reopening by import withdraws nothing; the next closing starts a new set."""
        self._as(self.user).action_set_won()
        skipping = self._as(self.user).with_context(mail_activity_automation_skip=True)
        skipping.stage_id = self.open_stage
        self.assertStarted("won")
        self._as(self.user).action_set_won()
        self.assertStarted("won", sets=2)

    def test_customer(self):
        """Activities started on the customer are withdrawn, too."""
        self.won_rule.target = "customer"
        self._as(self.user).action_set_won()
        self.assertEqual(len(self.customer.activity_ids), STEPS)
        self._as(self.user).stage_id = self.open_stage
        self.assertFalse(self.customer.activity_ids)

    def test_customer_merged(self):
        """What was started on a customer is withdrawn after a merge of customers."""
        self.won_rule.target = "customer"
        self._as(self.user).action_set_won()
        survivor = self.customer.copy({"name": "Flow survivor"})
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer | survivor).ids, survivor)
        self.assertEqual(len(survivor.activity_ids), STEPS)
        self._as(self.user).stage_id = self.open_stage
        self.assertFalse(survivor.activity_ids)

    def test_rule_gone(self):
        """A set is withdrawn even if its rule was archived or deleted."""
        self._as(self.user).action_set_won()
        self.won_rule.unlink()
        self.assertStarted("won")
        self._as(self.user).stage_id = self.open_stage
        self.assertStarted()

    def test_deal_deleted(self):
        """Deleting a deal deletes its closings; activities on the customer stay."""
        self.won_rule.target = "customer"
        self._as(self.user).action_set_won()
        self.deal.unlink()
        self.assertFalse(self.Closing.search([("lead_id", "=", self.deal.id)]))
        self.assertEqual(len(self.customer.activity_ids), STEPS)

    def test_file_attached(self):
        """Activities to which someone attached a file stay."""
        self._as(self.user).action_set_won()
        attached = self._get_open()[0]
        self.env["ir.attachment"].with_user(self.user).create(
            {"name": "Flow file", "res_model": "mail.activity", "res_id": attached.id}
        )
        self._as(self.user).stage_id = self.open_stage
        self.assertEqual(self._get_open(), attached)
