from odoo import api, models
from odoo.tools import SQL

ASSIGNING = "activity_assigning"


class Subscriptions:
    """What Odoo subscribes while it assigns activities, held back until it is done.

    Only then does it say which activities there are. A value in the context that no
    client can send: what arrives by RPC is plain. No list: Odoo takes environments
    whose contexts are equal for the same one, and empty lists are.
    """

    def __init__(self):
        self.calls = []

    def release(self, get_left_out):
        """Subscribe, as Odoo wanted to, but for some.

        :param callable get_left_out: returns whom not to subscribe to what: names of
            models, ids of records, and ids of partners; called only if it matters
        """
        left_out = get_left_out() if self.calls else set()
        for followers, model, ids, partner_ids, *args in self.calls:
            for partner_id in partner_ids:
                left = [id_ for id_ in ids if (model, id_, partner_id) not in left_out]
                if left:
                    followers._insert_followers(model, left, [partner_id], *args)


class MailFollowers(models.Model):
    """Who follows private meetings of others is theirs to know."""

    _name = "mail.followers"
    _inherit = ["mail.activity.known.mixin", "mail.followers"]

    @api.model
    def _get_known_sql(self, alias, query):
        """Leave out followers of private meetings of others, but for the user."""
        return SQL(
            "(%s IS DISTINCT FROM %s OR %s = %s OR NOT %s)",
            self._field_to_sql(alias, "res_model", query),
            "calendar.event",
            self._field_to_sql(alias, "partner_id", query),
            self.env.user.partner_id.id,
            self.env["calendar.event"]._get_linked_masked_sql(
                self._field_to_sql(alias, "res_id", query)
            ),
        )

    @api.model
    def _insert_followers(
        self,
        res_model,
        res_ids,
        partner_ids,
        subtypes=None,
        customer_ids=None,
        check_existing=True,
        existing_policy="skip",
    ):
        """Hold subscriptions back while activities are being assigned."""
        args = (subtypes, customer_ids, check_existing, existing_policy)
        held = self.env.context.get(ASSIGNING)
        if not isinstance(held, Subscriptions):
            return super()._insert_followers(res_model, res_ids, partner_ids, *args)
        followers = self.with_context(**{ASSIGNING: None})
        held.calls.append((followers, res_model, res_ids, partner_ids, *args))
        return None
