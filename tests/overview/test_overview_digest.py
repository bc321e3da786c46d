from datetime import datetime

from odoo.tests import tagged

from .test_overview_dashboard import DashboardCommon

FIELDS = ("kpi_activity_completed", "kpi_activity_positive", "kpi_activity_overdue")


@tagged("post_install", "-at_install")
class TestOverviewDigest(DashboardCommon):
    """The figures in Odoo's digest mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        # there may be others in the database, also of other tests
        cls.env.cr.execute("UPDATE mail_activity SET active = FALSE, date_done = NULL")
        cls.env.cr.execute("UPDATE mail_activity SET done_at = NULL, done_day = NULL")
        cls.env.invalidate_all()
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Flow digest", **dict.fromkeys(FIELDS, True)}
        )
        for done, outcome in (
            ("2026-11-18 10:00:00", cls.outcome_good),
            ("2026-11-17 10:00:00", cls.outcome_bad),
            ("2026-11-17 09:00:00", cls.env["mail.activity.outcome"]),
            ("2026-11-10 10:00:00", cls.outcome_good),
        ):
            cls._add(done[:10], "2026-11-01 10:00:00", done, outcome_id=outcome.id)
        cls._add("2026-11-17", "2026-11-01 10:00:00")
        cls._add("2026-11-18", "2026-11-01 10:00:00")
        # done, but overdue before
        cls._add("2026-11-09", "2026-11-01 10:00:00", "2026-11-15 10:00:00")

    def _compute(self, role):
        """Return the values of each figure: of a day, of a week and of 30 days."""
        user = self.users[role]
        kpis = self.digest._compute_kpis(user.company_id, user)
        return {
            kpi["kpi_name"]: [kpi[f"kpi_col{number}"]["value"] for number in (1, 2, 3)]
            for kpi in kpis
            if kpi["kpi_name"] in FIELDS
        }

    def test_values(self):
        """The mail has the figures of a day, of a week, and of a month."""
        self.assertEqual(
            self._compute("salesperson"),
            {
                "kpi_activity_completed": [1, 4, 5],
                "kpi_activity_positive": ["100.00", "50.00", "66.67"],
                "kpi_activity_overdue": [1, 1, 1],
            },
        )

    def test_without_period(self):
        """Read outside of a mail, where Odoo has no period, figures are zero."""
        digest = self.digest.with_user(self.users["salesperson"])
        for name in FIELDS:
            with self.subTest(name=name):
                self.assertEqual(digest[f"{name}_value"], 0)

    def test_overdue_before(self):
        """What was overdue at the end of a period doesn't change later."""
        overview = self.Overview.with_user(self.manager)
        for moment, count in (
            (datetime(2026, 11, 10, 12), 1),
            (datetime(2026, 11, 9, 12), 0),
            (datetime(2026, 11, 16, 12), 0),
            (datetime(2026, 11, 18, 12), 1),
            (datetime(2026, 11, 1, 9), 0),
        ):
            with self.subTest(moment=moment):
                domain = overview._get_overdue_domain(moment)
                self.assertEqual(overview.search_count(domain), count)

    def test_readers(self):
        """Readers get figures of what they see; who has no overview gets none."""
        figures = self._compute("own_documents")
        self.assertEqual(figures["kpi_activity_completed"], [0, 0, 0])
        self.assertEqual(figures["kpi_activity_overdue"], [0, 0, 0])
        self.assertFalse(self._compute("employee"))

    def test_other_company(self):
        """Deals of other companies aren't in the figures of a company's digest."""
        company = self.env["res.company"].create({"name": "Flow company"})
        self.manager.company_ids += company
        self.digest.company_id = company
        self.lead.company_id = self.env.company
        self.assertEqual(self._compute("manager")["kpi_activity_completed"], [0, 0, 0])

    def test_switch(self):
        """While Outcomes is off, the digest says nothing of them."""
        self._switch_outcomes(on=False)
        self.assertNotIn("kpi_activity_positive", self._compute("salesperson"))

    def test_not_by_itself(self):
        """Digests get the figures when someone chooses them."""
        shipped = self.env.ref("digest.digest_digest_default")
        self.assertFalse(any(shipped[name] for name in FIELDS))

    def test_mail(self):
        """The mail is sent with the figures, and links to the overview."""
        self.digest.user_ids = self.users["salesperson"]
        self.digest._action_send_to_user(self.users["salesperson"])
        mail = self.env["mail.mail"].search([], limit=1, order="id desc")
        self.assertIn("Activities Completed", mail.body_html)
        self.assertIn("mail_activity_overview_action", mail.body_html)
