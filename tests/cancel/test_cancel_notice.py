from odoo.tests import new_test_user, tagged

from ..common import RpcMixin, StatusCommon


@tagged("post_install", "-at_install")
class TestCancelNotice(RpcMixin, StatusCommon):
    """Assignees are told when someone else cancels what they were going to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in production: the common context suppresses what really happens
        cls.env = cls.env(context={})
        cls.user = cls.users["salesperson"]
        cls.env["res.lang"]._activate_lang("de_DE")

    def _find_new(self, before, user=None):
        partner = (user or self.user).partner_id
        messages = self.env["mail.message"].search([("partner_ids", "in", partner.ids)])
        return messages - before

    def _get_ways(self):
        return {
            "button": ("action_cancel", []),
            "board": ("action_drop", [self.cancelled.id]),
            "notify": ("action_cancel_notify", []),
            "status": ("write", [{"status_id": self.cancelled.id}]),
        }

    def test_ways(self):
        """One notice for one activity, and one for many, by every way to cancel."""
        for count in (1, 3):
            for name, (method, args) in self._get_ways().items():
                activities = self._create_activity(self.call, count=count)
                before = self._find_new(self.env["mail.message"])
                with self.subTest(name, count=count):
                    self._rpc("manager", "mail.activity", method, activities.ids, *args)
                    [notice] = self._find_new(before)
                    self.assertIn("cancelled", notice.subject)
                    self.assertEqual(notice.body.count("<li>"), count)
                    self.assertIn(self.lead.name, notice.body)

    def test_not_told(self):
        """Not one's own doing, and no one who is archived."""
        own = self._create_activity(self.call)
        gone = new_test_user(self.env, "flow_gone", groups="base.group_user")
        left = self._create_activity(self.call, user_id=gone.id)
        before = self._find_new(self.env["mail.message"])
        self._rpc("salesperson", "mail.activity", "action_cancel", own.ids)
        self.assertFalse(self._find_new(before).mapped("body"))
        before = self._find_new(self.env["mail.message"], gone)
        gone.active = False
        self.assertEqual(left.state, "cancelled")
        self.assertFalse(self._find_new(before, gone))

    def test_language(self):
        """The notice is in the assignee's language."""
        self.user.lang = "de_DE"
        activity = self._create_activity(self.call)
        before = self._find_new(self.env["mail.message"])
        self._rpc("manager", "mail.activity", "action_cancel", activity.ids)
        [notice] = self._find_new(before)
        self.assertIn("abgebrochen", notice.body)
