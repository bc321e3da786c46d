from odoo import api, models
from odoo.tools import ormcache


class MailActivityOutcome(models.Model):
    """The outcomes that code asks for by what they are, and how they are shown."""

    _inherit = "mail.activity.outcome"

    @api.model
    def _get_completed(self):
        """Return the outcome that types start with, *Completed*; it may be archived."""
        xmlid = "crm_activity_flow.mail_activity_outcome_completed"
        return self.env.ref(xmlid, raise_if_not_found=False) or self.browse()

    @api.model
    def _get_default(self):
        """Return what a new type starts with: *Completed*, or the first of the others.

        Without it, another addon that ships a type could not be installed.
        """
        completed = self._get_completed()
        if completed.active:
            return completed
        return self.search([("is_automatic", "=", False)], limit=1) or completed

    @api.model
    def _get_automatic(self):
        """Return the system's outcome, *Completed automatically*."""
        xmlid = "crm_activity_flow.mail_activity_outcome_automatic"
        return self.browse(self.env["ir.model.data"].sudo()._xmlid_to_res_id(xmlid))

    @api.model
    @ormcache("outcome_id", "self.env.lang")
    def _get_label(self, outcome_id):
        """Return name and sentiment of an outcome, for the messages in the chatter.

        Cached, so that completing an activity costs no query to tell how it ended.

        :rtype: tuple[str, str]
        """
        outcome = self.sudo().browse(outcome_id)
        return outcome.name, outcome.sentiment

    def _get_choice(self):
        """Return the outcome as the web client's picker shows it.

        :rtype: dict, with ``id``, ``name``, ``sentiment`` and ``description``
        """
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            "sentiment": self.sentiment,
            "description": self.description,
        }
