from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.crm_activity_flow.models.activity.mail_activity import ORIGINS
from odoo.addons.crm_activity_flow.models.outcome.mail_activity_outcome import (
    SENTIMENTS,
)

_lt = LazyTranslate(__name__)

# how empty values read; these labels aren't translated together with their fields
NO_OUTCOME = _lt("No outcome")
NOT_COMPLETED = _lt("Not completed")
UNASSIGNED = _lt("Unassigned")

STATES = [
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("planned", "Planned"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]
RELATES_TO = [
    ("contact", "Contact"),
    ("deal", "Deal"),
    ("other", "Other document"),
    ("none", "No document"),
]


class MailActivityOverview(models.Model):
    """Every activity that the user may read, done or not, one row for each.

    The ids are those of the activities. The measures that are ratios are values per row
    that are averaged, NULL where a row says nothing about them: so they are right on
    every level of grouping, totals included.
    """

    _name = "mail.activity.overview"
    _inherit = "mail.activity.detail.mixin"
    _description = "Activity Overview"
    _auto = False
    _order = "date_deadline DESC, id DESC"
    _rec_name = "summary"

    summary = fields.Char(readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", readonly=True)
    outcome_id = fields.Many2one(
        "mail.activity.outcome", readonly=True, falsy_value_label=NO_OUTCOME
    )
    sentiment = fields.Selection(
        SENTIMENTS, readonly=True, falsy_value_label=NO_OUTCOME
    )
    user_id = fields.Many2one(
        "res.users", "Owner", readonly=True, falsy_value_label=UNASSIGNED
    )
    done_by_id = fields.Many2one("res.users", "Completed By", readonly=True)
    status_id = fields.Many2one(
        "mail.activity.status",
        readonly=True,
        groups="crm_activity_flow.group_activity_status",
    )
    state = fields.Selection(
        STATES, readonly=True, help="In the time zone of the owner, as on the activity."
    )
    origin = fields.Selection(
        ORIGINS, readonly=True, help="What the activity was created by."
    )
    plan_id = fields.Many2one("mail.activity.plan", readonly=True)
    plan_template_id = fields.Many2one(
        "mail.activity.plan.template", "Plan Step", readonly=True
    )
    relates_to = fields.Selection(RELATES_TO, readonly=True)
    res_model = fields.Selection("_selection_res_model", "Document Type", readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="res_model")
    res_name = fields.Char("Document", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    won_status = fields.Selection("_selection_won_status", "Won/Lost", readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    create_date = fields.Datetime("Created On", readonly=True)
    date_deadline = fields.Date("Due Date", readonly=True)
    done_at = fields.Datetime(
        "Completed On",
        readonly=True,
        falsy_value_label=NOT_COMPLETED,
        help="Noon (UTC) for activities completed before CRM Activity Flow was "
        "installed: only their day is known.",
    )

    nbr = fields.Integer("Activities", readonly=True)
    days_late = fields.Float(
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Days from the due date to the completion, or to today while the activity "
        "is open. 0 when it is on time.",
    )
    days_to_complete = fields.Float(
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Days from the creation to the completion. Open activities don't count, "
        "nor do imported ones, which were completed before they were created here.",
    )
    on_time = fields.Float(
        "On-Time Share",
        readonly=True,
        aggregator="avg",
        help="Share of the activities that were completed by their due date. Open "
        "activities count only once they are overdue: against it.",
    )
    score = fields.Float(
        "Sentiment Score",
        digits=(16, 2),
        readonly=True,
        aggregator="avg",
        help="Average of +1 for a positive, 0 for a neutral and -1 for a negative "
        "outcome. Activities without an outcome don't count.",
    )

    @api.model
    def _selection_res_model(self):
        names = self.env["mail.activity"]._get_document_models()
        document_models = self.env["ir.model"].sudo().search([("model", "in", names)])
        return [(model.model, model.name) for model in document_models]

    @api.model
    def _selection_won_status(self):
        return (
            self.env["crm.lead"]._fields["won_status"]._description_selection(self.env)
        )

    @api.model
    def _get_detail_domain(self):
        return self.env["mail.activity"]._get_readable_domain()

    @api.readonly
    def action_open_document(self):
        """Open the activity's document, or the activity where there is none to open."""
        self.ensure_one().check_access("read")
        return self.env["mail.activity"].browse(self.id).action_open_document()
