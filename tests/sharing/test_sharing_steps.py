from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingSteps(SharingCommon):
    """What next steps bring tells nothing of hidden activities before and after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        for kind in cls.call | cls.mail:
            kind.outcome_ids = cls.outcome_good | cls.outcome_bad
        cls.sales = cls.users["salesperson"]
        cls._share("none")

    def _create_rule(self, mode, **values):
        return self.env["mail.activity.next.step"].create(
            {
                "activity_type_id": self.call.id,
                "mode": mode,
                "next_type_id": self.mail.id,
                "outcome_ids": [Command.set(self.outcome_good.ids)],
                **values,
            }
        )

    def test_before(self):
        """A follow-up tells type and outcome of the private activity before it."""
        employee = self.users["employee"]
        self._create_rule("create", responsible_type="user", responsible_id=employee.id)
        hidden = self._create_owned(is_private=True)
        done = self._as("owner", hidden).action_complete(self.outcome_good.id)
        follower = self._as("employee", self.Activity.browse(done["created_ids"]))
        self.assertFalse(self._as("employee", hidden).has_access("read"))
        names = ["previous_activity_id", "previous_activity_type_id", "next_step_id"]
        values = follower.read(names)[0]
        self.assertEqual([values[name] for name in names], [False] * 3)

    def test_before_search(self):
        """No one finds it by type, outcome or rule either."""
        employee = self.users["employee"]
        self._create_rule("create", responsible_type="user", responsible_id=employee.id)
        hidden = self._create_owned(is_private=True)
        self._as("owner", hidden).action_complete(self.outcome_good.id)
        seen = self._as("employee", self.Activity)
        self.assertFalse(
            seen.search([("previous_activity_type_id", "=", self.call.id)])
            | seen.search([("next_step_id.outcome_ids", "in", self.outcome_good.ids)])
        )

    def _add(self, world):
        """Return what a reader of a completed call is told, changing nothing."""
        with self.env.cr.savepoint() as savepoint:
            call = self._create_activity(self.call, user_id=self.leader.id)
            done = self._as("leader", call).action_complete(self.outcome_good.id)
            step = done["suggestions"][0]
            if world == "hidden":
                given = {**step, "user_id": self.owner.id}
                made = self._as("leader", call).add_next_steps([given])["created_ids"]
                follower = self._as(self.sales, self.Activity.browse(made))
                self.assertFalse(follower.has_access("read"))
            try:
                self._as(self.sales, call).add_next_steps([step])
            except UserError as error:
                return str(error)
            finally:
                savepoint.rollback()
                self.env.invalidate_all()
        return "added"

    def test_after(self):
        """Whoever reads a completed call learns that a hidden one follows it."""
        self._create_rule("suggest")
        self.assertEqual(self._add("hidden"), self._add("none"))

    def _again(self, mode, finishes):
        """Return how much follows when a call is completed once more."""
        call = self._create_activity(self.call)
        done = self._as(self.sales, call).action_complete(self.outcome_good.id)
        made = done["created_ids"]
        if mode == "suggest":
            step = {**done["suggestions"][0], "user_id": self.owner.id}
            made = self._as(self.sales, call).add_next_steps([step])["created_ids"]
        follower = self.Activity.browse(made)
        self.assertFalse(self._as(self.sales, follower).has_access("read"))
        self._as("owner", follower).summary = "Touched"
        if finishes:
            self._as("owner", follower).action_complete(self.outcome_good.id)
        self._as(self.sales, call).action_reopen()
        done = self._as(self.sales, call).action_complete(self.outcome_good.id)
        return len(done["created_ids"]), len(done["suggestions"])

    def test_state_of_suggested(self):
        """Completing again tells whether the hidden one is still open."""
        self._create_rule("suggest")
        self.assertEqual(self._again("suggest", False), self._again("suggest", True))

    def test_state_of_created(self):
        """What a rule creates once more doesn't tell it either."""
        owner = self.owner.id
        self._create_rule("create", responsible_type="user", responsible_id=owner)
        self.assertEqual(self._again("create", False), self._again("create", True))

    def test_told(self):
        """Its assignee is told all of it; who completed the call reads none of that."""
        told = [("partner_ids", "in", self.owner.partner_id.ids)]
        for count in (1, 2):  # one notice for each, or for all
            for _number in range(count):
                self._create_rule(
                    "create",
                    responsible_type="user",
                    responsible_id=self.owner.id,
                    summary="Flow next",
                )
            own = self._create_activity(self.call, self.lead, user_id=self.sales.id)
            before = self.env["mail.message"].search(told)
            seen = self._as("salesperson", own).with_context(
                mail_activity_quick_update=False
            )
            seen.action_complete(self.outcome_good.id)
            notices = self.env["mail.message"].search(told) - before
            self.assertTrue(notices)
            for notice in notices:
                self.assertIn("Flow next", notice.body)
                self.assertIn(self.lead.name, notice.body)
            seen = self._as("salesperson", notices)
            self.assertFalse(seen._filtered_access("read"))
            self.assertFalse(seen.search([("id", "in", notices.ids)]))
            self.assertTrue(self._as("owner", notices)._filtered_access("read"))

    def test_moment(self):
        """One's own completion, dated back, sorts after a hidden one's second."""
        self._create_rule("suggest", min_attempts=2)
        moment = fields.Datetime.now() - timedelta(days=1)
        hidden = self._create_activity(self.call, user_id=self.owner.id, automated=True)
        self._as("owner", hidden).action_complete(
            self.outcome_good.id, done_at=fields.Datetime.to_string(moment)
        )
        self.assertFalse(self._as(self.sales, hidden).has_access("read"))
        answers = []
        for probed in (moment, moment - timedelta(seconds=5)):
            at = fields.Datetime.to_string(probed)
            own = self._create_activity(self.call)
            other = self._create_activity(self.mail)
            for each in (own, other):
                self._as(self.sales, each).action_complete(
                    self.outcome_good.id, done_at=at
                )
            seen = self._as(self.sales, self.Activity).with_context(active_test=False)
            found = seen.search([("id", "in", (own | other).ids)], order="done_at, id")
            answers.append(found.ids == [own.id, other.id])
        self.assertEqual(answers[0], answers[1])

    def test_number(self):
        """Two busy times at once are one in warnings, too, as in the calendar."""
        self.Share.search([]).level = "busy"
        answers = []
        for _number in range(2):
            self._create_owned(planned_start="2026-12-03 10:00:00", planned_duration=1)
            request = {"user_id": self.owner.id, "planned_start": "2026-12-03 10:00:00"}
            answers.append(self._as("employee", self.Activity).get_busy([request]))
        self.assertEqual(*answers)
