from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from ..models.activity.records import check_single
from .dialog import get_dialog_action

MERGEABLE = [
    ("mail.activity.type", "Activity Types"),
    ("mail.activity.outcome", "Outcomes"),
    ("mail.activity.status", "Statuses"),
]


class MailActivityMerge(models.TransientModel):
    """Ask which type, outcome or status to keep, and show what that means.

    It only asks: ``mail.activity.merge.mixin`` decides what is allowed.
    """

    _name = "mail.activity.merge"
    _description = "Merge Activity Types, Outcomes or Statuses"

    res_model = fields.Selection(MERGEABLE, "Kind", required=True, readonly=True)
    line_ids = fields.One2many(
        "mail.activity.merge.line", "wizard_id", "Records", readonly=True
    )
    survivor_id = fields.Many2one(
        "mail.activity.merge.line",
        "Keep",
        domain="[('wizard_id', '=', id)]",
        ondelete="set null",
        help="The others are merged into this one and archived.",
    )
    refusal = fields.Text(compute="_compute_consequences")
    warning = fields.Text(compute="_compute_consequences")

    @api.depends("survivor_id")
    def _compute_consequences(self):
        """Show right away what rules out a choice, not after *Merge* is clicked."""
        for wizard in self:
            wizard.refusal = wizard.warning = False
            if wizard.survivor_id:
                sources, survivor = wizard.survivor_id._get_sources_and_survivor()
                wizard.refusal = sources._get_merge_error(survivor)
                wizard.warning = sources._get_merge_warning(survivor)

    @api.model
    def _create_for(self, records):
        """Return a dialog for records that proposes to keep the most used one.

        As far as others share their activities.

        :param records: two or more types, outcomes or statuses
        """
        shared = self.env["mail.activity"]._get_level_domain()
        counts = records._get_activity_counts(shared)
        records = records.sorted(lambda record: -counts.get(record, 0))
        wizard = self.create(
            {
                "res_model": records._name,
                "line_ids": [
                    Command.create(
                        {
                            "res_id": record.id,
                            "name": record.name,
                            "activity_count": counts.get(record, 0),
                        }
                    )
                    for record in records
                ],
            }
        )
        # if none is possible, choose the first: the dialog then shows why
        lines = wizard.line_ids
        possible = (line for line in lines if not line._get_merge_error())
        wizard.survivor_id = next(possible, lines[0])
        return wizard

    def _get_action(self):
        """Return the action that opens this dialog."""
        return get_dialog_action(self, self.env._("Merge"))

    def action_merge(self):
        """Merge the others into the chosen one.

        :return: the client action that shows what was merged and closes the dialog
        :raise ValidationError: none was chosen, or the merge breaks a rule
        """
        check_single(self)
        if self.survivor_id not in self.line_ids:
            raise ValidationError(
                self.env._("Choose which one to keep. The others are merged into it.")
            )
        records = self.env[self.res_model].browse(self.line_ids.mapped("res_id"))
        records.action_merge_into(self.survivor_id.res_id)
        return self._get_merged_action()

    def _get_merged_action(self):
        names = (self.line_ids - self.survivor_id).mapped("name")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Merged into “%(survivor)s” and archived: %(names)s.",
                    survivor=self.survivor_id.name,
                    names=", ".join(names),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }


class MailActivityMergeLine(models.TransientModel):
    _name = "mail.activity.merge.line"
    _description = "Record to Merge"

    wizard_id = fields.Many2one(
        "mail.activity.merge", required=True, index=True, ondelete="cascade"
    )
    res_id = fields.Integer("Record ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    activity_count = fields.Integer("Activities", readonly=True)

    @api.depends("name", "activity_count")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(name)s (activities: %(count)s)",
                name=line.name,
                count=formatLang(self.env, line.activity_count, digits=0),
            )

    def _get_sources_and_survivor(self):
        """Return the records to merge if this one is kept, and the one to keep."""
        lines = self.wizard_id.line_ids
        records = self.env[self.wizard_id.res_model]
        survivor = records.browse(self.res_id)
        sources = records.browse(lines.mapped("res_id")) - survivor
        return sources.exists(), survivor.exists()

    def _get_merge_error(self):
        """Return why this one can't be kept, or None."""
        sources, survivor = self._get_sources_and_survivor()
        return sources._get_merge_error(survivor)
