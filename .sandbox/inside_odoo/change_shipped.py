"""Changes what the addon ships, as an administrator would; `odoo shell` gives `env`.

The request is JSON in SANDBOX_REQUEST: `change` ("edit": rename, archive and imitate
every shipped record; "delete": delete those that can be, and imitate them; nothing =
only look) and `report` (the file to write). Reports the records of these kinds as they
are afterwards, and the names of the shipped ones among them.
"""

import json
import os
from pathlib import Path

from odoo.exceptions import UserError

ADDON = "crm_activity_flow"
KINDS = ["outcome", "status", "type", "plan", "plan.template"]
MODELS = [f"mail.activity.{kind}" for kind in KINDS]
# What each kind is called, and what else an imitation of it needs.
NAMES = dict.fromkeys(MODELS, "name") | {"mail.activity.plan.template": "summary"}
NEEDED = {"mail.activity.plan": {"res_model": "crm.lead"}}


def shipped():
    """Return the shipped records that exist, by the name of their external id.

    Those that refer to others come first.
    """
    theirs = [("module", "=", ADDON), ("noupdate", "=", True), ("model", "in", MODELS)]
    found = env["ir.model.data"].search(theirs, order="id DESC")
    records = {data.name: env[data.model].browse(data.res_id) for data in found}
    return {name: record for name, record in records.items() if record.exists()}


def imitate(record, name):
    """Create a record that is called like a shipped one, but for the case."""
    if record._name in NAMES and record._name != "mail.activity.plan.template":
        values = {"name": name.upper()} | NEEDED.get(record._name, {})
        env[record._name].create(values)


def tried(change):
    """Make a change that the addon may refuse to administrators."""
    try:
        with env.cr.savepoint():
            change()
    except UserError:
        return False
    return True


def edit():
    """Rename, archive and imitate."""
    for record in shipped().values():
        label = NAMES[record._name]
        name = record[label]
        record[label] = f"{name}, renamed"
        if "active" in record:
            tried(record.action_archive)
        imitate(record, name)


def delete():
    """Delete, and imitate what is gone; before that, delete what uses it."""
    for model in ("crm.post.sale.rule", "mail.activity.next.step", "mail.activity"):
        env[model].with_context(active_test=False).search([]).unlink()
    for record in shipped().values():
        name = record[NAMES[record._name]]
        if tried(record.unlink):
            imitate(record, name)


def state():
    """Return all records of the shipped kinds, as texts by what they are."""
    texts = {}
    for model in MODELS:
        for record in env[model].with_context(active_test=False).search([]):
            row = {
                field.name: field.convert_to_export(record[field.name], record)
                for field in record._fields.values()
                if field.store and field.type not in ("binary", "one2many")
            }
            texts[f"{model} {record.id}"] = str(sorted(row.items()))
    return texts


request = json.loads(os.environ["SANDBOX_REQUEST"])
if request["change"]:
    env["mail.activity.status"].create({"name": "Mine"})
    {"edit": edit, "delete": delete}[request["change"]]()
    env.cr.commit()
    env.invalidate_all()
report = {"state": state(), "shipped": sorted(shipped())}
Path(request["report"]).write_text(json.dumps(report))
