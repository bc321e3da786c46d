from odoo import fields, models
from odoo.exceptions import ValidationError

from .mail_render_mixin import RESTRICTED


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    group_activity_sharing = fields.Boolean(
        "Sharing",
        implied_group="crm_activity_flow.group_activity_sharing",
    )
    activity_share_default = fields.Selection(
        related="company_id.activity_share_default", readonly=False
    )

    def set_values(self):
        """Keep templates restricted: by a free one, anyone could read everything.

        :raise ValidationError: they are to be free while Sharing is on
        """
        if self.group_activity_sharing and not self.restrict_template_rendering:
            is_on = self.env["mail.activity"]._has_sharing()
            if is_on and self.env["ir.config_parameter"].sudo().get_param(RESTRICTED):
                raise ValidationError(
                    self.env._(
                        "While Activity Sharing is on, “Restrict Template Rendering” "
                        "can't be switched off: anyone could read what is hidden "
                        "through a template. Add those who need it to “Mail Template "
                        "Editor”."
                    )
                )
            self.restrict_template_rendering = True
        return super().set_values()
