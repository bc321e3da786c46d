from unittest.mock import patch

from odoo.tests import tagged

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanParts(PlanCommon):
    """Long launches: part by part, with one notice per assignee at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.template_ids[1].write(
            {"responsible_type": "other", "responsible_id": cls.manager.id}
        )
        cls.leads = cls._create_leads(450)

    def _start(self, leads=None, plan=None):
        action = self._click(self.leads if leads is None else leads, plan)
        self.assertEqual(action["tag"], "crm_activity_flow.launch_progress")
        launch = self.env["mail.activity.plan.launch"].browse(
            action["params"]["launch_id"]
        )
        return launch.with_user(self.user)

    def _get_notices(self):
        partner = self.manager.partner_id
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "=", partner.id),
            ]
        )

    def test_parts(self):
        """450 records take three parts; each gets its activities and a message."""
        launch = self._start()
        progress = [launch.action_launch_part() for _part in range(3)]
        self.assertEqual([part["done"] for part in progress], [200, 400, 450])
        self.assertEqual([part["activities"] for part in progress], [400, 800, 900])
        self.assertEqual({part["total"] for part in progress}, {450})
        for lead in self.leads:
            self.assertEqual(len(lead.activity_ids), 2)
        logs = self.leads.message_ids.filtered(lambda log: "started" in log.body)
        self.assertEqual(len(logs), 450)

    def test_told_at_the_end(self):
        """The assignee gets one notice with everything, once all is launched."""
        before = self._get_notices()
        launch = self._start()
        launch.action_launch_part()
        launch.action_launch_part()
        self.assertEqual(self._get_notices(), before)
        launch.action_launch_part()
        notice = self._get_notices() - before
        self.assertEqual(len(notice), 1)
        self.assertEqual(notice.body.count("<li>"), 450)
        launch.action_launch_part()
        launch.action_stop()
        self.assertEqual(self._get_notices() - before, notice)

    def test_long_notice(self):
        """A notice lists as many as fit in a mail, and counts the rest."""
        before = self._get_notices()
        launch = self._start()
        module = "odoo.addons.crm_activity_flow.models.activity.mail_activity"
        with patch(f"{module}.LINES_MAX", 100):
            for _part in range(3):
                launch.action_launch_part()
        notice = self._get_notices() - before
        self.assertIn("and 350 more", notice.body)
        self.assertEqual(notice.body.count("<li>"), 101)

    def test_stopped(self):
        """After stopping, no more is launched, and the assignee gets a notice."""
        before = self._get_notices()
        launch = self._start()
        launch.action_launch_part()
        self.assertEqual(launch.action_stop()["done"], 200)
        self.assertEqual(len(self._get_notices() - before), 1)
        self.assertEqual(launch.action_launch_part()["done"], 200)
        self.assertEqual(len(self.leads.activity_ids), 400)

    def test_goes_on(self):
        """A failing part changes nothing; the next call continues from there."""
        launch = self._start()
        launch.action_launch_part()
        create = type(self.env["mail.activity"]).create

        def fail(activities, vals_list):
            create(activities, vals_list)
            raise RuntimeError("Flow error")

        with (
            patch.object(type(self.env["mail.activity"]), "create", fail),
            self.assertRaises(RuntimeError),
            self.env.cr.savepoint(),
        ):
            launch.action_launch_part()
        self.env.invalidate_all()
        self.assertEqual(launch.action_launch_part()["done"], 400)
        self.assertEqual(launch.action_launch_part()["done"], 450)
        for lead in self.leads:
            self.assertEqual(len(lead.activity_ids), 2)

    def test_refused(self):
        """Skipped records are named, even if a part has no others."""
        plan = self._create_plan({"responsible_type": "team_leader"})
        self.leads[:201].team_id = False
        dialog = self._open(self.leads, plan).with_context(launch_in_parts=True)
        action = dialog.action_schedule_plan()
        launch = self.env["mail.activity.plan.launch"].with_user(self.user)
        launch = launch.browse(action["params"]["launch_id"])
        progress = [launch.action_launch_part() for _part in range(3)]
        self.assertEqual([part["refused"] for part in progress], [200, 201, 201])
        self.assertEqual([part["activities"] for part in progress], [0, 199, 249])
        self.assertEqual(len(progress[-1]["reasons"]), 50)
        self.assertIn("Flow lead 0: ", progress[-1]["reasons"][0])

    def test_assignee_never_works(self):
        """Records of someone without working days are skipped in every part."""
        self._create_idle_resource(self.manager)
        self.leads[100:300].user_id = self.manager
        plan = self._create_plan(
            {"responsible_type": "record_user", "delay_unit": "working_days"},
            name="Flow working days",
        )
        plan.template_ids.delay_count = 1
        dialog = self._open(self.leads, plan).with_context(launch_in_parts=True)
        action = dialog.action_schedule_plan()
        launch = self.env["mail.activity.plan.launch"].with_user(self.user)
        launch = launch.browse(action["params"]["launch_id"])
        progress = [launch.action_launch_part() for _part in range(3)]
        self.assertEqual([part["refused"] for part in progress], [100, 200, 200])
        self.assertEqual([part["activities"] for part in progress], [100, 200, 250])

    def test_programs_launch_at_once(self):
        """Without the web client's button, one call launches everything."""
        self._open(self.leads).action_schedule_plan()
        self.assertEqual(len(self.leads.activity_ids), 900)

    def test_few_at_once(self):
        """200 records don't need parts."""
        dialog = self._open(self.leads[:200]).with_context(launch_in_parts=True)
        action = dialog.action_schedule_plan()
        self.assertEqual(action["res_model"], "crm.lead")
        self.assertEqual(len(self.leads.activity_ids), 400)

    def test_whose(self):
        """A launch belongs to one user, and can't continue once it's over."""
        launch = self._start()
        for method in ("action_launch_part", "action_stop"):
            with self.subTest(method=method), self.assertRefused("isn't yours"):
                getattr(launch.with_user(self.manager), method)()
        launch.sudo().unlink()
        with self.assertRefused("has ended"):
            launch.action_launch_part()
        self.assertFalse(self.leads.activity_ids)

    def test_two_windows(self):
        """If two windows continue the same launch, one has to wait."""
        launch = self._start()
        with (
            patch.object(
                type(launch), "try_lock_for_update", lambda self: self.browse()
            ),
            self.assertRefused("another window"),
        ):
            launch.action_launch_part()
        self.assertFalse(self.leads.activity_ids)

    def test_closed_browser(self):
        """An abandoned launch still sends its notice before it's deleted."""
        before = self._get_notices()
        launch = self._start()
        launch.action_launch_part()
        launch.sudo().unlink()
        notice = self._get_notices() - before
        self.assertEqual(notice.body.count("<li>"), 200)
        self.assertEqual(notice.author_id, self.user.partner_id)

    def test_changed_meanwhile(self):
        """Archiving the plan between two parts stops the launch with a sentence."""
        launch = self._start()
        launch.action_launch_part()
        self.plan.active = False
        with self.assertRefused("is archived"):
            launch.action_launch_part()
        self.assertEqual(len(self.leads.activity_ids), 400)
