from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

OVERVIEW_ACTION = "crm_activity_flow.mail_activity_overview_action"


class DigestDigest(models.Model):
    """Figures about activities in Odoo's digest mail, of what its reader can see.

    Odoo reads each one as the recipient, for a period that it puts into the context.
    """

    _inherit = "digest.digest"

    kpi_activity_completed = fields.Boolean("Activities Completed")
    kpi_activity_completed_value = fields.Integer(
        compute="_compute_kpi_activity_completed_value"
    )
    kpi_activity_positive = fields.Boolean("Positive Outcomes (%)")
    kpi_activity_positive_value = fields.Float(
        compute="_compute_kpi_activity_positive_value"
    )
    kpi_activity_overdue = fields.Boolean("Overdue Activities")
    kpi_activity_overdue_value = fields.Integer(
        compute="_compute_kpi_activity_overdue_value"
    )

    def _compute_kpi_activity_completed_value(self):
        overview = self._get_activity_overview()
        for digest in self:
            digest.kpi_activity_completed_value = overview.search_count(
                digest._get_completed_domain()
            )

    def _compute_kpi_activity_positive_value(self):
        """Compute the share of positive ones among the outcomes, as the dashboard."""
        if not self.env.user.has_group("crm_activity_flow.group_activity_outcome"):
            raise self._get_kpi_skipped_error()
        overview = self._get_activity_overview()
        for digest in self:
            with_outcome = Domain("sentiment", "!=", False)
            groups = overview._read_group(
                digest._get_completed_domain() & with_outcome,
                ["sentiment"],
                ["__count"],
            )
            counts = dict(groups)
            total = sum(counts.values())
            share = counts.get("positive", 0) / total if total else 0
            digest.kpi_activity_positive_value = 100 * share

    def _compute_kpi_activity_overdue_value(self):
        """Count what was overdue at the end of the period."""
        overview = self._get_activity_overview()
        _start, end, _companies = self._get_kpi_compute_parameters()
        # without a period, which an email has, nothing is counted: as Odoo's figures
        overdue = Domain.FALSE
        if end:
            overdue = overview._get_overdue_domain(fields.Datetime.to_datetime(end))
        for digest in self:
            digest.kpi_activity_overdue_value = overview.search_count(
                digest._get_activity_company_domain() & overdue
            )

    def _compute_kpis_actions(self, company, user):
        """Open the overview from each of the figures."""
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm.crm_menu_root")
        action = f"{OVERVIEW_ACTION}?menu_id={menu.id}"
        return actions | dict.fromkeys(self._get_activity_kpis(), action)

    @api.model
    def _get_activity_kpis(self):
        """Return the names of the fields that say which figures a digest has."""
        return [
            "kpi_activity_completed",
            "kpi_activity_positive",
            "kpi_activity_overdue",
        ]

    def _get_activity_overview(self):
        """Return the overview of a reader who has one; Odoo skips others.

        :raise AccessError: the reader has no menu for the overview
        """
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise self._get_kpi_skipped_error()
        return self.env["mail.activity.overview"]

    def _get_kpi_skipped_error(self):
        """Return the error that makes Odoo leave a figure out of a mail."""
        return AccessError(self.env._("You don't have access to this figure."))

    def _get_completed_domain(self):
        """Return what was completed in the period."""
        start, end, _companies = self._get_kpi_compute_parameters()
        completed = Domain("done_at", ">=", start) & Domain("done_at", "<", end)
        return self._get_activity_company_domain() & completed

    def _get_activity_company_domain(self):
        """Return the activities of the digest's companies, and those of none."""
        _start, _end, companies = self._get_kpi_compute_parameters()
        return Domain("company_id", "in", [False, *companies.ids])
