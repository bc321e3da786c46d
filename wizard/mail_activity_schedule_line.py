from odoo import api, fields, models
from odoo.tools.misc import format_date


class MailActivityScheduleLine(models.TransientModel):
    """A step in the preview: who gets it, on which day of the week, at what time."""

    _inherit = "mail.activity.schedule.line"

    line_date_end = fields.Date(help="Last day, if it differs between records.")
    line_time = fields.Char("Time")
    line_when = fields.Char("Day and Time", compute="_compute_line_when")
    line_people = fields.Char("Who", compute="_compute_line_people")
    people = fields.Char(help="Assignees of this step, where Odoo's line shows none.")
    line_marks = fields.Json(
        "Good to Know", help=("Non-working days and conflicts: icon and text.")
    )

    @api.depends("line_date_deadline", "line_date_end", "line_time")
    def _compute_line_when(self):
        for line in self:
            day, end = line.line_date_deadline, line.line_date_end
            text = line._format_day(day)
            if end and end != day:
                text = self.env._(
                    "%(first)s to %(last)s", first=text, last=line._format_day(end)
                )
            line.line_when = f"{text}, {line.line_time}" if line.line_time else text

    def _format_day(self, day):
        if not day:
            return ""
        weekday = format_date(self.env, day, date_format="EEE")
        return f"{weekday} {format_date(self.env, day)}"

    @api.depends("people", "responsible_user_id")
    def _compute_line_people(self):
        for line in self:
            line.line_people = line.people or line.responsible_user_id.sudo().name
