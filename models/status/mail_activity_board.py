from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.mail.tools.discuss import Store

from ..activity.records import check_named, check_single
from .mail_activity_status import DONE, OPEN


class MailActivity(models.Model):
    """What the board and the web client's status dots need.

    A class of its own: nothing in here decides whether an activity can be moved.
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
        """Show the board as the kanban of My Activities while Statuses is on.

        While it is off, show that kanban instead of the board: browsers remember which
        view they showed, and there is no other way to choose a view by group.
        """
        if view_id and view_type == "kanban":
            ref = self.env["ir.model.data"]._xmlid_to_res_id
            kanban = ref("mail.mail_activity_view_kanban_open_target")
            board = ref("crm_activity_flow.mail_activity_view_kanban_board")
            if view_id in (kanban, board):
                is_on = self._has_statuses()
                view_id = board if is_on else kanban
        return super().get_view(view_id, view_type, **options)

    def _flow_store_fields(self):
        """Let the web client show the status of activities."""
        store_fields = super()._flow_store_fields()
        if self._has_statuses():
            store_fields.append(Store.One("status_id", ["name", "color", "kind"]))
        return store_fields

    @api.readonly
    def action_open_activity(self):
        """Open the form of an activity itself, with the history of its statuses."""
        check_single(self)
        self._check_level("read")
        form = self.env.ref("mail.mail_activity_view_form")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(form.id, "form")],
        }

    @api.model
    def _group_expand_status_id(self, statuses, _domain):
        """Show all statuses as columns, archived ones as long as they have cards."""
        every = statuses.with_context(active_test=False)
        return every.search(["|", ("active", "=", True), ("id", "in", statuses.ids)])

    # ------------------------------------------------------------
    # Moving
    # ------------------------------------------------------------

    def action_move(self, status_id, previous_status_id=False):
        """Move activities to a status, like dragging a card or choosing a dot.

        :param int status_id: where to
        :param int previous_status_id: where the user saw them; changes that others
            have made since aren't overwritten
        :raise ValidationError: one of them was moved elsewhere, or can't be moved there
        """
        check_named(self, "action_move")
        self._check_status_enabled(status_id)
        self._check_not_moved(previous_status_id)
        return self.write({"status_id": status_id})

    def action_drop(self, status_id, previous_status_id=False):
        """Move activities like dropping a card on a column: closing ones might ask.

        :param int status_id: where to
        :param int previous_status_id: where the user saw them
        :return: the action that asks, or shows what was closed, if there is one
        :rtype: dict or bool
        :raise ValidationError: as for :meth:`action_move`
        """
        check_named(self, "action_drop")
        self._check_status_enabled(status_id)
        kind = self._check_choosable(self._get_status(status_id))
        if kind == OPEN:
            return self.action_move(status_id, previous_status_id)
        self._check_not_moved(previous_status_id)
        self._check_open()
        return (
            self.action_open_complete() if kind == DONE else self.action_cancel_notify()
        )

    def _check_not_moved(self, previous_status_id):
        """Refuse to move activities that are gone, or not where the user saw them."""
        self._check_exist()
        self._check_level("write")

        def check(activity):
            if previous_status_id and activity.status_id.id != previous_status_id:
                raise ValidationError(activity._get_moved_error())

        self._check_each(check)

    def _get_moved_error(self):
        """Return an error that names the current status and who set it."""
        if not self.active:
            return self._get_closed_error()
        change = self.sudo().status_change_ids[:1]
        return self.env._(
            "“%(activity)s” was moved to “%(status)s” by %(name)s. Move it on from "
            "there if needed.",
            activity=self.display_name,
            status=self.status_id.name,
            name=change.changed_by_id.name or self.env._("someone"),
        )
