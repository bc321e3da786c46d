from odoo import Command
from odoo.exceptions import AccessError, MissingError
from odoo.tests import tagged

from ..common import OutcomeCommon
from ..rpc_table import (
    EVERYONE,
    INTERNAL,
    NO_IDS,
    NOBODY,
    READERS,
    RpcTable,
)

TAKE_OUTCOME = {
    "action_complete",
    "action_done",
    "action_feedback",
    "action_feedback_schedule_next",
}

NO_OUTCOMES = (
    "Flow good",
    b"1",
    True,
    1.5,
    float("nan"),
    -1,
    2**31,
    2**70,
    [1],
    {"id": 1},
    "a\0b",
)
NO_FEEDBACK = (5, True, 1.5, b"x", ["x"], {"x": 1}, "a\0b")
NO_FILES = (5, True, "abc", b"x", ["x"], [True], [[1]], {"id": 1}, [2**30], [2**70])


@tagged("post_install", "-at_install")
class TestOutcomeRpc(RpcTable, OutcomeCommon):
    """Every public method of the room, called by every role, with any values."""

    room = "outcome"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.activity = cls._create_activity(cls.call)
        cls.done = cls._create_activity(cls.call)
        cls.done.with_user(cls.users["salesperson"]).action_complete(
            cls.outcome_good.id
        )
        cls.spare = cls._create_outcome("Flow spare")

    def _get_arguments(self, method):
        if method not in TAKE_OUTCOME:
            return super()._get_arguments(method)
        return {"outcome_id": self.outcome_good.id}

    def _get_state(self):
        self.env.invalidate_all()
        activities = self.Activity.with_context(active_test=False)
        names = ["active", "outcome_id", "done_at", "done_by_id", "user_id", "feedback"]
        return (
            activities.search_read([], [*names, "activity_type_id"], order="id"),
            self.Outcome.with_context(active_test=False).search_read([], order="id"),
            self.env["mail.activity.type"].search_read([], ["outcome_ids"]),
            self.lead.message_ids.ids,
        )

    def _get_calls(self):
        ids, done = self.activity.ids, self.done.ids
        good, spare, lead = self.outcome_good.id, self.spare.ids, self.lead.ids
        created = {"activity_type_id": self.call.id, "summary": "Flow created"}
        created["res_model_id"] = self.env["ir.model"]._get_id("crm.lead")
        created["res_id"] = self.lead.id
        partner = self.env["res.partner"].create({"name": "Flow contact"}).ids
        bad = self.outcome_bad.id
        logged = ["crm.lead", self.lead.id, self.call.id, good]
        return [
            ("mail.activity", "action_complete", [ids], READERS),
            ("mail.activity", "action_done", [ids], READERS),
            ("mail.activity", "action_feedback", [ids, "Hi"], READERS),
            ("mail.activity", "action_feedback_schedule_next", [ids], READERS),
            ("mail.activity", "action_reopen", [done], READERS),
            ("mail.activity", "action_open_complete", [ids], INTERNAL),
            ("mail.activity", "get_outcome_choices", [ids], EVERYONE),
            ("mail.activity", "create", [created], READERS),
            ("mail.activity", "write", [ids, {"outcome_id": good}], READERS),
            ("mail.activity", "write", [done, {"outcome_id": good}], READERS),
            ("mail.activity", "write", [done, {"done_by_id": 1}], {"manager"}),
            ("mail.activity", "unlink", [ids], READERS),
            ("mail.activity", "unlink", [done], {"manager"}),
            (
                "mail.activity.outcome",
                "create",
                [{"name": "Flow new"}],
                {"manager", "other_company"},
            ),
            ("mail.activity.outcome", "copy", [spare], {"manager", "other_company"}),
            ("mail.activity.outcome", "copy_data", [spare], INTERNAL),
            ("mail.activity.outcome", "unlink", [spare], {"manager", "other_company"}),
            (
                "mail.activity.outcome",
                "write",
                [spare, {"name": "Flow new"}],
                {"manager", "other_company"},
            ),
            ("mail.activity", "action_correct_outcome", [done, bad], READERS),
            ("mail.activity", "action_open_correct", [done], READERS),
            ("mail.activity", "log_done", logged, READERS),
            ("mail.activity.complete", "action_apply", [self._open()], {"salesperson"}),
            ("mail.activity.correct", "action_apply", [self._ask()], {"salesperson"}),
            ("mail.activity.log", "action_apply", [self._log()], {"salesperson"}),
            (
                "mail.activity.schedule",
                "action_schedule_activities_done",
                [self._schedule()],
                READERS,
            ),
            ("crm.lead", "action_view_outcomes", [lead], EVERYONE),
            ("res.partner", "action_view_outcomes", [lead], EVERYONE),
            ("crm.lead", "activity_feedback", [lead, []], EVERYONE),
            ("res.partner", "activity_feedback", [lead, []], EVERYONE),
            ("crm.lead", "activity_search", [lead, []], EVERYONE),
            ("res.partner", "activity_search", [lead, []], EVERYONE),
            ("crm.lead", "write", [lead, {"name": "Flow new"}], READERS),
            (
                "res.partner",
                "write",
                [partner, {"name": "Flow new"}],
                INTERNAL - {"employee"},
            ),
            ("crm.lead", "activity_schedule", [lead], READERS),
            ("res.partner", "activity_schedule", [partner], INTERNAL - {"employee"}),
            ("crm.lead", "read", [lead, ["last_outcome_id"]], READERS),
            ("res.groups", "write", [self._get_switch(), self._off()], NOBODY),
            ("res.config.settings", "create", [{}], NOBODY),
            ("res.config.settings", "execute", [self._prepare_settings()], NOBODY),
        ]

    def _open(self):
        """Return the ids of a dialog that the salesperson opened and answered."""
        activities = self.activity.with_user(self.users["salesperson"])
        dialog = self.env["mail.activity.complete"].browse(
            activities.action_open_complete()["res_id"]
        )
        dialog.line_ids.outcome_id = self.outcome_good
        return dialog.ids

    def _ask(self):
        """Return the ids of a dialog in which the salesperson corrects an outcome."""
        done = self.done.with_user(self.users["salesperson"])
        dialog = self.env["mail.activity.correct"].browse(
            done.action_open_correct()["res_id"]
        )
        dialog.outcome_id = self.outcome_bad
        return dialog.ids

    def _log(self):
        """Return the ids of a dialog in which the salesperson logs a call."""
        dialogs = self.env["mail.activity.log"].with_user(self.users["salesperson"])
        values = {
            "res_model": "crm.lead",
            "res_id": self.lead.id,
            "activity_type_id": self.call.id,
            "outcome_id": self.outcome_good.id,
        }
        return dialogs.create(values).ids

    def _schedule(self):
        """Return the ids of a schedule dialog that the salesperson answered."""
        scheduler = self.env["mail.activity.schedule"]
        values = {
            "res_model": "crm.lead",
            "res_ids": str(self.lead.ids),
            "activity_type_id": self.call.id,
            "outcome_id": self.outcome_good.id,
        }
        return scheduler.with_user(self.users["salesperson"]).create(values).ids

    def _get_switch(self):
        return self.env.ref("base.group_user").ids

    def _prepare_settings(self):
        values = {"group_activity_outcome": False}
        return self.env["res.config.settings"].create(values).ids

    def _off(self):
        switch = self.env.ref("crm_activity_flow.group_activity_outcome")
        return {"implied_ids": [Command.unlink(switch.id)]}

    def test_ids_that_are_none(self):
        """Any invalid ids are refused with a sentence, and change nothing."""
        before = self._get_state()
        good = self.outcome_good.id
        calls = [
            ("action_complete", {}),
            ("action_open_complete", {}),
            ("action_reopen", {}),
            ("get_outcome_choices", {}),
            *((method, {"outcome_id": good}) for method in sorted(TAKE_OUTCOME)),
        ]
        for method, given in calls:
            for ids in NO_IDS:
                for role in ("salesperson", "portal"):
                    with self.subTest(method=method, ids=str(ids)[:30], role=role):
                        self._call(role, "mail.activity", method, ids, **given)
        self.assertEqual(self._get_state(), before)

    def test_outcomes_that_are_none(self):
        """Any invalid outcome is refused, and the error names the allowed ones."""
        before = self._get_state()
        ids = self.activity.ids
        for outcome in NO_OUTCOMES:
            given = {"outcome_id": outcome}
            for method, args, kwargs in (
                ("write", [given], {}),
                ("write", [{**given, "active": False}], {}),
                *((method, [], given) for method in sorted(TAKE_OUTCOME)),
            ):
                with (
                    self.subTest(method=method, outcome=outcome),
                    self.assertRefused("Flow good", "Flow bad"),
                ):
                    self._rpc(
                        "salesperson", "mail.activity", method, ids, *args, **kwargs
                    )
        self.assertEqual(self._get_state(), before)

    def test_feedback_that_is_none(self):
        """Invalid feedback or files complete nothing."""
        before = self._get_state()
        rows = [(feedback, []) for feedback in NO_FEEDBACK]
        rows += [("Hi", files) for files in NO_FILES]
        for feedback, files in rows:
            with self.subTest(feedback=feedback, files=files):
                answered = self._call(
                    "salesperson",
                    "mail.activity",
                    "action_complete",
                    self.activity.ids,
                    self.outcome_good.id,
                    feedback,
                    files,
                )
                self.assertFalse(answered)
        self.assertEqual(self._get_state(), before)

    def test_ids_of_other_records(self):
        """Ids of other models and of deleted records complete nothing."""
        deleted = self._create_activity(self.call)
        deleted_ids = deleted.ids
        deleted.unlink()
        for ids in (deleted_ids, [2**30], deleted_ids + self.activity.ids):
            for method in ("action_complete", "action_feedback", "action_reopen"):
                with (
                    self.subTest(ids=ids, method=method),
                    self.assertRaises(MissingError),
                ):
                    self._rpc("salesperson", "mail.activity", method, ids)
        self.assertOpen(self.activity)

    def test_names_are_not_probed(self):
        """Users who can't read the catalogue can't find out its names."""
        for method, args in (
            ("create", [{"name": "Flow good"}]),
            ("write", [self.spare.ids, {"name": "Flow good"}]),
        ):
            for role in ("portal", "salesperson"):
                with (
                    self.subTest(method=method, role=role),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(role, "mail.activity.outcome", method, *args)
