from odoo import api, models

from .posting import POSTING, Posting, get_posting

RECIPIENTS = "recipients"


class MailFollowers(models.Model):
    """Who follows a document, asked for all documents with a message at once."""

    _inherit = "mail.followers"

    @api.model_create_multi
    def create(self, vals_list):
        followers = super().create(vals_list)
        followers._forget_recipients()
        return followers

    def write(self, vals):
        result = super().write(vals)
        self._forget_recipients()
        return result

    def unlink(self):
        self._forget_recipients()
        return super().unlink()

    def _forget_recipients(self):
        """Ask anew who follows these documents, in case others were asked about."""
        posting = self.env.context.get(POSTING)
        if isinstance(posting, Posting):
            for follower in self:
                posting.forget(RECIPIENTS, follower.res_model, follower.res_id)

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        posting = get_posting(self.env.context, records)
        if not posting or pids:
            return super()._get_recipient_data(records, message_type, subtype_id, pids)

        def ask(documents):
            return super(MailFollowers, self)._get_recipient_data(
                documents, message_type, subtype_id, pids
            )

        question = (RECIPIENTS, message_type, subtype_id)
        return {records.id: posting.take(question, records, ask)}
