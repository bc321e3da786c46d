from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty


class MailActivityNextStep(models.Model):
    """Who gets what follows, and when."""

    _inherit = "mail.activity.next.step"

    def _get_follow_ups(self, activities):
        """Return what this rule makes of done activities, one for each of them.

        :param mail.activity activities: the completed ones
        :return: the completed activity, this rule, the assignee and the deadline
        :rtype: list[tuple]
        """
        documents = activities._get_documents()
        # nothing follows where the document is gone
        activities = activities.filtered(
            lambda activity: documents[activity] or not activity.res_model
        )
        users = self._get_responsibles(activities, documents)
        follow_ups = []
        for key, own in activities.grouped(
            lambda activity: self._get_base(activity, documents[activity])
        ).items():
            assignees = self.env.user.union(*(users[activity] for activity in own))
            days = self._get_days(*key, assignees)
            for activity in own:
                user = users[activity]
                follow_ups.append((activity, self, user, days[user or self.env.user]))
        return follow_ups

    def _get_base(self, activity, document):
        """Return from which day the delay counts, and whose public holidays count."""
        company = "company_id" in document._fields and document.company_id
        day = fields.Date.context_today(activity)
        if self.delay_from == "deadline":
            day = activity.date_deadline
        return day, company or self.env.company

    def _get_days(self, base, company, users):
        """Return when it is due for each assignee.

        A completion never fails for want of working days, or at the end of all days: it
        is due at once then.

        :rtype: dict[res.users, date]
        """
        try:
            due_dates = self._get_due_dates(base, users, company)
        except (OverflowError, ValidationError, ValueError):
            if len(users) == 1:
                return {users: base}
            days = [self._get_days(base, company, user) for user in users]
            return {user: day for each in days for user, day in each.items()}
        return {user: due_dates[self, user] for user in users}

    def _get_responsibles(self, activities, documents):
        """Return who gets what follows each activity.

        Who can't open the document doesn't get it: whoever completed the activity does.
        It is no secret there, and nothing gets lost.

        :param dict documents: see :meth:`mail.activity._get_documents`
        :rtype: dict[mail.activity, res.users]
        """
        users = {
            activity: self._get_responsible(activity, documents[activity])
            for activity in activities
        }
        for user, own in activities.grouped(users.get).items():
            others = own.filtered(lambda act, user=user: act.user_id != user)
            for model, theirs in (
                others.filtered("res_model").grouped("res_model").items()
            ):
                records = self.env[model].browse(theirs.mapped("res_id"))
                readable = set(user._filter_openable(records).ids)
                for activity in theirs:
                    if activity.res_id not in readable:
                        present = self._get_present(activity.done_by_id)
                        users[activity] = present or activity.user_id
        return users

    def _get_responsible(self, activity, document):
        """Hook: return who gets what follows an activity, whatever the access."""
        if not activity.res_model:
            return activity.user_id  # it is nobody else's business
        found = {
            "same": activity.user_id,
            "record_user": self._get_record_user(document),
            "team_leader": self._get_team_leader(document),
            "completer": activity.done_by_id,
            "user": self.responsible_id,
        }[self.responsible_type]
        for user in (found, activity.user_id, activity.done_by_id):
            if self._get_present(user):
                return user
        return user.browse()

    def _get_present(self, user):
        """Return a user, unless it is archived, or the system."""
        return user.filtered(lambda each: each.sudo().active)

    def _prepare_activity_values(self, activity, user, deadline):
        """Hook: return what this rule makes of an activity.

        :param mail.activity activity: the completed one
        :param res.users user: the assignee
        :param date deadline: when it is due
        """
        self.ensure_one()
        followed_by = self.next_type_id
        return {
            "activity_type_id": followed_by.id,
            "date_deadline": deadline,
            "next_step_id": self.id,
            "note": followed_by.default_note if is_html_empty(self.note) else self.note,
            "summary": self.summary or followed_by.summary,
            "user_id": user.id,
            **activity._prepare_following_values(),
            **self._prepare_time_values(user, deadline),
        }


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _get_documents(self):
        """Return the document of each activity, as the superuser; an empty record else.

        :rtype: dict[mail.activity, BaseModel]
        """
        documents = dict.fromkeys(self, self.browse())
        for model, own in self.filtered("res_model").grouped("res_model").items():
            existing = self.env[model].sudo().browse(own.mapped("res_id")).exists()
            by_id = {record.id: record for record in existing}
            for activity in own:
                documents[activity] = by_id.get(activity.res_id, existing.browse())
        return documents
