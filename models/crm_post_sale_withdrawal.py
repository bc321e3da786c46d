from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models


class CrmPostSaleClosing(models.Model):
    """How a closing ends, and what becomes of what it started."""

    _inherit = "crm.post.sale.closing"

    @api.model
    def _on_merge(self, survivor, merged):
        """Withdraw what closings of opportunities started that are merged into another.

        They are gone, and the survivor is open, or has a set of its own.
        """
        closings = self.sudo().search(
            [("lead_id", "in", merged.ids), ("reopened_at", "=", False)]
        )
        closings._reopen(reason=self.env._("Opportunity merged"))

    def _reopen(self, withdraws=True, reason=False):
        """End closings, and withdraw what nobody touched of what they started.

        :param bool withdraws: whether the activities go; never by imports
        :param str reason: why; that the opportunity was reopened, if nothing is given
        """
        if not self:
            return
        self.reopened_at = fields.Datetime.now()
        if withdraws:
            self._withdraw(reason or self.env._("Opportunity reopened"))

    def _withdraw(self, reason):
        """Cancel, or delete while Statuses is off, the activities nobody touched."""
        untouched = self.env["mail.activity"].search(
            [
                ("post_sale_closing_id", "in", self.ids),
                ("is_untouched", "=", True),
                ("create_uid", "=", SUPERUSER_ID),
            ]
        )
        if not untouched:
            return
        lines = untouched._get_withdrawn_lines(reason)
        by_closing = untouched.grouped("post_sale_closing_id")
        errors = self._cancel_each(by_closing, reason)
        for closing, error in errors.items():
            lines[closing] = [Markup("<p>%s: %s</p>") % (reason, error)]
        if self.env["mail.activity"]._has_statuses():
            # each document tells of what is cancelled
            lines = {closing: lines[closing] for closing in errors}
        self._tell(lines)
