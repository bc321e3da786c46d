"""Salespeople with a day's work, and a plan to launch, in a filled database.

Runs in Odoo's shell, with LOAD_SIDE ("plain", "off" or "on") and LOAD_PEOPLE.
"""

import os

env = globals()["env"]  # given by Odoo's shell
PEOPLE = int(os.environ["LOAD_PEOPLE"])
STEPS = 3


def create_people():
    """Return the ids of new salespeople, who all have the same password."""
    groups = env["res.users"].search([("login", "=", "bench_own")]).group_ids
    users = env["res.users"].create(
        [
            {
                "name": f"Load {number}",
                "login": f"load_{number}",
                "group_ids": [(6, 0, groups.ids)],
            }
            for number in range(PEOPLE)
        ]
    )
    users[0].password = "load"
    # to hash it takes a second for each of them
    env.cr.execute(
        """
        UPDATE res_users SET password = known.password
          FROM res_users known
         WHERE known.id = %s AND res_users.id = ANY(%s)
        """,
        [users[0].id, users.ids],
    )
    return users.ids


def create_plan(kind):
    steps = [
        {
            "activity_type_id": kind.id,
            "summary": f"Step {number}",
            "delay_count": number,
            "responsible_type": "on_demand",
        }
        for number in range(STEPS)
    ]
    env["mail.activity.plan"].create(
        {
            "name": "Load",
            "res_model": "crm.lead",
            "template_ids": [(0, 0, step) for step in steps],
        }
    )


def assign(user_ids):
    """Share out the opportunities, and what is open on them."""
    env.cr.execute(
        "UPDATE crm_lead SET user_id = (%s)[1 + id %% %s] WHERE name LIKE 'Bench%%'",
        [user_ids, len(user_ids)],
    )
    env.cr.execute(
        """
        UPDATE mail_activity activity SET user_id = lead.user_id
          FROM crm_lead lead
         WHERE activity.res_model = 'crm.lead' AND activity.res_id = lead.id
           AND activity.active
        """
    )


def switch_on(kinds):
    settings = {"group_activity_outcome": True, "group_activity_status": True}
    env["res.config.settings"].create(settings).execute()
    kinds.outcome_ids = env.ref("crm_activity_flow.mail_activity_outcome_completed")


types = env["mail.activity.type"].search([("name", "like", "Bench")], order="id")
people = create_people()
create_plan(types[1])
if os.environ["LOAD_SIDE"] == "on":
    switch_on(types)
env.flush_all()
assign(people)
env.cr.commit()
