from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..activity.client_values import is_integer
from ..activity.records import check_named

# others who can write types, such as administrators of other apps, can't merge them
MERGE_GROUPS = ("sales_team.group_sale_manager", "base.group_system")


class MailActivityMergeMixin(models.AbstractModel):
    """Catalogs whose records can be merged: types, outcomes and statuses.

    Merged records are archived and left without a single reference. The fields that
    refer to them are found in the registry, so that those of other addons, and those
    that users added, are moved as well. They are moved in SQL: access doesn't matter, a
    million rows take one statement, and ``write_date`` still shows when an activity was
    last changed.
    """

    _name = "mail.activity.merge.mixin"
    _description = "Merging of Activity Types, Outcomes and Statuses"

    def action_merge_into(self, survivor_id):
        """Merge these records into one, all of them or none.

        Whatever refers to one of these, such as open and done activities, refers to the
        survivor afterwards, even if the user can't read it. These are archived.

        :param int survivor_id: the record to keep; it can be among these
        :raise AccessError: the user isn't a Sales or Settings administrator
        :raise ValidationError: the merge breaks a rule; the message says which
        """
        self._check_merge_access()
        check_named(self, "action_merge_into")
        self._check_merge_ids(survivor_id)
        survivor = self.browse(survivor_id)
        (self - survivor)._merge_into(survivor)
        return True

    def action_open_merge(self):
        """Open the dialog that asks which of these records to keep.

        :rtype: dict, an action
        :raise AccessError: the user isn't a Sales or Settings administrator
        :raise ValidationError: these are fewer than two records
        """
        self._check_merge_access()
        check_named(self, "action_open_merge")
        self._check_merge_ids()
        if len(self.exists()) < 2:
            raise ValidationError(self._get_too_few_error())
        return self.env["mail.activity.merge"]._create_for(self)._get_action()

    def _check_merge_access(self):
        """Refuse users who can't merge; the list only hides its button from them.

        API clients can also call the methods of this mixin, which has no records.
        """
        if self._abstract:
            raise ValidationError(
                self.env._(
                    "You can only merge activity types, outcomes and statuses. Call "
                    "this method on one of their models."
                )
            )
        if self.env.su or any(map(self.env.user.has_group, MERGE_GROUPS)):
            return
        raise AccessError(
            self.env._(
                "Only Sales and Settings administrators can merge activity types, "
                "outcomes and statuses. Ask one of them."
            )
        )

    def _check_merge_ids(self, *ids):
        """Refuse what can't be an id, before PostgreSQL does with its own message."""
        wrong = [id_ for id_ in (*self._ids, *ids) if not is_integer(id_)]
        if wrong:
            raise ValidationError(
                self.env._(
                    "Invalid record IDs: %(ids)s.",
                    ids=", ".join(map(repr, wrong[:5])),
                )
            )

    def _merge_into(self, survivor):
        """Hook: merge these into another record, see :meth:`action_merge_into`."""
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
        """Make merges that have a record in common collide.

        See ``models/activity/__init__.py``; the second one continues with what the
        first one left. An activity created at that moment doesn't collide, and can
        remain with an archived record: merging that record again moves it.
        """
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET write_date = write_date WHERE id = ANY(%(ids)s)",
                table=SQL.identifier(self._table),
                ids=list(self._ids),
            )
        )
        if self.env.cr.rowcount != len(self):
            raise ValidationError(
                self.env._(
                    "Some of these records no longer exist. Reload the page, and "
                    "select what to merge again."
                )
            )
        self.invalidate_recordset()

    def _lock_against_merge(self):
        """Let a merge of these wait until this transaction ends, or wait for it.

        Others can do the same at once. If these have changed since this transaction
        began, PostgreSQL refuses, and Odoo repeats it.
        """
        if self:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE id = ANY(%s) FOR SHARE",
                    SQL.identifier(self._table),
                    list(self._ids),
                )
            )

    def _get_merge_error(self, survivor):
        """Hook: return why these can't be merged into a record, or None.

        :rtype: str | None
        """
        if survivor.active:
            return None
        return self.env._(
            "“%(name)s” is archived, so nothing can be merged into it. Restore it "
            "first, or keep another one.",
            name=survivor.name,
        )

    def _get_merge_warning(self, _survivor):
        """Hook: return a warning about merging these into a record, or None.

        :rtype: str | None
        """
        return None

    def _get_too_few_error(self):
        return self.env._(
            "Select at least two records to merge: the one to keep, and those to "
            "merge into it."
        )

    # ------------------------------------------------------------
    # References to merged records
    # ------------------------------------------------------------

    def _move_references(self, survivor):
        """Make everything that refers to one of these refer to the survivor.

        :raise ValidationError: it would break a rule of the database
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                for field in self._get_referring_fields():
                    self._move_field(field, survivor)
                self._move_defaults(survivor)
        except IntegrityError as error:
            raise ValidationError(self._get_integrity_error(error.diag)) from error
        # recompute fields from the moved references
        self.env.invalidate_all(flush=False)
        self.env.flush_all()
        self.env.registry.clear_cache()

    def _get_referring_fields(self):
        """Return the stored fields of all models that refer to this model.

        In a fixed order, so that two merges don't wait for each other.

        :rtype: list[odoo.fields.Field]
        """
        tables = set()
        referring = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not model._auto or model._abstract or model._table_query:
                continue
            for field in model._fields.values():
                if not field.store or field.comodel_name != self._name:
                    continue
                column = self._get_referring_column(field)
                if field.type in ("many2one", "many2many") and column not in tables:
                    tables.add(column)
                    referring.append(field)
        return referring

    def _get_referring_column(self, field):
        """Return the table and column in which a field stores its references."""
        if field.type == "many2many":
            return field.relation, field.column2
        return self.env[field.model_name]._table, field.name

    def _get_integrity_error(self, diag):
        """Return an error that names the database rule a merge would break."""
        table, rule = diag.table_name, diag.constraint_name
        for model in self.env.values():
            if model._auto and model._table == diag.table_name:
                table = self.env["ir.model"]._get(model._name).name
                if known := model._table_objects.get(diag.constraint_name):
                    rule = known.get_error_message(model, diag) or rule
        return self.env._(
            "The merge would break a rule of “%(table)s”: %(rule)s. Change or delete "
            "the duplicates, then merge again.",
            table=table,
            rule=rule.rstrip("."),
        )

    # ------------------------------------------------------------
    # How each kind of reference is moved
    # ------------------------------------------------------------

    def _move_field(self, field, survivor):
        """Hook: move the references of one field."""
        if field.type == "many2many":
            return self._move_links(field, survivor)
        if field.company_dependent:
            return self._move_company_values(field, survivor)
        return self._move_column(field, survivor)

    def _move_column(self, field, survivor):
        """Move a many2one, and recompute the stored fields that depend on it.

        Except those that users can edit, such as the summary of a plan's step.
        """
        tree = self.env.registry.get_field_trigger_tree(field)
        dependents = [
            dependent
            for dependent in tree.root
            if dependent.store and dependent.compute and dependent.readonly
        ]
        table, column = map(SQL.identifier, self._get_referring_column(field))
        self._execute_move(
            SQL(
                "UPDATE %s SET %s = %s WHERE %s IN %s %s",
                table,
                column,
                survivor.id,
                column,
                self._ids,
                SQL("RETURNING id") if dependents else SQL(),
            )
        )
        if dependents:
            moved_ids = [id_ for (id_,) in self.env.cr.fetchall()]
            for dependent in dependents:
                records = self.env[dependent.model_name].browse(moved_ids)
                self.env.add_to_compute(dependent, records)

    def _move_links(self, field, survivor):
        """Move a many2many; records linked to several of these are linked once."""
        parts = {
            "table": SQL.identifier(field.relation),
            "owner": SQL.identifier(field.column1),
            "column": SQL.identifier(field.column2),
            "survivor_id": survivor.id,
            "ids": self._ids,
        }
        self._execute_move(
            SQL(
                """
                DELETE FROM %(table)s link USING %(table)s other
                 WHERE link.%(column)s IN %(ids)s
                   AND other.%(owner)s = link.%(owner)s
                   AND (other.%(column)s = %(survivor_id)s OR
                        other.%(column)s IN %(ids)s
                        AND other.%(column)s < link.%(column)s)
                """,
                **parts,
            )
        )
        self._execute_move(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(survivor_id)s"
                " WHERE %(column)s IN %(ids)s",
                **parts,
            )
        )

    def _move_company_values(self, field, survivor):
        """Move a many2one that has a value for each company, in one column."""
        table, column = map(SQL.identifier, self._get_referring_column(field))
        self._execute_move(
            SQL(
                """
                UPDATE %(table)s
                   SET %(column)s = (
                        SELECT jsonb_object_agg(company, CASE
                                    WHEN value #>> '{}' = ANY(%(ids)s)
                                    THEN to_jsonb(%(survivor_id)s)
                                    ELSE value
                               END)
                          FROM jsonb_each(%(column)s) stored (company, value)
                       )
                 WHERE EXISTS (
                        SELECT FROM jsonb_each_text(%(column)s) stored (company, value)
                         WHERE value = ANY(%(ids)s)
                       )
                """,
                table=table,
                column=column,
                ids=list(map(str, self._ids)),
                survivor_id=survivor.id,
            )
        )

    def _move_defaults(self, survivor):
        """Move the user and company defaults of fields that refer to these."""
        self._execute_move(
            SQL(
                """
                UPDATE ir_default preset
                   SET json_value = %(survivor_id)s
                  FROM ir_model_fields field
                 WHERE field.id = preset.field_id
                   AND field.ttype = 'many2one'
                   AND field.relation = %(model)s
                   AND preset.json_value = ANY(%(ids)s)
                """,
                survivor_id=str(survivor.id),
                model=self._name,
                ids=list(map(str, self._ids)),
            )
        )

    def _execute_move(self, statement):
        # the user sees what a constraint refuses, so the log needs no error
        self.env.cr.execute(statement, log_exceptions=False)
