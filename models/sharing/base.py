from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..activity.client_values import get_linked_ids
from ..activity.source import OWN_CODE
from .hidden_error import can_be_hidden, make_hidden_error, tells_of_hidden
from .per_user import KNOWN_ALONE
from .properties import leave_out_links


class Base(models.AbstractModel):
    """What users can't link to: Odoo names, and reads, what a record links to.

    And what properties show, see ``properties.py``.
    """

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        """Link to nothing that the user isn't to know of."""
        self._check_links(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Link to nothing that the user isn't to know of."""
        self._check_links([vals])
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """Show nothing of it in a form that links to it."""
        self._check_links([values])
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _check_links(self, vals_list):
        """Refuse links to what looks missing, as those to what is missing.

        :param list[dict] vals_list: values to write, or those of a form
        :raise HiddenError: the user knows no such record
        """
        if self.env.su:
            return
        names = self._get_links_to_hidden()
        if not names or not self.env["mail.activity"]._is_limited():
            return
        for name in names:
            ids = set().union(*(get_linked_ids(vals.get(name)) for vals in vals_list))
            linked = self.env[self._fields[name].comodel_name].browse(ids)
            known = linked.with_context(**{KNOWN_ALONE: OWN_CODE}).exists()
            if linked - known:
                raise make_hidden_error(linked - known)

    @api.model
    @ormcache("self._name")
    def _get_links_to_hidden(self):
        """Return the names of the fields through which a record links to such records.

        Activities check their own.
        """
        if self._name == "mail.activity":
            return frozenset()
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type in ("many2one", "many2many")
            and can_be_hidden(self.env, field.comodel_name)
        )

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
                if tells_of_hidden(self.env, definition.get("comodel")):
                    raise ValidationError(
                        self.env._(
                            "A property can't point to “%(model)s” while Activity "
                            "Sharing is on. Choose another model.",
                            model=self.env[definition["comodel"]]._description,
                        )
                    )
        return result
