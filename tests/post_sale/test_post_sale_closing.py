from odoo import Command
from odoo.tests import Form, tagged

from .common import STEPS, PostSaleCommon


@tagged("post_install", "-at_install")
class TestPostSaleClosing(PostSaleCommon):
    """Every way to close and reopen an opportunity, as a salesperson does it."""

    def _ways_to_win(self):
        stage = self.won_stage.id
        return {
            "button": lambda deal: deal.action_set_won(),
            "rainbow button": lambda deal: deal.action_set_won_rainbowman(),
            "drag": lambda deal: deal.web_save({"stage_id": stage}, {}),
            "form": self._win_in_form,
            "API": lambda deal: deal.write({"stage_id": stage}),
            "with probability": lambda deal: deal.write(
                {"stage_id": stage, "probability": 100}
            ),
            "as attribute": lambda deal: setattr(deal, "stage_id", self.won_stage),
        }

    def _win_in_form(self, deal):
        with Form(deal) as form:
            form.stage_id = self.won_stage

    def _ways_to_lose(self):
        return {
            "method": lambda deal: deal.action_set_lost(),
            "dialog": self._lose_in_dialog,
            "archive, then 0": lambda deal: [
                deal.action_archive(),
                deal.write({"probability": 0}),
            ],
            "in one write": lambda deal: deal.write(
                {"active": False, "probability": 0}
            ),
            "0, then archive": lambda deal: [
                deal.write({"probability": 0}),
                deal.action_archive(),
            ],
            "0, then method": lambda deal: [
                deal.write({"probability": 0}),
                deal.action_set_lost(),
            ],
        }

    def _lose_in_dialog(self, deals):
        dialog = (
            self.env["crm.lead.lost"]
            .with_user(self.user)
            .create(
                {
                    "lead_ids": [Command.set(deals.ids)],
                    "lost_reason_id": self.reason.id,
                    "lost_feedback": "Flow comment",
                }
            )
        )
        dialog.action_lost_reason_apply()

    def test_won(self):
        """Every way to win a deal starts the plan, once."""
        for way, win in self._ways_to_win().items():
            with self.subTest(way=way):
                deal = self._create_deal()
                win(self._as(self.user, deal))
                self.assertEqual(deal.won_status, "won")
                self.assertStarted("won", deal)

    def test_lost(self):
        """Every way to lose a deal starts the plan, once."""
        for way, lose in self._ways_to_lose().items():
            with self.subTest(way=way):
                deal = self._create_deal()
                lose(self._as(self.user, deal))
                self.assertEqual(deal.won_status, "lost")
                self.assertStarted("lost", deal)

    def test_many(self):
        """Several deals closed together, some of which are already closed."""
        deals = self._create_deal(4)
        self._as(self.user, deals[0]).action_set_won()
        self._as(self.user, deals).write({"stage_id": self.won_stage.id})
        self.assertStarted("won", deals)
        more = self._create_deal(3)
        self._lose_in_dialog(more)
        self.assertStarted("lost", more)
        self.assertEqual(more.lost_reason_id, self.reason)

    def test_created_closed(self):
        """Creating a deal as won or lost closes it."""
        won = {"stage_id": self.won_stage.id, "probability": 100}
        self.assertStarted("won", self._create_deal(**won))
        self.assertStarted("lost", self._create_deal(active=False, probability=0))

    def test_team_in_the_same_write(self):
        """The rules of the deal's new team apply."""
        self._as(self.user).write(
            {"team_id": self.other_team.id, "stage_id": self.won_stage.id}
        )
        self.assertStarted()
        deal = self._create_deal(team_id=self.other_team.id)
        self._as(self.user, deal).write(
            {"team_id": self.team.id, "stage_id": self.won_stage.id}
        )
        self.assertStarted("won", deal)

    def test_convert(self):
        """A lead becomes an opportunity in the same write that wins it."""
        lead = self._create_deal(type="lead")
        self._as(self.user, lead).write(
            {"type": "opportunity", "stage_id": self.won_stage.id}
        )
        self.assertStarted("won", lead)

    def test_conversion_dialog(self):
        """A converted lead is open, and can then be won like others."""
        lead = self._create_deal(type="lead")
        lead.with_user(self.user).convert_opportunity(self.customer)
        self.assertStarted(deal=lead)
        self._as(self.user, lead).action_set_won()
        self.assertStarted("won", lead)

    def test_conversion_dialog_merges(self):
        """Merging a lead into a lost deal reopens the deal, and withdraws its set."""
        self._as(self.user).action_set_lost()
        self.assertStarted("lost")
        lead = self._create_deal(type="lead")
        dialog = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.user)
            .with_context(active_model="crm.lead", active_id=lead.id)
            .create(
                {
                    "name": "merge",
                    "lead_id": lead.id,
                    "duplicated_lead_ids": [Command.set((lead | self.deal).ids)],
                    "user_id": self.user.id,
                    "team_id": self.team.id,
                }
            )
        )
        dialog.action_apply()
        survivor = (lead | self.deal).exists()
        self.assertEqual(len(survivor), 1)
        self.assertEqual(survivor.won_status, "pending")
        self.assertFalse(survivor.activity_ids)

    def test_stage_becomes_won(self):
        """Turning a stage into a won stage wins the deals in it."""
        self.open_stage.with_user(self.manager).is_won = True
        self.assertEqual(self.deal.won_status, "won")
        self.assertStarted("won")

    def test_scheduled(self):
        """When scheduled code closes a deal, its salesperson is the launcher."""
        self.deal.with_user(self.env.ref("base.user_root")).action_set_won()
        self.assertStarted("won")
        self.assertEqual(self._get_set().user_id, self.user)

    def test_scheduled_without_salesperson(self):
        """Nothing is assigned to the system user; the chatter says so instead."""
        deal = self._create_deal(user_id=False)
        deal.with_user(self.env.ref("base.user_root")).action_set_won()
        self.assertStarted(deal=deal)
        self.assertIn("is archived, so", self._get_notes(deal).body)

    def test_nothing_new(self):
        """Closing again, only archiving, or editing starts nothing (more)."""
        deal = self._as(self.user)
        for act in (
            lambda: deal.write({"name": "Flow deal, edited"}),
            lambda: deal.write({"probability": 60}),
            lambda: deal.action_archive(),
            lambda: deal.action_unarchive(),
        ):
            act()
            self.assertStarted()
        deal.action_set_won()
        for act in (
            deal.action_set_won,
            deal.action_set_won_rainbowman,
            lambda: deal.write({"stage_id": self.won_stage.id}),
            lambda: deal.write({"stage_id": self.next_won_stage.id}),
            lambda: deal.write({"team_id": self.other_team.id}),
            lambda: deal.action_archive(),
            lambda: deal.action_unarchive(),
        ):
            act()
            self.assertStarted("won")
        self.assertEqual(len(self._get_set()), STEPS)

    def test_nothing_new_lost(self):
        """Losing a lost deal again, for another reason, starts nothing more."""
        self._as(self.user).action_set_lost(lost_reason_id=self.reason.id)
        self._as(self.user).action_set_lost(lost_reason_id=self.other_reason.id)
        self._lose_in_dialog(self.deal)
        self.assertStarted("lost")

    def test_closed_before(self):
        """Editing a deal that was closed before the rule existed doesn't close it."""
        self.Rule.search([]).active = False
        won, lost = self._as(self.user, self._create_deal(2))
        won.action_set_won()
        lost.action_set_lost()
        (self.won_rule | self.lost_rule).active = True
        won.write({"stage_id": self.next_won_stage.id, "probability": 100})
        lost.action_set_lost(lost_reason_id=self.reason.id)
        self.assertStarted(deal=won | lost)

    def test_leads(self):
        """Archiving or losing a lead starts nothing: it isn't a deal."""
        leads = self._create_deal(2, type="lead")
        self._as(self.user, leads[0]).action_archive()
        self._as(self.user, leads[1]).action_set_lost()
        self.assertStarted(deal=leads)

    def test_imports(self):
        """Imports, data files and Odoo's own context key start nothing."""
        deal = self._as(self.user)
        skips = ("mail_activity_automation_skip", "import_file", "install_mode")
        for key in skips:
            with self.subTest(key=key):
                deal.with_context(**{key: True}).action_set_won()
                deal.write({"stage_id": self.open_stage.id})
                deal.with_context(**{key: True}).action_set_lost()
                deal.action_unarchive()
                self.assertStarted()
        values = ["Flow import", "opportunity", self.won_stage.name, self.team.name]
        result = (
            self.env["crm.lead"]
            .with_user(self.manager)
            .load(["name", "type", "stage_id", "team_id"], [values])
        )
        imported = deal.browse(result["ids"])
        self.assertEqual(imported.won_status, "won", result)
        self.assertStarted(deal=imported)

    def test_won_then_lost(self):
        """The new event replaces the old one, in both directions."""
        deal = self._as(self.user)
        deal.action_set_won()
        deal.write({"active": False, "probability": 0, "stage_id": self.open_stage.id})
        self.assertEqual(self.deal.won_status, "lost")
        self.assertStarted("lost")
        deal.write({"stage_id": self.won_stage.id})
        self.assertStarted("won")

    def test_lost_then_won_without_a_set(self):
        """A closing that started nothing doesn't prevent the next one."""
        self.lost_plan.active = False
        deal = self._as(self.user)
        deal.action_set_lost()
        self.assertStarted()
        self.env.flush_all()
        deal.write({"stage_id": self.won_stage.id})
        self.assertStarted("won")

    def test_nested(self):
        """Another addon changes the closing midway: the last event applies."""
        Lead = self.env.registry["crm.lead"]
        handle = Lead._handle_won_lost

        def lose(leads, old, new):
            result = handle(leads, old, new)
            if any(status["is_won"] for status in new.values()):
                leads.write(
                    {
                        "stage_id": self.open_stage.id,
                        "active": False,
                        "probability": 0,
                    }
                )
            return result

        self.patch(Lead, "_handle_won_lost", lose)
        self._as(self.user).action_set_won()
        self.assertEqual(self.deal.won_status, "lost")
        self.assertStarted("lost")

    def test_repeated(self):
        """Calling the hook twice for one closing starts one set."""
        deal = self._as(self.user)
        deal.action_set_won()
        status = {deal.id: {"is_won": True, "is_lost": False}}
        deal._handle_won_lost({}, status)
        self.assertStarted("won")

    def test_merge(self):
        """A merge withdraws the merged deal's set; the survivor keeps its own."""
        lost, other = self._create_deal(2)
        self._as(self.user, lost | other).action_set_lost()
        merged = (
            self._as(self.user, self.deal | lost)
            .with_user(self.manager)
            .merge_opportunity()
        )
        self.assertEqual(merged, self.deal)
        self.assertFalse(merged.activity_ids)
        third = self._create_deal()
        self._as(self.user, third).action_set_lost()
        both = self._as(self.manager, other | third)
        survivor = both.merge_opportunity()
        self.assertEqual(survivor.won_status, "lost")
        self.assertStarted("lost", survivor)
        self.assertEqual(len(survivor.activity_ids), STEPS - 1)

    def test_merge_keeps_trace(self):
        """What a merge withdraws on a lost deal stays, cancelled, on the open one."""
        self._switch("group_activity_status")
        lost = self._create_deal()
        self._as(self.user, lost).action_set_lost()
        withdrawn = self._get_set(lost)
        self.assertEqual(len(withdrawn), STEPS - 1)
        survivor = self._as(self.manager, self.deal | lost).merge_opportunity()
        self.assertEqual(survivor, self.deal)
        self.assertEqual(withdrawn.exists(), withdrawn)
        for name, value in {
            "res_id": survivor.id,
            "state": "cancelled",
            "cancel_reason": "Opportunity merged",
            "cancelled_by_id": self.manager,
            "origin": "lost",
            "plan_id": self.lost_plan,
        }.items():
            for activity in withdrawn:
                self.assertEqual(activity[name], value, name)

    def test_merge_reopens(self):
        """Merging into a team without the deal's stage reopens it, without its set."""
        self.won_stage.team_ids = self.team
        deals = self._create_deal(2)
        self._as(self.user, deals[0]).action_set_won()
        survivor = self._as(self.manager, deals).merge_opportunity(
            team_id=self.other_team.id
        )
        self.assertEqual(survivor.won_status, "pending")
        self.assertStarted(deal=deals)
