from odoo import api, models

from ..activity.source import OWN_CODE, has_mark
from .hidden_error import check_named
from .mail_render_mixin import BY_CODE

COMPOSING = "activity_composing_by_code"
# in the cache of the transaction
COMPOSED = "crm_activity_flow.composed_by_code"


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Note what code composes as the superuser, such as an automation rule."""
        if not self.env.su or not self.env["mail.activity"]._has_sharing():
            return super().create(vals_list)
        noting = self.with_context(**{COMPOSING: OWN_CODE})
        composers = super(MailComposeMessage, noting).create(vals_list)
        self._get_composed_by_code().update(dict.fromkeys(composers._ids))
        return composers.with_env(self.env)

    @api.model
    def _get_composed_by_code(self):
        return self.env["mail.activity"]._get_transaction_cache(COMPOSED)

    def _is_by_code(self):
        is_composing = has_mark(self.env.context, COMPOSING)
        return is_composing or self.id in self._get_composed_by_code()

    def _note_if_by_code(self):
        """Return it as what code fills in, if so, by a template for such records."""
        if not self._is_by_code():
            return self
        template = self.template_id
        is_meant = not template or template.render_model == self.render_model
        return self._note_by_code() if is_meant else self

    def _evaluate_res_ids(self):
        """Refuse records that the user isn't to know of: it computes as the superuser.

        Odoo takes them from the context, too.
        """
        ids = super()._evaluate_res_ids()
        if not self._is_by_code():
            check_named(self.env(su=False), self.model, ids)
        return ids

    def _set_value_from_template(self, *args, **kwargs):
        composer = self._note_if_by_code()
        return super(MailComposeMessage, composer)._set_value_from_template(
            *args, **kwargs
        )

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
