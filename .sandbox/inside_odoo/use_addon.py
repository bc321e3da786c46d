"""Uses the addon as people would; read by `odoo shell`, which provides `env`.

The request is JSON in SANDBOX_REQUEST: `switches` (settings to turn on, then complete
activities; none = only look), `report` (the file to write). Reports what is recorded.
"""

import json
import os
from pathlib import Path

from odoo import Command

ADDON = "crm_activity_flow"
COMPLETED = 20
MOVED = 2
LANGUAGES = ["de_DE", "fr_FR"]


def turn_on(switches):
    """Turn on the switches that exist, as an administrator would."""
    Settings = env["res.config.settings"]
    known = [name for name in switches if name in Settings._fields]
    Settings.create(dict.fromkeys(known, True)).execute()


def complete():
    """Complete some of the demo data's activities, each with an outcome of its type."""
    activities = env["mail.activity"].search([("res_model", "=", "crm.lead")])
    for activity in activities[:COMPLETED]:
        outcome = activity.activity_type_id.outcome_ids[:1]
        activity.action_complete(outcome_id=outcome.id, feedback="Went well")


def move():
    """Move and cancel some others."""
    activities = env["mail.activity"].search([("res_model", "=", "res.partner")])
    waiting = env.ref("crm_activity_flow.mail_activity_status_waiting")
    activities[:MOVED].action_move(waiting.id)
    activities[MOVED:].action_cancel("Not needed any more")


def save():
    """Save what only works with the addon, and use a type that it shipped."""
    env["ir.filters"].create(
        {
            "name": "By outcome",
            "model_id": "mail.activity",
            "domain": "[('outcome_id', '!=', False)]",
            "context": "{'group_by': ['outcome_id']}",
            "is_default": True,
        }
    )
    env["ir.default"].set("mail.activity.plan.template", "delay_unit", "working_days")
    columns = [{"name": name} for name in ("outcome_id/name", "done_at")]
    env["ir.exports"].create(
        {
            "name": "Outcomes",
            "resource": "mail.activity",
            "export_fields": [Command.create(column) for column in columns],
        }
    )
    env["res.partner"].search([], limit=1).activity_schedule(
        f"{ADDON}.mail_activity_data_project", summary="Mine"
    )


def translate():
    """Load two languages, and rename what the addon brought in one of them."""
    languages = env["res.lang"].with_context(active_test=False)
    languages = languages.search([("code", "in", LANGUAGES)])
    languages.active = True
    addon = env["ir.module.module"].search([("name", "=", ADDON)])
    addon._update_translations(LANGUAGES)
    waiting = env.ref(f"{ADDON}.mail_activity_status_waiting")
    waiting.with_context(lang=LANGUAGES[0]).name = "Wartet auf Antwort"


def recorded():
    """Return what users recorded, as texts by what they belong to."""
    activities = env["mail.activity"].with_context(active_test=False).search([])
    return {
        f"activity {activity.id}": f"{activity.status_id.name} {activity.status_since}"
        f" {activity.outcome_id.name} {activity.done_at}"
        f" {activity.cancelled_at} {activity.cancel_reason}"
        for activity in activities
    } | dict(translated())


def translated():
    """Yield the texts, in all languages, of the records that users may edit."""
    theirs = [("module", "=", ADDON), ("noupdate", "=", True)]
    for data in env["ir.model.data"].search(theirs):
        record = env[data.model].browse(data.res_id)
        for name, field in record._fields.items():
            if field.translate and field.store:
                texts = field._get_stored_translations(record)
                yield f"{name} of {data.name}", str(sorted((texts or {}).items()))


request = json.loads(os.environ["SANDBOX_REQUEST"])
if request["switches"]:
    turn_on(request["switches"])
    complete()
    move()
    save()
    translate()
    env.cr.commit()
Path(request["report"]).write_text(json.dumps({"recorded": recorded()}))
