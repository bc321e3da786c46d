from datetime import datetime

import pytz

from odoo import api, models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """Days and hours where the assignee is."""

    _inherit = "mail.activity"

    @api.model
    def _get_zones(self, vals_list):
        """Return the time zone for each assignee that occurs in some values.

        :rtype: dict, by id, and by False for nobody
        """
        fallback = self._get_zone(False)
        users = self.env["res.users"].browse(
            {vals["user_id"] for vals in vals_list if vals.get("user_id")}
        )
        zones = {user.id: self._get_zone(user.tz) for user in users.sudo()}
        return {False: fallback, **zones}

    def _get_own_zones(self, vals):
        """Return the time zone of each activity, as it will be with some values."""
        if "user_id" in vals:
            zone = self._get_zones([vals])[vals["user_id"] or False]
            return dict.fromkeys(self, zone)
        return {activity: self._get_zone(activity.user_tz) for activity in self}

    @api.model
    def _get_zone(self, name):
        """Return a time zone; without a name the user's, as Odoo does for meetings."""
        for candidate in (name, self.env.context.get("tz")):
            if candidate in pytz.all_timezones_set:
                return pytz.timezone(candidate)
        return pytz.utc

    def _get_local_days(self, vals):
        return {
            activity: self._get_local_day(activity.planned_start, zone)
            for activity, zone in self._get_own_zones(vals).items()
        }

    @api.model
    def _get_local_day(self, start, zone):
        """Return which day a moment is in a time zone.

        :param datetime start: in UTC, without zone
        """
        try:
            return pytz.utc.localize(start).astimezone(zone).date()
        except OverflowError:
            raise self._get_range_error() from None

    @api.model
    def _get_start_on(self, day, start, zone):
        """Return the moment on a day when the clock shows what it shows at the start.

        :param date day: the day there
        :param datetime start: in UTC, without zone
        :rtype: datetime
        """
        try:
            local = pytz.utc.localize(start).astimezone(zone)
            if local.date() == day:
                return start
            wanted = datetime.combine(day, local.time())
            moments = {
                zone.localize(wanted, is_dst=is_dst).astimezone(pytz.utc)
                for is_dst in (True, False)
            }
        except OverflowError:
            raise self._get_range_error() from None
        # two of them where the clocks change: those that really show it come first
        shown = [at for at in moments if self._shows(at, wanted, zone)]
        return (min(shown) if shown else max(moments)).replace(tzinfo=None)

    @api.model
    def _shows(self, moment, wanted, zone):
        return moment.astimezone(zone).replace(tzinfo=None) == wanted

    @api.model
    def _get_range_error(self):
        return ValidationError(
            self.env._("The planned time is out of range. Choose a day near to today.")
        )
