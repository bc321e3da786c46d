from odoo import Command

from .concurrency import WORKERS, ConcurrencyCase


class ConcurrentActivities(ConcurrencyCase):
    """One manager per process, with activities on a lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uids = cls._create_managers(WORKERS)

    @classmethod
    def _switch(cls, name, on=True):
        settings = cls._do("res.config.settings", "create", {name: on})
        cls._do("res.config.settings", "execute", [settings])

    @classmethod
    def _create_type(cls, *outcome_ids):
        values = {"name": "Flow call"}
        if outcome_ids:
            values["outcome_ids"] = [Command.set(outcome_ids)]
        return cls._do("mail.activity.type", "create", values)

    @classmethod
    def _create_activities(cls, count=1, done=False):
        """Create activities on a new lead, optionally completed by the superuser."""
        lead = cls._do("crm.lead", "create", {"name": "Flow lead"})
        activities = cls._do(
            "mail.activity",
            "create",
            [
                {
                    "summary": f"Flow activity {number}",
                    "activity_type_id": cls.call_type,
                    "res_model_id": cls._get_id("crm.model_crm_lead"),
                    "res_id": lead,
                    "user_id": cls.uids[0],
                }
                for number in range(count)
            ],
        )
        if done:
            cls._do("mail.activity", "action_complete", activities, cls.good)
        return activities

    def _as_user(self, number, *args, **kwargs):
        """Return a call on activities by one of the users."""
        return self._call("mail.activity", *args, uid=self.uids[number], **kwargs)

    @classmethod
    def _read(cls, activities):
        """Return the recorded values of activities, without deleted ones."""
        fields = ["active", "outcome_id", "done_by_id", "done_at", "user_id", "res_id"]
        return cls._do(
            "mail.activity",
            "search_read",
            [("id", "in", activities)],
            fields,
            context={"active_test": False},
        )

    @classmethod
    def _get_messages(
        cls, activities, condition=("mail_activity_type_id", "!=", False)
    ):
        """Return the messages on the activities' leads, those about completions."""
        leads = [activity["res_id"] for activity in cls._read(activities)]
        domain = [("model", "=", "crm.lead"), ("res_id", "in", leads), condition]
        return cls._do("mail.message", "search", domain)

    def assertOnce(self, answers):
        """Check that exactly one call succeeded; return its number and the errors."""
        won = [number for number, answer in enumerate(answers) if "result" in answer]
        self.assertEqual(len(won), 1, answers)
        return won[0], [answer for answer in answers if "error" in answer]
