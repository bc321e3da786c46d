from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import OutcomeCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestActivityDeletion(RpcMixin, OutcomeCommon):
    """Done and cancelled activities stay, unless a manager or code deletes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.user = cls.users["salesperson"]
        cls.done = cls._create_activity(cls.call, user_id=cls.users["manager"].id)
        cls.done.action_complete(cls.outcome_good.id)
        cls.own = cls._create_activity(cls.call)
        cls.own.with_user(cls.user).action_complete(cls.outcome_good.id)
        cls.cancelled = cls._create_activity(cls.call)
        cls.cancelled.with_user(cls.user).action_cancel()
        cls.still_open = cls._create_activity(cls.call)

    def test_refused(self):
        """A salesperson deletes none of them, and is pointed to reopening."""
        for activity in (self.done, self.own, self.cancelled):
            update = {"activity_ids": [Command.delete(activity.id)]}
            for call in (
                ("mail.activity", "unlink", activity.ids),
                ("mail.activity", "unlink", (activity | self.still_open).ids),
                ("mail.activity", "unlink_w_meeting", activity.ids),
                ("crm.lead", "write", self.lead.ids, update),
            ):
                with (
                    self.subTest(call=call),
                    self.assertRefused("Flow activity 0", "eopen", error=AccessError),
                ):
                    self._rpc("salesperson", *call)
        for switch in ("group_activity_status", "group_activity_outcome"):
            with self.subTest(switch=switch):
                self._switch(switch, on=False)
                self._switch(
                    {
                        "group_activity_status": "group_activity_outcome",
                        "group_activity_outcome": "group_activity_status",
                    }[switch]
                )
                with self.assertRefused("eopen", error=AccessError):
                    self._rpc("salesperson", "mail.activity", "unlink", self.own.ids)

    def test_open(self):
        """Open activities are deleted as in Odoo."""
        self._rpc("salesperson", "mail.activity", "unlink", self.still_open.ids)
        self.assertFalse(self.still_open.exists())

    def test_managers_and_code(self):
        """Managers of activities delete them, and so does code."""
        self._rpc("manager", "mail.activity", "unlink", self.done.ids)
        self.own.with_user(self.user).sudo().unlink()
        self.assertFalse((self.done | self.own).exists())

    def test_off(self):
        """While both are off, they are deleted as in Odoo."""
        self._switch("group_activity_status", on=False)
        self._switch_outcomes(on=False)
        activities = self.done | self.own | self.cancelled
        self._rpc("salesperson", "mail.activity", "unlink", activities.ids)
        self.assertFalse(activities.exists())

    def test_documents_take_theirs_along(self):
        """Whoever deletes a document deletes its activities."""
        contact = self.env["res.partner"].create({"name": "Flow contact"})
        done = self._create_activity(self.call, record=contact)
        done.with_user(self.user).action_complete(self.outcome_good.id)
        self.users["employee"].group_ids += self.env.ref("base.group_partner_manager")
        self._rpc("employee", "res.partner", "unlink", contact.ids)
        self.assertFalse(done.exists())

    def test_says_nothing_of_hidden_ones(self):
        """The sentence doesn't name an activity that the user can't read."""
        colleague = self.users["manager"]
        secret = self.Activity.with_user(colleague).create(
            {
                "summary": "TOP SECRET",
                "activity_type_id": self.call.id,
                "user_id": colleague.id,
            }
        )
        secret.action_complete(self.outcome_good.id)
        with self.assertRaises(AccessError) as caught:
            self._rpc("salesperson", "mail.activity", "unlink", secret.ids)
        self.assertNotIn("SECRET", str(caught.exception))
        # the user created it, and has no access to the document
        created = self._create_activity(self.call, user_id=colleague.id)
        created.summary = "TOP SECRET"
        created.with_user(colleague).action_complete(self.outcome_good.id)
        self.env.cr.execute(
            "UPDATE mail_activity SET create_uid = %s WHERE id = %s",
            [self.users["employee"].id, created.id],
        )
        with self.assertRaises(AccessError) as caught:
            self._rpc("employee", "mail.activity", "unlink", created.ids)
        self.assertNotIn("SECRET", str(caught.exception))
        self.assertTrue(created.exists())
