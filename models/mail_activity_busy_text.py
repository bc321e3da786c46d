import pytz
from babel.dates import format_skeleton, format_time

from odoo import api, models
from odoo.tools import format_list, posix_to_ldml
from odoo.tools.misc import babel_locale_parse, get_lang

DASH = "\N{EN DASH}"
DAY_AND_DATE = "MMMEd"  # Mon, Nov 24: the order is that of the language


class MailActivity(models.Model):
    """Busy times in words, for the clock and in the language of whoever asks."""

    _inherit = "mail.activity"

    @api.model
    def _get_busy_text(self, ask, periods, is_off, whole):
        """Return that somebody is busy, or doesn't work, as a sentence.

        :param dict ask: see :meth:`_get_busy`
        :param list periods: start, stop and count
        :param bool is_off: nobody works on that day
        :param tuple whole: begin and end of the day, or days, for the assignee
        """
        name = ask["user"].sudo().name
        if not periods:
            return self.env._("%(name)s doesn't work on this day.", name=name)
        day = self._get_own_time(ask["start"]).date() if ask["start"] else ask["day"]
        times = format_list(
            self.env,
            [self._get_period_label(period, whole, day) for period in periods],
        )
        if is_off:
            return self.env._(
                "%(name)s doesn't work on this day and is busy %(periods)s",
                name=name,
                periods=times,
            )
        return self.env._("%(name)s is busy %(periods)s", name=name, periods=times)

    @api.model
    def _get_period_label(self, period, whole, day):
        """Return one busy time, with its day if here that is another one."""
        start, stop, count = period
        if (start, stop) == whole:
            return self.env._("all day (%(count)s)", count=count)
        if self._get_own_time(start).date() != day:
            label = self._get_slot_label(start, stop)
        else:
            label = self._get_times_label(start, stop)
        return self.env._("%(times)s (%(count)s)", times=label, count=count)

    @api.model
    def _get_slot_label(self, start, stop):
        """Return from when to when, with the day."""
        locale = babel_locale_parse(get_lang(self.env).code)
        day = format_skeleton(DAY_AND_DATE, self._get_own_time(start), locale=locale)
        return self.env._(
            "%(day)s, %(times)s", day=day, times=self._get_times_label(start, stop)
        )

    @api.model
    def _get_times_label(self, start, stop):
        """Return from when to when, as the language writes it, but for seconds."""
        lang = get_lang(self.env)
        locale = babel_locale_parse(lang.code)
        shown = posix_to_ldml(lang.time_format.replace(":%S", ""), locale=locale)
        return DASH.join(
            format_time(self._get_own_time(moment), shown, locale=locale)
            for moment in (start, stop)
        )

    @api.model
    def _get_own_time(self, moment):
        """Return a moment, in UTC without zone, where the current user is."""
        return pytz.utc.localize(moment).astimezone(self.env.tz)
