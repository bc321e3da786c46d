"""Uses the addon as people would; read by `odoo shell`, which provides `env`.

The request is JSON in SANDBOX_REQUEST: `switches` (settings to turn on, then complete
activities; none = only look), `report` (the file to write). Reports what is recorded.
"""

import json
import os
from pathlib import Path

COMPLETED = 20
MOVED = 2


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


def recorded():
    """Return what users recorded, as texts that can be compared later."""
    activities = env["mail.activity"].with_context(active_test=False).search([])
    return [
        f"{activity.id} {activity.status_id.name} {activity.status_since}"
        f" {activity.outcome_id.name} {activity.done_at}"
        f" {activity.cancelled_at} {activity.cancel_reason}"
        for activity in activities.sorted("id")
    ]


request = json.loads(os.environ["SANDBOX_REQUEST"])
if request["switches"]:
    turn_on(request["switches"])
    complete()
    move()
    env.cr.commit()
Path(request["report"]).write_text(json.dumps({"recorded": recorded()}))
