from datetime import time

from odoo import models
from odoo.tools import posix_to_ldml
from odoo.tools.misc import babel_locale_parse, format_time, get_lang

CLASHES_SHOWN = 2


class MailActivityPlanTemplate(models.Model):
    """What the preview says of a step, in words."""

    _inherit = "mail.activity.plan.template"

    def _get_date_deadline(self, base_date=False):
        """Odoo's preview asks for it; ours knows the date for the assignee."""
        known = self.env.context.get("plan_deadlines") or {}
        return known.get(self.id) or super()._get_date_deadline(base_date)

    def _prepare_preview(self, cases, free, values, clashes):
        """Return what the dialog shows of a step, see :meth:`_get_preview`.

        :param Counter cases: how many records there are of each case
        """
        keys = list(dict.fromkeys(case[:3] for case in cases))
        days = [values[key]["date_deadline"] for key in keys]
        free_count = sum(count for case, count in cases.items() if case in free)
        return {
            "clash": self._get_clash_text([clashes[k] for k in keys if k in clashes]),
            "first_day": min(days).isoformat(),
            "free_day": self._get_free_text(free_count, cases.total()),
            "last_day": max(days).isoformat(),
            "time": self._get_hour_text(
                {(key[1], values[key].get("planned_start")) for key in keys}
            ),
            "user_ids": list(dict.fromkeys(key[1].id for key in keys)),
        }

    def _get_free_text(self, count, total):
        if not count:
            return False
        if count == total:
            return self.env._("Falls on a free day")
        return self.env._(
            "Falls on a free day for %(count)s of %(total)s records",
            count=count,
            total=total,
        )

    def _get_clash_text(self, texts):
        if not texts:
            return False
        shown = list(dict.fromkeys(texts))
        more = ["…"] if len(shown) > CLASHES_SHOWN else []
        return "; ".join([*shown[:CLASHES_SHOWN], *more])

    def _get_hour_text(self, starts):
        """Return the hour of a step; whose clock it is, if the viewer's differs.

        :param set starts: assignees and moments
        """
        if not self.planned_hour:
            return False
        lang = get_lang(self.env)
        shown = time(*divmod(round(self.planned_hour * 60), 60))
        pattern = posix_to_ldml(
            lang.time_format.replace(":%S", ""), babel_locale_parse(lang.code)
        )
        hour = format_time(self.env, shown, time_format=pattern)
        activities = self.env["mail.activity"]
        zones = {
            str(activities._get_zone(user.sudo().tz))
            for user, start in starts
            if start and activities._get_own_time(start).time() != shown
        }
        if not zones:
            return hour
        if len(zones) == 1 and len({user for user, _start in starts}) == 1:
            return self.env._("%(hour)s (%(zone)s)", hour=hour, zone=zones.pop())
        return self.env._("%(hour)s, local time", hour=hour)
