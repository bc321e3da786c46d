from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .mail_activity_status import CANCELLED, DONE, OPEN

SECOND_LOOK = timedelta(minutes=1)


class MailActivity(models.Model):
    """What switching Statuses on means for the activities that are there."""

    _inherit = "mail.activity"

    @api.model
    def _on_statuses_switched(self, switched_on):
        """Give every activity its status, and look again when the dust has settled.

        A transaction that began before sees Statuses off until it ends, retries
        included: what it creates or completes at this very moment gets no status.

        :param bool switched_on: whether Statuses was just switched on or off
        """
        if not switched_on:
            return self._release_cancelled()
        self._switch_statuses()
        vacuum = self.env.ref("base.autovacuum_job").sudo()
        return vacuum._trigger(fields.Datetime.now() + SECOND_LOOK)

    @api.model
    def _release_cancelled(self, domain=()):
        """Keep the trace of cancelled activities: others go with their meeting.

        While Statuses is on, that is done when a meeting is deleted; while it is off,
        deleting one costs no query more.
        """
        activities = self.sudo().with_context(active_test=False)
        activities.search(
            [
                ("cancelled_at", "!=", False),
                ("calendar_event_id", "!=", False),
                *domain,
            ]
        ).calendar_event_id = False

    @api.autovacuum
    def _gc_unsettled_statuses(self):
        if self._has_statuses():
            self._switch_statuses()

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
