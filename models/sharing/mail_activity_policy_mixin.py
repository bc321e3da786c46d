from odoo import api, models


class MailActivityPolicyMixin(models.AbstractModel):
    """What decides on levels of sharing: a change applies from the next query on.

    Levels are worked out once for each transaction. A cache across transactions would
    save little, and a thread that reads while another one saves could fill it again
    with the old lines.
    """

    _name = "mail.activity.policy.mixin"
    _description = "Part of the Policy for Activities"

    @api.model_create_multi
    def create(self, vals_list):
        """Work the levels out anew."""
        records = super().create(vals_list)
        self.env["mail.activity"]._clear_share_policies()
        records._get_policy_owners()._adapt_owned_meetings()
        return records

    def write(self, vals):
        """Work the levels out anew if they depend on what changes."""
        if self._get_policy_fields().isdisjoint(vals):
            return super().write(vals)
        owners = self._get_policy_owners()
        result = super().write(vals)
        self.env["mail.activity"]._clear_share_policies()
        (owners | self._get_policy_owners())._adapt_owned_meetings()
        return result

    def unlink(self):
        """Work the levels out anew."""
        owners = self._get_policy_owners()
        result = super().unlink()
        self.env["mail.activity"]._clear_share_policies()
        owners._adapt_owned_meetings()
        return result

    @api.model
    def _get_policy_fields(self):
        """Hook: return the fields on which levels depend.

        :rtype: frozenset[str]
        """
        return frozenset()

    def _get_policy_owners(self):
        """Hook: return the users whose activities are shared as these say."""
        return self.env["res.users"]
