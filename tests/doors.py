"""The doors through which users could learn of an activity, one line each.

A door is a call as the web client or a program makes it. Two answers are compared: if
an activity is hidden from the user, the answer must be the same without it, and at
"busy" the same for another activity at the same time.

Add a door to the list that it belongs to; ``Of`` names what is only known in the test.
"""

import json
from dataclasses import dataclass, field
from itertools import product

from psycopg2 import IntegrityError

from odoo.exceptions import MissingError
from odoo.http import serialize_exception
from odoo.models import BaseModel
from odoo.service.model import call_kw

from odoo.addons.mail.tools.discuss import Store

from ..models.sharing.hidden_error import HiddenError


@dataclass(frozen=True)
class Of:
    """A placeholder in a door: the id of a record, or another value of the test."""

    name: str

    def __repr__(self):
        return f"<{self.name}>"


ACTIVITY = Of("activity")
VISIBLE = Of("visible")  # an activity that everyone can read
ATTACHMENT = Of("attachment")  # of the activity
LEAD = Of("lead")
CONTACT = Of("contact")
OWNER = Of("owner")
ME = Of("me")
CALL = Of("call")  # the type of the activity
MAIL = Of("mail")  # another type
GOOD = Of("good")  # an outcome
MEETING = Of("meeting")
PLAN = Of("plan")
STATUS = Of("status")
LEAD_MODEL = Of("lead_model")
ACTION = Of("action")  # that opens documents
CONTACT_MODEL = Of("contact_model")
DAY = Of("day")  # of the activity
START = Of("start")
TEAM = Of("team")  # of the owner
SLOT_COLUMNS = ["display_name", "activity_type_icon", "has_meeting", "share_level"]
START_DAY = Of("start_day")
COLLEAGUE = Of("colleague")  # who isn't to know of the activity
SUMMARY = "Secret"  # begins the summary of the activity
EXTERNAL_ID = "__import__.flow_activity"  # of the activity


@dataclass(frozen=True, eq=False)  # a key of answers
class Door:
    """One call, and what it is expected to answer."""

    model: str
    method: str
    args: tuple = ()
    kwargs: dict = field(default_factory=dict)

    @property
    def name(self):
        kwargs = "".join(f", {name}={value}" for name, value in self.kwargs.items())
        args = ", ".join(map(repr, self.args))
        return f"{self.model}.{self.method}({args}{kwargs})"

    def ask(self, env, values, check=None):
        """Return what the client gets, as text, and take back what it changed.

        :param check: is called after an answer, before the changes are taken back
        """
        savepoint = env.cr.savepoint(flush=True)
        try:
            answer = to_text(self._call(env, values))
            env.flush_all()
            if check:
                check(self)
            return answer
        except AssertionError:
            raise
        except Exception as error:
            return to_text(get_error(error))
        finally:
            savepoint.close(rollback=True)

    def _call(self, env, values):
        args, kwargs = fill(self.args, values), fill(self.kwargs, values)
        if self.model == "client":
            return CLIENT[self.method](env, *args, **kwargs)
        return call_kw(env[self.model], self.method, list(args), dict(kwargs))


def fill(value, values):
    """Return arguments with values instead of placeholders."""
    if isinstance(value, Of):
        return values[value.name]
    if isinstance(value, list | tuple):
        return type(value)(fill(each, values) for each in value)
    if isinstance(value, dict):
        return {key: fill(each, values) for key, each in value.items()}
    return value


def get_error(error):
    """Return an error as it is sent, see ``ir_http.py`` for the traceback."""
    if isinstance(error, IntegrityError):
        # Odoo makes a sentence of it, from the names of the table and the column
        names = [error.pgcode, error.diag.table_name, error.diag.column_name]
        return {"error": {"name": "psycopg2.IntegrityError", "arguments": names}}
    if isinstance(error, MissingError | HiddenError):
        error.__cause__ = error.__context__ = None
        error = error.with_traceback(None)
    return {"error": serialize_exception(error)}


def to_text(value):
    """Return an answer as JSON with sorted keys."""
    return json.dumps(_simplify(value), sort_keys=True)


def is_error(answer):
    return answer.startswith('{"error": {')


def get_error_name(answer):
    return json.loads(answer)["error"]["name"] if is_error(answer) else None


