from odoo import Command, models

from .mail_activity_type import OUTCOMES_MAX


class MailActivityType(models.Model):
    """What merging types means, besides what refers to them."""

    _name = "mail.activity.type"
    _inherit = ["mail.activity.type", "mail.activity.merge.mixin"]

    def _merge_into(self, survivor):
        """Give the survivor the outcomes of all; the others keep theirs, they need one.

        What follows the merged ones is suggested after the survivor, unless it triggers
        something: Odoo allows only one of the two.
        """
        result = super()._merge_into(survivor)
        # the constraint on outcomes has the last word
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
        """Return those of these types that Odoo's apps can't do without."""
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
            "“%(type)s” is needed by Odoo's apps, so it can't be merged into another "
            "type. Let it be the one that stays, or leave it out.",
            type=protected[0].name,
        )

    def _get_limited_error(self, survivor):
        """A type limited to a model doesn't fit the activities of all other models."""
        if not survivor.res_model:
            return None
        names = dict(self._fields["res_model"]._description_selection(self.env))
        for activity_type in self:
            if activity_type.res_model != survivor.res_model:
                return self.env._(
                    "“%(survivor)s” is limited to “%(model)s”, and “%(type)s” is for "
                    "“%(other)s”. Let one stay that is for any document, or leave "
                    "“%(type)s” out.",
                    survivor=survivor.name,
                    model=names.get(survivor.res_model, survivor.res_model),
                    type=activity_type.name,
                    other=names.get(
                        activity_type.res_model,
                        activity_type.res_model or self.env._("Any document"),
                    ),
                )
        return None

    def _get_too_many_error(self, survivor):
        merged = (self | survivor).with_context(active_test=True).outcome_ids
        if len(merged) <= OUTCOMES_MAX:
            return None
        return self.env._(
            "“%(survivor)s” would have %(count)s outcomes after the merge; at most "
            "%(limit)s are allowed. Take some off the types, or merge outcomes first.",
            survivor=survivor.name,
            count=len(merged),
            limit=OUTCOMES_MAX,
        )

    def _get_endless_error(self, survivor):
        """A type may trigger itself, if somebody meant it so; no merge decides that."""
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
        """Follow what this type triggers until it comes back to this type.

        :param mail.activity.type merged: types that count as this one
        :return: the last one before it comes back; none if it doesn't
        """
        trigger = self
        seen = self.browse()
        while trigger and trigger not in seen:
            following = trigger.triggered_next_type_id
            if following == self or following in merged:
                return trigger
            seen |= trigger
            trigger = following
        return self.browse()
