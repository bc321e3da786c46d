from odoo import api, models

# of the favorites that ship, by the ends of their external ids
ABOUT_OUTCOMES = ("outcomes_by_month", "no_outcome")


class IrFilters(models.Model):
    """The favorites that ship with the overview."""

    _inherit = "ir.filters"

    @api.model
    def get_filters(
        self,
        model,
        action_id=None,
        embedded_action_id=None,
        embedded_parent_res_id=None,
    ):
        filters = super().get_filters(
            model, action_id, embedded_action_id, embedded_parent_res_id
        )
        if model != "mail.activity.overview":
            return filters
        return self._prepare_overview_filters(filters)

    @api.model
    def _prepare_overview_filters(self, filters):
        """Translate the names that ship, and leave out what is about outcomes.

        :param list[dict] filters: what the web client gets of each favorite
        """
        names = self._get_shipped_names()
        english = self.with_context(lang="en_US")._get_shipped_names()
        keys = {self._get_shipped_id(key): key for key in names}
        has_outcomes = self.env.user.has_group(
            "crm_activity_flow.group_activity_outcome"
        )
        prepared = []
        for values in filters:
            key = keys.get(values["id"])
            if key in ABOUT_OUTCOMES and not has_outcomes:
                continue
            if key and values["name"] == english[key]:  # unless users renamed it
                values = {**values, "name": names[key]}
            prepared.append(values)
        return prepared

    @api.model
    def _get_shipped_names(self):
        """Return the names of the favorites that ship: Odoo doesn't translate them.

        :return: by the ends of their external ids
        :rtype: dict[str, str]
        """
        return {
            "my_week": self.env._("My week"),
            "team_this_month": self.env._("Team this month"),
            "outcomes_by_month": self.env._("Outcomes by month"),
            "no_outcome": self.env._("No outcome"),
            "late_by_person": self.env._("Late by person"),
        }

    @api.model
    def _get_shipped_id(self, key):
        xml_id = f"crm_activity_flow.mail_activity_overview_filter_{key}"
        return self.env["ir.model.data"]._xmlid_to_res_id(xml_id)
