from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import STEPS, PostSaleCommon


@tagged("post_install", "-at_install")
class TestPostSaleRules(PostSaleCommon):
    """Which rules match, what they create, and what is refused."""

    def _win(self, deal=None, user=None):
        self._as(user or self.user, deal).action_set_won()

    def _lose(self, deal=None, **values):
        self._as(self.user, deal).action_set_lost(**values)

    def test_conditions(self):
        """Rows: the rule's conditions, the deal, whether it matches."""
        tag, other_tag = self.tag.ids, self.other_tag.ids
        reason, other_reason = self.reason.ids, self.other_reason.ids
        rows = [
            ({"team_id": False}, {}, True),
            ({"team_id": self.other_team.id}, {}, False),
            ({"team_id": self.team.id}, {"team_id": False}, False),
            ({"team_id": False}, {"team_id": False}, True),
            ({"tag_ids": tag}, {}, False),
            ({"tag_ids": tag}, {"tag_ids": tag}, True),
            ({"tag_ids": tag}, {"tag_ids": other_tag}, False),
            ({"tag_ids": tag + other_tag}, {"tag_ids": other_tag}, True),
            ({"lost_reason_ids": reason}, {}, False),
            ({"lost_reason_ids": reason}, {"lost_reason_id": reason[0]}, True),
            ({"lost_reason_ids": reason}, {"lost_reason_id": other_reason[0]}, False),
            ({"lost_reason_ids": reason + other_reason}, {"lost_reason_id": 0}, False),
            ({"active": False}, {}, False),
            ({"event": "won", "lost_reason_ids": reason}, {}, False),
        ]
        for rule, lead, matches in rows:
            with self.subTest(rule=rule, lead=lead):
                rule = {
                    name: [Command.set(value)] if name.endswith("_ids") else value
                    for name, value in rule.items()
                }
                self.lost_rule.active = False
                self._create_rule(**{"event": "lost", "plan": self.lost_plan, **rule})
                reasons = {"lost_reason_id": lead.pop("lost_reason_id", False)}
                deal = self._create_deal(**lead)
                self._lose(deal, **reasons)
                self.assertStarted("lost" if matches else None, deal)
                self.Rule.search([("plan_id", "=", self.lost_plan.id)]).unlink()

    def test_reason_of_the_dialog(self):
        """The reason given while closing applies, whatever the probability."""
        self.lost_rule.lost_reason_ids = self.reason
        for probability in (0, 40):
            deal = self._create_deal(probability=probability)
            self._lose(deal, lost_reason_id=self.reason.id)
            self.assertStarted("lost", deal)

    def test_all_that_match(self):
        """All matching rules apply, in order, and one message lists everything."""
        plan = self._create_plan("Flow more")
        self._create_rule("won", plan, sequence=1)
        self._win()
        self.assertEqual(self._get_set().plan_id, plan | self.won_plan)
        self.assertEqual(len(self._get_set()), STEPS + 1)
        [note] = self._get_notes()
        self.assertIn("Won: Flow more started, 1 activity", note.body)
        self.assertIn("Won: Flow won plan started, 3 activities", note.body)
        self.assertLess(note.body.index("Flow more"), note.body.index("Flow won plan"))
        self.assertEqual(note.author_id, self.user.partner_id)
        self.assertEqual(note.body.count("<li>"), STEPS + 1)

    def test_explains_itself(self):
        """Each activity shows its origin, and who closed the deal."""
        self._win(user=self.manager)
        activities = self._get_set()
        self.assertEqual(set(activities.mapped("origin")), {"won"})
        self.assertEqual(activities.plan_id, self.won_plan)
        self.assertEqual(activities.plan_template_id, self.won_plan.template_ids)
        self.assertEqual(activities.post_sale_rule_id, self.won_rule)
        self.assertEqual(activities.post_sale_closed_by_id, self.manager)
        self.assertEqual(activities.create_uid, self.env.ref("base.user_root"))
        self.assertEqual(activities.user_id, self.user)
        card = activities[0].with_user(self.user).activity_format()
        label = card["mail.activity"][0]["origin_label"]
        self.assertEqual(label, f"Flow won plan · closed by {self.manager.name}")
        self.won_rule.plan_id = self.lost_plan
        # one by one: in this transaction, PostgreSQL checks both links of activities
        self.won_plan.template_ids.unlink()
        self.won_plan.unlink()
        self.assertEqual(
            activities[0].origin_label, f"Won deal · closed by {self.manager.name}"
        )

    def test_base_date(self):
        """Delays start from the assignee's local day."""
        self.user.tz, self.manager.tz = "Asia/Tokyo", "America/New_York"
        deals = self._create_deal(2)
        deals[1].user_id = self.manager
        with freeze_time("2026-03-02 20:00:00"):
            self._win(deals)
        first = self._get_set(deals[0]).mapped("date_deadline")
        self.assertEqual(first, [date(2026, 3, day) for day in (3, 4, 5)])
        second = self._get_set(deals[1]).mapped("date_deadline")
        self.assertEqual(second, [date(2026, 3, day) for day in (2, 3, 4)])

    def test_customer(self):
        """On the customer: one set per deal, and a message without names."""
        self.won_rule.target = "customer"
        self.customer.user_id = self.manager
        deals = self._create_deal(2)
        self._win(deals)
        activities = self.customer.activity_ids
        self.assertEqual(len(activities), 2 * STEPS)
        self.assertEqual(activities.user_id, self.manager)
        for deal in deals:
            self.assertEqual(len(self._get_set(deal)), STEPS)
            [note] = self._get_notes(deal)
            self.assertIn("on the customer", note.body)
            self.assertNotIn(self.manager.name, note.body)

    def test_no_customer(self):
        """A deal without a customer is won, and says that it has none."""
        self.won_rule.target = "customer"
        deal = self._create_deal(partner_id=False)
        self._win(deal)
        self.assertEqual(deal.won_status, "won")
        self.assertIn("has no customer", self._get_notes(deal).body)

    def test_notified(self):
        """Each assignee gets one notice, except for the user who closed the deal."""
        deals = self._create_deal(3)
        deals[2].user_id = self.manager
        before = self.env["mail.message"].sudo().search([], order="id desc", limit=1)
        self._win(deals)
        notices = self.env["mail.message"].search(
            [("id", ">", before.id), ("message_type", "=", "user_notification")]
        )
        self.assertEqual(notices.notified_partner_ids, self.manager.partner_id)
        self.assertEqual(len(notices), 1)

    def _ways_to_fail(self):
        archived = self._create_type("Flow archived")
        steps = self.won_plan.template_ids

        def archive_type():
            steps[1].activity_type_id = archived
            archived.active = False

        def archive_user():
            user = self.users["own_documents"]
            steps[1].write({"responsible_type": "other", "responsible_id": user.id})
            user.active = False

        return {
            "archived": lambda: self.won_plan.write({"active": False}),
            "no steps": lambda: self.won_plan.template_ids.unlink(),
            "doesn't apply": lambda: self.won_plan.write(
                {"res_model": "res.partner", "model_ids": [Command.clear()]}
            ),
            "Flow archived": archive_type,
            "is archived, so": archive_user,
            "No responsible": lambda: steps[1].write(
                {"responsible_type": "on_demand", "responsible_id": False}
            ),
            "internal user": lambda: steps[1].write(
                {
                    "responsible_type": "other",
                    "responsible_id": self.users["portal"].id,
                }
            ),
            "doesn't have access": lambda: steps[1].write(
                {
                    "responsible_type": "other",
                    "responsible_id": self.users["employee"].id,
                }
            ),
            "working days": lambda: [
                steps[1].write({"delay_unit": "working_days", "delay_count": 2}),
                self.env.company.resource_calendar_id.attendance_ids.unlink(),
            ],
        }

    def test_failures(self):
        """Steps that became impossible are reported; the rest is created."""
        self._create_rule("won", self._create_plan("Flow more"))
        whole = ("archived", "no steps", "doesn't apply")
        for text, spoil in self._ways_to_fail().items():
            with self.subTest(text=text):
                savepoint = self.env.cr.savepoint()
                deals = self._create_deal(2)
                spoil()
                self._win(deals)
                self.assertEqual(set(deals.mapped("won_status")), {"won"})
                started = 1 if text in whole else STEPS
                for deal in deals:
                    self.assertEqual(len(self._get_set(deal)), started)
                    [note] = self._get_notes(deal)
                    self.assertIn("couldn't be started", note.body)
                    self.assertIn(text, note.body)
                savepoint.close(rollback=True)
                self.env.registry.clear_cache()
                self.env.invalidate_all()

    def test_unexpected(self):
        """An error in another addon's code affects one deal's step, no closing."""
        deals = self._create_deal(5)
        create = type(self.Activity).create

        def refuse(activities, vals_list):
            if any(
                vals["res_id"] == deals[3].id and vals["summary"].endswith("1")
                for vals in vals_list
            ):
                raise self.error
            return create(activities, vals_list)

        self.patch(type(self.Activity), "create", refuse)
        logger = "odoo.addons.crm_activity_flow.models.activity.failures"
        for error in (UserError("Flow refused."), ValueError("Flow secret")):
            self.error = error
            with self.subTest(error=error):
                if isinstance(error, UserError):
                    self._win(deals)
                else:
                    with self.assertLogs(logger, "ERROR"):
                        self._win(deals)
                for deal in deals:
                    count = STEPS - 1 if deal == deals[3] else STEPS
                    self.assertEqual(len(self._get_open(deal)), count)
                note = self._get_notes(deals[3])[0].body
                self.assertIn("couldn't be started completely", note)
                self.assertNotIn("secret", note)
                deals.write({"stage_id": self.open_stage.id})

    def test_refused_on_save(self):
        """A rule can't use a plan that can't be launched on the target."""
        leads_only = self._create_plan("Flow leads", model_ids=False)
        archived = self._create_plan("Flow gone", active=False)
        other = self.env["res.company"].create({"name": "Flow company"})
        others = self._create_plan("Flow others", company_id=other.id)
        self.team.company_id = self.env.company
        rule = self.won_rule.with_user(self.manager)
        for plan, target, text in (
            (leads_only, "customer", "Its customer"),
            (archived, "opportunity", "archived"),
            (others, "opportunity", "Flow company"),
        ):
            with self.assertRefused(plan.name, text, error=ValidationError):
                rule.write({"plan_id": plan.id, "target": target})
        self._create_rule("won", leads_only)

    def test_other_company(self):
        """A rule for all teams doesn't start its plan in other companies."""
        other = self.env["res.company"].create({"name": "Flow company"})
        self.won_rule.active = False
        plan = self._create_plan("Flow here", company_id=self.env.company.id)
        self._create_rule("won", plan)
        here, there = self._create_deal(2, team_id=False)
        here.company_id = self.env.company
        there.write({"user_id": False, "partner_id": False, "company_id": other.id})
        (here | there).action_set_won()
        self.assertEqual(len(self._get_set(here)), 1)
        self.assertFalse(self._get_set(there))
        self.assertFalse(self._get_notes(there))

    def test_plan_in_use(self):
        """A plan used by a rule can't be deleted, and the error says what to do."""
        self.won_rule.active = False
        with self.assertRefused("Flow won plan", "Flow team"):
            self.won_plan.with_user(self.manager).unlink()

    def test_cache(self):
        """Changes to rules apply immediately: create, write, archive, delete, team."""
        self._win(self._create_deal())
        self.won_rule.team_id = self.other_team
        self._win()
        self.assertStarted()
        deal = self._create_deal()
        self._create_rule("won", self.won_plan)
        self._win(deal)
        self.assertStarted("won", deal)
        deal = self._create_deal()
        self.won_plan.company_id = False
        self.Rule.search([]).unlink()
        self._win(deal)
        self.assertStarted(deal=deal)

    def test_open_activities(self):
        """Open activities stay, or are cancelled if the team is set to do so."""
        for setting, statuses, remains in (
            ("leave", True, "open"),
            ("cancel", True, "cancelled"),
            ("cancel", False, "deleted"),
        ):
            with self.subTest(setting=setting, statuses=statuses):
                self._switch("group_activity_status", statuses)
                self.team.post_sale_open_activities = setting
                deal = self._create_deal()
                before = self._create_activity(self.call, deal, user_id=self.manager.id)
                self._lose(deal)
                self.assertEqual(bool(before.exists()), remains != "deleted")
                if before.exists():
                    self.assertEqual(before.active, remains == "open")
                    reason = "Lost" if remains == "cancelled" else False
                    self.assertEqual(before.cancel_reason, reason)
                self.assertStarted("lost", deal)

    def test_open_activities_without_rule(self):
        """The team's setting applies without any rule, and the reason is Won."""
        self._switch("group_activity_status")
        self.won_rule.unlink()
        self.team.post_sale_open_activities = "cancel"
        before = self._create_activity(self.call, self.deal)
        self._win()
        self.assertEqual(before.cancel_reason, "Won")
        self.assertFalse(self._get_set())

    def test_copy_team(self):
        """A copied team gets the same rules."""
        copy = self.team.copy()
        self.assertEqual(
            copy.post_sale_rule_ids.plan_id, self.won_plan | self.lost_plan
        )
