"""What PostgreSQL does by itself after many changes, sooner or later."""


def vacuum(env, *tables):
    """Commit, free what is gone, and let PostgreSQL know what there is now."""
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute(f"VACUUM ANALYZE {', '.join(tables)}")
    env.cr._cnx.autocommit = False
