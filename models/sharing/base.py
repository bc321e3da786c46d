from odoo import api, models
from odoo.exceptions import ValidationError

from .properties import leave_out_links, looks_missing


class Base(models.AbstractModel):
    """What properties show, see ``properties.py``."""

    _inherit = "base"

    @api.model
    def get_property_definition(self, full_name):
        """Point to nothing that looks missing; for groups, Odoo asks the database."""
        definition = super().get_property_definition(full_name)
        leave_out_links(self.env, [definition])
        return definition

    @api.model
    def _validate_properties_definition(self, properties_definition, field):
        """Let no one choose what isn't shown."""
        result = super()._validate_properties_definition(properties_definition, field)
        if self.env["mail.activity"]._is_limited():
            for definition in properties_definition:
                if looks_missing(self.env, definition.get("comodel")):
                    raise ValidationError(
                        self.env._(
                            "A property can't point to “%(model)s” while Activity "
                            "Sharing is on. Choose another model.",
                            model=self.env[definition["comodel"]]._description,
                        )
                    )
        return result
