from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# the favourites that ship, by the ends of their external ids; Odoo doesn't translate
# the names of favourites
NAMES = {
    "my_week": _lt("My week"),
    "team_this_month": _lt("Team this month"),
    "outcomes_by_month": _lt("Outcomes by month"),
    "no_outcome": _lt("No outcome"),
    "late_by_person": _lt("Late by person"),
}
ABOUT_OUTCOMES = ("outcomes_by_month", "no_outcome")


class IrFilters(models.Model):
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

        :param list[dict] filters: what the web client gets of each favourite
        """
        names = {self._get_shipped_id(key): (key, NAMES[key]) for key in NAMES}
        has_outcomes = self.env.user.has_group(
            "crm_activity_flow.group_activity_outcome"
        )
        english = self.with_context(lang="en_US").env
        prepared = []
        for values in filters:
            key, name = names.get(values["id"], ("", ""))
            if key in ABOUT_OUTCOMES and not has_outcomes:
                continue
            if key and values["name"] == english._(name):  # unless users renamed it
                values = {**values, "name": self.env._(name)}
            prepared.append(values)
        return prepared

    @api.model
    def _get_shipped_id(self, key):
        xml_id = f"crm_activity_flow.mail_activity_overview_filter_{key}"
        return self.env["ir.model.data"]._xmlid_to_res_id(xml_id)
