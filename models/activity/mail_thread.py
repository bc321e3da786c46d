from odoo import models
from odoo.tools import SQL

from .posting import get_posting

ANCESTORS_MAX = 200  # messages of a document that Odoo chooses from


class MailThread(models.AbstractModel):
    """What Odoo asks for each message, asked once for all documents that get one."""

    _inherit = "mail.thread"

    def _mail_get_alias_domains(self, default_company=False):
        posting = get_posting(self.env.context, self)
        if not posting:
            return super()._mail_get_alias_domains(default_company)

        def ask(records):
            return super()._mail_get_alias_domains(default_company)

        question = ("alias domain", self.env, default_company)
        return {self.id: posting.get(question, self, ask)}

    def _notify_get_reply_to(self, default=None, author_id=False):
        posting = get_posting(self.env.context, self)
        if not posting:
            return super()._notify_get_reply_to(default, author_id)

        def ask(records):
            return super()._notify_get_reply_to(default, author_id)

        question = ("reply-to", self.env, default, author_id)
        return {self.id: posting.get(question, self, ask)}

    def _message_compute_parent_id(self, parent_id):
        posting = get_posting(self.env.context, self)
        if not posting or parent_id or not self._mail_flat_thread:
            return super()._message_compute_parent_id(parent_id)

        def ask(records):
            if len(records) > 1:
                return records._activity_get_ancestors()
            return {
                record.id: super(MailThread, record)._message_compute_parent_id(False)
                for record in records
            }

        return posting.take(("ancestor",), self, ask)

    def _activity_get_ancestors(self):
        """Return the message that a new one on each document follows, as Odoo does.

        Of the latest ones, the last that a person wrote, or else the last.

        :return: the ids of messages, or False, by document
        :rtype: dict[int, int | bool]
        """
        self.env["mail.message"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (res_id) res_id, id
                  FROM (
                    SELECT id, res_id, message_type,
                           COALESCE(date, create_date) AS date,
                           ROW_NUMBER() OVER (
                               PARTITION BY res_id ORDER BY date DESC, id DESC
                           ) AS number
                      FROM mail_message
                     WHERE model = %(model)s
                       AND res_id = ANY(%(ids)s)
                       AND message_type <> 'user_notification'
                  ) message
                 WHERE number <= %(most)s
                 ORDER BY res_id, message_type IN ('comment', 'email') DESC,
                          date DESC, id DESC
                """,
                ids=list(self.ids),
                model=self._name,
                most=ANCESTORS_MAX,
            )
        )
        return dict.fromkeys(self.ids, False) | dict(rows)
