from markupsafe import Markup

from odoo import models
from odoo.tools.misc import format_date

# what one mail can list; the rest is counted
LINES_MAX = 1_000


class MailActivityPlan(models.Model):
    """Who is told of a launch: the chatter of each record, and each assignee, once."""

    _inherit = "mail.activity.plan"

    def _log_launch(self, records, activities):
        """Log one line for each step in the chatter, one message for each record."""
        if not hasattr(records, "_message_log_batch"):
            return
        # as Odoo says it: people and programs know these messages
        header = self.env._('The plan "%(plan)s" has been started', plan=self.name)
        bodies = {}
        for res_id, own in activities.grouped("res_id").items():
            lines = Markup().join(
                Markup("<li>%s</li>") % activity._get_launched_text()
                for activity in own
            )
            bodies[res_id] = Markup("<p>%s</p><ul>%s</ul>") % (header, lines)
        records._message_log_batch(bodies=bodies)

    def _notify_launch(self, activities):
        """Tell each assignee once what is new, with a list.

        With ``plan_notices_later`` the caller tells it, when all is launched.
        """
        if not self.env.context.get("plan_notices_later"):
            activities._notify_assignees(self.name)


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _notify_assignees(self, title):
        """Tell each assignee once which activities are new, unless it is the user.

        :param str title: what they come from
        """
        for user, own in self.grouped("user_id").items():
            if user and user != self.env.user:
                own._notify_assignee(user, title)

    def _notify_assignee(self, user, title):
        translated = self.with_context(lang=user.lang)
        lines = Markup().join(
            Markup("<li>%s: %s</li>")
            % (activity.res_name, activity._get_launched_text())
            for activity in translated[:LINES_MAX]
        )
        if len(self) > LINES_MAX:
            lines += Markup("<li>%s</li>") % translated.env._(
                "and %(count)s more", count=len(self) - LINES_MAX
            )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=translated.env._(
                "“%(plan)s”: %(count)s activities assigned to you",
                plan=title,
                count=len(self),
            ),
            body=Markup("<ul>%s</ul>") % lines,
        )

    def _get_launched_text(self):
        return self.env._(
            "%(activity)s, assigned to %(name)s, due on the %(deadline)s",
            activity=self.summary or self.activity_type_id.name,
            name=self.user_id.sudo().name or self.env._("nobody"),
            deadline=format_date(self.env, self.date_deadline),
        )
