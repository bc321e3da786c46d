from odoo import api, fields, models
from odoo.exceptions import ValidationError

HOURS_MAX = 24


class MailActivity(models.Model):
    """What clients send of suggestions: read with distrust."""

    _inherit = "mail.activity"

    @api.model
    def _check_list(self, suggestions):
        if not isinstance(suggestions, list | tuple) or not all(
            isinstance(each, dict) for each in suggestions
        ):
            raise ValidationError(
                self.env._(
                    "Next steps are given as a list, as the completion returned them."
                )
            )
        return suggestions

    def _take_suggestion(self, suggestion):
        """Return what a suggestion means, in records and dates.

        :rtype: dict
        """
        previous = self._take_previous(suggestion.get("previous_activity_id"))
        return {
            "previous": previous,
            "rule": previous._take_rule(suggestion),
            "user": self._take_user(suggestion.get("user_id")),
            "day": self._take_date(fields.Date.to_date, suggestion, "date_deadline"),
            "start": self._take_date(
                fields.Datetime.to_datetime, suggestion, "planned_start"
            ),
            "hours": self._take_hours(suggestion.get("planned_duration")),
            "summary": self._take_summary(suggestion.get("summary")),
        }

    def _take_previous(self, activity_id):
        """Return the completed activity, or refuse what is none."""
        if not activity_id or type(activity_id) is not int:
            raise ValidationError(self._get_gone_error())
        previous = self.browse(activity_id)
        previous._check_exist()
        previous.check_access("read")
        if previous.active or previous.cancelled_at:
            raise ValidationError(
                self.env._(
                    "“%(activity)s” isn't done any more, so nothing follows it. "
                    "Complete it first.",
                    activity=previous.display_name,
                )
            )
        return previous

    def _take_rule(self, suggestion):
        """Return the rule of a suggestion, or Odoo's setting in the terms of one."""
        rule_id = suggestion.get("next_step_id") or False
        type_id = suggestion.get("activity_type_id")
        for rule in self.activity_type_id._get_next_step_rules():
            is_target = rule_id or rule.next_type_id.id == type_id
            if rule._origin.id == rule_id and is_target:
                return rule
        raise ValidationError(self._get_gone_error())

    def _get_gone_error(self):
        return self.env._(
            "This next step isn't suggested any more. Close the dialog, and schedule "
            "an activity instead."
        )

    def _take_user(self, user_id):
        user = (
            self.env["res.users"]
            .sudo()
            .browse(user_id if type(user_id) is int else False)
        )
        if (user_id and not user) or not user.exists() == user:
            raise ValidationError(
                self.env._("This user doesn't exist. Choose somebody else.")
            )
        if user and not (user.active and user._is_internal()):
            raise ValidationError(
                self.env._(
                    "%(name)s can't have activities. Choose somebody else.",
                    name=user.name,
                )
            )
        return user.sudo(False)

    def _take_date(self, convert, suggestion, name):
        value = suggestion.get(name)
        try:
            if value and not isinstance(value, str):
                raise ValueError
            return convert(value)
        except ValueError:
            raise ValidationError(
                self.env._(
                    "“%(value)s” is no date. Give it as 2026-12-31, and a time in UTC "
                    "as 2026-12-31 14:30:00.",
                    value=value,
                )
            ) from None

    def _take_hours(self, hours):
        if hours and not (isinstance(hours, int | float) and 0 <= hours <= HOURS_MAX):
            raise ValidationError(
                self.env._(
                    "The duration is between 0 and %(limit)s hours.", limit=HOURS_MAX
                )
            )
        return hours or 0

    def _take_summary(self, summary):
        if summary and (not isinstance(summary, str) or "\0" in summary):
            raise ValidationError(self.env._("The summary has to be plain text."))
        return summary or False
