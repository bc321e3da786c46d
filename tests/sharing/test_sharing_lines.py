from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SharingCommon


@tagged("post_install", "-at_install")
class TestSharingLines(SharingCommon):
    """Owners change what they share, managers read it, and nobody else does."""

    def test_access(self):
        """Lines are their owner's to change, and a manager's to read."""
        line = self._share("none", self.users["employee"])
        for viewer in self.viewers:
            with self.subTest(viewer=viewer):
                seen = self._as(viewer, line)
                reads, writes = viewer in ("owner", "manager"), viewer == "owner"
                self.assertEqual(seen.has_access("read"), reads)
                self.assertEqual(seen.has_access("write"), writes)
                self.assertEqual(seen.has_access("unlink"), writes)
                if seen.env.user._is_internal():
                    found = seen.search([("user_id", "=", self.owner.id)])
                    self.assertEqual(bool(found), reads)

    def test_managers_of_other_companies(self):
        """Managers read the lines of people in their companies."""
        line = self._share("none")
        self.outsider.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.assertFalse(self._as("outsider", line).has_access("read"))

    def test_own_lines(self):
        """Users share for themselves only; without an owner, it's the user."""
        employee = self._as("employee", self.Share)
        line = employee.create({"level": "busy"})
        self.assertEqual(line.user_id, employee.env.user)
        with self.assertRaises(AccessError):
            employee.create({"level": "full", "user_id": self.owner.id})
        with self.assertRaises(AccessError):
            line.user_id = self.owner
        with self.assertRaises(AccessError):
            self._as("manager", self.Share).create(
                {"level": "full", "user_id": self.owner.id}
            )

    def test_guessed(self):
        """No one learns which rows others have from the errors of new ones."""
        viewer, leader = self.users["employee"], self.leader
        line = {"user_id": self.owner.id, "viewer_id": viewer.id, "level": "none"}
        shown = {"user_id": self.owner.id, "colleague_id": leader.id}
        for model, own, taken, free in (
            ("mail.activity.share", {"level": "read"}, line, {"level": "full"}),
            (
                "mail.activity.slot.filter",
                {"colleague_id": leader.id},
                shown,
                {"colleague_id": self.creator.id},
            ),
        ):
            self.env[model].create(taken)
            seen, errors = self._as("employee", self.env[model]), set()
            row = seen.create(own)
            for values in (taken, {"user_id": self.owner.id, **free}):
                for change in (seen.create, row.write):
                    with self.assertRaises(AccessError) as refused:
                        change(values)
                    errors.add(str(refused.exception))
            default = seen.with_context(default_user_id=self.owner.id)
            with self.assertRaises(AccessError) as refused:
                default.create({**taken, "user_id": self.owner.id})
            errors.add(str(refused.exception))
            del taken["user_id"]
            with self.assertRaises(AccessError) as refused:
                default.create(taken)
            errors.add(str(refused.exception))
            self.assertEqual(len(errors), 1, model)

    def test_deleted_types(self):
        """A type stays on which it depends who sees activities: To-Dos may be open."""
        line = self._share("none", activity_type=self.mail)
        seen = self._as("manager", self.mail)
        activity = self._create_owned(self.mail)
        activity.active = False
        with self.assertRefused("and To-Dos differently"):
            seen.unlink()
        self.assertTrue(self.mail.exists())
        line.unlink()
        other = self._create_type("Flow other")
        self._share("none", activity_type=other)
        self._as("manager", other).unlink()
        self.assertFalse(other.exists())

    def test_unique(self):
        """One line for each owner, viewer and type, also where they are empty."""
        employee = self.users["employee"]
        for viewer in (None, employee):
            for activity_type in (None, self.call):
                self._share("none", viewer, activity_type)
        for viewer in (None, employee):
            for activity_type in (None, self.call):
                with (
                    self.subTest(viewer=viewer, activity_type=activity_type),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(IntegrityError),
                    self.env.cr.savepoint(),
                ):
                    self._share("full", viewer, activity_type)

    def test_internal_viewers(self):
        """Activities are shared with internal users only."""
        with self.assertRefused("internal user", error=ValidationError):
            self._share("read", self.users["portal"])

    def test_quiet(self):
        """No message tells anyone about a line."""
        before = self.env["mail.message"].search([], order="id desc", limit=1)
        self._share("none", self.users["employee"]).level = "busy"
        after = self.env["mail.message"].search([], order="id desc", limit=1)
        self.assertEqual(before, after)

    def test_applies_at_once(self):
        """A changed line applies from the next query on, also after a rollback."""
        activity = self._create_owned()
        seen = self._as("employee", activity)
        line = self._share("none")
        self.assertFalse(seen.has_access("read"))
        line.level = "full"
        self.assertTrue(seen.has_access("read"))
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            line.level = "none"
            self.assertFalse(seen.has_access("read"))
            raise ZeroDivisionError
        self.assertTrue(seen.has_access("read"))
        line.level = "busy"
        self.assertEqual(seen._get_share_levels()[activity.id][0], "busy")
        line.unlink()
        self.assertTrue(seen.has_access("read"))

    def test_what_else_applies_at_once(self):
        """The same for companies, users and groups."""
        activity = self._create_owned()
        seen = self._as("employee", activity)
        self.assertTrue(seen.has_access("read"))
        self.owner.company_id.activity_share_default = "none"
        self.assertFalse(seen.has_access("read"))
        self.owner.write(
            {
                "company_id": self.other_company.id,
                "company_ids": [(4, self.other_company.id)],
            }
        )
        self.assertTrue(seen.has_access("read"))
        self.owner.company_id.activity_share_default = "none"
        self.assertFalse(seen.has_access("read"))
        seen.env.user.sudo().group_ids += self.env.ref(
            "crm_activity_flow.group_activity_manager"
        )
        self.assertTrue(seen.has_access("read"))

    def test_former_members(self):
        """Leaders know all of those who are in their teams, and not of former ones."""
        activity = self._create_owned()
        self._share("none")
        seen = self._as("leader", activity)
        team = self.env["crm.team"].search([("user_id", "=", self.leader.id)])
        for record in (team.crm_team_member_ids, team):
            self.assertTrue(seen.has_access("read"))
            record.active = False
            self.assertFalse(seen.has_access("read"), record)
            record.active = True

    def test_next_transaction(self):
        """After a commit, what others have changed since then applies."""
        activity = self._create_owned()
        self.env.cr.postcommit.clear()
        seen = self._as("employee", activity)
        self.Activity._clear_share_policies()
        self.assertTrue(seen.has_access("read"))
        self.env.cr.execute(
            "INSERT INTO mail_activity_share (user_id, level) VALUES (%s, 'none')",
            [self.owner.id],
        )
        self.assertTrue(seen.has_access("read"))
        self.env.cr.postcommit.run()
        self.assertFalse(seen.has_access("read"))

    def test_queries(self):
        """What all lines say is loaded once, in as many queries for any number."""
        activity = self._create_owned()
        counts = []
        for size in (1, 200):
            self.Share.search([]).unlink()
            owners = self.env["res.users"].create(
                [
                    {"name": "Flow", "login": f"flow_{size}_{number}"}
                    for number in range(size)
                ]
            )
            self.Share.create(
                [{"user_id": user.id, "level": "busy"} for user in owners]
            )
            seen = self._as("employee", activity)
            seen.env.user.has_group("base.group_user")
            before = self.env.cr.sql_log_count
            seen._get_share_policy()
            counts.append(self.env.cr.sql_log_count - before)
            with self.assertQueryCount(0):
                seen._get_share_policy()
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 6)

    # ------------------------------------------------------------
    # Merging types
    # ------------------------------------------------------------

    def test_merged_types(self):
        """Where two lines would meet, the lower level stays; others are moved."""
        employee, manager = self.users["employee"], self.users["manager"]
        visit = self._create_type("Flow visit")
        for viewer, on_call, on_mail, on_visit in (
            (employee, "full", "none", "read"),
            (manager, "busy", "full", "busy"),
            (None, "read", None, None),
            (self.leader, None, "busy", "full"),
            (self.creator, None, None, "full"),
        ):
            levels = {self.call: on_call, self.mail: on_mail, visit: on_visit}
            for activity_type, level in levels.items():
                if level:
                    self._share(level, viewer, activity_type)
            self._share("full", viewer, owner=self.leader)
        (self.call | visit).action_merge_into(self.mail.id)
        lines = self.Share.search([("user_id", "=", self.owner.id)])
        self.assertEqual(lines.activity_type_id, self.mail)
        self.assertEqual(
            {line.viewer_id: line.level for line in lines},
            {
                employee: "none",
                manager: "busy",
                self.env["res.users"]: "read",
                self.leader: "busy",
                self.creator: "full",
            },
        )
        self.assertEqual(len(lines), 5)

    def test_archived_type(self):
        """No line is about a type that is archived: its activities have another one."""
        line = self._share("none", activity_type=self.mail)
        self.call.action_archive()
        with self.assertRefused("is archived", error=ValidationError):
            self._share("none", activity_type=self.call)
        with self.assertRefused("is archived", error=ValidationError):
            self._as("owner", line).activity_type_id = self.call
        # those from before stay
        self.mail.action_archive()
        self._as("owner", line).level = "busy"

    def test_merged_types_apply_at_once(self):
        """After a merge, levels follow the survivor."""
        activity = self._create_owned()
        self._share("none", activity_type=self.call)
        self._share("read", activity_type=self.mail)
        seen = self._as("employee", activity)
        self.assertFalse(seen.has_access("read"))
        self.call.action_merge_into(self.mail.id)
        self.assertFalse(self._as("employee", activity).has_access("read"))
        self.Share.search([]).level = "read"
        self.assertTrue(seen.has_access("read"))
