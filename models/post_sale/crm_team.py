from odoo import api, fields, models

LEAVE = "leave"
CANCEL = "cancel"


class CrmTeam(models.Model):
    """What happens when a deal of the team is won or lost."""

    _inherit = "crm.team"

    post_sale_rule_ids = fields.One2many(
        "crm.post.sale.rule", "team_id", "After the Sale", copy=True
    )
    post_sale_open_activities = fields.Selection(
        [(LEAVE, "Leave them open"), (CANCEL, "Cancel them")],
        "Open Activities",
        required=True,
        default=LEAVE,
        help="What happens to the activities that are still open on an opportunity "
        "when it is won or lost. While Statuses is switched off, cancelled activities "
        "are deleted.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if any(team.post_sale_open_activities != LEAVE for team in teams):
            self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "post_sale_open_activities" in vals:
            self.env.registry.clear_cache()
        return result
