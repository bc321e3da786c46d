import functools

from odoo import api, models
from odoo.fields import Domain


class MailActivityDetailMixin(models.AbstractModel):
    """Records that tell something of an activity, for those who may read it.

    What Odoo decides on activities is more than record rules can say; this asks the
    one condition of ``mail_activity_access.py``, for lists, totals and ids alike.
    """

    _name = "mail.activity.detail.mixin"
    _description = "Detail of an Activity"

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        """Find what the user finds among the activities; totals come from here, too."""
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._get_detail_domain()
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _get_detail_domain(self):
        """Hook: return which of these records tell of activities that the user reads.

        :rtype: Domain
        """
        readable = self.env["mail.activity"]._get_readable_domain()
        return Domain("activity_id", "any!", readable)

    def _check_access(self, operation):
        """Ask the same condition for the ids that a client sends."""
        result = super()._check_access(operation)
        if result or not self or self.env.su:
            return result
        forbidden = self - self.browse(self._search([("id", "in", self.ids)]))
        if not forbidden:
            return None
        make_error = self.env["ir.rule"]._make_access_error
        return forbidden, functools.partial(make_error, operation, forbidden)
