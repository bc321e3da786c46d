import inspect

from psycopg2 import IntegrityError
from psycopg2.errors import ReadOnlySqlTransaction

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import RpcMixin

OWN_CODE = "odoo.addons.crm_activity_flow."
EVERYONE = {
    "manager",
    "salesperson",
    "own_documents",
    "employee",
    "portal",
    "other_company",
}
INTERNAL = EVERYONE - {"portal"}
ADMINISTRATORS = {"manager", "other_company"}
READERS = {"manager", "salesperson"}  # roles that can open the document
NOBODY = set()

# The methods of this addon that API clients can call, by the room that tests them. A
# new public method belongs in this table, and in a test.
PUBLIC = {
    "outcome": {
        "mail.activity": {
            "action_complete",
            "action_correct_outcome",
            "action_done",
            "action_feedback",
            "action_feedback_schedule_next",
            "action_open_complete",
            "action_open_correct",
            "action_reopen",
            "create",
            "get_outcome_choices",
            "log_done",
            "unlink",
            "write",
        },
        "mail.activity.outcome": {"copy", "copy_data", "create", "unlink", "write"},
        "mail.activity.complete": {"action_apply"},
        "mail.activity.correct": {"action_apply"},
        "mail.activity.log": {"action_apply"},
        "mail.activity.schedule": {"action_schedule_activities_done"},
        "crm.lead": {
            "action_view_outcomes",
            "activity_feedback",
            "activity_schedule",
            "activity_search",
            "write",
        },
        "res.partner": {
            "action_view_outcomes",
            "activity_feedback",
            "activity_schedule",
            "activity_search",
            "write",
        },
    },
    "status": {
        "mail.activity": {
            "action_cancel",
            "action_cancel_notify",
            "action_drop",
            "action_move",
            "action_open_activity",
            "action_reschedule_nextweek",
            "action_reschedule_today",
            "action_reschedule_tomorrow",
            "action_set_cancel_reason",
            "copy_data",
            "get_activity_data",
            "get_view",
        },
        "mail.activity.status": {"copy", "create", "unlink", "write"},
        "mail.activity.status.time": {"action_open_document"},
        "crm.lead": {"action_view_activity_board"},
        "res.partner": {"action_view_activity_board"},
    },
    "availability": {
        "mail.activity": {"find_time", "get_busy"},
        "mail.activity.schedule": {"action_create_calendar_event"},
    },
    "next_step": {
        "mail.activity": {"action_open_previous", "add_next_steps", "web_read"},
        "mail.activity.next.step": {"unlink"},
    },
    "plan": {
        "mail.activity": {"action_undo_launch"},
        "mail.activity.plan": {"action_launch", "get_launch_menu", "launch_on"},
        "mail.activity.plan.launch": {"action_launch_part", "action_stop", "unlink"},
        "mail.activity.schedule": {"action_schedule_plan"},
    },
    "overview": {
        "ir.filters": {"get_filters"},
        "mail.activity.overview": {
            "action_open_document",
            "export_data",
            "get_dashboard",
            "read",
        },
    },
    "post_sale": {
        "crm.lead": {"action_set_lost"},
        "crm.post.sale.rule": {"create", "unlink", "write"},
        "crm.team": {"create", "write"},
    },
    "merge": {
        "mail.activity.outcome": {"action_merge_into", "action_open_merge"},
        "mail.activity.status": {"action_merge_into", "action_open_merge"},
        "mail.activity.type": {
            "action_merge_into",
            "action_open_merge",
            "action_view_type_activities",
            "unlink",
        },
        "mail.activity.merge": {"action_merge"},
    },
    "effect": {"mail.activity.effect": {"get_next_step_lines"}},
    "sharing": {
        "crm.lead": {"get_property_definition", "unlink"},
        "mail.activity": {
            "action_notify",
            "activity_format",
            "export_data",
            "get_external_id",
            "read",
            "search_count",
            "unlink_w_meeting",
        },
        "mail.activity.see.as": {
            "get_board",
            "get_calendar",
            "get_cards",
            "get_counts",
            "get_list",
            "get_overview",
            "write",
        },
        "mail.activity.share": {"create", "unlink", "write"},
        "mail.activity.slot": {"get_shade"},
        "mail.activity.slot.filter": {"add_team", "get_people", "write"},
        "mail.activity.status.time": {"export_data", "read"},
        "crm.team": {"action_view_shared_calendar", "create", "unlink", "write"},
        "crm.team.member": {"create", "unlink", "write"},
        "res.company": {"create", "unlink", "write"},
        "res.partner": {"create"},
        "res.users": {
            "action_archive",
            "create",
            "get_shared_weeks",
            "unlink",
            "write",
        },
    },
}

# Odoo's methods that are extended for code alone: a client's call goes Odoo's way.
FOR_CODE = {
    "activity_reschedule",
    "activity_unlink",
    # but for what is hidden, see test_sharing_links.py
    "check_access_rule",
    "has_access",
    "log_meeting",
    "message_notify",
    "message_post_with_source",
    # but for mails that a client passes on, see test_sharing_sudo.py
    "message_process",
}

# The same for all models.
ON_ALL_MODELS = {
    "create",
    "default_get",
    # of reports, for code of other addons
    "get_base_url",
    "get_property_definition",
    "onchange",
    "write",
}

