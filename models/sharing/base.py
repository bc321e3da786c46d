import collections
import contextlib
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import MissingError, ValidationError
from odoo.fields import Command
from odoo.tools import ormcache

from ..activity.client_values import BadValueError, is_integer
from ..activity.links import (
    clean_link,
    clean_links,
    get_ids,
    get_linked_ids,
    parse_ids,
    read_links,
)
from .hidden_error import (
    ATTENDEE,
    CHANNEL,
    EVENT,
    MESSAGE,
    make_hidden_error,
    shows_activities,
    tells_by_name,
    tells_of_hidden,
)
from .mail_activity_mixin import PER_USER_FIELDS
from .mail_activity_outcome_mixin import OUTCOME_FIELDS
from .per_user import compare_for_user, keep_per_user
from .properties import leave_out_links

TEMPLATES = ("mail.template", "sms.template")
# what is sent by a template that is for their own records
SENDERS = ("calendar.alarm", "ir.actions.server", "mail.activity.type")
# what links meetings by rules of its own
MEETING_MODELS = (
    ATTENDEE,
    EVENT,
    "calendar.recurrence",
    "mail.activity",
    "res.partner",
)
LINKING = (Command.UPDATE, Command.LINK, Command.SET)


class Pointer(NamedTuple):
    """Fields that together name a record: its id, and its model in one of two ways."""

    res_id: str
    model: str
    model_id: str


