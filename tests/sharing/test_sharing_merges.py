from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingMerges(SharingCommon):
    """No one sees more of activities whose type is merged or deleted."""

    def assertKnown(self, activity, is_known, *roles):
        for role in roles:
            with self.subTest(role=role):
                found = self._as(role, activity).search([("id", "=", activity.id)])
                self.assertEqual(bool(found), is_known)

    def test_shared_and_other(self):
        """A type without a line and one that is shared, whichever stays."""
        self._share("none")
        for is_shared_kept in (True, False):
            shared, other = self._create_type("Flow a"), self._create_type("Flow b")
            self._share("full", activity_type=shared)
            hidden = self._create_owned(other)
            merged, kept = (other, shared) if is_shared_kept else (shared, other)
            self._as("settings", merged).action_merge_into(kept.id)
            self.assertEqual(hidden.activity_type_id, kept)
            self.assertKnown(hidden, False, "settings", "employee")

    def test_free(self):
        """Activities without a document stay closed, others stay as they are."""
        self._share("full", activity_type=self.call)
        hidden, shared = self._create_free(self.mail), self._create_owned(self.mail)
        self._as("manager", self.mail).action_merge_into(self.call.id)
        self.assertKnown(hidden, False, "manager", "employee")
        self.assertKnown(shared, True, "manager", "employee")

    def test_personal(self):
        """A person's line doesn't win over everyone's for the other type."""
        self._share("full", viewer=self.users["employee"], activity_type=self.call)
        self._share("none", activity_type=self.mail)
        hidden = self._create_owned(self.mail)
        self._as("manager", self.mail).action_merge_into(self.call.id)
        self.assertKnown(hidden, False, "employee")

    def test_former_colleague(self):
        """A line for someone who works here no longer is kept, too."""
        line = self._share("none", self.users["employee"], self.call)
        self.users["employee"].group_ids = self.env.ref("base.group_portal")
        self._as("manager", self.call).action_merge_into(self.mail.id)
        self.assertFalse(line.exists())
        kept = self.Share.search([("activity_type_id", "=", self.mail.id)])
        self.assertEqual(kept.viewer_id, self.users["employee"])
        self.assertEqual(kept.level, "none")

    def test_deleted(self):
        """Odoo makes To-Dos of a deleted type, which can be shared with more people."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        self._share("none")
        line = self._share("full", activity_type=todo)
        hidden = self._create_owned(self.mail)
        with self.assertRefused("and To-Dos differently", error=ValidationError):
            self._as("settings", self.mail).unlink()
        line.unlink()
        self._as("settings", self.mail).unlink()
        self.assertEqual(hidden.activity_type_id, todo)
        self.assertKnown(hidden, False, "settings", "employee")

    def test_other_companies(self):
        """Everyone's line doesn't open for people of other companies; theirs do."""
        self.owner.company_id.activity_share_default = "none"
        self._share("read", viewer=self.outsider, activity_type=self.call)
        self._share("read", activity_type=self.mail)
        hidden = self._create_free(self.mail), self._create_owned(self.mail)
        for activity in hidden:
            self.assertFalse(self._as("outsider", activity).has_access("read"))
        self._as("settings", self.mail).action_merge_into(self.call.id)
        for activity in hidden:
            self.assertFalse(self._as("outsider", activity).has_access("read"))
