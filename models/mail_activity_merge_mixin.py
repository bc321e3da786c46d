from odoo import models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

# whoever else writes types, such as an administrator of another app, doesn't merge
MERGERS = ("sales_team.group_sale_manager", "base.group_system")


class MailActivityMergeMixin(models.AbstractModel):
    """Catalogues whose records can be merged: types, outcomes and statuses.

    What is merged away is archived and left without a single reference; what refers to
    it is found and moved in ``mail_activity_merge_references.py``.
    """

    _name = "mail.activity.merge.mixin"
    _description = "Merging of Activity Types, Outcomes and Statuses"

    def action_merge_into(self, survivor_id):
        """Let one record take the place of these, all of them or none.

        Activities, open and done, and all else that refers to one of these refers to
        the survivor afterwards, whoever may read it. These are archived.

        :param int survivor_id: the record that stays; it may be among these
        :raise AccessError: the user is no administrator of sales or settings
        :raise ValidationError: a rule stands against it; the text says which
        """
        self._check_merge_access()
        self._check_merge_ids(survivor_id)
        survivor = self.browse(survivor_id)
        (self - survivor)._merge_into(survivor)
        return True

    def action_open_merge(self):
        """Open the dialog that asks which of these records stays.

        :rtype: dict, an action
        :raise AccessError: the user is no administrator of sales or settings
        :raise ValidationError: these are fewer than two records
        """
        self._check_merge_access()
        self._check_merge_ids()
        if len(self.exists()) < 2:
            raise ValidationError(self._get_too_few_error())
        return self.env["mail.activity.merge"]._create_for(self)._get_action()

    def _check_merge_access(self):
        """The button in the list hides itself only; this is who may merge."""
        if self.env.su or any(map(self.env.user.has_group, MERGERS)):
            return
        raise AccessError(
            self.env._(
                "Only administrators of Sales and of the Settings can merge activity "
                "types, outcomes and statuses. Ask one of them."
            )
        )

    def _check_merge_ids(self, *ids):
        """Refuse what can't be an id, before PostgreSQL does in words of its own."""
        wrong = [id_ for id_ in (*self._ids, *ids) if type(id_) is not int]
        if wrong:
            raise ValidationError(
                self.env._(
                    "Records to merge are given by their ids, whole numbers, and these "
                    "are none: %(ids)s.",
                    ids=", ".join(map(repr, wrong[:5])),
                )
            )

    def _merge_into(self, survivor):
        """Hook: let another record take the place of these, see action_merge_into."""
        if not self:
            raise ValidationError(self._get_too_few_error())
        (self | survivor)._lock_for_merge()
        error = self._get_merge_error(survivor)
        if error:
            raise ValidationError(error)
        self.check_access("write")
        self.sudo()._move_references(survivor)
        self.action_archive()

    def _lock_for_merge(self):
        """Make two merges collide that have a record in common.

        PostgreSQL refuses the second one, and Odoo tries it again, with what the first
        one left. An activity that is created in this very moment doesn't collide, and
        may stay with an archived record: merging that one again moves it.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET write_date = %(now)s WHERE id IN %(ids)s",
                table=SQL.identifier(self._table),
                now=self.env.cr.now(),
                ids=self._ids,
            )
        )
        if self.env.cr.rowcount != len(self):
            raise ValidationError(
                self.env._(
                    "Some of these records were deleted meanwhile. Reload the page, "
                    "and select again what to merge."
                )
            )
        self.invalidate_recordset()

    def _get_merge_error(self, survivor):
        """Hook: return why these can't be merged into a record, or None.

        :rtype: str | None
        """
        if survivor.active:
            return None
        return self.env._(
            "“%(name)s” is archived, so nothing can be merged into it. Restore it "
            "first, or let another one stay.",
            name=survivor.name,
        )

    def _get_merge_warning(self, _survivor):
        """Hook: return what to know before these are merged into a record, or None.

        :rtype: str | None
        """
        return None

    def _get_too_few_error(self):
        return self.env._(
            "Merging takes at least two records: the one that stays, and those that "
            "go into it. Select more of them."
        )
