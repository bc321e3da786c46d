from odoo import models
from odoo.exceptions import ValidationError


class MailActivity(models.Model):
    """Which outcomes an activity may end with, and whether it needs one.

    Asked by the rule in ``mail_activity_outcome_rule.py``, which alone enforces it.
    """

    _inherit = "mail.activity"

    def _requires_outcome(self):
        """Return whether a person has to say how this activity ended."""
        self.ensure_one()
        return bool(
            self.activity_type_id
            and not self.automated
            # not activity_category: a write to that related field stays in the cache
            and self.activity_type_id.category != "upload_file"
            and self._has_outcomes()
            and self._get_outcomes()
        )

    def _allows_outcome(self, outcome):
        """Return whether an outcome may stand on this activity, whoever recorded it."""
        return outcome in self._get_outcomes() or outcome == outcome._get_automatic()

    def _get_outcomes(self):
        """Return the outcomes with which these activities can be completed."""
        get_ids = self.env["mail.activity.type"]._get_outcome_ids
        ids = [id_ for type_id in self.activity_type_id.ids for id_ in get_ids(type_id)]
        return self.env["mail.activity.outcome"].browse(dict.fromkeys(ids))

    def _check_outcome(self, outcome, required=None):
        """Refuse an outcome that the activity's type doesn't allow, or a missing one.

        :param mail.activity.outcome outcome: the outcome to record, or none
        :param bool required: whether one is needed; by default, as the activity says
        """
        self.ensure_one()
        if not outcome:
            if required is None:
                required = self._requires_outcome()
            allowed = not required
        else:
            allowed = self._allows_outcome(outcome)
        if not allowed:
            raise ValidationError(self._get_outcome_error())

    def _get_outcome(self, outcome_id):
        """Return the outcome of an id that came from outside; none for False.

        Whether it exists shows when it is looked for among the allowed ones.

        :raise ValidationError: it is not an id, or the one that nobody picks by hand
        """
        outcome = self.env["mail.activity.outcome"]
        if not outcome_id:
            return outcome
        if type(outcome_id) is not int or outcome_id == outcome._get_automatic().id:
            raise ValidationError(self[:1]._get_outcome_error())
        return outcome.browse(outcome_id)

    def _get_outcome_error(self):
        """Say which outcomes are allowed, so that a program can answer, too."""
        if not self._has_outcomes():
            return self.env._(
                "Outcomes are switched off, so none can be recorded. Complete the "
                "activity without an outcome."
            )
        outcomes = self._get_outcomes()
        if not outcomes:
            return self.env._(
                "“%(activity)s” can't have an outcome, because its type has none. "
                "Complete it without one, or give it a type that has outcomes.",
                activity=self.display_name or self.env._("Activity"),
            )
        return self.env._(
            "“%(activity)s” needs one of these outcomes to be completed: %(outcomes)s. "
            "Choose one of them.",
            activity=self.display_name,
            outcomes=", ".join(outcomes.mapped("name")),
        )
