from odoo import models
from odoo.tools import SQL


class MailActivityMergeMixin(models.AbstractModel):
    """How each kind of reference is moved to the survivor of a merge.

    Past the ORM: nobody's access matters, a million rows are one statement, and
    ``write_date`` still tells who touched an activity last.
    """

    _inherit = "mail.activity.merge.mixin"

    def _move_field(self, field, survivor):
        """Hook: move what one field refers to."""
        if field.type == "many2many":
            return self._move_links(field, survivor)
        if field.company_dependent:
            return self._move_company_values(field, survivor)
        return self._move_column(field, survivor)

    def _move_column(self, field, survivor):
        """Move a many2one, and compute again what is stored from it.

        Not what people may have changed since, such as the summary of a plan's step.
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
        """Move a many2many; who was linked to several of these is linked once."""
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
        """Move what people, or companies, preset in fields that refer to these."""
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
        # what a constraint refuses is told to the user, and is no error in the log
        self.env.cr.execute(statement, log_exceptions=False)
