from odoo.tools import SQL


def pre_init_hook(env):
    """Let existing activities be created by hand without touching a single one.

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
    """Let go of what done activities refer to, so that the uninstall is a clean one.

    The outcomes and statuses go; a type that this addon shipped stays while activities
    are of that type, because nobody's activities are removed. The demo data's own ones
    go.
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
    # they name what this addon shipped
    env.cr.execute(SQL("DELETE FROM mail_activity_next_step"))
    env.cr.execute(SQL("DELETE FROM crm_post_sale_rule"))
    # without the addon they look done, and Odoo sorts what is done by this
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
