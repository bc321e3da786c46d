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
        return records

    def write(self, vals):
        """Work the levels out anew if they depend on what changes."""
        result = super().write(vals)
        if not self._get_policy_fields().isdisjoint(vals):
            self.env["mail.activity"]._clear_share_policies()
        return result

    def unlink(self):
        """Work the levels out anew."""
        result = super().unlink()
        self.env["mail.activity"]._clear_share_policies()
        return result

    @api.model
    def _get_policy_fields(self):
        """Hook: return the fields on which levels depend.

        :rtype: frozenset[str]
        """
        return frozenset()
