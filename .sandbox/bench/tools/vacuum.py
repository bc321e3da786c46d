"""What PostgreSQL does by itself after many changes, sooner or later."""


def vacuum(env, *tables):
    """Commit, free what is gone, and let PostgreSQL know what there is now.

    Rows are marked as visible to all, so that an index is enough to read them, only if
    their transaction is on disk: the sandbox's server doesn't wait for that.
    """
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("CHECKPOINT")
    env.cr.execute(f"VACUUM ANALYZE {', '.join(tables)}")
    env.cr._cnx.autocommit = False
