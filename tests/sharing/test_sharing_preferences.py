from lxml import etree
from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import SharingCommon

PREFERENCES = "base.view_users_form_simple_modif"


@tagged("post_install", "-at_install")
class TestSharingPreferences(SharingCommon):
    """Users set what they share in their preferences, with the rights of everyone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, login="flow_seller", groups="sales_team.group_sale_salesman"
        )

    def _as_requester(self, user):
        """Return a user who sends a request: Odoo drops superuser's rights to them."""
        self.env.flush_all()
        self.env.invalidate_all()
        own = user.with_user(user)
        self.patch(self.env.transaction, "default_env", own.env)
        return own

    def _preferences(self):
        return Form(self._as_requester(self.seller), view=PREFERENCES)

    def _save(self, commands):
        """Save the preferences as the web client does."""
        own = self._as_requester(self.seller)
        own.web_save({"activity_share_ids": commands}, {})

    def _preview(self, viewer, owner=None):
        """Return the rows that an owner sees, by type, and the sentences below."""
        owner = owner or self.seller
        own = owner.with_user(owner)
        own.share_preview_user_id = viewer
        return str(own.share_preview)

    def _get_row(self, activity_type, html):
        return html.partition(f"<td>{activity_type.name}</td>")[2].partition("</tr>")[0]

    # ------------------------------------------------------------
    # The form
    # ------------------------------------------------------------

    def test_fields(self):
        """Users can read all that the form has: apps let them read these alone."""
        arch = self.env["res.users"].get_view(self.env.ref(PREFERENCES).id)["arch"]
        shown = etree.fromstring(arch).xpath("//field[not(ancestor::field)]/@name")
        fields = map(self.env["res.users"]._fields.get, shown)
        ours = {each.name for each in fields if each._module == "crm_activity_flow"}
        self.assertIn("share_preview", ours)
        self.assertLessEqual(ours, {*self.env.user.SELF_READABLE_FIELDS})

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    def test_edit_own_lines(self):
        """A salesperson adds, changes and removes lines without rights on users."""
        with self._preferences() as form:
            with form.activity_share_ids.new() as line:
                line.level = "busy"
            with form.activity_share_ids.new() as line:
                line.viewer_id = self.leader
                line.activity_type_id = self.call
                line.level = "read"
        lines = self.seller.activity_share_ids
        self.assertEqual(lines.mapped("level"), ["busy", "read"])
        self.assertEqual(lines.user_id, self.seller)
        with self._preferences() as form:
            with form.activity_share_ids.edit(0) as line:
                line.level = "none"
            form.activity_share_ids.remove(index=1)
        self.assertEqual(self.seller.activity_share_ids.mapped("level"), ["none"])

    def test_hidden_while_off(self):
        """Without the switch the page isn't there."""
        self._switch("group_activity_sharing", on=False)
        view = self.env["res.users"].with_user(self.seller)
        arch = view.get_view(self.env.ref(PREFERENCES).id, "form")["arch"]
        self.assertNotIn("activity_share_ids", arch)

    def test_save_own_lines(self):
        """The web client's way: everything is saved as the superuser, but lines."""
        self._save([Command.create({"level": "read"})])
        self.assertEqual(self.seller.activity_share_ids.level, "read")

    def test_save_others_lines(self):
        """Preferences are no way to change, remove or take the lines of others."""
        line = self._share("none", self.seller)
        for command in (
            Command.update(line.id, {"level": "full"}),
            Command.delete(line.id),
            Command.unlink(line.id),
            Command.link(line.id),
        ):
            with self.subTest(command=command):
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                    self._save([command])
                self.env.invalidate_all()
                self.assertEqual(line.exists().level, "none")
                self.assertEqual(self.owner.activity_share_ids, line)

    def test_save_for_others(self):
        """A line that is added in preferences is the user's own, whatever was sent."""
        self._save([Command.create({"level": "full", "user_id": self.owner.id})])
        self.assertFalse(self.owner.activity_share_ids)
        self.assertEqual(self.seller.activity_share_ids.level, "full")

    def test_duplicate_line(self):
        """Two lines for the same are refused with a sentence."""
        sentence = "already a line for this person and this type"
        self._save([Command.create({"level": "read"})])
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation) as caught:
            self._save([Command.create({"level": "busy"})])
        error = self.Share._sql_error_to_message(caught.exception)
        self.assertIn(sentence, error)

    def test_lines_are_private(self):
        """Colleagues neither read nor search lines, and managers read them."""
        self._share("none")
        colleague = self._as("salesperson", self.owner)
        for look in (
            lambda: colleague.read(["activity_share_ids"]),
            lambda: colleague.search([("activity_share_ids", "!=", False)]),
            lambda: colleague.search([("activity_share_ids.level", "=", "none")]),
        ):
            with self.assertRaises(AccessError):
                look()
        manager = self._as("manager", self.owner)
        self.assertEqual(manager.activity_share_ids.level, "none")

    def test_manager_form(self):
        """Managers read lines on the user's form, and only there."""
        view = self.env.ref("base.view_users_form")
        for role, sees in (("manager", True), ("salesperson", False)):
            users = self.env["res.users"].with_user(self.users[role])
            arch = users.get_view(view.id, "form")["arch"]
            self.assertEqual("activity_share_ids" in arch, sees, role)

    # ------------------------------------------------------------
    # What a person sees
    # ------------------------------------------------------------

    def test_preview(self):
        """The preview says what the policy says, type by type."""
        self._share("none", owner=self.seller)
        self._share("read", self.leader, self.call, owner=self.seller)
        html = self._preview(self.leader)
        self.assertIn("<td>Read</td><td>Read</td>", self._get_row(self.call, html))
        self.assertIn(
            "<td>Nothing</td><td>Nothing</td>", self._get_row(self.mail, html)
        )

    def test_preview_default(self):
        """Without lines: the company's default on records, nothing elsewhere."""
        self.seller.company_id.activity_share_default = "busy"
        row = self._get_row(self.call, self._preview(self.leader))
        self.assertIn("<td>Busy times</td><td>Nothing</td>", row)

    def test_preview_is_what_is_seen(self):
        """For each viewer and type, the preview agrees with the activities."""
        self._share("busy", owner=self.seller)
        self._share("read", activity_type=self.call, owner=self.seller)
        self._share("full", self.users["employee"], owner=self.seller)
        labels = dict(self.Share._fields["level"]._description_selection(self.env))
        for viewer in (*self.viewers.values(), self.env.ref("base.user_admin")):
            if viewer.share:
                continue
            html = self._preview(viewer)
            for activity_type in (self.call, self.mail):
                values = {"user_id": self.seller.id}
                both = self._create_owned(activity_type, **values)
                both |= self._create_free(activity_type, **values)
                self.env.flush_all()
                levels = both.with_user(viewer)._get_share_levels()
                row = self._get_row(activity_type, html)
                shown = "".join(
                    f"<td>{labels[levels[id_][0]]}</td>" for id_ in both.ids
                )
                self.assertIn(shown, row, (viewer.login, activity_type.name))

    def test_preview_sentences(self):
        """The preview names why somebody always sees activities on records."""
        self.env["crm.team"].create(
            {
                "name": "Flow sellers",
                "user_id": self.leader.id,
                "member_ids": [Command.set(self.seller.ids)],
            }
        )
        self._share("none", owner=self.seller)
        self.assertIn("leads your sales team", self._preview(self.leader))
        self.assertIn("activity manager", self._preview(self.users["manager"]))
        html = self._preview(self.users["salesperson"])
        self.assertNotIn("always has full access to activities", html)
        self.assertIn("private activities are hidden", html)

    def test_preview_of_others(self):
        """No one previews others: it would tell what their lines say."""
        self._share("none")
        for role in ("salesperson", "manager", "settings"):
            other = self._as(role, self.owner)
            values = {"share_preview_user_id": self.users[role].id}
            spec = {"share_preview": {}}
            answer = other.onchange(values, ["share_preview_user_id"], spec)
            self.assertFalse(answer["value"].get("share_preview"), role)
