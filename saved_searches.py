"""Deleting what users saved that only works with this addon's fields.

For the uninstall; ``field_paths.py`` says which fields a saved search names.
"""

from lxml import etree

from odoo.tools import SQL

from .field_paths import get_context_paths, get_domain_paths, get_order_paths

ADDON = "crm_activity_flow"


def delete_saved_searches(env):
    """Delete filters, dashboard parts and export columns that name our fields.

    They would break the screens on which they are used, at once if they are a default.
    """
    leaving = _Leaving(env)
    filters = env["ir.filters"].sudo().with_context(active_test=False).search([])
    filters.filtered(leaving.has_filter).unlink()
    for dashboard in env["ir.ui.view.custom"].sudo().search([]):
        _delete_dashboard_parts(dashboard, leaving)
    exports = env["ir.exports"].sudo().search([])
    exports.filtered(lambda export: export.resource in leaving.models).unlink()
    columns = exports.exists().export_fields.filtered(leaving.has_column)
    shortened = columns.export_id
    columns.unlink()
    shortened.filtered(lambda export: not export.export_fields).unlink()


def _delete_dashboard_parts(dashboard, leaving):
    """Delete the lists and graphs of a personal dashboard that need this addon."""
    try:
        board = etree.fromstring(dashboard.arch)
    except (TypeError, ValueError, etree.XMLSyntaxError):
        return  # Odoo can't show it either
    parts = [
        part
        for part in board.iterfind(".//action")
        if leaving.has_part(dict(part.attrib))
    ]
    for part in parts:
        part.getparent().remove(part)
    if parts:
        dashboard.arch = etree.tostring(board, encoding="unicode")


class _Leaving:
    """The models and fields that leave with this addon."""

    def __init__(self, env):
        self.env = env
        self.models = {
            model for model, is_own in self._get_declared("ir.model", "model") if is_own
        }
        self.fields = {
            (model, name)
            for model, name, is_own in self._get_declared(
                "ir.model.fields", "model", "name"
            )
            if is_own or self._is_searched_by_addon(model, name)
        }

    def _get_declared(self, model, *columns):
        """Return what this addon declares, and whether it is the only one to do so.

        :param str model: of Odoo's, in which the declared ones are records
        :param columns: the fields by which to name these
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT %(columns)s, bool_and(data.module = %(addon)s)
                  FROM ir_model_data data
                  JOIN %(table)s item ON item.id = data.res_id
                 WHERE data.model = %(model)s
                 GROUP BY item.id
                HAVING bool_or(data.module = %(addon)s)
                """,
                addon=ADDON,
                columns=SQL(", ").join(
                    SQL.identifier("item", name) for name in columns
                ),
                model=model,
                table=SQL.identifier(self.env[model]._table),
            )
        )

    def _is_searched_by_addon(self, model_name, name):
        """Return whether a field of another addon is searched with our code alone."""
        field = model_name in self.env and self.env[model_name]._fields.get(name)
        if not field or not isinstance(field.search, str):
            return False
        return all(
            definition.__module__.startswith(f"odoo.addons.{ADDON}.")
            for definition in type(self.env[model_name]).mro()
            if field.search in vars(definition)
        )

    def has_filter(self, saved):
        """Return whether a filter is of no use without this addon."""
        return self._has_search(saved.model_id, saved.domain, saved.context, saved.sort)

    def has_part(self, part):
        """Return whether a part of a dashboard is of no use without this addon.

        :param dict part: the id of its action as ``name``, domain and context
        """
        actions = self.env["ir.actions.act_window"].sudo()
        name = part.get("name") or ""
        action = actions.browse(int(name) if name.isdecimal() else ()).exists()
        return bool(action) and self._has_search(
            action.res_model, part.get("domain"), part.get("context")
        )

    def _has_search(self, model_name, domain, context, order=""):
        paths = (
            get_domain_paths(domain)
            | get_context_paths(context)
            | get_order_paths(order)
        )
        return model_name in self.models or any(
            self.has(model_name, path) for path in paths
        )

    def has_column(self, line):
        """Return whether a column of an export template leads nowhere."""
        return self.has(line.export_id.resource, (line.name or "").replace("/", "."))

    def has(self, model_name, path):
        """Return whether a path, such as ``activity_ids.outcome_id``, leads nowhere."""
        for name in path.split("."):
            if (model_name, name) in self.fields:
                return True
            model = self.env.get(model_name)
            field = None if model is None else model._fields.get(name)
            if field is None:
                return False
            model_name = field.comodel_name
        return False
