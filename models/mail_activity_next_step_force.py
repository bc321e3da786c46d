from odoo import api, models
from odoo.fields import Domain
from odoo.tools import frozendict, ormcache


class MailActivityNextStep(models.Model):
    """Which rules are in force, without a query for it."""

    _inherit = "mail.activity.next.step"

    @api.model
    @ormcache("in_force")
    def _get_modes_by_type(self, in_force=True):
        """Return what the rules of each type do, by the id of the type.

        Cached, so that completing an activity costs no query where there are no rules.

        :param bool in_force: only those that count now, else all that may
        :rtype: dict[int, frozenset[str]]
        """
        rules = self.sudo().with_context(active_test=True)
        groups = rules._read_group(
            self._get_in_force_domain() if in_force else [],
            ["activity_type_id"],
            ["mode:array_agg"],
        )
        return frozendict(
            {activity_type.id: frozenset(modes) for activity_type, modes in groups}
        )

    @api.model
    def _get_in_force_domain(self):
        """Return which rules count: without Outcomes, none that asks for an outcome."""
        if self.env["mail.activity"]._has_outcomes():
            return Domain.TRUE
        return Domain("outcome_ids", "=", False) & Domain("sentiment", "=", False)

    def _is_conditional(self):
        """Return whether this rule asks for an outcome."""
        return bool(self.outcome_ids or self.sentiment)

    @api.model
    def _clear_modes(self):
        self.env.registry.clear_cache()
        self.env["mail.activity"].invalidate_model(["chaining_type"])
