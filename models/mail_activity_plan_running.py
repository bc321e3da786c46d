from odoo import models

NAMES_SHOWN = 5


class MailActivityPlan(models.Model):
    """Whether a plan is running already where it is to be launched."""

    _inherit = "mail.activity.plan"

    def _get_running(self, records):
        """Return the open activities that this plan started on records before.

        :param records: records of one model
        :rtype: mail.activity
        """
        return self.env["mail.activity"].search(
            [
                ("plan_id", "=", self.id),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        )

    def _get_running_warning(self, records):
        """Return what to know before launching the plan once more, or False."""
        running = self._get_running(records)
        if not running:
            return False
        names = [
            self.env._(
                "%(activity)s (%(record)s)",
                activity=activity.display_name,
                record=activity.res_name,
            )
            for activity in running[:NAMES_SHOWN]
        ]
        if len(running) > NAMES_SHOWN:
            more = len(running) - NAMES_SHOWN
            names.append(self.env._("and %(count)s more", count=more))
        return self.env._(
            "The plan is running there already; still open (%(count)s): %(names)s.",
            count=len(running),
            names=", ".join(names),
        )
