from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import StatusCommon

STATUS_FIELDS = {
    "status_id",
    "status_kind",
    "status_color",
    "status_since",
    "status_change_ids",
}


@tagged("post_install", "-at_install")
class TestStatusSwitch(StatusCommon):
    """Switching Statuses on and off, and nothing visible while it's off."""

    def _switch_statuses(self, on):
        self._switch("group_activity_status", on)
        self.env.invalidate_all()

    def test_on_settles_all(self):
        """Switching on gives every activity the matching status, done ones too."""
        self._switch_statuses(False)
        opened = self._create_activity(self.call, count=2)
        done = self._create_activity(self.call)
        done.action_feedback()
        self.assertFalse((opened | done).sudo().status_id)
        self._switch_statuses(True)
        self.assertStands(opened, self.todo)
        self.assertStands(done, self.done)
        self.assertTrue(opened[0].status_since)

    def test_on_is_one_statement(self):
        """Switching on takes as many queries for 10 activities as for 1,000."""
        counts = []
        for size in (1, 10, 1000):  # the first one fills caches
            self._create_activity(self.call, count=size)
            self._switch_statuses(False)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._switch_statuses(True)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_second_look(self):
        """Activities missed during the switch get their status afterward."""
        activity = self._create_activity(self.call)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET status_id = NULL WHERE id = %s", activity.ids
        )
        activity.invalidate_recordset()
        self.assertFalse(activity.status_id)
        self.Activity._gc_unsettled_statuses()
        self.assertStands(activity, self.todo)

    def test_off_and_on_again(self):
        """Switching off and on keeps statuses, and updates those closed in between."""
        waiting, stays = (
            self._create_in(self.waiting),
            self._create_in(self.in_progress),
        )
        cancelled = self._create_in(self.cancelled) | self._create_in(self.cancelled)
        reopened = self._create_in(self.done)
        self._switch_statuses(False)
        waiting.action_feedback()
        (reopened | cancelled[1]).action_unarchive()
        self._switch_statuses(True)
        self.assertStands(stays, self.in_progress)
        self.assertStands(waiting, self.done)
        self.assertStands(cancelled[0], self.cancelled)
        self.assertEqual(cancelled[0].cancel_reason, "Flow reason")
        self.assertStands(reopened | cancelled[1], self.todo)

    def test_off_cancelled_stay_cancelled(self):
        """While off, cancelled activities still don't count as done."""
        activity = self._create_in(self.cancelled)
        self._switch_statuses(False)
        user = self.users["salesperson"]
        self.assertEqual(activity.with_user(user).state, "cancelled")
        data = self.Activity.with_user(user).get_activity_data(
            "crm.lead", [("id", "=", self.lead.id)], fetch_done=True
        )
        self.assertFalse(data["grouped_activities"])

    def test_off_unseen(self):
        """While off, the fields, menus, filters and reports of Statuses are hidden."""
        self._switch_statuses(False)
        user = self.users["manager"]
        activities = self.Activity.with_user(user)
        self.assertFalse(STATUS_FIELDS & activities.fields_get().keys())
        overview = self.env["mail.activity.overview"].with_user(user)
        self.assertNotIn("status_id", overview.fields_get())
        menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        for name in ("mail_activity_status_menu", "mail_activity_status_time_menu"):
            menu = self.env.ref(f"crm_activity_flow.{name}")
            self.assertNotIn(menu.id, menus)
        for view_type in ("list", "form", "search", "kanban", "calendar"):
            arch = etree.fromstring(activities.get_view(view_type=view_type)["arch"])
            names = {
                node.get("name") for node in arch.iter("field", "button", "filter")
            }
            self.assertFalse(names & {*STATUS_FIELDS, "action_cancel_notify"})
            self.assertFalse([name for name in names if name and "status" in name])
        with self.assertRaises(AccessError):
            activities.search([("status_id", "=", self.todo.id)])

    def test_off_refuses_a_status(self):
        """A client that sends a status gets an error that they're switched off."""
        self._switch_statuses(False)
        activity = self._create_activity(self.call)
        for status in (self.waiting, self.done):
            with self.assertRefused("switched off"):
                activity.status_id = status
            with self.assertRefused("switched off"):
                self._create_activity(self.call, status_id=status.id)

    def test_off_like_odoo(self):
        """While off, creating and completing records no status or change."""
        self._switch_statuses(False)
        activity = self._create_activity(self.call)
        activity.action_feedback()
        activity.action_unarchive()
        self.assertFalse(activity.sudo().status_id)
        self.assertFalse(activity.sudo().status_since)
        self.assertFalse(activity.sudo().status_change_ids)

    def test_group_form(self):
        """The switch on the group's form does the same as in the settings."""
        self._switch_statuses(False)
        activity = self._create_activity(self.call)
        switch = self.env.ref("crm_activity_flow.group_activity_status")
        self.env.ref("base.group_user").write({"implied_ids": [(4, switch.id)]})
        self.assertStands(activity, self.todo)

    def test_session(self):
        """The web client gets the state of the switch."""
        for on in (True, False):
            self._switch_statuses(on)
            http = self.env["ir.http"].with_user(self.users["salesperson"])
            self.assertEqual(http._get_activity_switches()["activity_status"], on)
