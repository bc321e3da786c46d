from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import RpcMixin, StatusCommon
from .rpc_table import PUBLIC

# What callers choose freely in the methods that this addon adds or gives parameters:
# by model and method, what is limited. A new public method belongs in one of the two
# tables, so that each one was considered.
LIMITED = {
    ("mail.activity", "action_cancel"): {"reason"},
    ("mail.activity", "action_set_cancel_reason"): {"reason"},
    ("mail.activity", "add_next_steps"): {"number", "day"},
    ("mail.activity", "create"): {"hours", "reason"},
    ("mail.activity", "find_time"): {"number", "people", "day", "hours"},
    ("mail.activity", "get_busy"): {"number", "day", "hours"},
    ("mail.activity", "write"): {"hours", "reason"},
    ("mail.activity.effect", "get_next_step_lines"): {"number"},
    ("mail.activity.overview", "get_dashboard"): {"day", "filter", "period"},
    ("mail.activity.slot", "get_shade"): {"day"},
    ("mail.activity.plan", "action_launch"): {"records"},
    ("mail.activity.plan", "get_launch_menu"): {"records"},
    ("mail.activity.plan", "launch_on"): {"records", "day"},
    ("mail.activity.schedule", "action_schedule_plan"): {"records", "day"},
    ("mail.activity.see.as", "get_calendar"): {"number", "day"},
    ("mail.activity.see.as", "get_list"): {"number"},
}
# The rest takes nothing but records of its own model, which Odoo's own methods take in
# any number, too, or is Odoo's, with Odoo's parameters. The work grows with the
# records, and each one has to exist.
OWN_RECORDS = {
    "calendar.event": {"unlink"},
    "crm.lead": {
        "action_set_lost",
        "action_view_activity_board",
        "action_view_outcomes",
        "activity_feedback",
        "activity_schedule",
        "activity_search",
        "get_property_definition",
        "unlink",
        "write",
    },
    "crm.post.sale.rule": {"create", "unlink", "write"},
    "crm.team": {"action_view_shared_calendar", "create", "unlink", "write"},
    "crm.team.member": {"create", "unlink", "write"},
    "ir.filters": {"get_filters"},
    "mail.activity": {
        "action_cancel_notify",
        "action_complete",
        "action_correct_outcome",
        "action_done",
        "action_drop",
        "action_feedback",
        "action_feedback_schedule_next",
        "action_move",
        "action_notify",
        "action_open_activity",
        "action_open_complete",
        "action_open_correct",
        "action_open_previous",
        "action_reopen",
        "action_reschedule_nextweek",
        "action_reschedule_today",
        "action_reschedule_tomorrow",
        "action_undo_launch",
        "activity_format",
        "copy_data",
        "export_data",
        "get_activity_data",
        "get_external_id",
        "get_outcome_choices",
        "get_view",
        "log_done",
        "read",
        "search_count",
        "unlink",
        "unlink_w_meeting",
        "web_read",
    },
    "mail.activity.complete": {"action_apply"},
    "mail.activity.correct": {"action_apply"},
    "mail.activity.log": {"action_apply"},
    "mail.activity.merge": {"action_merge"},
    "mail.activity.overview": {"action_open_document", "export_data", "read"},
    "mail.activity.next.step": {"unlink"},
    "mail.activity.outcome": {
        "action_merge_into",
        "action_open_merge",
        "copy",
        "copy_data",
        "create",
        "unlink",
        "write",
    },
    # 200 records at a time, of a launch within the limits
    "mail.activity.plan.launch": {"action_launch_part", "action_stop", "unlink"},
    "mail.activity.schedule": {
        "action_create_calendar_event",
        "action_schedule_activities_done",
    },
    "mail.activity.status": {
        "action_merge_into",
        "action_open_merge",
        "copy",
        "create",
        "unlink",
        "write",
    },
    # one user, and a page at most
    "mail.activity.see.as": {
        "get_board",
        "get_cards",
        "get_counts",
        "get_overview",
        "write",
    },
    "mail.activity.share": {"create", "unlink", "write"},
    # a team at a time, of which Odoo limits no number of members
    "mail.activity.slot.filter": {"add_team", "get_people", "write"},
    "mail.activity.status.time": {"action_open_document", "export_data", "read"},
    "mail.activity.type": {
        "action_merge_into",
        "action_open_merge",
        "action_view_type_activities",
        "unlink",
    },
    "res.company": {"create", "unlink", "write"},
    "res.partner": {
        "action_view_activity_board",
        "action_view_outcomes",
        "activity_feedback",
        "activity_schedule",
        "activity_search",
        "create",
        "write",
    },
    # what one person sees, and at most 500 slots of it
    "res.users": {"action_archive", "create", "get_shared_weeks", "unlink", "write"},
}
LONG = "x" * 1001
PLANS = "odoo.addons.crm_activity_flow.models.plan.mail_activity_plan_client"


