from collections import Counter, defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class MailActivityType(models.Model):
    """A type that is in use is not deleted, and the answer says what to do instead.

    Odoo makes To-Dos of the open activities that the user sees, and stumbles over a
    foreign key where there are others. It still does the first: nothing changes for
    types that could be deleted before.
    """

    _inherit = "mail.activity.type"

    def unlink(self):
        """Check before Odoo changes activities, not in ``ondelete``, which is after."""
        self.check_access("unlink")
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            # what Odoo protects, it refuses in its own words
            (self - self._get_protected())._check_unused()
        return super().unlink()

    def _check_unused(self):
        uses = self._get_blocking_uses()
        for activity_type in self:
            if uses[activity_type.id]:
                raise UserError(
                    self.env._(
                        "“%(type)s” is in use, so it can't be deleted: %(uses)s. "
                        "Archive it: it can't be chosen any more, and stays where it "
                        "is used. Or merge it into another type, with Actions > Merge "
                        "in the list.",
                        type=activity_type.name,
                        uses=self._get_uses_label(uses[activity_type.id]),
                    )
                )

    def _get_uses_label(self, uses):
        """Return counts by model name as a text: “Activity (3), Activity Type (1)”."""
        models_used = [self.env["ir.model"]._get(name) for name in uses]
        return ", ".join(
            self.env._("%(model)s (%(count)s)", model=model.name, count=count)
            for model, count in zip(models_used, uses.values(), strict=True)
        )

    def _get_blocking_uses(self):
        """Count what PostgreSQL would refuse to leave without these types.

        :return: number of records by model name, by id of the type
        :rtype: dict[int, Counter[str]]
        """
        uses = defaultdict(Counter)
        if not self:
            return uses
        self.env.flush_all()
        for field in self._get_referring_fields():
            if field.type == "many2one" and field.ondelete == "restrict":
                for type_id, count in self._count_uses(field):
                    uses[type_id][field.model_name] += count
        for activity_type, count in self._get_converted_counts().items():
            if uses[activity_type.id]["mail.activity"] == count:
                del uses[activity_type.id]["mail.activity"]
        return uses

    def _count_uses(self, field):
        """Return the ids of these types that a field refers to, with how often."""
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
        """Count the activities of which Odoo makes To-Dos: open ones, if they're seen.

        :rtype: dict[mail.activity.type, int]
        """
        readable = self.env["mail.activity"]._get_readable_domain()
        return self._get_activity_counts(readable & Domain("active", "=", True))
