from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store

from .mail_activity_next_step import SUGGEST


class ChainingType(fields.Selection):
    """Odoo's related field, but a type with rules triggers nothing by itself.

    A related one still: it is grouped by, searched, and told to clients as before.
    """

    def _compute_related(self, records):
        result = super()._compute_related(records)
        for record in records:
            if record.activity_type_id._get_next_modes():
                record[self.name] = SUGGEST
        return result


class MailActivity(models.Model):
    """What follows activities: from the rules of their types, or Odoo's settings."""

    _inherit = "mail.activity"

    chaining_type = ChainingType()
    next_step_id = fields.Many2one(
        "mail.activity.next.step",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        help="The rule that suggested or created the activity.",
    )
    follows_label = fields.Char("Follows Activity", compute="_compute_follows_label")

    @api.depends_context("lang", "uid")
    @api.depends("previous_activity_id")
    def _compute_follows_label(self):
        """Name what an activity follows to those who may read that, too."""
        readable = self.previous_activity_id._filtered_access("read")
        for activity in self:
            previous = activity.previous_activity_id & readable
            names = (previous.display_name, previous.outcome_id.name)
            activity.follows_label = ", ".join(filter(None, names)) if previous else ""

    def action_open_previous(self):
        """Open the activity that this one follows.

        :rtype: dict, an action; False if there is none
        """
        self.ensure_one()
        previous = self.previous_activity_id
        return bool(previous) and previous.action_open_activity()

    def _flow_store_fields(self):
        """Let the web client show what an activity follows."""
        store_fields = super()._flow_store_fields()
        if self._expects_suggestions():
            store_fields.append(
                Store.Attr("follows", lambda activity: activity._get_follows())
            )
        return store_fields

    def _get_follows(self):
        name = self.follows_label
        return bool(name) and {"id": self.previous_activity_id.id, "name": name}

    def _get_followers(self):
        """Return the open activities that next steps made of these, whoever may see."""
        return self._sudo_open().search(
            [("previous_activity_id", "in", self.ids), ("origin", "=", "next_step")]
        )

    def _sudo_open(self):
        """Return these as the superuser who finds what is to be done, and no more.

        Lists of what is done, and the dialog for a selection, look for all.
        """
        return self.sudo().with_context(active_test=True)

    def _get_pending_sources(self):
        """Return what followed these activities and is still to be done.

        :return: pairs of the completed activity and what it was made by, see
            :meth:`mail.activity.next.step._get_source`
        :rtype: set[tuple]
        """
        return {
            (
                follower.previous_activity_id,
                follower.next_step_id or follower.activity_type_id,
            )
            for follower in self._get_followers()
        }

    def _get_follow_ups(self, mode):
        """Return what the rules make of these done activities, in their order.

        What a rule made before and is still to be done is not made again: somebody
        reopened the activity, and kept what followed.

        :param str mode: what is suggested, or what is created
        :return: see :meth:`mail.activity.next.step._get_follow_ups`
        :rtype: list[tuple]
        """
        order = {}
        by_rule = {}
        for activity, rules in self._get_next_steps(mode).items():
            for rule in rules:
                order[activity, rule] = len(order)
                by_rule[rule] = by_rule.get(rule, self.browse()) | activity
        if not order:
            return []
        made = self._get_pending_sources()
        found = [
            follow_up
            for rule, activities in by_rule.items()
            for follow_up in rule._get_follow_ups(activities)
            if (follow_up[0], follow_up[1]._get_source()) not in made
        ]
        return sorted(found, key=lambda follow_up: order[follow_up[:2]])

    def _prepare_following_values(self):
        """Return what an activity that follows this one has from it."""
        return {
            "automated": False,
            "origin": "next_step",
            "previous_activity_id": self.id,
            "previous_activity_type_id": self.activity_type_id.id,
            "res_id": self.res_id,
            "res_model_id": self.res_model_id.id,
        }
