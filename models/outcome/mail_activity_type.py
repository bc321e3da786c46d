from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, ormcache

OUTCOMES_MAX = 20


class MailActivityType(models.Model):
    _inherit = "mail.activity.type"

    def _default_outcome_ids(self):
        """Start types with *Completed*, so that other addons can ship types, too."""
        if not self.env["mail.activity"]._has_outcomes():
            return False
        return self.env["mail.activity.outcome"]._get_default()

    outcome_ids = fields.Many2many(
        "mail.activity.outcome",
        "mail_activity_type_outcome_rel",
        "activity_type_id",
        "outcome_id",
        string="Outcomes",
        default=lambda self: self._default_outcome_ids(),
        help="One of these is required to complete an activity of this type.",
    )

    @api.constrains("outcome_ids")
    def _check_outcomes(self):
        """Enforce the one rule on a type's outcomes, from both sides of the relation.

        While Outcomes is on, a type has 1 to :data:`OUTCOMES_MAX` outcomes that a
        person can choose; while it is off, none.
        """
        if not self or not (
            self.env["mail.activity"]._has_outcomes() or self.outcome_ids
        ):
            return
        self.env.registry.clear_cache()  # _get_outcome_ids
        self._touch_for_outcomes()
        for activity_type in self.sudo().with_context(active_test=True):
            error = activity_type._get_outcomes_error()
            if error:
                raise ValidationError(error)

    @api.model
    @ormcache("type_id")
    def _get_outcome_ids(self, type_id):
        """Return the ids of the outcomes that a type allows, in their order.

        Cached, so that completing an activity costs no query for the rule.
        """
        activity_type = self.sudo().with_context(active_test=True).browse(type_id)
        return tuple(activity_type.outcome_ids.ids)

    def _get_outcomes_error(self):
        """Return why the outcomes of this type are invalid, or None."""
        count = len(self.outcome_ids)
        if self.outcome_ids.filtered("is_automatic"):
            return self.outcome_ids._get_automatic_error()
        if not self.env["mail.activity"]._has_outcomes():
            return count and self.env._(
                "Outcomes are switched off, so none can be added to “%(type)s”. "
                "Switch them on first, in Settings > CRM > Activities.",
                type=self.name,
            )
        if not 1 <= count <= OUTCOMES_MAX:
            return self.env._(
                "“%(type)s” would have %(count)s outcomes; it needs 1 to %(limit)s. "
                "Change its outcomes, or archive fewer of them.",
                type=self.name,
                count=count,
                limit=OUTCOMES_MAX,
            )
        return None

    def _touch_for_outcomes(self):
        """Make two transactions that change the outcomes of one type collide.

        Each would count only its own links, and together they could exceed the limit;
        the rows of a relation table don't conflict by themselves. An UPDATE of the
        type does, see ``models/activity/__init__.py``.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity_type SET write_date = %s WHERE id IN %s",
                self.env.cr.now(),
                self._ids,
            )
        )
        # the cache might hold the links without the archived outcomes
        self.invalidate_recordset(["outcome_ids", "write_date"])

    def _reset_outcomes(self, switched_on):
        """Give every type *Completed*, or take the outcomes off every type.

        :param bool switched_on: whether Outcomes was just switched on or off
        """
        all_types = self.sudo().with_context(active_test=False)
        types = all_types.search([])  # pylint: disable=no-search-all  # they are few
        if switched_on:
            completed = self.env["mail.activity.outcome"].sudo()._get_completed()
            completed.active = True
            without = types.with_context(active_test=True).filtered(
                lambda activity_type: not activity_type.outcome_ids
            )
            without.outcome_ids = completed
        else:
            types.outcome_ids = False
            self.env.registry.clear_cache()  # _get_outcome_ids

    def _get_outcome_choices(self):
        """Return what a picker offers for each type, always in the catalog's order.

        The order never depends on the user, so that the digit of an outcome can be
        learned by heart. The user's last choice is only marked, to get the focus.

        :return: choices by type, see :meth:`mail.activity.outcome._get_choice`
        :rtype: dict[mail.activity.type, list[dict]]
        """
        if not self.env["mail.activity"]._has_outcomes():
            return {activity_type: [] for activity_type in self}
        last_choices = self._get_last_choices()
        choices = {}
        for activity_type in self:
            last_id = last_choices.get(activity_type.id)
            choices[activity_type] = [
                outcome._get_choice(is_last=outcome.id == last_id)
                for outcome in activity_type.outcome_ids
            ]
        return choices

    def _get_last_choices(self):
        """Return the outcome that the current user chose last, by type (ids)."""
        if not self.ids:
            return {}
        activities = self.env["mail.activity"]
        activities.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT activity_type_id, outcome_id
                  FROM unnest(%(type_ids)s) requested(type_id)
                 CROSS JOIN LATERAL (
                    SELECT activity_type_id, outcome_id
                      FROM mail_activity
                     WHERE done_by_id = %(uid)s
                       AND activity_type_id = requested.type_id
                       AND cancelled_at IS NULL
                       AND %(is_known)s
                       AND outcome_id IN (
                            SELECT outcome_id FROM mail_activity_type_outcome_rel
                             WHERE activity_type_id = requested.type_id
                       )
                     ORDER BY done_at DESC
                     LIMIT 1
                 ) last
                """,
                # what has become of a hidden one isn't the user's to know
                is_known=activities.sudo(False)._get_level_condition(activities._table),
                type_ids=self.ids,
                uid=self.env.uid,
            )
        )
        return dict(rows)
