from odoo import models


class MailComposerMixin(models.AbstractModel):
    """What users write to many records, by a template or not."""

    _inherit = "mail.composer.mixin"

    def _render_field(self, field, res_ids, *args, **kwargs):
        """Write nothing about private meetings of others, and into their chatter.

        Odoo fills in a template as the superuser for whoever uses it as it is, and logs
        mails to many records.
        """
        self.env["calendar.event"]._check_rendering(self.render_model, res_ids)
        return super()._render_field(field, res_ids, *args, **kwargs)
