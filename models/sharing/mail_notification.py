from odoo import api, models
from odoo.tools import SQL

from .mail_message import NOTICE


class MailNotification(models.Model):
    """Whom a notice was sent to is known to its recipient and its author alone.

    Odoo lets users count all of them: one more says that someone was given something.
    """

    _name = "mail.notification"
    _inherit = ["mail.activity.known.mixin", "mail.notification"]

    @api.model
    def _get_known_sql(self, alias, _query):
        return SQL(
            """
            (%(recipient)s = %(me)s OR %(author)s = %(me)s OR EXISTS (
                SELECT FROM mail_message
                 WHERE mail_message.id = %(message)s
                   AND mail_message.message_type <> %(notice)s
            ))
            """,
            author=SQL.identifier(alias, "author_id"),
            me=self.env.user.partner_id.id,
            message=SQL.identifier(alias, "mail_message_id"),
            notice=NOTICE,
            recipient=SQL.identifier(alias, "res_partner_id"),
        )
