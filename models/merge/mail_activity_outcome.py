from odoo import models


class MailActivityOutcome(models.Model):
    """What merging outcomes means, besides moving references to them."""

    _name = "mail.activity.outcome"
    _inherit = ["mail.activity.outcome", "mail.activity.merge.mixin"]

    def _merge_into(self, survivor):
        """Check the outcomes of types afterwards: SQL triggers no constraints."""
        types = self._get_all_types()
        result = super()._merge_into(survivor)
        types._check_outcomes()
        return result

    def _get_merge_error(self, survivor):
        automatic = (self | survivor).filtered("is_automatic")
        if automatic:
            return self.env._(
                "The system records “%(name)s” when no one chose an outcome, so it "
                "can't be merged with others. Leave it out.",
                name=automatic.name,
            )
        return super()._get_merge_error(survivor)

    def _get_merge_warning(self, survivor):
        """Warn if the sentiments differ: that changes past reports."""
        others = self.filtered(lambda outcome: outcome.sentiment != survivor.sentiment)
        if not others:
            return super()._get_merge_warning(survivor)
        sentiments = dict(self._fields["sentiment"]._description_selection(self.env))
        return self.env._(
            "The sentiments differ: activities that ended with %(names)s will count "
            "as “%(sentiment)s”, also in past reports.",
            names=", ".join(others.mapped("name")),
            sentiment=sentiments[survivor.sentiment],
        )
