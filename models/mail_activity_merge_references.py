from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import ValidationError


class MailActivityMergeMixin(models.AbstractModel):
    """What refers to merged records: found in the registry, column by column.

    So the fields of other addons, and those that users added, are moved as well. How a
    column is moved is in ``mail_activity_merge_moves.py``.
    """

    _inherit = "mail.activity.merge.mixin"

    def _move_references(self, survivor):
        """Let everything refer to the survivor that refers to one of these.

        :raise ValidationError: something may refer to each record only once
        """
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                for field in self._get_referring_fields():
                    self._move_field(field, survivor)
                self._move_defaults(survivor)
        except IntegrityError as error:
            raise ValidationError(self._get_integrity_error(error.diag)) from error
        # what is computed again, is so with what was moved
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
        """Return table and column in which a field stores its references."""
        if field.type == "many2many":
            return field.relation, field.column2
        return self.env[field.model_name]._table, field.name

    def _get_integrity_error(self, diag):
        """Return which rule of the database a merge would break."""
        table, rule = diag.table_name, diag.constraint_name
        for model in self.env.values():
            if model._auto and model._table == diag.table_name:
                table = self.env["ir.model"]._get(model._name).name
                if known := model._table_objects.get(diag.constraint_name):
                    rule = known.get_error_message(model, diag) or rule
        return self.env._(
            "The merge would break a rule of “%(table)s”: %(rule)s. Change or delete "
            "what can't be there twice, then merge again.",
            table=table,
            rule=rule.rstrip("."),
        )
