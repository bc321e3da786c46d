from odoo import api, models

from ..activity.by_code import is_prepared, note_prepared, note_preparing
from ..activity.source import has_mark
from .hidden_error import check_named
from .mail_render_mixin import BY_CODE


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Note what code composes as the superuser, such as an automation rule."""
        if not self.env["mail.activity"]._has_sharing():
            return super().create(vals_list)
        noting = note_preparing(self)
        composers = super(MailComposeMessage, noting).create(vals_list)
        return note_prepared(composers, self.env)

    def _note_if_by_code(self):
        """Return it as what code fills in, if so, by a template for such records.

        :raise ValidationError: the template is for others, which can be hidden
        """
        if not is_prepared(self):
            return self
        template = self.template_id
        if not template or template.render_model == self.render_model:
            return self._note_by_code()
        template._sharing_check_kind_elsewhere()
        return self

    def _evaluate_res_ids(self):
        """Refuse records that the user isn't to know of: it computes as the superuser.

        Odoo takes them from the context, too.
        """
        ids = super()._evaluate_res_ids()
        if not is_prepared(self):
            check_named(self.env(su=False), self.model, ids)
        return ids

    def _set_value_from_template(self, *args, **kwargs):
        composer = self._note_if_by_code()
        return super(MailComposeMessage, composer)._set_value_from_template(
            *args, **kwargs
        )

    def _render_lang(self, *args, **kwargs):
        composer = self._note_if_by_code()
        return super(MailComposeMessage, composer)._render_lang(*args, **kwargs)

    def _render_field(self, *args, **kwargs):
        composer = self._note_if_by_code()
        return super(MailComposeMessage, composer)._render_field(*args, **kwargs)

    def _generate_template_for_composer(self, res_ids, *args, **kwargs):
        """Fill in no template with what the user isn't to know of.

        Odoo does so as the superuser where it finds recipients and files, and doesn't
        ask for access to the records: clients name them in a text.
        """
        composer = self._note_if_by_code()
        asking = self.sudo(False)
        is_limited = asking.env["mail.activity"]._is_limited()
        if is_limited and not has_mark(composer.env.context, BY_CODE):
            model_name = self.template_id.render_model
            asking._sharing_check_rendering(model_name, res_ids)
        return super(MailComposeMessage, composer)._generate_template_for_composer(
            res_ids, *args, **kwargs
        )
