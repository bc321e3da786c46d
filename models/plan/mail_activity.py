from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import babel_locale_parse, format_date, get_lang

from ..activity.mail_activity import TRACE
from ..activity.texts import as_html_lines


class MailActivity(models.Model):
    """The plan of an activity, notifying assignees, and undoing a launch."""

    _inherit = "mail.activity"

    plan_id = fields.Many2one(
        "mail.activity.plan",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        prefetch=TRACE,
    )
    plan_template_id = fields.Many2one(
        "mail.activity.plan.template",
        "Plan Step",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        prefetch=TRACE,
    )

    _plan_usage_index = models.Index(
        "(res_model, plan_id, create_date)"
        " WHERE plan_id IS NOT NULL AND origin = 'plan'"
    )

    @api.model
    def _flow_session_info(self):
        """Add the models that have plans, so that no form has to ask."""
        info = super()._flow_session_info()
        if self.env.user._is_internal():
            info["activity_plan_models"] = self.env[
                "mail.activity.plan"
            ]._get_plan_models()
        return info

    @api.model
    def _flow_source_fields(self):
        return super()._flow_source_fields() | {"plan_id", "plan_template_id"}

    # ------------------------------------------------------------
    # Undoing a launch
    # ------------------------------------------------------------

    def action_undo_launch(self):
        """Delete the activities that are unchanged since the user launched them.

        :return: the client action that reloads, and shows what was kept
        :rtype: dict, an action
        :raise ValidationError: none of them is unchanged
        """
        self._check_named("action_undo_launch")
        existing = self.exists()
        launched = existing.filtered(lambda activity: activity._is_just_launched())
        undone = launched._filtered_untouched()
        if not undone:
            raise ValidationError(
                self.env._(
                    "There is nothing to undo: these activities were changed, "
                    "completed or deleted."
                )
            )
        undone._log_undone()
        kept = existing - undone
        undone.unlink()
        return kept._get_undone_action()

    def _is_just_launched(self):
        """Return whether the user launched this, and it is still open."""
        return (
            self.active and self.origin == "plan" and self.create_uid == self.env.user
        )

    def _log_undone(self):
        """Log in the chatter of each document that the launch was undone."""
        by_document = self.grouped(
            lambda activity: (activity.res_model, activity.res_id)
        )
        quiet = self._flow_filter_quiet()
        texts = {
            # one that isn't kept quiet, if there is one
            (own - quiet or own)[0]: self.env._(
                "The launch of “%(plan)s” was undone.", plan=own.plan_id[:1].name
            )
            for own in by_document.values()
        }
        self.browse().concat(*texts)._log_on_documents(
            texts, self.env._("An activity was deleted.")
        )

    def _get_undone_action(self):
        """Return the client action after undoing; these activities were kept."""
        reload = {"type": "ir.actions.client", "tag": "soft_reload"}
        if not self:
            return reload
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Not undone, because they were changed: %(names)s.",
                    names=", ".join(self.mapped("display_name")),
                ),
                "next": reload,
            },
        }

    # ------------------------------------------------------------
    # Notifying assignees
    # ------------------------------------------------------------

    def _notify_assignees(self, title):
        """Notify each assignee of new activities once, except the current user.

        :param str title: where they come from
        """
        self._notify_each_assignee(
            lambda activities: activities.env._(
                "“%(plan)s”: %(count)s activities assigned to you",
                plan=title,
                count=len(activities),
            ),
            lambda activity: f"{activity.res_name}: {activity._get_launched_text()}",
        )

    def _get_launched_text(self):
        return self.env._(
            "%(activity)s, assigned to %(name)s, due %(deadline)s",
            **self._prepare_launched_text(),
            deadline=self._get_short_deadline(),
        )

    def _get_logged_text(self):
        """Return the line for the chatter: Odoo's own while both switches are off."""
        if self._flow_keeps_trace():
            return self._get_launched_text()
        return self.env._(
            "%(activity)s, assigned to %(name)s, due on the %(deadline)s",
            **self._prepare_launched_text(),
            deadline=format_date(self.env, self.date_deadline),
        )

    def _get_quiet_html(self):
        """Return a line for each of these, which are kept quiet."""
        return as_html_lines([self.env._("An activity was created.")] * len(self))

    def _prepare_launched_text(self):
        return {
            "activity": self.summary or self.activity_type_id.name,
            "name": self.user_id.sudo().name or self.env._("no one"),
        }

    def _get_short_deadline(self):
        """Return the due date as Odoo's cards show it: the year only if it's another.

        :rtype: str
        """
        is_this_year = self.date_deadline.year == fields.Date.context_today(self).year
        return format_skeleton(
            "MMMd" if is_this_year else "yMMMd",
            self.date_deadline,
            locale=babel_locale_parse(get_lang(self.env).code),
        )
