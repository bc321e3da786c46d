from itertools import takewhile

from odoo import models
from odoo.tools import SQL

from .mail_activity_next_step import SUGGEST

# which condition says more: the outcomes, then the sentiment, then none
BY_OUTCOME, BY_SENTIMENT, ALWAYS = 2, 1, 0


class MailActivity(models.Model):
    """Which rules apply to completed activities."""

    _inherit = "mail.activity"

    def _get_next_steps(self, mode):
        """Return the rules that apply to each of these done activities, in order.

        All rules with the most specific condition that holds, and no others. Of the
        same condition, the one that waits for more attempts is the more specific.

        :param str mode: only those that suggest, or that create
        :rtype: dict[mail.activity, mail.activity.next.step]
        """
        followed = self.filtered(
            lambda activity: (
                activity.activity_type_id._has_suggestions()
                if mode == SUGGEST
                else mode in activity.activity_type_id._get_next_modes()
            )
        )
        if not followed:
            return {}
        rules = followed.activity_type_id._get_next_step_rules()
        histories = followed._get_histories(
            max(rules.mapped("min_attempts"), default=1)
        )
        return {
            activity: rules._filtered_matching(activity, histories[activity]).filtered(
                lambda rule: rule.mode == mode
            )
            for activity in followed
        }

    def _get_histories(self, length):
        """Return how the last activities of the same type on the document ended.

        As the superuser: what counts is what happened, and only a number comes of it.

        :param int length: how many, at most
        :return: outcomes by activity, newest first, that of the activity itself first
        :rtype: dict[mail.activity, list[mail.activity.outcome]]
        """
        histories = {activity: [activity.outcome_id.sudo()] for activity in self}
        if length > 1:
            self.env["mail.activity"].flush_model()
            for id_, outcome_id in self.env.execute_query(
                self._get_history_sql(length)
            ):
                outcome = self.env["mail.activity.outcome"].sudo().browse(outcome_id)
                histories[self.browse(id_)].append(outcome)
        return histories

    def _get_history_sql(self, length):
        return SQL(
            """
            SELECT activity.id, earlier.outcome_id
              FROM mail_activity activity
             CROSS JOIN LATERAL (
                SELECT id, done_at, outcome_id
                  FROM mail_activity
                 WHERE res_model = activity.res_model
                   AND res_id = activity.res_id
                   AND activity_type_id = activity.activity_type_id
                   AND id != activity.id
                   AND NOT active
                   AND cancelled_at IS NULL
                   AND COALESCE(done_at, '-infinity') <= activity.done_at
                 ORDER BY done_at DESC NULLS LAST, id DESC
                 LIMIT %(length)s
             ) earlier
             WHERE activity.id IN %(ids)s
             ORDER BY activity.id, earlier.done_at DESC NULLS LAST, earlier.id DESC
            """,
            length=length - 1,
            ids=self._ids,
        )


class MailActivityNextStep(models.Model):
    _inherit = "mail.activity.next.step"

    def _filtered_matching(self, activity, history):
        """Return the rules that apply to a done activity.

        :param mail.activity activity: the completed one
        :param list[mail.activity.outcome] history: see
            :meth:`mail.activity._get_histories`
        """
        matching = self.filtered(
            lambda rule: (
                rule.activity_type_id == activity.activity_type_id
                and rule._fits_document(activity)
                and rule._count_attempts(history) >= rule.min_attempts
            )
        )
        best = max((rule._get_specificity() for rule in matching), default=None)
        return matching.filtered(lambda rule: rule._get_specificity() == best)

    def _get_specificity(self):
        condition = ALWAYS
        if self.outcome_ids:
            condition = BY_OUTCOME
        elif self.sentiment:
            condition = BY_SENTIMENT
        return condition, max(self.min_attempts, 1)

    def _fits_document(self, activity):
        """Return whether the rule is for the document of an activity, if it has one."""
        named = self.model_ids.mapped("model")
        is_named = not named or activity.res_model in named
        return is_named and self._fits(activity.res_model)

    def _count_attempts(self, history):
        """Return how many completions in a row, up to the last one, meet the condition.

        Not a single one: the rule doesn't match, however few attempts it asks for.
        """
        count = sum(1 for _outcome in takewhile(self._allows, history))
        return count or -1

    def _allows(self, outcome):
        if self.outcome_ids:
            return outcome in self.outcome_ids
        return not self.sentiment or outcome.sentiment == self.sentiment
