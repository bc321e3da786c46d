from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..rpc_table import EVERYONE, RpcTable
from .common import EffectCommon


class LineCommon(EffectCommon):
    """After a bad call, a letter within two days is known to help."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        call, letter, bad = cls.call, cls.letter, cls.outcome_bad
        for result, count in (("won", 12), ("lost", 18)):
            cls._add_deals(
                result, (call, bad, 1), (letter, cls.completed, 3), count=count
            )
        cls._add_deals("lost", (call, bad, 1), (letter, cls.completed, 20), count=30)
        cls._add_deals("lost", count=20)
        cls.Effect._refresh()
        cls.deal = cls._add_deals("pending")
        cls.done = cls._add_done(cls.deal, call, bad, 1)

    def _ask(self, role="salesperson", activity=None, kind=None):
        step = {
            "previous_activity_id": (activity or self.done).id,
            "activity_type_id": (kind or self.letter).id,
        }
        effect = self._as(role).with_context(lang="en_US")
        return effect.get_next_step_lines([step])[0]


@tagged("post_install", "-at_install")
class TestEffectLine(LineCommon):
    def test_line(self):
        """The line says how it went, and how all deals of the team went."""
        text = (
            "After “Flow bad”, “Flow letter” within 2 days was followed by a won deal "
            "in 40% of 30 deals (all: 15%)."
        )
        for role in ("manager", "salesperson"):
            self.assertEqual(self._ask(role), text)

    def test_other_steps(self):
        """There is no line for what wasn't done often, or ended otherwise."""
        good = self._add_done(self.deal, self.call, self.outcome_good, 2)
        self.assertIs(self._ask(kind=self.call), False)
        self.assertIs(self._ask(activity=good), False)
        contact = self._create_activity(
            self.call, self.env["res.partner"].create({"name": "Flow"})
        )
        self.assertIs(self._ask(activity=contact), False)
        plan = {"previous_activity_id": self.done.id, "activity_type_id": False}
        self.assertEqual(self._as("salesperson").get_next_step_lines([plan]), [False])

    def test_too_few(self):
        """On 29 closed deals, there is no line; a longer time has more."""
        won = self.env["crm.lead"].search(
            [("company_id", "=", self.company.id), ("won_status", "=", "won")], limit=1
        )
        won.type = "lead"
        self.Effect._refresh()
        self.assertIn("within 30 days", self._ask())

    def test_who_sees_it(self):
        """Who can't read the report, or the activity, sees no line."""
        for role in ("own_documents", "employee"):
            self.assertIs(self._ask(role), False)
        self._switch("group_activity_sharing")
        private = self._add_done(
            *(self.deal, self.call, self.outcome_bad, 1),
            user_id=self.users["manager"].id,
            is_private=True,
        )
        self.assertIs(self._ask(activity=private), False)

    def test_activity_manager(self):
        """An activity manager sees it on deals that they can read."""
        group = self.env.ref("crm_activity_flow.group_activity_manager")
        self.assertIs(self._ask("own_documents"), False)
        self.users["own_documents"].group_ids += group
        self.assertIn("40% of 30 deals", self._ask("own_documents"))

    def test_company_of_the_deal(self):
        """The figures and the setting are those of the deal's company.

        As at night, this is the team's if the deal has none.
        """
        elsewhere = self.env["res.company"].create({"name": "Flow elsewhere"})
        user = self.users["salesperson"]
        user.company_ids += elsewhere
        self._add_deals(
            *("won", (self.call, self.outcome_bad, 1)),
            (self.letter, self.completed, 2),
            company_id=elsewhere.id,
            team_id=False,
            count=30,
        )
        self.Effect._refresh()
        effect = self.Effect.with_user(user).with_context(lang="en_US")
        step = {
            "previous_activity_id": self.done.id,
            "activity_type_id": self.letter.id,
        }

        def ask(*companies):
            ids = [company.id for company in companies]
            shown = effect.with_context(allowed_company_ids=ids)
            return shown.get_next_step_lines([step])[0]

        self.assertIn("40% of 30 deals", ask(elsewhere, self.company))
        self.deal.flush_recordset()
        self.env.cr.execute(  # Odoo would take the team's company
            "UPDATE crm_lead SET company_id = NULL WHERE id = %s", [self.deal.id]
        )
        self.assertIn("40% of 30 deals", ask(elsewhere, self.company))
        elsewhere.activity_effect_line = False
        self.assertIn("40% of 30 deals", ask(elsewhere, self.company))
        self.company.activity_effect_line = False
        elsewhere.activity_effect_line = True
        self.assertIs(ask(elsewhere, self.company), False)
        self.deal.write({"company_id": elsewhere.id, "team_id": False})
        self.assertIn("100% of 30 deals", ask(self.company, elsewhere))

    def test_setting(self):
        """The setting switches the line off, for one company."""
        settings = self.env["res.config.settings"].with_company(self.company)
        settings.create({"activity_effect_line": False}).execute()
        self.assertIs(self._ask(), False)

    def test_bad_input(self):
        """What isn't a list of next steps is refused with a sentence."""
        effect = self._as("salesperson")
        for steps in (None, 1, "ab", [1], [None], {"a": 1}):
            with (
                self.subTest(steps),
                self.assertRefused("must be a list", error=ValidationError),
            ):
                effect.get_next_step_lines(steps)
        for value in ("a", -1, 2**40, True, [1]):
            step = {"previous_activity_id": value, "activity_type_id": value}
            with (
                self.subTest(value),
                self.assertRefused("Invalid record IDs", error=ValidationError),
            ):
                effect.get_next_step_lines([step])
        gone = {"previous_activity_id": 2**30, "activity_type_id": 2**30}
        self.assertEqual(effect.get_next_step_lines([gone]), [False])

    def test_queries(self):
        """A thousand next steps take as many queries as one."""
        step = {
            "previous_activity_id": self.done.id,
            "activity_type_id": self.letter.id,
        }
        effect = self._as("salesperson")
        effect.get_next_step_lines([step])  # fill the caches
        with self.assertQueryCount(5):
            effect.get_next_step_lines([step] * 1000)


@tagged("post_install", "-at_install")
class TestEffectRpc(RpcTable, LineCommon):
    room = "effect"

    def _get_calls(self):
        step = {
            "previous_activity_id": self.done.id,
            "activity_type_id": self.letter.id,
        }
        effect = "mail.activity.effect"
        return [(effect, "get_next_step_lines", [[step]], EVERYONE)]

    def _get_state(self):
        return self.Effect.search([]).mapped("deals")
