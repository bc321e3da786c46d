from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store

from .mail_activity_next_step import SUGGEST


class MailActivity(models.Model):
    """What follows activities: from the rules of their types, or Odoo's settings."""

    _inherit = "mail.activity"

    chaining_type = fields.Selection(
        selection=lambda self: (
            self.env["mail.activity.type"]._fields["chaining_type"].selection
        ),
        related=None,
        compute="_compute_chaining_type",
        search="_search_chaining_type",
    )
    next_step_id = fields.Many2one(
        "mail.activity.next.step",
        index="btree_not_null",
        readonly=True,
        ondelete="set null",
        copy=False,
        help="The rule that suggested or created the activity.",
    )
    follows_label = fields.Char("Follows Activity", compute="_compute_follows_label")

    @api.depends("activity_type_id.chaining_type")
    def _compute_chaining_type(self):
        """A type with rules doesn't trigger what Odoo's own settings say."""
        for activity in self:
            kind = activity.activity_type_id
            activity.chaining_type = (
                SUGGEST if kind._get_next_modes() else kind.sudo().chaining_type
            )

    def _search_chaining_type(self, operator, value):
        return [("activity_type_id.chaining_type", operator, value)]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Describe the chaining type as Odoo does: as that of the type.

        Clients that compute for themselves what is related, as the server that Odoo's
        browser tests run against, would know nothing of it.
        """
        result = super().fields_get(allfields, attributes)
        if "chaining_type" in result and "related" in (attributes or ("related",)):
            result["chaining_type"]["related"] = "activity_type_id.chaining_type"
        return result

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

        :rtype: dict, an action
        """
        self.ensure_one()
        return self.previous_activity_id.action_open_activity()

    def _to_store_defaults(self, target):
        """Let the web client show what an activity follows."""
        defaults = super()._to_store_defaults(target)
        if self.env["mail.activity.next.step"]._are_offered():
            defaults.append(
                Store.Attr("follows", lambda activity: activity._get_follows())
            )
        return defaults

    def _get_follows(self):
        name = self.follows_label
        return bool(name) and {"id": self.previous_activity_id.id, "name": name}

    def _get_followers(self):
        """Return the open activities that next steps made of these, whoever may see."""
        return self.sudo().search(
            [("previous_activity_id", "in", self.ids), ("origin", "=", "next_step")]
        )

    def _get_followed_pairs(self):
        """Return what followed these activities and is still to be done.

        :return: pairs of the completed activity and what it was made by, see
            :meth:`mail.activity.next.step._get_trace`
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
        made = self._get_followed_pairs()
        found = [
            follow_up
            for rule, activities in by_rule.items()
            for follow_up in rule._get_follow_ups(activities)
            if (follow_up[0], follow_up[1]._get_trace()) not in made
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
