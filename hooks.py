from odoo.tools import SQL

from .saved_searches import ADDON, delete_saved_searches

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
    delete_saved_searches(env)
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
