from odoo import api, models
from odoo.tools import ormcache

from .records import has_lost_default_user


class MailActivityMixin(models.AbstractModel):
    _inherit = "mail.activity.mixin"

    def write(self, vals):
        """Let the names that activities store follow their records, done ones, too.

        While both switches are off, they stay as they were, as in Odoo.
        """
        activities = self.env["mail.activity"]
        is_name = not self._get_name_fields().isdisjoint(vals)
        if not is_name or not activities._flow_keeps_trace():
            return super().write(vals)
        # as the activities' own computation, without what a form adds to names
        env = self.env(context={"lang": self.env.context.get("lang")}, su=True)
        named = self._get_named_after().with_env(env)
        before = {record: record.display_name for record in named}
        result = super().write(vals)
        activities._rename_documents(
            [record for record in named if record.display_name != before[record]]
        )
        return result

    @api.model
    @ormcache()
    def _get_name_fields(self):
        """Return the fields on which the names of these records depend.

        :rtype: frozenset[str]
        """
        found = set()
        pending = [self._fields["display_name"]]
        while pending:
            for path in self.pool.field_depends[pending.pop()]:
                name = path.partition(".")[0]
                if name in self._fields and name not in found:
                    found.add(name)
                    pending.append(self._fields[name])
        return frozenset(found)

    def _get_named_after(self):
        """Hook: return the records whose names contain those of these."""
        return self

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Keep what code creates for no one in particular from those who have left."""
        if not act_values.get("user_id") and self._has_lost_default_user(
            act_type_xmlid, act_values
        ):
            act_values["user_id"] = self.env.uid
        return super().activity_schedule(
            act_type_xmlid, date_deadline, summary, note, **act_values
        )

    def _has_lost_default_user(self, act_type_xmlid, act_values):
        """Return whether Odoo would assign to an archived default user.

        The parameters are those of :meth:`activity_schedule`.
        """
        if not self.env["mail.activity"]._flow_keeps_trace():
            return False
        type_id = act_values.get("activity_type_id", False)
        if act_type_xmlid:
            type_id = self.env["ir.model.data"]._xmlid_to_res_id(act_type_xmlid)
        kind = self.env["mail.activity.type"].browse(type_id)
        return has_lost_default_user(kind or self._default_activity_type())

    def activity_search(
        self,
        act_type_xmlids="",
        user_id=None,
        additional_domain=None,
        only_automated=True,
    ):
        """Find open activities only, whatever the caller's context is about.

        What business code finds, it completes, deletes or moves. A done activity can't
        be completed again while Outcomes or Statuses is on, and would block that code.
        """
        records = self
        if self.env["mail.activity"]._flow_keeps_trace():
            records = self.with_context(active_test=True)
        activities = super(MailActivityMixin, records).activity_search(
            act_type_xmlids,
            user_id=user_id,
            additional_domain=additional_domain,
            only_automated=only_automated,
        )
        return activities.with_env(self.env)
