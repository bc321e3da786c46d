from collections import Counter, defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.records import check_named, is_uninstalling
from ..next_step.graph import find_circle
from ..outcome.mail_activity_type import OUTCOMES_MAX

NEXT_TYPE = "mail.activity.next.step.next_type_id"


class MailActivityType(models.Model):
    """How much a type is used, merging types, and refusing to delete one in use.

    When a type is deleted, Odoo turns the open activities that the user sees into
    To-Dos, and fails on a foreign key if there are others. It still does the former:
    nothing changes for types that could be deleted before.
    """

    _name = "mail.activity.type"
    _inherit = ["mail.activity.type", "mail.activity.merge.mixin"]

    activity_count = fields.Integer(
        "Number of Activities",
        compute="_compute_activity_count",
        help="Activities of this type that you can see, open or not.",
    )

    @api.depends_context("uid")
    def _compute_activity_count(self):
        """Count in the database the activities that the user can read in the list."""
        readable = self.env["mail.activity"]._get_readable_domain()
        counts = self._get_activity_counts(readable)
        for activity_type in self:
            activity_type.activity_count = counts.get(activity_type._origin, 0)

    def unlink(self):
        """Check before Odoo changes activities: ``ondelete`` would be too late."""
        self.check_access("unlink")
        if not is_uninstalling(self.env):
            # Odoo has its own message for types that it protects
            (self - self._get_protected())._check_unused()
        return super().unlink()

    def _load_records_write(self, values):
        """Leave a shipped type as it is when the addon is installed once more.

        Uninstalling keeps types that are in use, see ``hooks.py``, and people may have
        renamed or archived them since.
        """
        if self.env.context.get("install_module") == "crm_activity_flow":
            return None
        return super()._load_records_write(values)

    @api.readonly
    def action_view_type_activities(self):
        """Open the list of these types' activities, open and done.

        :rtype: dict, an action
        """
        check_named(self, "action_view_type_activities")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_activity_flow.mail_activity_type_activities_action"
        )
        return {**action, "domain": [("activity_type_id", "in", self.ids)]}

    def _get_activity_counts(self, domain=Domain.TRUE):
        """Count the activities of these types, open or not.

        :param Domain domain: which of them; by default all, readable or not
        :return: number of activities by type, used ones only
        :rtype: dict[mail.activity.type, int]
        """
        activities = self.env["mail.activity"].sudo().with_context(active_test=False)
        groups = activities._read_group(
            Domain("activity_type_id", "in", self._origin.ids) & domain,
            ["activity_type_id"],
            ["__count"],
        )
        return {self.browse(activity_type.id): count for activity_type, count in groups}

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def _merge_into(self, survivor):
        """Give the survivor all outcomes; the others keep theirs, as they need one.

        Types suggested after the merged ones are suggested after the survivor, unless
        it triggers one: Odoo allows only one of the two.
        """
        result = super()._merge_into(survivor)
        # the constraint on outcomes decides whether they fit
        outcomes = self.with_context(active_test=False).outcome_ids
        if outcomes:
            survivor.outcome_ids = [Command.link(outcome.id) for outcome in outcomes]
        if survivor.chaining_type == "trigger":
            survivor.suggested_next_type_ids = False
        survivor.sudo()._check_activity_type_res_model()
        self.env["mail.activity.next.step"]._clear_modes()
        survivor.sudo()._compute_has_suggested_types()
        survivor._check_endless()
        return result

    def _move_field(self, field, survivor):
        outcomes = self._fields["outcome_ids"]
        if field.type == "many2many" and field.relation == outcomes.relation:
            return None
        return super()._move_field(field, survivor)

    def _get_merge_error(self, survivor):
        return (
            super()._get_merge_error(survivor)
            or self._get_protected_error()
            or self._get_limited_error(survivor)
            or self._get_too_many_error(survivor)
            or self._get_endless_error(survivor)
        )

    def _get_protected(self):
        """Return the ones among these types that Odoo's apps need."""
        protected = self.browse()
        for xmlid, info in self._get_model_info_by_xmlid().items():
            if info["unlink"] is False:
                protected |= self.env.ref(xmlid, raise_if_not_found=False) or protected
        return self & protected

    def _get_protected_error(self):
        protected = self._get_protected()
        if not protected:
            return None
        return self.env._(
            "Odoo's apps need “%(type)s”, so it can't be merged into another type. "
            "Keep it, or leave it out.",
            type=protected[0].name,
        )

    def _get_limited_error(self, survivor):
        """Return an error if the survivor's model doesn't fit the other types."""
        if not survivor.res_model:
            return None
        names = dict(self._fields["res_model"]._description_selection(self.env))
        for activity_type in self:
            if activity_type.res_model != survivor.res_model:
                return self.env._(
                    "“%(survivor)s” is limited to “%(model)s”, and “%(type)s” is for "
                    "“%(other)s”. Keep one that is for any record, or leave "
                    "“%(type)s” out.",
                    survivor=survivor.name,
                    model=names.get(survivor.res_model, survivor.res_model),
                    type=activity_type.name,
                    other=names.get(
                        activity_type.res_model,
                        activity_type.res_model or self.env._("Any record"),
                    ),
                )
        return None

    def _get_too_many_error(self, survivor):
        merged = (self | survivor).with_context(active_test=True).outcome_ids
        if len(merged) <= OUTCOMES_MAX:
            return None
        return self.env._(
            "“%(survivor)s” would have %(count)s outcomes after the merge; at most "
            "%(limit)s are allowed. Remove some from the types, or merge outcomes "
            "first.",
            survivor=survivor.name,
            count=len(merged),
            limit=OUTCOMES_MAX,
        )

    def _get_endless_error(self, survivor):
        """Return an error if the merge would make the survivor trigger itself.

        If it already does, a person decided that.
        """
        if survivor._get_trigger_of_itself():
            return None
        trigger = survivor._get_trigger_of_itself(self)
        if not trigger:
            return None
        return self.env._(
            "After the merge, “%(survivor)s” would trigger itself forever, because "
            "“%(type)s” triggers “%(merged)s”. Change what “%(type)s” triggers first.",
            survivor=survivor.name,
            type=trigger.name,
            merged=trigger.triggered_next_type_id.name,
        )

    def _get_trigger_of_itself(self, merged=()):
        """Follow the triggers of this type until they come back to it.

        :param mail.activity.type merged: types to treat as this one
        :return: the last type before they come back; empty if they don't
        """

        def get_triggered(kind):
            triggered = kind.triggered_next_type_id
            return self if triggered in merged else triggered

        circle = find_circle(self, get_triggered)
        return circle[-1] if circle else self.browse()

    # ------------------------------------------------------------
    # Deleting
    # ------------------------------------------------------------

    def _check_unused(self):
        uses = self._get_blocking_uses()
        for activity_type in self:
            if uses[activity_type.id]:
                raise UserError(
                    self.env._(
                        "“%(type)s” is in use, so it can't be deleted: %(uses)s. "
                        "Archive it, or merge it into another type with Actions > "
                        "Merge in the list.",
                        type=activity_type.name,
                        uses=activity_type._get_uses_label(uses[activity_type.id]),
                    )
                )

    def _get_uses_label(self, uses):
        """Return counts by model name as a text: “Activity (3), Activity Type (1)”.

        Of activities, those that others share.
        """
        if "mail.activity" in uses:
            shared = self.env["mail.activity"]._get_level_domain()
            known = self._get_activity_counts(shared).get(self, 0)
            uses = {**uses, "mail.activity": known}
        models_used = [self.env["ir.model"]._get(name) for name in uses]
        return ", ".join(
            self.env._("%(model)s (%(count)s)", model=model.name, count=count)
            if count
            else self.env._("%(model)s (not shared with you)", model=model.name)
            for model, count in zip(models_used, uses.values(), strict=True)
        )

    def _get_blocking_uses(self):
        """Count the references because of which these types can't be deleted by hand.

        Those that PostgreSQL refuses to break, and the rules that would lose what
        follows.

        :return: number of records by model name, by type id
        :rtype: dict[int, Counter[str]]
        """
        uses = defaultdict(Counter)
        if not self:
            return uses
        self.env.flush_all()
        for field in self._get_referring_fields():
            if self._is_blocking(field) or str(field) == NEXT_TYPE:
                for type_id, count in self._count_uses(field):
                    uses[type_id][field.model_name] += count
        for activity_type, count in self._get_converted_counts().items():
            if uses[activity_type.id]["mail.activity"] == count:
                del uses[activity_type.id]["mail.activity"]
        return uses

    @api.model
    def _is_blocking(self, field):
        """Return whether the database refuses to delete types that a field names."""
        return field.type == "many2one" and field.ondelete == "restrict"

    def _keep_used(self):
        """Archive the ones among these types that others refer to, without a limit.

        Odoo is about to delete these with the models to which they are limited. By SQL:
        what refers to them, such as an activity of another record or a type that
        triggers one, would make that fail, and Odoo allows both.
        """
        if not self:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity_type SET triggered_next_type_id = NULL"
                " WHERE id IN %s",
                self._ids,
            )
        )
        used = {
            type_id
            for field in self._get_referring_fields()
            if self._is_blocking(field)
            for type_id, _count in self._count_uses(field)
        }
        if used:
            self.env.cr.execute(
                SQL(
                    "UPDATE mail_activity_type SET active = FALSE, res_model = NULL"
                    " WHERE id IN %s",
                    tuple(used),
                )
            )
        self.env.invalidate_all(flush=False)

    def _count_uses(self, field):
        """Return the ids of the types that a field refers to, with their counts."""
        table, column = map(SQL.identifier, self._get_referring_column(field))
        among_themselves = (
            SQL("AND id NOT IN %s", self._ids)
            if field.model_name == self._name
            else SQL()
        )
        return self.env.execute_query(
            SQL(
                "SELECT %s, COUNT(*) FROM %s WHERE %s IN %s %s GROUP BY 1",
                column,
                table,
                column,
                self._ids,
                among_themselves,
            )
        )

    def _get_converted_counts(self):
        """Count the activities that Odoo turns into To-Dos: open, readable ones.

        :rtype: dict[mail.activity.type, int]
        """
        readable = self.env["mail.activity"]._get_readable_domain()
        return self._get_activity_counts(readable & Domain("active", "=", True))
