from odoo.tools import SQL


def pre_init_hook(env):
    """Mark existing activities as created by hand without rewriting a single row.

    PostgreSQL stores the default of a new column once; Odoo would write it a million
    times.
    """
    env.cr.execute(
        SQL(
            "ALTER TABLE mail_activity"
            " ADD COLUMN IF NOT EXISTS origin varchar DEFAULT 'manual'"
        )
    )


def uninstall_hook(env):
    """Clear what done activities refer to, so the addon uninstalls cleanly.

    The outcomes and statuses are deleted. A type that this addon shipped stays if
    activities use it, because users' activities are never deleted; demo activities are.
    """
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
    env.cr.execute(
        SQL(
            """
            DELETE FROM ir_model_data data
             WHERE data.module = 'crm_activity_flow'
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
            """
        )
    )
