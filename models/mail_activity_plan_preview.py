from collections import Counter, defaultdict

from odoo import models


class MailActivityPlan(models.Model):
    """What a launch would create: asked of the code that creates it."""

    _inherit = "mail.activity.plan"

    def _get_preview(self, records, plan_date, assigned):
        """Return for each step who would get it, when, and what to know about that.

        :param records: those that can be served
        :param date plan_date: the day from which the delays count
        :param dict assigned: the assignee by record and step, see :meth:`_assign_steps`
        :return: plain data by the id of the step
        :rtype: dict[int, dict]
        :raise ValidationError: somebody has not enough working days
        """
        # many records, few assignees: what is the same for several is asked once
        cases = Counter(
            (step, user, deadline, self._get_working_company(record))
            for record, step, user, deadline in self._get_due_steps(
                records, plan_date, assigned
            )
        )
        free = self._get_free_cases(cases)
        values = {
            (step, user, deadline): step._prepare_activity_values(user, deadline)
            for step, user, deadline, _company in cases
        }
        off = {case[:3] for case in free}
        clashes = self._get_clashes(
            {key: vals for key, vals in values.items() if key not in off}
        )
        own_cases = defaultdict(Counter)
        for case, count in cases.items():
            own_cases[case[0]][case] += count
        return {
            step.id: step._prepare_preview(own, free, values, clashes)
            for step, own in own_cases.items()
        }

    def _get_free_cases(self, cases):
        """Return those of the cases in which the assignee doesn't work on that day.

        Why not is nobody's business: a public holiday looks like a leave.
        """
        groups = defaultdict(list)
        for case in cases:
            groups[case[-1]].append(case)
        free = set()
        for company, own in groups.items():
            days = [deadline for _step, _user, deadline, _company in own]
            users = self.env["res.users"].union(*(case[1] for case in own))
            known = self.env["mail.activity"]._filter_busy_users(users)
            working = known._get_working_days(min(days), max(days), company)
            free.update(
                (step, user, deadline, company)
                for step, user, deadline, _company in own
                if user in working and deadline not in working[user]
            )
        return free

    def _get_clashes(self, values):
        """Return who is busy at that time, as texts, for the cases with a clash.

        Of free days it isn't asked: a leave keeps busy all day, a weekend doesn't.

        :param dict values: of the activities, by step, assignee and deadline
        """
        keys = [key for key in values if key[1]]
        requests = [
            {
                "user": user,
                "day": values[step, user, deadline]["date_deadline"],
                "start": values[step, user, deadline].get("planned_start"),
                "hours": values[step, user, deadline].get("planned_duration") or 0.0,
            }
            for step, user, deadline in keys
        ]
        results = self.env["mail.activity"]._get_busy(requests) if requests else []
        return {
            key: result["text"]
            for key, result in zip(keys, results, strict=True)
            if result["text"]
        }
