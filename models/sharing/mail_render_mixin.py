from odoo import api, models
from odoo.exceptions import ValidationError

from ..activity.links import get_linked_ids
from ..activity.source import OWN_CODE, has_mark
from .base import TEMPLATES
from .hidden_error import ATTENDEE, EVENT, check_named, tells_of_meetings

BY_CODE = "activity_rendered_by_code"
RESTRICTED = "mail.restrict.template.rendering"  # to some expressions, for employees
KINDS = {"model_id", "mailing_model_id"}  # of what records a template is about


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

    @api.model_create_multi
    def create(self, vals_list):
        """Let no mailing be about what can be hidden: its links show all of it."""
        is_limited = self.env["mail.activity"]._is_limited()
        if is_limited and self._name not in TEMPLATES:
            for vals in self._sharing_add_defaults(vals_list, KINDS):
                self._sharing_check_kind(vals)
        templates = super().create(vals_list)
        templates._sharing_check_kind_name()
        return templates

    def write(self, vals):
        """Let no template come to be about what is hidden, wherever it is used."""
        self._sharing_check_kind(vals)
        result = super().write(vals)
        self._sharing_check_kind_name()
        return result

    def _sharing_check_kind(self, vals):
        """Refuse values by which templates are about what can be hidden.

        :raise ValidationError: they would be, and aren't already
        """
        if not self.env["mail.activity"]._is_limited():
            return
        for name in KINDS & vals.keys() & self._fields.keys():
            model = self.env["ir.model"].sudo().browse(get_linked_ids(vals[name]))
            is_new = not self or self.sudo()[name] != model
            if is_new and tells_of_meetings(self.env, model.exists().model):
                raise self._make_kind_error(model)

    def _sharing_check_kind_name(self):
        """Refuse names of models that aren't those of the models: a client gives any.

        Odoo stores both, fills in by the name, and shows the model.

        :raise ValidationError: by its name, one is about what can be hidden
        """
        if self._name not in TEMPLATES or not self.env["mail.activity"]._is_limited():
            return
        for template in self.sudo():
            name = template.model
            if name != template.model_id.model and tells_of_meetings(self.env, name):
                raise self._make_kind_error(self.env["ir.model"]._get(name).sudo())

    def _sharing_check_kind_elsewhere(self):
        """Refuse a template for what can be hidden where other records are sent.

        :raise ValidationError: it is such a template, or is filled in like one
        """
        template = self.sudo()
        for name in {template.model_id.model, template.model}:
            if tells_of_meetings(self.env, name):
                raise ValidationError(
                    self.env._(
                        "“%(template)s” is a template for “%(model)s”. Choose one that "
                        "is for these records.",
                        template=template.name,
                        model=self.env["ir.model"]._get(name).sudo().name,
                    )
                )

    def _make_kind_error(self, model):
        return ValidationError(
            self.env._(
                "While Activity Sharing is on, only a new template can be for "
                "“%(model)s”. Choose another kind of record, or create one.",
                model=model.name,
            )
        )

    @api.model
    def _render_template(self, template_src, model, res_ids, *args, **kwargs):
        """Fill in no template with what isn't to be known.

        Odoo does so as the superuser, for whoever asks. What the system fills in is
        meant for such records, see ``base.py``.
        """
        if not has_mark(self.env.context, BY_CODE):
            asking = self.sudo(False)
            asking._sharing_check_rendering(model, res_ids, self.env.su)
        return super()._render_template(template_src, model, res_ids, *args, **kwargs)

    @api.model
    def _sharing_check_rendering(self, model_name, ids, as_superuser=True):
        """Refuse to fill in a template with what the current user isn't to know of.

        :param str model_name: of the records that it is filled in with
        :param ids: of these
        :param bool as_superuser: whether Odoo does so as the superuser; as users, those
            who have made a private meeting for others get *Busy*
        :raise AccessError: one is hidden, or about a meeting that is masked
        """
        if not model_name or not self.env["mail.activity"]._is_limited():
            return
        ids = list(filter(None, ids))
        check_named(self.env, model_name, ids)
        events = self.env[EVENT].browse(ids if model_name == EVENT else ())
        if model_name == ATTENDEE:
            events = self.env[ATTENDEE].browse(ids).exists().event_id
        if as_superuser:
            events.exists()._check_not_masked()
        else:
            events._sharing_check_linkable()

    def _note_by_code(self):
        """Return these, noting that code fills them in for what they are made for."""
        return self.with_context(**{BY_CODE: OWN_CODE})
