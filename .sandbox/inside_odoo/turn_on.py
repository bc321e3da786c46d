"""Turns settings on, as an administrator would; `odoo shell` provides `env`.

The request is JSON in SANDBOX_REQUEST: `switches` (field names of the settings; those
that do not exist yet are left out) and `report` (the file to write).
"""

import json
import os
from pathlib import Path

MEETING_OUTCOMES = ["interested", "meeting_scheduled", "completed", "not_interested"]
# What each type can end with: an administrator's first step after switching on. Not
# demo data, because an outcome can't be given to a type while the switch is off.
OUTCOMES = {
    "mail.mail_activity_data_call": [
        "interested",
        "meeting_scheduled",
        "completed",
        "no_answer",
        "left_message",
        "not_interested",
        "wrong_contact",
    ],
    "mail.mail_activity_data_email": [
        "interested",
        "completed",
        "no_answer",
        "not_interested",
        "wrong_contact",
    ],
    "mail.mail_activity_data_meeting": MEETING_OUTCOMES,
    "crm_activity_flow.mail_activity_data_online_meeting": MEETING_OUTCOMES,
    "crm_activity_flow.mail_activity_data_offer": MEETING_OUTCOMES,
}

request = json.loads(os.environ["SANDBOX_REQUEST"])
Settings = env["res.config.settings"]
switches = [name for name in request["switches"] if name in Settings._fields]
Settings.create(dict.fromkeys(switches, True)).execute()
for activity_type, names in OUTCOMES.items() if switches else ():
    prefix = "crm_activity_flow.mail_activity_outcome_"
    outcomes = [env.ref(prefix + name).id for name in names]
    env.ref(activity_type).outcome_ids = outcomes
env.cr.commit()
Path(request["report"]).write_text(json.dumps({"turned_on": switches}))