@tagged("post_install", "-at_install")
class TestLimits(RpcMixin, StatusCommon):
    """No caller can make the server work for long, or store what no one can read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": cls.call.id,
                            "responsible_type": "launcher",
                        }
                    )
                ],
            }
        )

    def test_considered(self):
        """Every public method is in one of the tables above."""
        for room in PUBLIC.values():
            for model, methods in room.items():
                for method in methods:
                    with self.subTest(model=model, method=method):
                        is_limited = (model, method) in LIMITED
                        is_listed = method in OWN_RECORDS.get(model, ())
                        self.assertNotEqual(is_limited, is_listed)

    def _get_calls(self):
        """Return calls beyond each limit, and a part of the error message.

        :return: model, method, what is limited, arguments, text
        :rtype: list[tuple[str, str, str, list, str]]
        """
        activity = "mail.activity"
        ids = self._create_activity(self.call).ids
        closed = self._create_in(self.cancelled).ids
        user = {"user_id": self.users["salesperson"].id}
        values = {"activity_type_id": self.call.id, **user}
        people = [user["user_id"]]
        busy = {**user, "date_deadline": fields.Date.to_string(fields.Date.today())}
        self.call.write(
            {
                "chaining_type": "suggest",
                "suggested_next_type_ids": [Command.set(self.call.ids)],
            }
        )
        suggestion = {
            "activity_type_id": self.call.id,
            "previous_activity_id": self._create_in(self.done).id,
        }
        cancelled = {"status_id": self.cancelled.id, "cancel_reason": LONG}
        return [
            (activity, "action_cancel", "reason", [ids, LONG], "1000"),
            (activity, "action_set_cancel_reason", "reason", [closed, LONG], "1000"),
            (activity, "add_next_steps", "number", [[suggestion] * 1001], "1000"),
            (
                *(activity, "add_next_steps", "day"),
                [[{**suggestion, "date_deadline": "99999-01-01"}]],
                "isn't a valid date",
            ),
            (
                *(activity, "create", "hours"),
                [{**values, "planned_duration": 745}],
                "744",
            ),
            (activity, "create", "reason", [{**values, **cancelled}], "1000"),
            (activity, "find_time", "number", [people, 1, False, 101], "100"),
            (activity, "find_time", "people", [list(range(1, 52))], "50"),
            (activity, "find_time", "day", [people, 1, "1990-01-01 0:0:0"], "within"),
            (activity, "find_time", "hours", [people, 745], "744"),
            (activity, "get_busy", "number", [[busy] * 101], "100"),
            (
                *(activity, "get_busy", "day"),
                [[{**user, "date_deadline": "1990-01-01"}]],
                "within a year",
            ),
            (
                *(activity, "get_busy", "hours"),
                [[{**busy, "planned_duration": 745}]],
                "744",
            ),
            (
                *("mail.activity.overview", "get_dashboard", "day"),
                [[], "1969-12-31", "1970-01-01"],
                "isn't a valid date",
            ),
            (
                *("mail.activity.overview", "get_dashboard", "filter"),
                [[("id", "in", [*range(20_000)])], "2026-01-01", "2026-01-01"],
                "too long",
            ),
            (
                *("mail.activity.overview", "get_dashboard", "period"),
                [[], "2000-01-01", "2026-01-01"],
                "3660",
            ),
            (
                *("mail.activity.effect", "get_next_step_lines", "number"),
                [[suggestion] * 1001],
                "1000",
            ),
            (
                *("mail.activity.slot", "get_shade", "day"),
                [user["user_id"], "2020-01-01", "2020-01-02"],
                "within a year",
            ),
            (activity, "write", "hours", [ids, {"planned_duration": 745}], "744"),
            (activity, "write", "reason", [ids, cancelled], "1000"),
            (
                *("mail.activity.plan", "action_launch", "records"),
                [self.plan.ids, "crm.lead", list(range(1, 10_002))],
                "10000",
            ),
            (
                *("mail.activity.plan", "launch_on", "records"),
                [self.plan.ids, "crm.lead", list(range(1, 10_002))],
                "10000",
            ),
            (
                *("mail.activity.plan", "launch_on", "day"),
                [self.plan.ids, "crm.lead", self.lead.ids, "2060-01-01"],
                "out of range",
            ),
            (
                *("mail.activity.see.as", "get_calendar", "number"),
                [1, False, list(range(1, 52))],
                "50",
            ),
            (
                *("mail.activity.see.as", "get_calendar", "day"),
                [1, "9999-12-31"],
                "isn't a valid date",
            ),
            ("mail.activity.see.as", "get_list", "number", [1, True, 2**70], "1000000"),
        ]

    def test_limits(self):
        """What is beyond a limit is refused with a sentence that says the limit."""
        for model, method, what, args, text in self._get_calls():
            with (
                self.subTest(method=method, what=what),
                self.assertRefused(text, error=ValidationError),
            ):
                self.assertIn(what, LIMITED[model, method])
                self._rpc("salesperson", model, method, *args)

    def test_launch_dialog(self):
        """The dialog refuses too many records, and a date out of range."""
        values = {"res_model": "crm.lead", "plan_id": self.plan.id}
        many = {"res_ids": str(list(range(1, 10_002)))}
        late = {"res_ids": str(self.lead.ids), "plan_date": "2060-01-01"}
        for more, text in ((many, "10000"), (late, "out of range")):
            with self.subTest(text), self.assertRefused(text, error=ValidationError):
                self._rpc(
                    "salesperson",
                    "mail.activity.schedule",
                    "create",
                    {**values, **more},
                )

    def test_launch_menu(self):
        """The menu only looks at as many records as one launch takes."""
        self.startPatcher(patch(f"{PLANS}.RECORDS_MAX", 2))
        leads = self.lead | self.lead.copy() | self.lead.copy()
        seen = []
        records = type(self.env["crm.lead"])
        filter_access = records._filtered_access

        def record(leads, operation):
            seen.append(len(leads))
            return filter_access(leads, operation)

        self.patch(records, "_filtered_access", record)
        menu = self._rpc(
            *("salesperson", "mail.activity.plan", "get_launch_menu"),
            *("crm.lead", leads.ids),
        )
        self.assertTrue(menu["plans"])
        self.assertEqual(max(seen), 2)
