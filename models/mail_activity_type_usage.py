from odoo import api, fields, models
from odoo.fields import Domain


class MailActivityType(models.Model):
    """How much a type is used, and the way from a type to its activities."""

    _inherit = "mail.activity.type"

    activity_count = fields.Integer(
        "Number of Activities",
        compute="_compute_activity_count",
        help="Activities of this type that you may see, whether they are open or not.",
    )

    @api.depends_context("uid")
    def _compute_activity_count(self):
        """Count in the database what the user may read, as the list then shows it."""
        readable = self.env["mail.activity"]._get_readable_domain()
        counts = self._get_activity_counts(readable)
        for activity_type in self:
            activity_type.activity_count = counts.get(activity_type._origin, 0)

    def _get_activity_counts(self, domain=Domain.TRUE):
        """Count the activities of these types, open or not.

        :param Domain domain: which of them; all, whoever may read them, without one
        :return: number of activities by type, used ones only
        :rtype: dict[mail.activity.type, int]
        """
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        groups = activities._read_group(
            Domain("activity_type_id", "in", self._origin.ids) & domain,
            ["activity_type_id"],
            ["__count"],
        )
        return {self.browse(activity_type.id): count for activity_type, count in groups}

    def action_view_type_activities(self):
        """Open the list of these types' activities, open and done.

        :rtype: dict, an action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_flow.mail_activity_type_activities_action"
        )
        return {**action, "domain": [("activity_type_id", "in", self.ids)]}
