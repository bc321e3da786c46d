from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .mail_activity_planned_time import MAX_HOURS

REQUESTS_MAX = 1000
ID_MAX = 2**31 - 1
DAYS_MAX = 4000  # longer than the longest delay of a plan's step
DATE_FORMAT = "%Y-%m-%d"
DATETIME_FORMAT = "%Y-%m-%d %H:%M:%S"


class MailActivity(models.Model):
    """Clients that ask who is busy: whatever they send is checked here."""

    _inherit = "mail.activity"

    @api.model
    @api.readonly
    def get_busy(self, requests):
        """Return who is busy when something is planned, and when there is time for it.

        :param list[dict] requests: at most 1,000, each with

            - ``user_id``: id of the assignee
            - ``date_deadline``: as in "2026-03-31"; may be missing with a start
            - ``planned_start``: as in "2026-03-31 14:30:00", in UTC, or False
            - ``planned_duration``: hours, 0 to 744; 0 counts as half an hour
            - ``activity_id`` (optional): of an activity that shall be there and that
              the user may read; it and its meeting don't count

        :return: for each request, in their order,

            - ``text``: such as "Anna is busy" with times and numbers, or False
            - ``periods``: dicts of ``start``, ``stop`` (in UTC) and ``count``: with a
              start those in the way, without one all of the day of the assignee
            - ``free_start``: if something is in the way, the next time within hours of
              work that is long enough, in UTC, or False if 30 days have none
            - ``free_label``: that time, day and times, for people, or False

        :rtype: list[dict]
        :raise AccessError: the user isn't an internal one
        :raise ValidationError: a request can't be read, or a user can't be found
        """
        if not self.env.user._is_internal():
            raise AccessError(
                self.env._("Only internal users may ask when people are busy.")
            )
        if not isinstance(requests, list) or len(requests) > REQUESTS_MAX:
            raise ValidationError(
                self.env._(
                    "Busy times are asked for with a list of at most %(limit)s "
                    "requests. Send fewer at once.",
                    limit=REQUESTS_MAX,
                )
            )
        asks = [self._parse_busy_request(request) for request in requests]
        lang = self.env.context.get("lang") or self.env.user.lang
        answers = self.with_context(lang=lang)._get_busy(self._resolve_busy(asks))
        return [self._format_busy_answer(answer) for answer in answers]

    @api.model
    def _parse_busy_request(self, request):
        """Return a request as :meth:`_get_busy` takes it, but with ids for records."""
        if not isinstance(request, dict):
            raise self._get_busy_error("request", request)
        start = self._parse_busy_moment(request, "planned_start", DATETIME_FORMAT)
        day = self._parse_busy_moment(request, "date_deadline", DATE_FORMAT)
        if not start and not day:
            raise self._get_busy_error("date_deadline", request.get("date_deadline"))
        hours = request.get("planned_duration")
        hours = 0.0 if hours is None or hours is False else hours
        if type(hours) not in (int, float):
            raise self._get_busy_error("planned_duration", hours)
        self._check_planned_duration({"planned_duration": hours})
        for name in ("user_id", "activity_id"):
            id_ = request.get(name)
            if (id_ or name == "user_id") and not self._is_busy_id(id_):
                raise self._get_busy_error(name, id_)
        return {
            "user": request["user_id"],
            "day": (day or start).date(),
            "start": start,
            "hours": hours,
            "activity": request.get("activity_id"),
        }

    @api.model
    def _is_busy_id(self, value):
        return type(value) is int and 0 < value <= ID_MAX

    @api.model
    def _parse_busy_moment(self, request, name, moment_format):
        """Return a date or a time of a request as a datetime, or None."""
        value = request.get(name)
        if value is None or value is False:
            return None
        try:
            moment = datetime.strptime(value, moment_format)
        except (TypeError, ValueError):
            raise self._get_busy_error(name, value) from None
        if abs((moment - fields.Datetime.now()).days) > DAYS_MAX:
            raise self._get_range_error()
        return moment

    @api.model
    def _get_busy_error(self, name, value):
        return ValidationError(
            self.env._(
                "The request for busy times can't be read: its “%(name)s” is "
                "%(value)s. Ids and hours are numbers, hours from 0 to %(limit)s, and "
                "times are written like 2026-03-31 or 2026-03-31 14:30:00.",
                name=name,
                value=repr(value)[:50],
                limit=MAX_HOURS,
            )
        )

    @api.model
    def _resolve_busy(self, asks):
        """Return requests with the records for their ids.

        Activities that the user may not read count like others: leaving them out would
        tell whose they are, and when.
        """
        users = self.env["res.users"].browse({ask["user"] for ask in asks})
        known = users.exists()._filtered_access("read").filtered(self._shares_company)
        if known != users:
            raise ValidationError(
                self.env._(
                    "There is no user with the id %(ids)s, or not for you. Reload the "
                    "page, or choose somebody else.",
                    ids=", ".join(map(str, (users - known).ids[:5])),
                )
            )
        activities = self.browse({ask["activity"] for ask in asks if ask["activity"]})
        readable = set(activities.exists()._filtered_access("read").ids)
        return [
            {
                **ask,
                "user": known.browse(ask["user"]),
                "activity": self.browse(readable & {ask["activity"]}),
            }
            for ask in asks
        ]

    @api.model
    def _shares_company(self, user):
        return bool(user.sudo().company_ids & self.env.user.company_ids)

    @api.model
    def _format_busy_answer(self, answer):
        """Return an answer in what JSON knows."""
        to_string = fields.Datetime.to_string
        return {
            **answer,
            "periods": [
                {"start": to_string(start), "stop": to_string(stop), "count": count}
                for start, stop, count in answer["periods"]
            ],
            "free_start": to_string(answer["free_start"]),
        }
