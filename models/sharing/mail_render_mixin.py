from odoo import models


class MailRenderMixin(models.AbstractModel):
    """What templates say, and what Odoo computes of them to see what they may say."""

    _inherit = "mail.render.mixin"

    def _has_unsafe_expression(self):
        """Forget what Odoo has read for it as the superuser: it reads all fields.

        Of a mailing, that is how many records a user's filter finds.
        """
        result = super()._has_unsafe_expression()
        if self.env["mail.activity"]._is_limited():
            computed = [
                name
                for name, field in self._fields.items()
                if field.compute and not field.store
            ]
            self.invalidate_recordset(computed, flush=False)
        return result

    def _render_field(self, field, res_ids, *args, **kwargs):
        """Write nothing about private meetings of others.

        The dialog fills in a template as the superuser. Reminders are sent by no user.
        """
        if self._name == "sms.template":
            events = self.env(su=False)["calendar.event"]
            events._check_rendering(self.render_model, res_ids)
        return super()._render_field(field, res_ids, *args, **kwargs)
