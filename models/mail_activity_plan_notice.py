from markupsafe import Markup

from odoo import models
from odoo.tools.misc import format_date


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
        """Tell each assignee once what is new, with a list."""
        for user, own in activities.grouped("user_id").items():
            if user and user != self.env.user:
                self._notify_assignee(user, own)

    def _notify_assignee(self, user, activities):
        translated = activities.with_context(lang=user.lang)
        lines = Markup().join(
            Markup("<li>%s: %s</li>")
            % (activity.res_name, activity._get_launched_text())
            for activity in translated
        )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=translated.env._(
                "“%(plan)s”: %(count)s activities assigned to you",
                plan=self.name,
                count=len(activities),
            ),
            body=Markup("<ul>%s</ul>") % lines,
        )


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _get_launched_text(self):
        return self.env._(
            "%(activity)s, assigned to %(name)s, due on the %(deadline)s",
            activity=self.summary or self.activity_type_id.name,
            name=self.user_id.sudo().name or self.env._("nobody"),
            deadline=format_date(self.env, self.date_deadline),
        )
