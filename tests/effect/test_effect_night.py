from contextlib import closing

from odoo import SUPERUSER_ID, api, sql_db
from odoo.tests import TransactionCase, get_db_name, tagged


@tagged("post_install", "-at_install")
class TestEffectNight(TransactionCase):
    """The table is computed while people work."""

    def _cursor(self):
        """Return a connection of its own, as a scheduled action has."""
        return closing(sql_db.db_connect(get_db_name()).cursor())

    def test_completions(self):
        """It only reads what completions write, so none waits for it."""
        with self._cursor() as cr:
            effect = api.Environment(cr, SUPERUSER_ID, {})["mail.activity.effect"]
            effect._refresh()
            cr.execute(
                """
                SELECT relation::regclass::text, mode FROM pg_locks
                 WHERE pid = PG_BACKEND_PID()
                   AND relation IN ('mail_activity'::regclass, 'crm_lead'::regclass)
                """
            )
            locks = set(cr.fetchall())
            cr.rollback()
        self.assertEqual(
            locks,
            {
                ("mail_activity", "AccessShareLock"),
                ("crm_lead", "AccessShareLock"),
            },
        )

    def test_two_at_once(self):
        """Who comes second leaves the computing, and the table, to the first."""
        effect = self.env["mail.activity.effect"]
        with self._cursor() as cr:
            other = api.Environment(cr, SUPERUSER_ID, {})["mail.activity.effect"]
            self.assertTrue(other._try_to_lock())
            with self.assertQueryCount(1):
                effect._refresh()
            cr.rollback()
        self.assertTrue(effect._try_to_lock())
