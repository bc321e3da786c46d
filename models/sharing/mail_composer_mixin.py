from odoo import models


class MailComposerMixin(models.AbstractModel):
    """What users write to many records, by a template or not."""

    _inherit = "mail.composer.mixin"

    def _render_field(self, field, res_ids, *args, **kwargs):
        """Write nothing about private meetings of others, and into their chatter.

        Odoo fills in a template as the superuser for whoever uses it as it is, and logs
        mails to many records.
        """
        events = self.env["calendar.event"]
        if self.render_model == "calendar.event":
            events = events.browse(res_ids)
        elif self.render_model == "calendar.attendee":
            events = self.env["calendar.attendee"].browse(res_ids).event_id
        events.exists()._check_not_masked()
        return super()._render_field(field, res_ids, *args, **kwargs)
