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

    def _take_done(self, suggestions):
        """Return the completed activities of suggestions, or refuse what is none."""
        ids = [suggestion.get("previous_activity_id") for suggestion in suggestions]
        if not all(id_ and type(id_) is int for id_ in ids):
            raise ValidationError(self._get_gone_error())
        done = self.browse(dict.fromkeys(ids))
        done._check_exist()
        done.check_access("read")
        for activity in done:
            if activity.active or activity.cancelled_at:
                raise self._get_not_done_error(activity)
        return done

    def _get_not_done_error(self, activity):
        return ValidationError(
            self.env._(
                "“%(activity)s” isn't done any more, so nothing follows it. Complete "
                "it first.",
                activity=activity.display_name,
            )
        )

    def _take_suggestion(self, suggestion, offered):
        """Return what a suggestion means, in records and dates.

        :param dict suggestion: what the client sent
        :param dict offered: the rules that apply, by completed activity
        :rtype: dict
        """
        previous = self.browse(suggestion["previous_activity_id"])
        return {
            "previous": previous,
            "rule": self._take_rule(suggestion, offered.get(previous, ())),
            "user": self.env["res.users"].browse(suggestion.get("user_id") or False),
            "day": self._take_date(fields.Date, suggestion, "date_deadline"),
            "start": self._take_date(fields.Datetime, suggestion, "planned_start"),
            "hours": self._take_hours(suggestion.get("planned_duration")),
            "summary": self._take_summary(suggestion.get("summary")),
        }

    def _take_rule(self, suggestion, rules):
        """Return the rule of a suggestion, or Odoo's setting in the terms of one."""
        rule_id = suggestion.get("next_step_id") or False
        type_id = suggestion.get("activity_type_id")
        for rule in rules:
            is_target = rule_id or rule.next_type_id.id == type_id
            if rule._origin.id == rule_id and is_target:
                return rule
        raise ValidationError(self._get_gone_error())

    def _get_gone_error(self):
        return self.env._(
            "This next step isn't suggested any more. Close the dialog, and schedule "
            "an activity instead."
        )

    def _check_users(self, suggestions):
        """Refuse assignees that are none; their names are nobody's business."""
        ids = [suggestion.get("user_id") for suggestion in suggestions]
        ids = [id_ for id_ in ids if id_]
        if not all(type(id_) is int for id_ in ids) or not self._are_assignees(ids):
            raise ValidationError(
                self.env._("This user can't have activities. Choose somebody else.")
            )

    def _are_assignees(self, user_ids):
        users = self.env["res.users"].sudo().browse(dict.fromkeys(user_ids))
        return users.exists() == users and all(
            user.active and user._is_internal() for user in users
        )

    def _take_date(self, kind, suggestion, name):
        """Return a date, or a moment in UTC, written as the server writes them.

        :param kind: ``fields.Date`` or ``fields.Datetime``
        """
        text = suggestion.get(name)
        if not text:
            return False
        convert = kind.to_date if kind is fields.Date else kind.to_datetime
        try:
            value = convert(text)
            is_exact = kind.to_string(value) == text
        except (TypeError, ValueError):
            is_exact = False
        if is_exact:
            return value
        raise ValidationError(
            self.env._(
                "“%(value)s” is no date. Give it as 2026-12-31, and a time in UTC as "
                "2026-12-31 14:30:00.",
                value=text,
            )
        )

    def _take_hours(self, hours):
        is_number = isinstance(hours, int | float) and not isinstance(hours, bool)
        if hours and not (is_number and 0 <= hours <= HOURS_MAX):
            raise ValidationError(
                self.env._(
                    "The duration is between 0 and %(limit)s hours.", limit=HOURS_MAX
                )
            )
        return hours or 0

    def _take_summary(self, summary):
        if not summary:
            return False
        try:
            is_text = "\0" not in summary and bool(summary.encode())
        except (AttributeError, TypeError, UnicodeEncodeError):
            is_text = False
        if is_text:
            return summary
        raise ValidationError(self.env._("The summary has to be plain text."))
