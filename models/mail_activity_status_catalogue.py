from odoo import api, models
from odoo.tools import ormcache

from .mail_activity_status import OPEN


class MailActivityStatus(models.Model):
    """The statuses at hand without a query: the rule asks for them all the time.

    A class of its own, because everything in here is read from a cache, which
    ``_on_catalogue_change`` clears.
    """

    _inherit = "mail.activity.status"

    @api.model
    @ormcache()
    def _get_catalogue(self):
        """Return id, kind and ``active`` of all statuses, in their order.

        Cached, so that neither creating nor moving an activity costs a query for it.

        :rtype: tuple[tuple[int, str, bool], ...]
        """
        statuses = self.sudo().with_context(active_test=False).search_fetch([])
        return tuple((status.id, status.kind, status.active) for status in statuses)

    @api.model
    def _get_first_id(self):
        """Return the id of the status that new activities start with."""
        return next(
            (
                id_
                for id_, kind, active in self._get_catalogue()
                if kind == OPEN and active
            ),
            False,
        )

    @api.model
    def _get_closing_id(self, kind):
        """Return the id of the status for done, or for cancelled, activities."""
        return next(
            (id_ for id_, other, _active in self._get_catalogue() if other == kind),
            False,
        )

    def _get_entry(self):
        """Return kind and ``active`` of this status, without a query.

        :rtype: tuple[str, bool]
        """
        self.ensure_one()
        return next(entry[1:] for entry in self._get_catalogue() if entry[0] == self.id)

    @api.model
    def _get_choice_names(self):
        """Return the names of what an open activity can be moved to, as one text."""
        return ", ".join(self.sudo().search([("kind", "=", OPEN)]).mapped("name"))
