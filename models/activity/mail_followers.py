from odoo import models

from .posting import get_posting


class MailFollowers(models.Model):
    """Who follows a document, asked for all documents with a message at once."""

    _inherit = "mail.followers"

    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        posting = get_posting(self.env.context, records)
        if not posting or pids:
            return super()._get_recipient_data(records, message_type, subtype_id, pids)

        def ask(documents):
            return super(MailFollowers, self)._get_recipient_data(
                documents, message_type, subtype_id, pids
            )

        question = ("recipients", message_type, subtype_id)
        return {records.id: posting.take(question, records, ask)}
