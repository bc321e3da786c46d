"""What people say about who may know their activities. Imported in Odoo's shell."""


def insert_share_lines(env, user_ids, viewer_ids, type_ids, count):
    """Let users say something about some viewers and types, of any level.

    The lines are chosen first: beside ORDER BY RANDOM(), PostgreSQL takes the level
    from the same number.

    :param user_ids: whose activities it is about
    :param viewer_ids: ids of users, or None for everyone
    :param type_ids: ids of types, or None for all
    :param int count: how many lines are wanted
    """
    env.cr.execute(
        """
        INSERT INTO mail_activity_share (user_id, viewer_id, activity_type_id, level)
        SELECT owner, viewer, activity_type,
               (ARRAY['none', 'busy', 'read', 'full'])[1 + FLOOR(RANDOM() * 4)::int]
          FROM (
            SELECT owner, viewer, activity_type
              FROM UNNEST(%s) owner, UNNEST(%s) viewer, UNNEST(%s) activity_type
             WHERE owner IS DISTINCT FROM viewer
             ORDER BY RANDOM() LIMIT %s
          ) chosen
        """,
        [list(user_ids), list(viewer_ids), list(type_ids), count],
    )