NO_IDS = (
    None,
    False,
    {},
    [],
    "",
    "abc",
    ["abc"],
    [b"1"],
    [None],
    [False],
    [True],
    [1.5],
    [[1]],
    [{"id": 1}],
    [0],
    [-1],
    [2**31],
    [2**70],
    list(range(2**30, 2**30 + 10_000)),
)
# Odoo's own, which this addon only extends: what isn't an id is Odoo's matter.
ODOO_METHODS = {
    "action_notify",
    "action_reschedule_nextweek",
    "action_reschedule_today",
    "action_reschedule_tomorrow",
    "action_set_lost",
    "activity_format",
    "activity_schedule",
    "copy",
    "copy_data",
    "create",
    "export_data",
    "get_external_id",
    "read",
    "unlink",
    "unlink_w_meeting",
    "web_read",
    "write",
}


class RpcTable(RpcMixin):
    """A table of calls: the roles allowed to make each one; others change nothing.

    Mixed into a room's common class; ``_get_calls`` is the room's table.
    """

    room = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Flow company"})
        cls.users["other_company"] = new_test_user(
            cls.env,
            "flow_other_company",
            groups="sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.lead.company_id = cls.env.company

    def _get_calls(self):
        """Return valid calls, and the roles that are allowed to make them.

        :return: model, method, arguments, roles
        :rtype: list[tuple[str, str, list, set[str]]]
        """
        raise NotImplementedError

    def _get_arguments(self, _method):
        """Return the keyword arguments for a method."""
        return {}

    def _get_state(self):
        """Return everything that these calls could change."""
        raise NotImplementedError

    def _call(self, role, model, method, *args, **kwargs):
        """Return whether a call was answered, and roll back its changes.

        A refusal has a message; Odoo's RPC also turns a violated constraint into one.
        """
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            self._rpc(role, model, method, *args, **kwargs)
        except (UserError, IntegrityError) as error:
            self.assertTrue(str(error).strip())
            return False
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return True

    def test_who_may_call(self):
        """Each method answers the roles in the table, and refuses all others."""
        calls = self._get_calls()
        before = self._get_state()
        for model, method, args, allowed in calls:
            for role in sorted(EVERYONE):
                with self.subTest(call=f"{model}.{method}", role=role):
                    answered = self._call(
                        role, model, method, *args, **self._get_arguments(method)
                    )
                    self.assertEqual(answered, role in allowed)
        self.assertEqual(self._get_state(), before)

    @mute_logger("odoo.sql_db")
    def test_readers(self):
        """A method that writes nothing says so: Odoo then asks a replica, if any."""
        for model, method, args, allowed in self._get_calls():
            if self._is_odoo(model, method) or not allowed:
                continue  # Odoo says it of its own
            with self.subTest(call=f"{model}.{method}"):
                is_reader = all(
                    self._writes_nothing(role, model, method, *args) for role in allowed
                )
                self.assertEqual(self._is_reader(model, method), is_reader)

    def _writes_nothing(self, role, model, method, *args):
        """Return whether a call is answered in a transaction that only reads."""
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            self.env.cr.execute("SET TRANSACTION READ ONLY")
            self._rpc(role, model, method, *args, **self._get_arguments(method))
            self.env.flush_all()
        except ReadOnlySqlTransaction:
            return False
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
        return True

    def _is_odoo(self, model, method):
        """Return whether this addon only extends a method."""
        return any(
            method in vars(cls) and not cls.__module__.startswith(OWN_CODE)
            for cls in type(self.env[model]).mro()
        )

    def _is_reader(self, model, method):
        return getattr(getattr(self.env[model], method), "_readonly", False)

    def test_odd_ids(self):
        """Every method answers ids that no record has, or refuses with a sentence."""
        calls = self._get_calls()
        before = self._get_state()
        for model, method, args, _allowed in calls:
            is_own = method in PUBLIC[self.room].get(model, ())
            is_on_model = getattr(getattr(self.env[model], method), "_api_model", False)
            if not is_own or is_on_model or method in ODOO_METHODS:
                continue
            arguments = self._get_arguments(method)
            for ids in NO_IDS:
                for role in ("manager", "salesperson"):
                    name = f"{model}.{method}"
                    with self.subTest(call=name, ids=str(ids)[:30], role=role):
                        self._call(role, model, method, ids, *args[1:], **arguments)
        self.assertEqual(self._get_state(), before)

    def test_table_is_complete(self):
        """Every public method is in the tables above, so each one was considered."""
        found = {model: self._get_own_methods(model) for model in self.env.registry}
        public = {
            model: {name for name in names if not self._is_private(model, name)}
            for model, names in found.items()
        }
        called = {(model, method) for model, method, *_rest in self._get_calls()}
        for model, methods in PUBLIC[self.room].items():
            self.assertEqual(public[model] & methods, methods)
            for method in methods:
                self.assertIn((model, method), called)
            known = [room.get(model, set()) for room in PUBLIC.values()]
            unknown = public[model].difference(FOR_CODE, ON_ALL_MODELS, *known)
            self.assertFalse(unknown, f"Not tested: {model} {unknown}")

    def _get_own_methods(self, model):
        """Return the names of the methods that this addon defines on a model."""
        return {
            name
            for cls in type(self.env[model]).mro()
            if cls.__module__.startswith(OWN_CODE)
            for name, value in vars(cls).items()
            if inspect.isfunction(value)
        }

    def _is_private(self, model, name):
        """Return whether a method is declared as one that clients can't call."""
        method = getattr(type(self.env[model]), name)
        return name.startswith("_") or getattr(method, "_api_private", False)

    def test_private_methods(self):
        """Clients can't call methods that begin with an underscore, or are declared."""
        for model in self.env.registry:
            for method in self._get_own_methods(model):
                if self._is_private(model, method):
                    with (
                        self.subTest(model=model, method=method),
                        self.assertRaises(AccessError),
                    ):
                        get_public_method(self.env[model], method)
