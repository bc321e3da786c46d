"""What salespeople do all day, as the web client asks for it; run by Locust.

Reads LOAD_SIDE ("plain", "off" or "on"), LOAD_DATABASE, and LOAD_COMPLETED: a file that
gets the ids of all activities that Odoo said it has completed.
"""

import itertools
import json
import os
import random
import sys
from datetime import date, timedelta
from pathlib import Path

from locust import HttpUser, between, events, task

sys.path.append(str(Path(__file__).parents[1] / "bench" / "tools"))
from screens import CARD, COUNT_LIMIT, LIST, PAGE, PROGRESS_BAR

SIDE = os.environ["LOAD_SIDE"]
DATABASE = os.environ["LOAD_DATABASE"]
COMPLETED = Path(os.environ["LOAD_COMPLETED"])
numbers = itertools.count()
completed = []


@events.quitting.add_listener
def write_down(environment, **_kwargs):
    """Leave behind what was completed, to be looked for in the database."""
    COMPLETED.write_text(json.dumps(completed))


class Salesperson(HttpUser):
    """Looks at lists most of the time, and completes what is due."""

    wait_time = between(0.5, 1.5)

    def on_start(self):
        """Log in, and look up what a web client has at hand."""
        login = f"load_{next(numbers)}"
        account = {"db": DATABASE, "login": login, "password": "load"}
        self.user_id = self.post("/web/session/authenticate", account, "log in")["uid"]
        self.mine = [["user_id", "=", self.user_id]]
        plans = self.call("mail.activity.plan", "search", [["name", "=", "Load"]])
        self.plan_id = plans[0]
        if SIDE == "on":
            outcomes = self.call(
                "mail.activity.outcome", "search", [["name", "=", "Completed"]]
            )
            self.outcome_id = outcomes[0]

    def call(self, model, method, *args, name="at hand", **kwargs):
        """Call a method of Odoo; return its answer, None if it failed."""
        values = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", values, name)

    def post(self, path, values, name):
        """Send a request as the web client does."""
        request = {"jsonrpc": "2.0", "method": "call", "params": values}
        with self.client.post(
            path, json=request, name=name, catch_response=True
        ) as response:
            answer = response.json() if response.ok else {"error": response.status_code}
            if "error" in answer:
                response.failure(json.dumps(answer["error"])[:500])
            return answer.get("result")

    def list_activities(self, domain, name):
        """Open a list of activities; return their ids."""
        found = self.call(
            "mail.activity",
            "web_search_read",
            domain,
            LIST,
            name=name,
            limit=PAGE,
            count_limit=COUNT_LIMIT,
        )
        return [record["id"] for record in found["records"]] if found else []

    def list_leads(self):
        """Open the pipeline; return the ids of the opportunities of a page."""
        domain = [["type", "=", "opportunity"], *self.mine]
        self.call(
            "crm.lead",
            "read_progress_bar",
            domain,
            group_by="stage_id",
            progress_bar=PROGRESS_BAR,
            name="board: progress bar",
        )
        found = self.call(
            "crm.lead",
            "web_search_read",
            [*domain, ["won_status", "=", "pending"]],
            CARD,
            limit=PAGE,
            count_limit=COUNT_LIMIT,
            name="board: cards",
        )
        return [record["id"] for record in found["records"]] if found else []

    @task(6)
    def look_at_own(self):
        """Open one's own activities."""
        self.list_activities(self.mine, "list of one's own")

    @task(3)
    def look_at_all(self):
        """Open all activities."""
        self.list_activities([], "list of all")

    @task(5)
    def look_at_pipeline(self):
        """Open the pipeline."""
        self.list_leads()

    @task(8)
    def complete(self):
        """Complete one of one's own, with an outcome while they are on."""
        on_leads = [*self.mine, ["res_model", "=", "crm.lead"]]
        ids = self.list_activities(on_leads, "list of one's own")
        if not ids:
            return
        id_ = random.choice(ids)
        method, values = "action_feedback", {"feedback": "Done"}
        if SIDE == "on":
            method = "action_complete"
            values |= {"outcome_id": self.outcome_id}
        answer = self.call("mail.activity", method, [id_], name="complete", **values)
        if answer is not None:
            completed.append(id_)

    @task(1)
    def launch(self):
        """Launch a plan on an opportunity."""
        for lead_id in self.list_leads()[:1]:
            values = {"res_model": "crm.lead", "res_ids": str([lead_id])}
            dialog = self.call(
                "mail.activity.schedule",
                "create",
                [{**values, "plan_id": self.plan_id}],
                name="plan: dialog",
            )
            if dialog:
                self.call(
                    "mail.activity.schedule",
                    "action_schedule_plan",
                    dialog,
                    name="plan: launch",
                )

    @task(1)
    def win(self):
        """Win an opportunity."""
        leads = self.list_leads()
        if leads:
            self.call(
                "crm.lead",
                "action_set_won_rainbowman",
                [random.choice(leads)],
                name="win",
            )

    @task(2)
    def look_at_overview(self):
        """Open the overview; in plain Odoo, count by type, which is less."""
        if SIDE == "plain":
            self.call(
                "mail.activity",
                "formatted_read_group",
                [["active", "in", [True, False]]],
                ["activity_type_id"],
                ["__count"],
                name="overview",
            )
            return
        today = date.today()
        self.call(
            "mail.activity.overview",
            "get_dashboard",
            [],
            str(today - timedelta(30)),
            str(today),
            name="overview",
        )
