from babel.dates import format_skeleton
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import babel_locale_parse, format_date, get_lang

# how many activities one email lists; the rest is only counted
LINES_MAX = 1_000


def as_html_items(texts):
    """Return texts as a list in HTML."""
    items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
    return Markup("<ul>%s</ul>") % items


def as_html_list(header, texts):
    """Return a header and a list in HTML."""
    return Markup("<p>%s</p>%s") % (header, as_html_items(texts))


class MailActivity(models.Model):
    """The plan of an activity, notifying assignees, and undoing a launch."""

    _inherit = "mail.activity"

    plan_id = fields.Many2one(
        "mail.activity.plan",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
    )
    plan_template_id = fields.Many2one(
        "mail.activity.plan.template",
        "Plan Step",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
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

    @api.model
    def _flow_system_fields(self):
        return super()._flow_system_fields() | {"plan_id", "plan_template_id"}

    # ------------------------------------------------------------
    # Undoing a launch
    # ------------------------------------------------------------

    def action_undo_launch(self):
        """Delete the activities that are unchanged since the user launched them.

        :return: the client action that reloads, and shows what was kept
        :rtype: dict, an action
        :raise ValidationError: none of them is unchanged
        """
        self._check_ids()
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
        texts = {
            own[0]: self.env._(
                "The launch of “%(plan)s” was undone.", plan=own.plan_id[:1].name
            )
            for own in by_document.values()
        }
        self.browse().concat(*texts)._log_on_documents(texts)

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
        for user, own in self.grouped("user_id").items():
            if user and user != self.env.user:
                own._notify_assignee(user, title)

    def _notify_assignee(self, user, title):
        translated = self.with_context(lang=user.lang)
        lines = translated._get_first_texts(
            LINES_MAX,
            lambda activity: f"{activity.res_name}: {activity._get_launched_text()}",
        )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=translated.env._(
                "“%(plan)s”: %(count)s activities assigned to you",
                plan=title,
                count=len(self),
            ),
            body=as_html_items(lines),
        )

    def _get_first_texts(self, limit, get_text):
        """Return a text for each of the first of these, and how many more there are.

        :param int limit: how many are shown
        :param callable get_text: returns the text for an activity
        :rtype: list[str]
        """
        texts = [get_text(activity) for activity in self[:limit]]
        if len(self) > limit:
            more = len(self) - limit
            texts.append(self.env._("and %(count)s more", count=more))
        return texts

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
