from datetime import timedelta

from odoo import Command, fields, models

from ..models.activity.records import check_single
from ..models.availability.intervals import get_length

TIME_DEFAULTS = ("default_planned_duration", "default_planned_start")


class MailActivitySchedule(models.TransientModel):
    """Scheduling an activity at a time in Odoo's dialog, when people are free."""

    _inherit = "mail.activity.schedule"

    planned_start = fields.Datetime(
        "Planned Time", help="Leave empty if any time of the day will do."
    )
    planned_duration = fields.Float("Duration")
    meeting_user_ids = fields.Many2many(
        "res.users",
        "mail_activity_schedule_meeting_user_rel",
        string="Attendees",
        domain=[("share", "=", False)],
        help="Are invited to the meeting, with the assignee.",
    )

    def action_create_calendar_event(self):
        """Open the meeting itself, filled in, if its time is already known."""
        check_single(self)
        timed = self._with_planned_time()
        action = super(MailActivitySchedule, timed).action_create_calendar_event()
        if not self.planned_start:
            return action
        context = {**action["context"], **self._prepare_meeting_defaults()}
        return {
            **action,
            "context": context,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _action_schedule_activities(self):
        """Pass the time on: Odoo passes only its own fields, record by record."""
        timed = self._with_planned_time()
        if timed is self:
            return super()._action_schedule_activities()
        activities = super(MailActivitySchedule, timed)._action_schedule_activities()
        # what follows from them has a time of its own
        context = {
            key: value
            for key, value in self.env.context.items()
            if key not in TIME_DEFAULTS
        }
        return activities.with_env(activities.env(context=context))

    def _with_planned_time(self):
        """Return this with its time as a default for activities.

        An empty time, too, replaces the one with which the dialog was opened.
        """
        if not (self.planned_start or "default_planned_start" in self.env.context):
            return self
        start = self.planned_start
        return self.with_context(
            default_planned_start=fields.Datetime.to_string(start),
            default_planned_duration=start and self.planned_duration,
        )

    def _prepare_meeting_defaults(self):
        """Return the context in which a meeting has this time, and these people."""
        length = get_length(self.planned_duration)
        partners = (self.activity_user_id | self.meeting_user_ids).partner_id
        return {
            "default_duration": length / timedelta(hours=1),
            "default_partner_ids": [Command.set(partners.ids)],
            "default_start": fields.Datetime.to_string(self.planned_start),
            "default_stop": fields.Datetime.to_string(self.planned_start + length),
        }
