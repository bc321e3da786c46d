from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from .mail_activity_status import CANCELLED, DONE, OPEN


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
        string="Status Colour",
        groups="crm_activity_flow.group_activity_status",
    )

    @api.model
    def _group_expand_status_id(self, statuses, _domain):
        """Show all statuses as columns, and archived ones as long as cards are there."""
        every = statuses.with_context(active_test=False)
        return every.search(["|", ("active", "=", True), ("id", "in", statuses.ids)])

    def action_move(self, status_id, previous_status_id=False):
        """Move activities to a status, as by dragging a card or choosing a dot.

        :param int status_id: where to
        :param int previous_status_id: where the user saw them; nothing is overwritten
            that somebody else changed since
        :raise ValidationError: one of them is elsewhere by now, or may not go there
        """
        self._check_ids()
        if self.exists() != self:
            raise ValidationError(
                self.env._("The activity was deleted meanwhile. Reload the page.")
            )
        for activity in self:
            if previous_status_id and activity.status_id.id != previous_status_id:
                raise ValidationError(activity._get_moved_error())
        return self.write({"status_id": status_id})

    def _get_moved_error(self):
        """Say where an activity is by now, and who moved it there."""
        if not self.active:
            return self._get_closed_error()
        change = self.sudo().status_change_ids[:1]
        return self.env._(
            "“%(activity)s” was moved to “%(status)s” by %(name)s meanwhile. Reload "
            "the page to see it, and move it again if need be.",
            activity=self.display_name,
            status=self.status_id.name,
            name=change.changed_by_id.name or self.env._("somebody"),
        )

    def _to_store_defaults(self, target):
        """Let the web client show the status of activities."""
        defaults = super()._to_store_defaults(target)
        if self.env["mail.activity.status"]._is_enabled():
            defaults.append(Store.One("status_id", ["name", "color", "kind"]))
        return defaults

    @api.model
    def _switch_statuses(self):
        """Give every activity the status that fits, in one statement.

        After the first switching on that is all of them; after another one, those that
        were created, completed or reopened meanwhile.
        """
        Status = self.env["mail.activity.status"]
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity activity
                   SET status_id = fitting.status_id,
                       status_since = %(now)s
                  FROM (VALUES
                        (%(open)s, %(first)s),
                        (%(done)s, %(done_id)s),
                        (%(cancelled)s, %(cancelled_id)s)
                       ) fitting (kind, status_id)
                 WHERE fitting.kind = CASE
                            WHEN activity.active THEN %(open)s
                            WHEN activity.cancelled_at IS NULL THEN %(done)s
                            ELSE %(cancelled)s
                       END
                   AND NOT EXISTS (
                        SELECT FROM mail_activity_status status
                         WHERE status.id = activity.status_id
                           AND status.kind = fitting.kind
                       )
                """,
                now=self.env.cr.now(),
                open=OPEN,
                done=DONE,
                cancelled=CANCELLED,
                first=Status._get_first_id(),
                done_id=Status._get_closing_id(DONE),
                cancelled_id=Status._get_closing_id(CANCELLED),
            )
        )
        self.invalidate_model(["status_id", "status_since"])
