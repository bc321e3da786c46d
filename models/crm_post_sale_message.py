from markupsafe import Markup

from odoo import models


class CrmPostSaleClosing(models.Model):
    """The one message in the chatter of an opportunity."""

    _inherit = "crm.post.sale.closing"

    def _tell(self, lines):
        """Post one message for each opportunity.

        :param dict lines: HTML by closing
        """
        told = self.filtered(lines.get)
        if told:
            told.lead_id._message_log_batch(
                bodies={
                    closing.lead_id.id: Markup().join(lines[closing])
                    for closing in told
                }
            )


class CrmPostSaleRule(models.Model):
    _inherit = "crm.post.sale.rule"

    def _get_lines(self, activities, failures):
        """Return what to tell in the chatter of an opportunity, as HTML."""
        event = dict(self._fields["event"]._description_selection(self.env))[self.event]
        names = {"event": event, "plan": self.plan_id.name, "count": len(activities)}
        lines = []
        if len(activities) == 1:
            header = self.env._("%(event)s: %(plan)s started, 1 activity", **names)
        else:
            header = self.env._(
                "%(event)s: %(plan)s started, %(count)s activities", **names
            )
        if activities:
            texts = [activity._get_post_sale_text() for activity in activities]
            lines.append(_as_list(header, texts))
        if failures:
            header = self.env._("%(event)s: %(plan)s could not be started", **names)
            if activities:
                header = self.env._(
                    "%(event)s: %(plan)s could not be started completely", **names
                )
            lines.append(_as_list(header, dict.fromkeys(failures)))
        return lines


def _as_list(header, texts):
    items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
    return Markup("<p>%s</p><ul>%s</ul>") % (header, items)
