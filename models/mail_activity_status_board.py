from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store


class MailActivity(models.Model):
    """What the board and the web client's status dots ask for.

    Nothing in here decides whether an activity may be moved; that is
    ``mail_activity_status_rule.py``.
    """

    _inherit = "mail.activity"

    status_kind = fields.Selection(
        related="status_id.kind",
        string="Kind of Status",
        groups="crm_activity_flow.group_activity_status",
    )
    status_color = fields.Integer(
        related="status_id.color",
        string="Status Color",
        groups="crm_activity_flow.group_activity_status",
    )

    @api.model
    def get_view(self, view_id=None, view_type="form", **options):
        """The kanban of My Activities is the board while Statuses is on.

        And the board is that kanban while it is off: browsers remember which view they
        showed, and a view can't be chosen by group otherwise.
        """
        if view_id and view_type == "kanban":
            ref = self.env["ir.model.data"]._xmlid_to_res_id
            kanban = ref("mail.mail_activity_view_kanban_open_target")
            board = ref("crm_activity_flow.mail_activity_view_kanban_board")
            if view_id in (kanban, board):
                is_on = self._has_statuses()
                view_id = board if is_on else kanban
        return super().get_view(view_id, view_type, **options)

    @api.model
    @api.readonly
    def web_read_group(self, domain, groupby, *args, **kwargs):
        """Read the columns of the board, with access as a condition of the database."""
        return super(MailActivity, self._on_board(groupby)).web_read_group(
            domain, groupby, *args, **kwargs
        )

    @api.model
    @api.readonly
    def read_progress_bar(self, domain, group_by, progress_bar):
        """Read the bars of the board, with access as a condition of the database."""
        return super(MailActivity, self._on_board([group_by])).read_progress_bar(
            domain, group_by, progress_bar
        )

    @api.model
    def _on_board(self, groupby):
        """Return activities that are searched as on a board, if they're grouped so."""
        is_board = isinstance(groupby, list | tuple) and groupby[:1] == ["status_id"]
        return self.with_context(access_in_database=True) if is_board else self

    @api.model
    def _group_expand_status_id(self, statuses, _domain):
        """Show all statuses as columns, archived ones as long as cards are there."""
        every = statuses.with_context(active_test=False)
        return every.search(["|", ("active", "=", True), ("id", "in", statuses.ids)])

    def action_open_activity(self):
        """Open the form of an activity itself, with the history of its statuses."""
        self.ensure_one()
        form = self.env.ref("mail.mail_activity_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(form.id, "form")],
        }

    def _flow_store_fields(self):
        """Let the web client show the status of activities."""
        store_fields = super()._flow_store_fields()
        if self._has_statuses():
            store_fields.append(Store.One("status_id", ["name", "color", "kind"]))
        return store_fields
