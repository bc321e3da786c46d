from odoo import models

from .sudo_values import drop_links


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _check_can_be_rendered(self, *args, **kwargs):
        """Try it with any record that Odoo finds: no one sees what comes of it."""
        if not self.env["mail.activity"]._has_sharing():
            return super()._check_can_be_rendered(*args, **kwargs)
        trying = self._note_by_code()
        return super(MailTemplate, trying)._check_can_be_rendered(*args, **kwargs)

    def send_mail_batch(
        self,
        res_ids,
        force_send=False,
        raise_exception=False,
        email_values=None,
        email_layout_xmlid=False,
    ):
        """Write no values that change what is hidden, and no hidden files, into mails.

        And none about private meetings of others, which end up in their chatter. Odoo
        makes mails as the superuser.
        """
        self._sharing_check_rendering(self.model, res_ids, as_superuser=False)
        if email_values and self.env["mail.activity"]._is_limited():
            mails = self.env["mail.mail"]
            mails._sharing_check_links([email_values])
            kept = drop_links(mails, email_values)
            if "attachment_ids" in email_values:
                kept["attachment_ids"] = email_values["attachment_ids"]
            email_values = kept
        options = (force_send, raise_exception, email_values, email_layout_xmlid)
        if not self.env.su or not self.env["mail.activity"]._has_sharing():
            return super().send_mail_batch(res_ids, *options)
        # code, in the name of whoever is there
        sending = self._note_by_code()
        mails = super(MailTemplate, sending).send_mail_batch(res_ids, *options)
        return mails.with_env(mails.env(context=self.env.context))