def _simplify(value):
    if isinstance(value, BaseModel):
        return [value._name, value.ids]
    if isinstance(value, dict):
        return {str(key): _simplify(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_simplify(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, str | int | float | None):
        return value
    return str(value)


# ------------------------------------------------------------
# Routes of Odoo's that aren't methods
# ------------------------------------------------------------


def _get_thread(env, model, res_id):
    return env[model]._get_thread_with_access(res_id, mode="read") or env[model]


def get_thread_data(env, model, res_id, request_list):
    """``/mail/data``: what the chatter loads of a document."""
    thread = _get_thread(env, model, res_id)
    return Store().add(thread, request_list=request_list, as_thread=True).get_result()


def get_messages(env, model, res_id, **params):
    """``/mail/thread/messages``."""
    thread = _get_thread(env, model, res_id)
    fetched = env["mail.message"]._message_fetch(domain=None, thread=thread, **params)
    messages = fetched.pop("messages")
    return [fetched, messages.ids, Store().add(messages).get_result()]


def get_inbox(env, **params):
    """``/mail/inbox/messages``."""
    domain = [("needaction", "=", True)]
    messages = env["mail.message"]._message_fetch(domain, **params)["messages"]
    return [messages.ids, Store().add(messages).get_result()]


def get_systray(env):
    """``/mail/data``: the menu of activities."""
    return env["res.users"]._get_activity_groups()


def read_view(env, model, view_type, view=None, domain=(), ids=None):
    """Everything that a view shows, by the fields that it names."""
    view_id = env["ir.model.data"]._xmlid_to_res_id(view) if view else False
    specification = _get_specification(env, model, view_type, view_id)
    if ids is not None:
        return env[model].browse(ids).web_read(specification)
    return env[model].web_search_read(list(domain), specification, limit=80)


def use_dialog(env, model, ids, opening, values, line_values=None):
    """A dialog from the button that opens it to the one that applies it."""
    action = getattr(env[model].browse(ids), opening)()
    if "res_id" not in action:
        return action
    wizard = env[action["res_model"]].browse(action["res_id"])
    if line_values:
        lines = [(1, line.id, line_values) for line in wizard.line_ids]
        values = {**values, "line_ids": lines}
    specification = _get_specification(env, wizard._name, "form")
    answers = [wizard.web_read(specification), wizard.web_save(values, specification)]
    return [action, *answers, wizard.action_apply()]


def use_new_dialog(env, model, defaults, values, applying="action_apply"):
    """A dialog that the web client opens by itself."""
    context = {f"default_{name}": value for name, value in defaults.items()}
    wizard = env[model].with_context(**context)
    specification = _get_specification(env, model, "form")
    answers = [wizard.onchange({}, [], specification)]
    saved = wizard.web_save(values, specification)
    wizard = wizard.browse(saved[0]["id"])
    return [*answers, saved, getattr(wizard, applying)()]


def _get_specification(env, model, view_type, view_id=False):
    """Return what the web client reads for a view."""
    got = env[model].get_views([[view_id, view_type]])
    names = got["models"][model]["fields"]
    return {
        name: {"fields": {"display_name": {}}}
        if description["type"] in ("many2one", "many2many")
        else {}
        for name, description in names.items()
        if f'name="{name}"' in got["views"][view_type]["arch"]
    }


def compare(env, model, res_id, domain, action_id):
    """Let the server compare a document with a domain, as any employee can."""
    embedded = env["ir.embedded.actions"].create(
        {
            "name": "Flow",
            "action_id": action_id,
            "domain": str(domain),
            "parent_action_id": action_id,
            "parent_res_model": model,
            "user_id": env.uid,
        }
    )
    context = {"active_id": res_id, "active_model": model}
    return embedded.with_context(**context).read(["is_visible"])[0]["is_visible"]


CLIENT = {
    "compare": compare,
    "dialog": use_dialog,
    "new_dialog": use_new_dialog,
    "thread_data": get_thread_data,
    "messages": get_messages,
    "inbox": get_inbox,
    "systray": get_systray,
    "view": read_view,
}

# ------------------------------------------------------------
# Doors that read
# ------------------------------------------------------------

DOCUMENTS = {"crm.lead": LEAD, "res.partner": CONTACT}
SCHEDULE = "mail.activity.schedule"
ALL = {"context": {"active_test": False}}
NAMED = {"fields": {"display_name": {}}}
TOLD = ["activities", "attachments", "followers", "scheduledMessages"]

ACTIVITIES = [
    # lists, counts, groups
    Door("mail.activity", "search", ([],)),
    Door("mail.activity", "search", ([],), ALL),
    Door("mail.activity", "search", ([("id", "=", ACTIVITY)],), ALL),
    Door("mail.activity", "search", ([("id", "!=", ACTIVITY)],), ALL),
    Door("mail.activity", "search", ([("user_id", "=", OWNER)],), ALL),
    Door("mail.activity", "search", ([("activity_type_id", "=", CALL)],), ALL),
    Door("mail.activity", "search", ([("res_id", "=", LEAD)],), ALL),
    Door("mail.activity", "search", ([("res_id", "=", CONTACT)],), ALL),
    Door("mail.activity", "search", ([("summary", "=like", "Secret t%")],), ALL),
    Door("mail.activity", "search", ([("summary", "=like", "Secret x%")],), ALL),
    Door("mail.activity", "search", ([("share_level", "=", "busy")],), ALL),
    Door("mail.activity", "search", ([("share_level", "=", "none")],), ALL),
    Door("mail.activity", "search", ([("share_level", "=", "full")],), ALL),
    Door("mail.activity", "search", ([("attachment_ids.name", "ilike", SUMMARY)],)),
    Door("mail.activity", "search", ([("user_id.login", "=", "flow_owner")],)),
    Door("mail.activity", "search_count", ([],)),
    Door("mail.activity", "search_count", ([],), ALL),
    Door("mail.activity", "search_count", ([], 2), ALL),
    Door("mail.activity", "search", ([],), {**ALL, "limit": 1}),
    Door("mail.activity", "search", ([],), {**ALL, "offset": 1}),
    Door("mail.activity", "search_read", ([], ["summary", "state", "user_id"])),
    Door("mail.activity", "web_search_read", ([], {"summary": {}}), {"limit": 1}),
    Door(
        "mail.activity",
        "web_search_read",
        ([], {"summary": {}}),
        {"limit": 1, "count_limit": 2},
    ),
    Door("mail.activity", "name_search", (), {"name": SUMMARY}),
    Door("mail.activity", "name_search", (), {"name": "", "limit": 1}),
    Door("mail.activity", "web_name_search", (SUMMARY, {"display_name": {}})),
    Door("mail.activity", "read_group", ([], ["__count"], ["user_id"]), {"lazy": 0}),
    Door("mail.activity", "formatted_read_group", ([], [], ["__count"])),
    Door("mail.activity", "formatted_read_group", ([], [], ["id:max", "id:sum"])),
    Door(
        "mail.activity",
        "formatted_read_group",
        ([], ["res_model", "date_deadline:month"], ["__count"]),
    ),
    Door(
        "mail.activity",
        "formatted_read_grouping_sets",
        ([], [["user_id"], ["activity_type_id"], []], ["__count"]),
    ),
    Door("mail.activity", "web_read_group", ([], ["user_id"]), {"limit": 1}),
    Door(
        "mail.activity",
        "web_read_group",
        ([], ["status_id"]),
        {"auto_unfold": True, "unfold_read_specification": {"summary": {}}},
    ),
    Door(
        "mail.activity",
        "read_progress_bar",
        (
            [],
            "status_id",
            {
                "field": "state",
                "colors": {"overdue": "danger", "today": "warning"},
            },
        ),
    ),
    Door("mail.activity", "search_panel_select_range", ("activity_type_id",)),
    Door(
        "mail.activity",
        "search_panel_select_range",
        ("activity_type_id",),
        {"enable_counters": True},
    ),
    Door(
        "mail.activity",
        "search_panel_select_multi_range",
        ("user_id",),
        {"enable_counters": True},
    ),
    # screens
    Door("client", "systray"),
    Door("client", "view", ("mail.activity", "list")),
    Door("client", "view", ("mail.activity", "kanban")),
    Door("client", "view", ("mail.activity", "calendar")),
    Door(
        "client",
        "view",
        (
            "mail.activity",
            "kanban",
            "crm_activity_flow.mail_activity_view_kanban_board",
        ),
    ),
    Door("client", "view", ("mail.activity", "form"), {"ids": [VISIBLE]}),
    Door("client", "view", ("mail.activity", "form"), {"ids": [ACTIVITY]}),
    Door("mail.activity", "get_activity_data", ("crm.lead", [])),
    Door("mail.activity", "get_activity_data", ("crm.lead", []), {"fetch_done": True}),
    Door("mail.activity", "get_activity_data", ("crm.lead", []), {"limit": 1}),
    Door("mail.activity", "get_activity_data", ("res.partner", [])),
    Door(
        "mail.activity",
        "get_activity_data",
        ("res.partner", [("activity_ids", "!=", False)]),
        {"fetch_done": True},
    ),
    # by id, as for missing ones
    Door("mail.activity", "read", ([ACTIVITY],)),
    Door("mail.activity", "read", ([ACTIVITY], ["summary"])),
    Door("mail.activity", "read", ([ACTIVITY], ["share_level", "can_write"])),
    Door("mail.activity", "read", ([ACTIVITY, VISIBLE], ["summary", "note"])),
    Door("mail.activity", "web_read", ([ACTIVITY], {"summary": {}})),
    Door("mail.activity", "web_read", ([VISIBLE, ACTIVITY], {"summary": {}})),
    Door("mail.activity", "activity_format", ([ACTIVITY],)),
    Door("mail.activity", "activity_format", ([VISIBLE, ACTIVITY],)),
    Door("mail.activity", "web_read", ([ACTIVITY], {"user_id": NAMED})),
    Door(
        "mail.activity",
        "web_read",
        ([VISIBLE], {"previous_activity_id": NAMED, "follows_label": {}}),
    ),
    Door("mail.activity", "export_data", ([ACTIVITY], ["summary"])),
    Door("mail.activity", "export_data", ([VISIBLE], ["summary", "user_id/name"])),
    Door("mail.activity", "has_access", ([ACTIVITY], "read")),
    Door("mail.activity", "has_access", ([ACTIVITY], "write")),
    Door("mail.activity", "has_access", ([], "read")),
    Door("mail.activity", "get_metadata", ([ACTIVITY],)),
    Door("mail.activity", "get_metadata", ([VISIBLE],)),
    Door("mail.activity", "get_external_id", ([ACTIVITY],)),
    Door("mail.activity", "get_base_url", ([ACTIVITY],)),
    Door("mail.activity", "copy", ([ACTIVITY],)),
    Door("mail.activity", "copy_data", ([ACTIVITY],)),
    Door("mail.activity", "get_outcome_choices", ([ACTIVITY],)),
    Door("mail.activity", "get_outcome_choices", ([VISIBLE, ACTIVITY],)),
    Door("mail.activity", "get_field_translations", ([ACTIVITY], "summary")),
    Door(
        "mail.activity",
        "onchange",
        ([], {"previous_activity_id": ACTIVITY}, [], {"previous_activity_id": NAMED}),
    ),
    Door("mail.activity", "onchange", ([ACTIVITY], {}, [], {"summary": {}})),
    Door(
        "mail.activity",
        "onchange",
        ([ACTIVITY], {"activity_type_id": MAIL}, ["activity_type_id"], {"summary": {}}),
    ),
    # what other activities and records tell
    Door("mail.activity", "search", ([("previous_activity_id", "=", ACTIVITY)],), ALL),
    Door(
        "mail.activity",
        "search",
        ([("previous_activity_id.summary", "ilike", SUMMARY)],),
        ALL,
    ),
    Door("mail.activity", "search", ([],), {"order": "previous_activity_id, id"}),
    Door("mail.activity", "web_read_group", ([], ["previous_activity_id"])),
    Door("mail.activity", "action_open_previous", ([VISIBLE],)),
    Door("mail.activity", "get_busy", ([{"user_id": OWNER, "planned_start": START}],)),
    Door("mail.activity", "get_busy", ([{"user_id": OWNER, "date_deadline": DAY}],)),
    Door(
        "mail.activity",
        "get_busy",
        ([{"user_id": OWNER, "planned_start": START, "activity_id": ACTIVITY}],),
    ),
    Door("mail.activity", "find_time", ([OWNER], 0, START, 100)),
    Door("mail.activity", "find_time", ([ME, OWNER], 8)),
    Door("mail.activity.type", "search", ([],), {"order": "sequence, id"}),
    Door("mail.activity.type", "search_read", ([], ["name", "icon"])),
    Door("mail.activity.type", "web_search_read", ([], {"name": {}})),
    Door("mail.activity.outcome", "web_search_read", ([], {"name": {}})),
    Door("mail.activity.type", "web_name_search", ("Flow", {"display_name": {}})),
    Door("mail.activity.plan", "web_name_search", ("Flow", {"display_name": {}})),
    Door("res.users", "name_search", ("flow_",)),
    Door("res.users", "web_name_search", ("flow_", {"display_name": {}})),
    Door("res.users", "web_search_read", ([("login", "=", "flow_owner")], {})),
    Door("crm.lead", "get_rainbowman_message", ([LEAD],)),
    Door("crm.lead", "name_search", ("Flow",)),
    Door("mail.activity.status", "search_read", ([], ["name", "kind"])),
    Door("mail.activity.overview", "web_search_read", ([], {"summary": {}})),
    Door("mail.activity.slot", "web_search_read", ([], {"display_name": {}})),
    Door("mail.activity.type", "read", ([CALL],)),
    Door("mail.activity.outcome", "read", ([GOOD],)),
    Door("mail.activity.status", "read", ([STATUS],)),
    Door("mail.activity.status", "search", ([],)),
    Door("mail.activity.plan", "get_launch_menu", ("crm.lead", [LEAD])),
    Door("mail.activity.plan", "get_launch_menu", ("res.partner", [CONTACT])),
    Door("mail.activity.share", "search", ([],)),
    Door("mail.activity.share", "search_count", ([("user_id", "=", OWNER)],)),
    Door("res.users", "get_shared_weeks", (OWNER,)),
    Door("res.users", "search", ([("login", "=", "flow_owner")],)),
    Door("res.users", "web_read", ([OWNER], {"display_name": {}, "im_status": {}})),
    # reports
    Door("mail.activity.overview", "search", ([],)),
    Door("mail.activity.overview", "search_count", ([],)),
    Door("mail.activity.overview", "read", ([ACTIVITY],)),
    Door("mail.activity.overview", "read", ([ACTIVITY], ["summary", "state"])),
    Door("mail.activity.overview", "search", ([("summary", "ilike", SUMMARY)],)),
    Door("mail.activity.overview", "search", ([("user_id", "=", OWNER)],)),
    Door("mail.activity.overview", "export_data", ([ACTIVITY], ["summary"])),
    Door("mail.activity.overview", "action_open_document", ([ACTIVITY],)),
    Door(
        "mail.activity.overview",
        "formatted_read_group",
        ([], ["user_id", "activity_type_id"], ["nbr:sum", "score:avg", "__count"]),
    ),
    Door(
        "mail.activity.overview",
        "formatted_read_grouping_sets",
        ([], [[], ["outcome_id"], ["state"], ["relates_to"]], ["nbr:sum"]),
    ),
    Door(
        "mail.activity.effect",
        "get_next_step_lines",
        ([{"previous_activity_id": ACTIVITY, "activity_type_id": MAIL}],),
    ),
    Door(
        "mail.activity.effect",
        "formatted_read_group",
        ([], ["activity_type_id"], ["deals:sum", "won_rate:avg"]),
    ),
    Door(
        "mail.activity.effect",
        "formatted_read_grouping_sets",
        ([], [[], ["outcome_id"]], ["closed:sum", "won_rate:avg"]),
    ),
    Door(
        "mail.activity.effect",
        "web_read_group",
        ([], ["activity_type_id"]),
        {"aggregates": ["deals:sum"]},
    ),
    Door(
        "mail.activity.effect", "web_search_read", ([], {"outcome_id": {}, "deals": {}})
    ),
    Door(
        "mail.activity.overview",
        "formatted_read_group",
        ([], ["sentiment"], ["days_late:avg", "on_time:avg", "days_to_complete:avg"]),
    ),
    Door("mail.activity.overview", "search_panel_select_range", ("activity_type_id",)),
    *(
        Door(
            "mail.activity.overview",
            "search_panel_select_multi_range",
            (field,),
            {"enable_counters": True, "comodel_domain": []},
        )
        for field in ("outcome_id", "user_id", "team_id")
    ),
    Door("mail.activity.overview", "get_dashboard", ([], DAY, DAY)),
    Door("mail.activity.overview", "get_dashboard", ([], START_DAY, START_DAY)),
    Door("client", "view", ("mail.activity.overview", "list")),
    Door("mail.activity.status.time", "search_read", ([], ["status_id", "hours"])),
    Door("mail.activity.status.time", "search", ([("activity_id", "=", ACTIVITY)],)),
    Door(
        "mail.activity.status.time",
        "formatted_read_group",
        ([], ["status_id", "user_id"], ["hours:avg", "nbr:sum"]),
    ),
    Door("mail.activity.status.change", "search", ([],)),
    Door("mail.activity.status.change", "search_count", ([],)),
    Door("mail.activity.status.change", "search", ([("activity_id", "=", ACTIVITY)],)),
    Door("crm.activity.report", "search_count", ([],)),
    Door("crm.activity.report", "search_count", ([("body", "ilike", SUMMARY)],)),
    Door("crm.activity.report", "search_read", ([], ["body", "mail_activity_type_id"])),
    Door(
        "crm.activity.report",
        "formatted_read_group",
        ([], ["mail_activity_type_id", "author_id"], ["__count"]),
    ),
    # the calendar
    Door("mail.activity.slot", "search", ([],)),
    Door("mail.activity.slot", "search_count", ([],)),
    Door("mail.activity.slot", "search_read", ([],)),
    Door("mail.activity.slot", "search_read", ([("user_id", "=", OWNER)],)),
    Door("mail.activity.slot", "search", ([("display_name", "ilike", SUMMARY)],)),
    Door("mail.activity.slot", "name_search", (), {"name": SUMMARY}),
    Door("mail.activity.slot", "read", ([ACTIVITY],)),
    Door("mail.activity.slot", "search", ([],), {"order": "start, user_id, id"}),
    Door(
        "mail.activity.slot",
        "formatted_read_group",
        ([], ["user_id", "start:day"], ["__count"]),
    ),
    Door("client", "view", ("mail.activity.slot", "calendar")),
    Door("mail.activity.slot", "search_read", ([], SLOT_COLUMNS)),
    Door("mail.activity.slot", "search_read", ([("share_level", "!=", False)],)),
    Door("mail.activity.slot", "search", ([("has_meeting", "=", True)],)),
    Door("mail.activity.slot", "search", ([("activity_type_icon", "!=", False)],)),
    Door("mail.activity.slot", "search", ([("active", "in", [True, False])],)),
    Door("mail.activity.slot", "search", ([], 0, 1, "share_level, has_meeting, id")),
    Door("mail.activity.slot", "formatted_read_group", ([], ["share_level"])),
    Door("mail.activity.slot", "get_shade", (OWNER, DAY, DAY)),
    Door("mail.activity.slot.filter", "search", ([],)),
    Door("mail.activity.slot.filter", "create", ({"colleague_id": OWNER},)),
    Door("mail.activity.slot.filter", "add_team", (TEAM,)),
    Door("mail.activity.slot.filter", "get_people"),
    Door("crm.team", "action_view_shared_calendar", ([TEAM],)),
    # files
    Door("ir.attachment", "search", ([("res_model", "=", "mail.activity")],)),
    Door("ir.attachment", "search", ([("name", "ilike", SUMMARY)],)),
    Door("ir.attachment", "search", ([("res_id", "=", ACTIVITY)],)),
    Door("ir.attachment", "search_count", ([("id", "=", ATTACHMENT)],)),
    Door("ir.attachment", "read", ([ATTACHMENT], ["name", "res_id"])),
    Door("ir.attachment", "web_read", ([ATTACHMENT], {"name": {}})),
    Door("ir.attachment", "get_base_url", ([ATTACHMENT],)),
    Door("ir.attachment", "name_search", (), {"name": SUMMARY}),
    Door("ir.attachment", "formatted_read_group", ([], ["res_model"], ["__count"])),
    # messages
    Door("mail.message", "search", ([("body", "ilike", SUMMARY)],)),
    Door("mail.message", "search", ([("model", "=", "mail.activity")],)),
    Door("mail.message", "search", ([("mail_activity_type_id", "=", CALL)],)),
    Door("mail.message", "search", ([("attachment_ids.name", "ilike", SUMMARY)],)),
    Door("mail.message", "search_count", ([("model", "=", "crm.lead")],)),
    Door("mail.message", "search_read", ([("model", "in", list(DOCUMENTS))], ["body"])),
    Door("mail.followers", "search_count", ([],)),
    Door("mail.notification", "search_count", ([],)),
    Door("client", "inbox"),
    # meetings
    Door("calendar.event", "search_read", ([], ["name", "start", "privacy"])),
    Door("calendar.event", "read", ([MEETING],)),
    Door("calendar.event", "read", ([MEETING], ["activity_ids", "res_id", "name"])),
    Door("calendar.event", "web_read", ([MEETING], {"name": {}, "description": {}})),
    Door("calendar.event", "search", ([("name", "ilike", SUMMARY)],)),
    Door("calendar.event", "search", ([("activity_ids", "!=", False)],)),
    Door("calendar.event", "search", ([("activity_ids", "=", False)],)),
    Door("calendar.event", "search", ([("activity_ids.summary", "ilike", SUMMARY)],)),
    Door("calendar.event", "search", ([("activity_ids", "in", [ACTIVITY])],)),
    Door("calendar.event", "search_count", ([("res_model", "=", "crm.lead")],)),
    *(
        Door("calendar.event", "search", (domain,))
        for domain in (
            [("id", "any", [("name", "=like", f"{SUMMARY} t%")])],
            [("id", "not any", [("name", "=like", f"{SUMMARY} t%")])],
            [("id", "any", [("res_model", "=", "crm.lead"), ("res_id", "=", LEAD)])],
            [("notes", "ilike", SUMMARY)],
            [("opportunity_id", "=", LEAD)],
            [("opportunity_id.name", "!=", False)],
            [("res_model_name", "!=", False)],
        )
    ),
    Door("calendar.event", "search", ([],), {"order": "opportunity_id, id"}),
    Door("client", "view", ("calendar.event", "list")),
    Door("client", "view", ("calendar.event", "calendar")),
    Door("client", "view", ("calendar.event", "form"), {"ids": [MEETING]}),
]

ACTIVITY_FIELDS = [
    "activity_ids",
    "activity_state",
    "activity_user_id",
    "activity_type_id",
    "activity_type_icon",
    "activity_date_deadline",
    "activity_summary",
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_calendar_event_id",
    "my_activity_date_deadline",
    "last_outcome_id",
    "last_outcome_sentiment",
    "last_outcome_date",
    "outcome_positive_count",
    "outcome_neutral_count",
    "outcome_negative_count",
]
DOCUMENT_FIELDS = [
    "message_follower_ids",
    "message_partner_ids",
    "message_ids",
    "message_attachment_count",
    "message_needaction_counter",
    "message_is_follower",
    "has_message",
    "write_date",
    "write_uid",
    "display_name",
    *ACTIVITY_FIELDS,
]
# values that the activity has, and ones that it hasn't
SEARCHES = [
    ("activity_ids", "!=", False),
    ("activity_ids", "=", False),
    ("activity_ids", "in", [ACTIVITY]),
    ("activity_ids", "not in", [ACTIVITY]),
    ("activity_ids", "any", [("user_id", "=", OWNER)]),
    ("activity_ids", "not any", [("user_id", "=", OWNER)]),
    ("activity_ids", "ilike", SUMMARY),
    ("activity_ids.note", "ilike", SUMMARY),
    ("activity_ids.activity_type_id", "=", CALL),
    ("activity_ids.create_uid", "=", OWNER),
    ("activity_ids.status_id", "=", STATUS),
    ("activity_ids.active", "=", False),
    ("activity_state", "=", "overdue"),
    ("activity_state", "in", ["today", "planned"]),
    ("activity_state", "=", False),
    ("activity_state", "!=", False),
    ("activity_user_id", "=", OWNER),
    ("activity_user_id", "ilike", "flow_owner"),
    ("activity_user_id", "=", False),
    ("activity_user_id", "!=", False),
    ("activity_type_id", "=", CALL),
    ("activity_type_id", "!=", False),
    ("activity_type_id", "ilike", "Flow"),
    ("activity_summary", "ilike", SUMMARY),
    ("activity_summary", "!=", False),
    ("activity_date_deadline", "<=", DAY),
    ("activity_date_deadline", "=", False),
    ("my_activity_date_deadline", "<=", DAY),
    ("activity_exception_decoration", "!=", False),
    ("activity_exception_decoration", "=", "danger"),
    ("last_outcome_id", "=", GOOD),
    ("last_outcome_id", "!=", False),
    ("message_follower_ids.partner_id.user_ids", "=", OWNER),
    ("message_partner_ids.user_ids", "=", OWNER),
    ("message_partner_ids.activity_ids.summary", "=like", f"{SUMMARY} t%"),
    ("message_partner_ids.activity_summary", "=like", f"{SUMMARY} t%"),
    ("message_partner_ids.opportunity_ids.activity_ids", "!=", False),
    ("message_partner_ids.meeting_ids.name", "=like", f"{SUMMARY} t%"),
    ("message_ids.body", "ilike", SUMMARY),
    ("message_ids.mail_activity_type_id", "=", CALL),
]
# what administrators see of the server's tables
ADMINISTRATION = [
    Door("ir.model.data", "has_access", ([Of("external_id")], "write")),
    Door("ir.model", "search_read", ([("model", "=", "mail.activity")], ["count"])),
    Door(
        "ir.model.data",
        "search_read",
        ([("model", "=", "mail.activity")], ["name", "res_id"]),
    ),
    Door("ir.model.data", "read", ([Of("external_id")], ["name", "res_id"])),
    Door("mail.mail", "search_read", ([], ["subject", "body_html"])),
    Door("mail.mail", "read", ([Of("mail_mail")], ["subject", "body_html"])),
    Door("mail.mail", "search_count", ([("body_html", "ilike", SUMMARY)],)),
]
MEETING_SEARCHES = [
    ("calendar_event_ids", "!=", False),
    ("calendar_event_ids", "=", False),
    ("calendar_event_ids", "in", [MEETING]),
    ("calendar_event_ids", "not in", [MEETING]),
    ("calendar_event_ids.start", ">", DAY),
    ("calendar_event_ids.user_id", "=", OWNER),
    ("calendar_event_ids", "any", [("privacy", "=", "private")]),
]


def get_document_doors(model, record):
    """Return the doors of a document that has activities."""
    progress_bar = {"field": "activity_state", "colors": {"overdue": "danger"}}
    group = "stage_id" if model == "crm.lead" else "company_id"
    return [
        *[Door(model, "read", ([record], [name])) for name in DOCUMENT_FIELDS],
        *[Door(model, "search", ([condition],)) for condition in SEARCHES],
        *[Door(model, "search_count", ([each],)) for each in SEARCHES[:2]],
        *[
            Door("client", "compare", (model, record, [condition], ACTION))
            for condition in SEARCHES
        ],
        *[
            Door(model, "formatted_read_group", ([], [name], ["__count"]))
            for name in ("activity_state", "last_outcome_id")
        ],
        Door(
            model,
            "formatted_read_grouping_sets",
            ([], [["activity_state"], []], ["__count"]),
        ),
        Door(model, "web_read_group", ([], ["activity_state"])),
        Door(
            model, "web_read_group", ([("activity_ids", "!=", False)], ["create_uid"])
        ),
        Door(model, "read_progress_bar", ([], group, progress_bar)),
        Door(model, "read_progress_bar", ([], "activity_state", progress_bar)),
        Door(model, "export_data", ([record], ["activity_ids/summary"])),
        Door(model, "export_data", ([record], ["activity_summary", "activity_state"])),
        Door(model, "export_data", ([record], ["activity_type_id/name"])),
        Door(
            model, "web_read", ([record], {"activity_ids": {"fields": {"summary": {}}}})
        ),
        Door(
            model,
            "web_read",
            ([record], {"activity_ids": {"fields": {}, "limit": 1, "order": "id"}}),
        ),
        Door(
            model, "web_search_read", ([], {"activity_ids": {}, "activity_state": {}})
        ),
        Door(model, "web_search_read", ([("activity_ids", "!=", False)], {}), {}),
        Door(
            model, "web_search_read", ([], {"activity_type_id": NAMED}), {"limit": 80}
        ),
        Door(model, "onchange", ([record], {}, [], {"activity_ids": {"fields": {}}})),
        Door(model, "message_get_followers", ([record],)),
        Door(
            model,
            "activity_search",
            ([record],),
            {"act_type_xmlids": "", "user_id": OWNER, "only_automated": False},
        ),
        Door(model, "action_view_activity_board", ([record],)),
        Door("client", "thread_data", (model, record, TOLD)),
        Door("client", "messages", (model, record)),
        Door("client", "messages", (model, record), {"limit": 1}),
        Door("client", "messages", (model, record), {"search_term": SUMMARY}),
        Door("client", "view", (model, "kanban")),
        Door("client", "view", (model, "list")),
        Door("client", "view", (model, "form"), {"ids": [record]}),
        Door("client", "view", (model, "activity")),
        Door(
            "client",
            "view",
            (model, "list"),
            {"domain": [("activity_user_id", "=", OWNER)]},
        ),
        # plans, and the dialog for a selection
        Door(
            SCHEDULE,
            "onchange",
            (
                [],
                {"plan_id": PLAN, "res_ids": Of(f"{record.name}_ids")},
                [],
                {"error": {}, "plan_available_ids": {}, "warning": {}},
            ),
            {"context": {"default_res_model": model}},
        ),
        Door("mail.activity.plan", "action_launch", ([PLAN], model, [record])),
        Door("mail.activity.plan", "launch_on", ([PLAN], model, [record])),
        Door(
            "mail.activity",
            "log_done",
            (model, record, MAIL, GOOD),
        ),
    ]


def get_field_doors(env):
    """Return doors that search, sort, and group by each field of activities."""
    doors = []
    model = env["mail.activity"]
    for name, its_field in sorted(model._fields.items()):
        if its_field.type in ("properties", "binary", "json"):
            continue
        if its_field._description_searchable:
            doors.append(("search", ([(name, "!=", False)],), ALL))
        if its_field.store and its_field.type in ("char", "text", "html"):
            doors.append(("search", ([(name, "ilike", SUMMARY)],), ALL))
        if its_field._description_sortable(env):
            doors.append(("search", ([],), {**ALL, "order": f"{name}, id"}))
        if its_field._description_groupable(env):
            spec = f"{name}:day" if its_field.type in ("date", "datetime") else name
            doors.append(("formatted_read_group", ([], [spec], ["__count"]), ALL))
    return [Door("mail.activity", *door) for door in doors]


# ------------------------------------------------------------
# Doors that write
# ------------------------------------------------------------

# values that a change gives, each in its own call
CHANGES = [
    {"summary": "Flow"},
    {"user_id": ME},
    {"date_deadline": "2026-11-20"},
    {"planned_start": "2026-11-20 10:00:00"},
    {"active": False},
    {"active": True},
    {"status_id": STATUS},
    {"is_private": True},
    {"is_private": False},
    {"outcome_id": GOOD},
    {"attachment_ids": [(0, 0, {"name": "Flow", "raw": "Flow"})]},
    {"res_id": LEAD, "res_model_id": LEAD_MODEL},
    {"calendar_event_id": MEETING},
    {},
]
# methods by the id of an open activity, with arguments that are right
CALLS = [
    ("unlink",),
    ("unlink_w_meeting",),
    ("action_complete", GOOD),
    ("action_complete", False, "Flow feedback"),
    ("action_feedback", "Flow feedback"),
    ("action_feedback_schedule_next",),
    ("action_done",),
    ("action_done_schedule_next",),
    ("action_done_redirect_to_other",),
    ("action_cancel",),
    ("action_cancel_notify",),
    ("action_set_cancel_reason", "Flow"),
    ("action_reopen",),
    ("action_move", STATUS),
    ("action_drop", STATUS, STATUS),
    ("action_reschedule_today",),
    ("action_reschedule_tomorrow",),
    ("action_reschedule_nextweek",),
    ("action_archive",),
    ("action_unarchive",),
    ("action_correct_outcome", GOOD),
    ("action_open_correct",),
    ("action_open_document",),
    ("action_open_activity",),
    ("action_open_complete",),
    ("action_open_previous",),
    ("action_close_dialog",),
    ("action_create_calendar_event",),
    ("action_notify",),
    ("action_undo_launch",),
    ("add_next_steps",),
    ("web_save", {"summary": "Flow"}, {"summary": {}}),
]
# on the document: the activity is one of its lines
COMMANDS = [
    (1, ACTIVITY, {"summary": "Flow"}),
    (2, ACTIVITY, 0),
    (3, ACTIVITY, 0),
    (4, ACTIVITY, 0),
]
BY_ID = [
    *[Door("mail.activity", "write", ([ACTIVITY], change)) for change in CHANGES],
    *[Door("mail.activity", method, ([ACTIVITY], *args)) for method, *args in CALLS],
    # a selection of which the user sees a part
    *[
        Door("mail.activity", method, ([VISIBLE, ACTIVITY], *args))
        for method, *args in CALLS[:12]
    ],
    Door("mail.activity", "write", ([VISIBLE, ACTIVITY], {"summary": "Flow"})),
]

LOG = "mail.activity.log"
DIALOGS = [
    Door("crm.lead", "web_save", ([LEAD], {"priority": "2"}, {"activity_state": {}})),
    Door("crm.lead", "action_set_won_rainbowman", ([LEAD],)),
    Door(
        "client",
        "new_dialog",
        ("crm.lead.lost", {"lead_ids": [LEAD]}, {}, "action_lost_reason_apply"),
    ),
    *[
        Door(
            "client",
            "dialog",
            ("mail.activity", ids, "action_open_complete", {"feedback": "Flow"}),
            {"line_values": {"outcome_id": GOOD}},
        )
        for ids in ([ACTIVITY], [VISIBLE], [VISIBLE, ACTIVITY])
    ],
    Door(
        "client",
        "dialog",
        ("mail.activity", [ACTIVITY], "action_open_correct", {"outcome_id": GOOD}),
    ),
    *[
        Door(
            "client",
            "new_dialog",
            (
                LOG,
                {"res_model": model, "res_id": record},
                {"activity_type_id": MAIL, "outcome_id": GOOD},
            ),
        )
        for model, record in DOCUMENTS.items()
    ],
    *[
        Door(
            "client",
            "new_dialog",
            (
                SCHEDULE,
                {"res_model": model, "res_ids": Of(f"{record.name}_ids")},
                {"activity_type_id": MAIL, "date_deadline": DAY},
                "action_schedule_activities",
            ),
        )
        for model, record in DOCUMENTS.items()
    ],
]

AROUND = [
    *(
        Door("ir.model.data", "check_object_reference", (*EXTERNAL_ID.split("."), each))
        for each in (False, True)
    ),
    # imports
    *(
        Door("mail.activity", "load", ([".id", name], [[Of("visible_text"), value]]))
        for name, value in (
            ("previous_activity_id/.id", Of("activity_text")),
            ("previous_activity_id/id", EXTERNAL_ID),
            ("attachment_ids/.id", Of("attachment_text")),
        )
    ),
    *(
        Door(model, "load", (["name", f"activity_ids/{part}"], [["Flow", value]]))
        for model in ("res.partner", "crm.lead")
        for part, value in ((".id", Of("activity_text")), ("id", EXTERNAL_ID))
    ),
    *[
        Door(model, "write", ([record], {"activity_ids": [command]}))
        for (model, record), command in product(DOCUMENTS.items(), COMMANDS)
    ],
    *[
        Door(model, "write", ([record], {name: value}))
        for (model, record), (name, value) in product(
            DOCUMENTS.items(),
            [("activity_summary", "Flow"), ("activity_type_id", MAIL)],
        )
    ],
    *[
        Door(model, method, ([record], *args), {"only_automated": False, **kwargs})
        for (model, record), (method, args, kwargs) in product(
            DOCUMENTS.items(),
            [
                ("activity_unlink", ([""],), {"user_id": OWNER}),
                ("activity_feedback", ([""],), {"feedback": "Flow"}),
                ("activity_reschedule", ([""],), {"new_user_id": ME}),
            ],
        )
    ],
    Door("crm.lead", "action_reschedule_my_next_today", ([LEAD],)),
    Door("calendar.event", "write", ([MEETING], {"activity_ids": [(5, 0, 0)]})),
    Door("calendar.event", "write", ([MEETING], {"activity_ids": [(4, ACTIVITY, 0)]})),
    Door(
        "mail.activity",
        "create",
        ({"summary": "Flow", "activity_type_id": CALL, "user_id": ME},),
    ),
    Door(
        "mail.activity",
        "create",
        (
            {
                "activity_type_id": MAIL,
                "previous_activity_id": ACTIVITY,
                "res_id": CONTACT,
                "res_model_id": CONTACT_MODEL,
            },
        ),
    ),
    Door("mail.activity", "write", ([VISIBLE], {"previous_activity_id": ACTIVITY})),
    Door(
        "mail.activity",
        "load",
        ([".id", "summary"], [[Of("activity_text"), "Flow"]]),
    ),
    Door(
        "mail.activity.overview",
        "web_save",
        ([ACTIVITY], {"summary": "Flow"}, {"summary": {}}),
    ),
    *[
        Door("ir.attachment", "create", ({"name": "Flow", **values},))
        for values in (
            {"res_model": "mail.activity", "res_id": ACTIVITY},
            {"res_model": "mail.activity", "res_id": VISIBLE},
        )
    ],
    *[
        Door("ir.attachment", method, ([ATTACHMENT], *args))
        for method, *args in (("unlink",), ("write", {"name": "Flow"}))
    ],
    *[
        Door(SCHEDULE, "create", ({"res_model": model, "res_ids": ids, **values},))
        for (model, ids), values in product(
            [("crm.lead", Of("lead_ids")), ("mail.activity", Of("activity_ids"))],
            [{"activity_type_id": MAIL}, {"plan_id": PLAN}],
        )
    ],
    *[
        Door(model, "message_post", ([record],), {"body": "Flow", **values})
        for model, record in DOCUMENTS.items()
        for values in ({}, {"attachment_ids": [ATTACHMENT]})
    ],
    *[
        Door("mail.activity.complete", "create", ({"line_ids": lines},))
        for lines in (
            [],
            [(0, 0, {"label": "Flow", "activity_ids": [(6, 0, [ACTIVITY])]})],
        )
    ],
]

# ------------------------------------------------------------
# What managers see as someone else
# ------------------------------------------------------------


def get_see_as_doors(user):
    """Return all screens of *See As*, as a user."""
    return [
        Door("mail.activity.see.as", method, (user, *args))
        for method, *args in (
            ("get_list",),
            ("get_list", False),
            ("get_list", False, 0, SUMMARY, ["overdue", "today", "future"]),
            ("get_board",),
            ("get_board", False),
            ("get_board", False, SUMMARY),
            ("get_calendar", DAY),
            ("get_calendar", START_DAY, [OWNER]),
            ("get_counts",),
            ("get_cards", LEAD),
            ("get_overview",),
            ("get_overview", DAY, DAY),
            ("get_overview", START_DAY, START_DAY),
        )
    ]


LEADS = [
    *get_document_doors("crm.lead", LEAD),
    *[Door("crm.lead", "search", ([condition],)) for condition in MEETING_SEARCHES],
    *[
        Door("client", "compare", ("crm.lead", LEAD, [condition], ACTION))
        for condition in MEETING_SEARCHES
    ],
    Door("crm.lead", "read", ([LEAD], ["calendar_event_ids"])),
    Door("crm.lead", "read", ([LEAD], ["meeting_display_date"])),
    Door("crm.lead", "read", ([LEAD], ["meeting_display_label"])),
]
CONTACTS = get_document_doors("res.partner", CONTACT)
READING = [*ACTIVITIES, *LEADS, *CONTACTS]
WRITING = [*BY_ID, *AROUND, *DIALOGS]

# Doors that refuse on purpose while the activity is hidden: it and its file look
# missing, and the overview like something that one can't read.
BY_ID_ANSWERING = ("action_close_dialog", "action_open_complete")
REFUSING = (
    "check_object_reference(",
    "client.dialog('mail.activity', [<activity>], ",
    "mail.activity.onchange([], {'previous_activity_id': <activity>}",
    "mail.activity.export_data([<activity>]",
    ".copy([<activity>]",
    ".copy_data([<activity>]",
    ".get_field_translations([<activity>]",
    ".onchange([<activity>]",
    ".action_open_document([<activity>]",
    "(1, <activity>, ",
    "(2, <activity>, ",
    "(3, <activity>, ",
    "(4, <activity>, ",
    "'previous_activity_id': <activity>, 'res_id'",
    "write([<visible>], {'previous_activity_id'",
    "overview.web_save",
    "'res_ids': <activity_ids>, ",
    "ir.attachment.get_base_url",
    "ir.attachment.unlink",
    "ir.attachment.write",
    "'res_model': 'mail.activity', 'res_id': <activity>",
    "attachment_ids=[<attachment>]",
    "'activity_ids': [(6, 0, [<activity>])]})]",
)


def is_refusing(door):
    """Return whether a door is expected to refuse while the activity is hidden."""
    if door in BY_ID:
        return door.method not in BY_ID_ANSWERING
    return any(part in door.name for part in REFUSING)
