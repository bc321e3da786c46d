from lxml import etree

from odoo.tools import SQL

from .field_paths import get_context_paths, get_domain_paths, get_order_paths

ADDON = "crm_activity_flow"
# The external ids of types that an uninstall kept, until the addon comes back. Odoo
# deletes what carries an id of the addon itself.
KEPT = "__crm_activity_flow__"


def pre_init_hook(env):
    """Mark existing activities as created by hand without rewriting a single row.

    PostgreSQL stores the default of a new column once; Odoo would write it a million
    times. Types that an earlier uninstall kept are the addon's again.
    """
    env.cr.execute(
        SQL(
            "ALTER TABLE mail_activity"
            " ADD COLUMN IF NOT EXISTS origin varchar DEFAULT 'manual'"
        )
    )
    env.cr.execute(
        SQL(
            """
            UPDATE ir_model_data kept
               SET module = %(addon)s
             WHERE module = %(kept)s
               AND NOT EXISTS (
                    SELECT FROM ir_model_data own
                     WHERE own.module = %(addon)s
                       AND own.name = kept.name
               )
            """,
            addon=ADDON,
            kept=KEPT,
        )
    )
    env.registry.clear_cache()  # external ids


def uninstall_hook(env):
    """Clear what done activities refer to, so the addon uninstalls cleanly.

    The outcomes and statuses are deleted. A type that this addon shipped stays if
    activities use it, because users' activities are never deleted; demo activities are.
    Meetings that are private only because of their activities are shown again.
    What users saved that only works with this addon's fields is deleted, too.
    """
    env["calendar.event"]._reset_privacy()
    env.flush_all()
    _clear_activities(env)
    _keep_used_types(env)
    _delete_saved_searches(env)
    _delete_defaults(env)
    env.invalidate_all()
    env.registry.clear_cache()


def _clear_activities(env):
    env.cr.execute(
        SQL(
            """
            UPDATE mail_activity
               SET outcome_id = NULL, previous_activity_id = NULL, status_id = NULL
             WHERE outcome_id IS NOT NULL
                OR previous_activity_id IS NOT NULL
                OR status_id IS NOT NULL
            """
        )
    )
    env.cr.execute(SQL("DELETE FROM mail_activity_status_change"))
    # they refer to records that this addon shipped
    env.cr.execute(SQL("DELETE FROM mail_activity_next_step"))
    env.cr.execute(SQL("DELETE FROM crm_post_sale_rule"))
    # without the addon they look done, and Odoo sorts done activities by this date
    env.cr.execute(
        SQL(
            """
            UPDATE mail_activity
               SET date_done = cancelled_at::date
             WHERE cancelled_at IS NOT NULL AND date_done IS NULL
            """
        )
    )


def _keep_used_types(env):
    """Give the types that activities use another external id, so that they stay.

    With it, installing the addon once more finds them again, whatever they are called
    by then.
    """
    env.cr.execute(
        SQL(
            """
            UPDATE ir_model_data data
               SET module = %(kept)s
             WHERE data.module = %(addon)s
               AND data.model = 'mail.activity.type'
               AND EXISTS (
                    SELECT FROM mail_activity activity
                     WHERE activity.activity_type_id = data.res_id
                       AND NOT EXISTS (
                            SELECT FROM ir_model_data demo
                             WHERE demo.module = data.module
                               AND demo.model = 'mail.activity'
                               AND demo.res_id = activity.id
                       )
               )
            """,
            addon=ADDON,
            kept=KEPT,
        )
    )


# ------------------------------------------------------------
# What users saved
# ------------------------------------------------------------


def _delete_saved_searches(env):
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


def _delete_defaults(env):
    """Delete default values that this addon added to selections of other fields.

    Defaults of the addon's own fields go with these.
    """
    env.cr.execute(
        SQL(
            """
            DELETE FROM ir_default preset
             USING ir_model_fields_selection choice
             WHERE choice.field_id = preset.field_id
               AND preset.json_value = to_json(choice.value)::text
               AND choice.id IN (
                    SELECT res_id
                      FROM ir_model_data
                     WHERE model = 'ir.model.fields.selection'
                     GROUP BY res_id
                    HAVING bool_and(module = %s)
               )
            """,
            ADDON,
        )
    )


class _Leaving:
    """The models and fields that leave with this addon."""

    def __init__(self, env):
        self.env = env
        self.models = {
            model
            for model, is_own in self._get_declared(
                "ir.model", "ir_model", "item.model"
            )
            if is_own
        }
        fields = self._get_declared(
            "ir.model.fields", "ir_model_fields", "item.model || ',' || item.name"
        )
        self.fields = {
            tuple(key.split(","))
            for key, is_own in fields
            if is_own or self._is_searched_by_addon(*key.split(","))
        }

    def _get_declared(self, model, table, key):
        """Return what this addon declares, and whether it is the only one to do so."""
        return self.env.execute_query(
            SQL(
                """
                SELECT %(key)s, bool_and(data.module = %(addon)s)
                  FROM ir_model_data data
                  JOIN %(table)s item ON item.id = data.res_id
                 WHERE data.model = %(model)s
                 GROUP BY item.id
                HAVING bool_or(data.module = %(addon)s)
                """,
                addon=ADDON,
                key=SQL(key),  # pylint: disable=sql-injection  # from above
                model=model,
                table=SQL.identifier(table),
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
