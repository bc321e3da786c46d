from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL

from ..common import OutcomeCommon

MEASURES = (
    "deals",
    "closed",
    "won",
    "lost",
    "won_rate",
    "won_rate_low",
    "won_rate_high",
    "won_rate_all",
    "days_to_close",
    "revenue",
)


class EffectCommon(OutcomeCommon):
    """A company of its own, with deals that the tests add; no other deal is in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Effect = cls.env["mail.activity.effect"]
        cls.company = cls.env["res.company"].create({"name": "Flow effect"})
        cls.users["activity_manager"] = new_test_user(
            cls.env,
            "flow_activity_manager",
            "base.group_user,crm_activity_flow.group_activity_manager",
        )
        for user in cls.users.values():
            user.write(
                {
                    "company_ids": [Command.link(cls.company.id)],
                    "company_id": cls.company.id,
                }
            )
        cls.team, cls.other_team = cls.env["crm.team"].create(
            [
                {"name": "Flow team", "company_id": cls.company.id},
                {"name": "Flow other team", "company_id": cls.company.id},
            ]
        )

    @classmethod
    def _add_deals(cls, result, *steps, count=1, **values):
        """Create deals of one result, each with the same completed activities.

        :param str result: won, lost or pending
        :param steps: type, outcome, and the day of January 2026 on which it was done
        """
        closed = values.pop("closed", "2026-03-01 00:00:00")
        created = values.pop("created", "2026-01-01 00:00:00")
        leads = cls.env["crm.lead"].create(
            [
                {
                    "name": "Flow deal",
                    "type": "opportunity",
                    "company_id": cls.company.id,
                    "team_id": cls.team.id,
                    "user_id": False,
                    "expected_revenue": 100,
                    **values,
                }
            ]
            * count
        )
        leads.flush_recordset()
        cls.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead
                   SET won_status = %s, date_closed = %s, create_date = %s
                 WHERE id IN %s
                """,
                result,
                closed if result != "pending" else None,
                created,
                leads._ids,
            )
        )
        leads.invalidate_recordset()
        for lead in leads:
            for kind, outcome, day in steps:
                cls._add_done(lead, kind, outcome, day)
        return leads

    @classmethod
    def _add_done(cls, lead, kind, outcome, day, **values):
        day = f"2026-01-{day:02}"
        done = {"date_done": day, "done_at": f"{day} 10:00:00"}
        return cls._create_activity(
            kind,
            lead,
            active=False,
            outcome_id=outcome.id if outcome else False,
            date_deadline=day,
            **{**done, **values},
        )

    def _as(self, role):
        """Return the model as a user in the company reads it, and no other company."""
        return self.Effect.with_user(self.users[role]).with_context(
            allowed_company_ids=self.company.ids
        )

    def _read(self, groupby=(), domain=(), role="manager", measures=MEASURES):
        """Return the measures by group, as a pivot asks for them."""
        effect = self._as(role)
        specs = [f"{name}:{effect._fields[name].aggregator}" for name in measures]
        [groups] = effect._read_grouping_sets(
            [("company_id", "=", self.company.id), *domain], [groupby], specs
        )
        size = len(groupby)
        return {
            tuple(None if value is False else value for value in group[:size]): {
                # Odoo's empty value is False, which is equal to 0
                name: None if value is False else value
                for name, value in zip(measures, group[size:], strict=True)
            }
            for group in groups
        }

    def _read_one(self, measure, groupby, domain=(), role="manager"):
        """Return one measure by the only value that is grouped by."""
        groups = self._read([groupby], domain, role, [measure])
        return {
            value: values[measure]
            for [value], values in groups.items()
            if values[measure] is not None
        }
