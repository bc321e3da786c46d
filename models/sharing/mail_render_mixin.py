from odoo import api, models


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _render_template(self, template_src, model, res_ids, *args, **kwargs):
        """Tell no one of private meetings of others.

        Odoo fills in a template as the superuser for whoever uses it as it is.
        """
        asking = self.sudo(False)
        if self.env.su and asking.env["mail.activity"]._is_limited():
            events = self.env["calendar.event"]
            if model == "calendar.event":
                events = events.browse(res_ids)
            elif model == "calendar.attendee":
                events = self.env[model].browse(res_ids).event_id
            events.with_env(asking.env)._check_not_masked()
        return super()._render_template(template_src, model, res_ids, *args, **kwargs)
