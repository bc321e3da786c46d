from odoo import models


class MailComposerMixin(models.AbstractModel):
    """What users write to many records, by a template or not."""

    _inherit = "mail.composer.mixin"

    def _render_field(self, field, res_ids, *args, **kwargs):
        """Write nothing about private meetings of others, and into their chatter.

        Odoo fills in a template as the superuser for whoever uses it as it is, and logs
        mails to many records.
        """
        check_meetings(self.env, self.render_model, res_ids)
        return super()._render_field(field, res_ids, *args, **kwargs)


def check_meetings(env, model_name, ids):
    """Refuse to fill in a template with private meetings of others.

    :param Environment env: of the user who does
    :param str model_name: of the records that it is filled in with
    :param ids: of these
    :raise AccessError: see ``calendar.event._check_not_masked``
    """
    events = env["calendar.event"]
    if model_name == "calendar.event":
        events = events.browse(ids)
    elif model_name == "calendar.attendee":
        events = env["calendar.attendee"].browse(ids).event_id
    events.exists()._check_not_masked()