class Base(models.AbstractModel):
    """Refuse links to what is hidden: Odoo names, and reads, what a record links to.

    And decide what properties show, see ``properties.py``.

    *Links* name records by a field, *pointers* by an id and a model; *lines* are what a
    form has in memory; *known* is what exists as far as the user is to know.
    """

    _inherit = "base"

    # ------------------------------------------------------------
    # Odoo's methods
    # ------------------------------------------------------------

    @api.model
    def _post_model_setup__(self):
        """Show each user what it inherits of a document's activities, as users do."""
        super()._post_model_setup__()
        inherited = {name for name, field in self._fields.items() if field.inherited}
        keep_per_user(self, inherited.intersection(PER_USER_FIELDS))
        compare_for_user(self, inherited.intersection(OUTCOME_FIELDS))

    @api.model_create_multi
    def create(self, vals_list):
        """Link to nothing that the user isn't to know of."""
        if self.env["mail.activity"]._is_limited():
            # Odoo itself makes ids of what defaults have
            vals_list = [
                {**vals, **self._sharing_clean_links(vals)} for vals in vals_list
            ]
            for vals in vals_list:
                self._sharing_check_lines(self.browse()._sharing_get_unsaved(vals))
            self._sharing_check_links(vals_list, is_new=True)
        return super().create(vals_list)

    def write(self, vals):
        """Link to nothing that the user isn't to know of."""
        if self.env["mail.activity"]._is_limited() and isinstance(vals, dict):
            vals = {**vals, **self._sharing_clean_links(vals)}
            self._sharing_check_links([vals])
            self._sharing_check_documents(vals)
            self._sharing_check_lines(self._sharing_get_unsaved(vals))
        return super().write(vals)

    def _update_cache(self, values, validate=True):
        """Keep to what is saved in the cache of saved records.

        Odoo would let a client's defaults say otherwise, which no one checks, and
        whatever decides by these records would believe it. Nothing is lost: it is never
        written, and the default itself remains.
        """
        if self.id and not validate and self.env["mail.activity"]._has_sharing():
            return None
        return super()._update_cache(values, validate)

    @api.model
    def default_get(self, fields):
        """Refuse defaults that link to what is hidden.

        Odoo fills records in memory with them. What it computes of these as the
        superuser has no defaults of the context.
        """
        if self.env["mail.activity"]._is_limited():
            [defaults] = self._sharing_add_defaults([{}], fields)
            self._sharing_check_lines(defaults)
        return super().default_get(fields)

    def onchange(self, values, field_names, fields_spec):
        """Refuse links to what is hidden in forms and their lines: they show names."""
        if self.env["mail.activity"]._is_limited():
            self._sharing_check_links([values], is_new=not any(self._ids))
            self._sharing_check_documents(values)
            self.browse(filter(None, self._ids))._sharing_check_in_memory()
            self._sharing_check_lines(values)
        return super().onchange(values, field_names, fields_spec)

    # ------------------------------------------------------------
    # Lines of forms
    # ------------------------------------------------------------

    def _sharing_get_unsaved(self, vals):
        """Return the values that Odoo writes into its cache alone, as a form's."""
        is_saved = all(self._ids)  # a client's record 0 isn't
        names = vals.keys() & self._fields.keys()
        return {
            name: vals[name]
            for name in names
            if not (is_saved and self._fields[name].store)
        }

    @api.model
    def _sharing_check_lines(self, values):
        """Check the lines and linked records of a form like the form, and theirs, too.

        Odoo makes records in memory of them, also of the values of a linked record.
        """
        for name in values.keys() & self._fields.keys():
            if self._fields[name].relational:
                self._sharing_check_linked(self._fields[name], read_links(values[name]))

    @api.model
    def _sharing_check_linked(self, field, links):
        """Do so for what the links of one field name, and bring.

        :param Field field: of this model
        :param list[Link] links: see ``read_links``
        """
        model = self.env[field.comodel_name]
        linked = model.browse(get_ids(links, LINKING))
        if self._sharing_can_link_to_hidden(model._name):
            linked._sharing_check_known()
        lines = [link for link in links if link.values]
        # a link to one record, without values for it, is to what is saved
        if lines or field.type != "many2one":
            linked._sharing_check_in_memory()
        for line in lines:
            records = model.browse(line.ids)
            records._sharing_check_links([line.values], is_new=not line.ids)
            records._sharing_check_documents(line.values)
            records._sharing_check_lines(line.values)

    def _sharing_check_in_memory(self):
        """Hook: refuse copies of these in a form.

        A client gives them any values, and Odoo computes their stored fields as the
        superuser.
        """

    # ------------------------------------------------------------
    # Links and pointers
    # ------------------------------------------------------------

    def _sharing_clean_links(self, vals):
        """Return the values in which ids aren't integers, with integers instead.

        Odoo's cache has nothing for them, and so has whatever checks a new record.

        :raise AccessError: the user can't write at all
        :raise ValidationError: one of them isn't an id
        """
        cleaned = {}
        for name, value in vals.items():
            if not value or is_integer(value):
                continue
            field = self._fields.get(name)
            clean = _get_cleaner(field) if field else None
            if clean is None:
                continue
            try:
                cleaned[name] = clean(value)
            except BadValueError as error:
                self.check_access("write" if self else "create")
                raise ValidationError(
                    self.env._("Invalid record IDs: %(ids)s.", ids=repr(error.value))
                ) from None
        return cleaned

    def _sharing_check_documents(self, vals):
        """Hook: refuse documents that the user can't read, in a change or a form.

        Not in new records: Odoo itself checks the documents of new activities.

        :param dict vals: values to write, or those of a form, without defaults
        :raise HiddenError: the user can't read one of them
        """

    def _sharing_check_links(self, vals_list, is_new=False):
        """Refuse links to what looks missing, as those to what is missing.

        Asked only where levels limit what the user knows.

        :param list[dict] vals_list: values to write, or those of a form
        :param bool is_new: whether defaults fill what isn't given
        :raise HiddenError: the user knows no such record
        """
        links, pointers = self._sharing_get_links_to_hidden()
        templates = self._sharing_get_links_to_templates()
        if is_new and (links or pointers or templates):
            names = links.union(*pointers, templates) & self._fields.keys()
            vals_list = self._sharing_add_defaults(vals_list, names)
        ids = collections.defaultdict(set)
        for vals in vals_list:
            for name in links & vals.keys():
                model_name = self._fields[name].comodel_name
                ids[model_name] |= get_ids(read_links(vals[name]), LINKING)
            for pointer in pointers:
                for model_name in self._sharing_get_models_pointed_to(vals, pointer):
                    if self._sharing_can_point_to_hidden(model_name):
                        ids[model_name] |= self._sharing_get_ids_pointed_to(
                            vals, pointer
                        )
        for model_name, linked_ids in ids.items():
            self.env[model_name].browse(linked_ids)._sharing_check_linkable()
        self._sharing_check_templates(vals_list)

    def _sharing_check_linkable(self):
        """Hook: refuse records that a user's own ones aren't to be about."""
        self._sharing_check_known()

    def _sharing_check_changeable(self):
        """Hook: refuse records that others keep from the user, or from being changed.

        :raise AccessError: one of these is hidden or masked, or only to be read
        """
        self._sharing_check_known()

    def _sharing_check_known(self):
        """Refuse what looks missing.

        :raise HiddenError: the user knows no such record
        """
        unknown = self - self._sharing_filter_known()
        if unknown:
            raise make_hidden_error(unknown)

    def _sharing_filter_known(self):
        """Hook: return those of these that exist, as far as the user is to know."""
        if shows_activities(self.env, self._name):
            return self.browse()  # users link nothing to rows of reports
        return self.exists()

    def _sharing_filter_readable(self):
        """Hook: return those of these that the user reads, with what they are about."""
        return self._filtered_access("read")

    @api.model
    def _sharing_get_linked(self, name, vals_list):
        """Return the records that values name for a field, also those they take away.

        :param str name: of a field with links
        :param list[dict] vals_list: for new records, with their defaults
        """
        ids = set().union(*(get_linked_ids(vals.get(name)) for vals in vals_list))
        return self.env[self._fields[name].comodel_name].browse(ids)

    @api.model
    @ormcache("self._name")
    def _sharing_get_links_to_hidden(self):
        """Return the fields through which a record can link to what looks missing.

        :return: the names of links, and pointers
        :rtype: tuple[frozenset[str], tuple[Pointer]]
        """
        links = frozenset(
            name
            for name, field in self._fields.items()
            if field.type in ("many2one", "many2many")
            and self._sharing_can_link_to_hidden(field.comodel_name)
        )
        pointers = [
            (name, model_name)
            for name, field in self._fields.items()
            for model_name in _get_model_fields(field)
        ]
        return links, tuple(
            Pointer(name, model_name, f"{model_name}_id")
            for name, model_name in pointers
            if model_name in self._fields
        )

    @api.model
    def _sharing_can_link_to_hidden(self, model_name):
        """Return whether a link to a record of a model tells of what is hidden.

        Notices tell of activities, but not to whom Odoo itself lets messages answer.
        """
        if model_name == MESSAGE:
            return self._name != MESSAGE
        if model_name == CHANNEL:
            return self._name == CHANNEL  # who branches off a conversation joins it
        if model_name == EVENT:
            return self._name not in MEETING_MODELS
        return tells_of_hidden(self.env, model_name)

    @api.model
    def _sharing_can_point_to_hidden(self, model_name):
        """Hook: return whether an id of a model, beside its name, tells of it."""
        return model_name == EVENT or tells_by_name(self.env, model_name)

    def _sharing_get_models_pointed_to(self, vals, pointer):
        """Return the names of the models that records would be about by values.

        Two if values name two: Odoo lets one follow the other, and either could win.
        """
        if vals.keys().isdisjoint(pointer):
            return set()
        # as Odoo does: XML-RPC brings bytes, too
        names = {str(vals.get(pointer.model) or "")}
        if pointer.model_id in self._fields:
            ids = get_linked_ids(vals.get(pointer.model_id))
            # the database refuses a missing one
            with contextlib.suppress(MissingError):
                # most records are about the same one, which is read once
                names.update(self.env["ir.model"].sudo().browse(ids).mapped("model"))
        if not any(names):
            names.update(self.mapped(pointer.model))
        return set(filter(None, names))

    def _sharing_get_ids_pointed_to(self, vals, pointer):
        name = pointer.res_id
        given = [vals[name]] if name in vals else self.mapped(name)
        read = parse_ids if _is_text_pointer(self._fields[name]) else get_linked_ids
        return set().union(*map(read, given))

    # ------------------------------------------------------------
    # Templates
    # ------------------------------------------------------------

    @api.model
    def _sharing_check_templates(self, vals_list):
        """Refuse templates for records that can be hidden, where others are sent.

        The system fills them in by the ids of these. Dialogs do so for the user.

        :param list[dict] vals_list: values to write, or of new records with defaults
        :raise ValidationError: values name such a template
        """
        for template in self._sharing_get_templates(vals_list):
            template._sharing_check_kind_elsewhere()

    @api.model
    @ormcache("self._name")
    def _sharing_get_links_to_templates(self):
        """Return the fields through which a record can be sent by a template.

        :rtype: frozenset[str]
        """
        if self._transient or self._name in SENDERS:
            return frozenset()
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.type == "reference"
            or (field.relational and field.comodel_name in TEMPLATES)
        )

    @api.model
    def _sharing_get_templates(self, vals_list):
        """Yield the templates by which records would be sent with some values."""
        for name in self._sharing_get_links_to_templates():
            field = self._fields[name]
            for value in [vals[name] for vals in vals_list if name in vals]:
                model_name, ids = field.comodel_name, value
                if field.type == "reference":
                    model_name, _comma, ids = str(value).partition(",")
                if model_name in TEMPLATES:
                    templates = self.env[model_name].sudo()
                    yield from templates.browse(get_linked_ids(ids)).exists()

    # ------------------------------------------------------------
    # Defaults
    # ------------------------------------------------------------

    @api.model
    def _sharing_add_defaults(self, vals_list, names):
        """Add what a client's context, or the user, says of some fields of new records.

        :return: the values to create
        :rtype: list[dict]
        """
        given = self._sharing_get_defaults()
        defaults = {name: given[name] for name in names if name in given}
        return [{**defaults, **vals} for vals in vals_list]

    @api.model
    def _sharing_get_defaults(self):
        """Return what a client's context, and the user, say of fields of new records.

        :rtype: dict
        """
        named = {
            key.removeprefix("default_"): value
            for key, value in self.env.context.items()
            if key.startswith("default_")
        }
        return {
            **self.env["ir.default"]._get_model_defaults(self._name),
            **{name: named[name] for name in named.keys() & self._fields.keys()},
        }

    # ------------------------------------------------------------
    # Properties
    # ------------------------------------------------------------

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


def _get_cleaner(field):
    """Return what makes numbers of the ids in a field's values, if it has ids."""
    if field.type in ("one2many", "many2many"):
        return clean_links
    is_link = field.type == "many2one" or _is_pointer(field)
    return clean_link if is_link else None


def _get_model_fields(field):
    """Return which fields can say of what model the records are that one points to."""
    if not _is_text_pointer(field) and not _is_pointer(field):
        return ()
    name = getattr(field, "model_field", None)
    if name:
        return (name,)
    prefix = field.name.removesuffix("res_id").removesuffix("res_ids")
    return (f"{prefix}res_model", f"{prefix}model")


def _is_text_pointer(field):
    """Return whether a dialog lists ids in a field, as text."""
    return field.type in ("char", "text") and field.name == "res_ids"


def _is_pointer(field):
    """Return whether a field has the id of a record of any model."""
    is_named_so = field.type == "integer" and field.name.endswith("res_id")
    return is_named_so or field.type == "many2one_reference"
