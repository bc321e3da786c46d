from odoo import api, models
from odoo.exceptions import ValidationError

RESTRICTED = "mail.restrict.template.rendering"


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model
    def set_param(self, key, value):
        """Keep templates restricted: by a free one, anyone could read everything.

        :raise ValidationError: it is to be free while Sharing is on
        """
        if key == RESTRICTED and not value and self.env["mail.activity"]._has_sharing():
            raise ValidationError(
                self.env._(
                    "While Activity Sharing is on, “Restrict Template Rendering” can't "
                    "be switched off: anyone could read what is hidden through a "
                    "template. Add those who need it to “Mail Template Editor”."
                )
            )
        return super().set_param(key, value)
