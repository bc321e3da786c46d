from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..common import RpcMixin, StatusCommon

SWITCHES = ("group_activity_outcome", "group_activity_status")


@tagged("post_install", "-at_install")
class TestCancelPeople(RpcMixin, StatusCommon):
    """Who leaves takes no activity along while a switch is on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leaver = cls._create_user("leaver")
        cls.users["administrator"] = cls._create_user(
            "administrator", groups="base.group_erp_manager,base.group_partner_manager"
        )

    @classmethod
    def _create_user(cls, name, groups="sales_team.group_sale_salesman_all_leads"):
        return new_test_user(
            cls.env, f"flow_{name}", name=f"Flow {name}", groups=groups
        )

    def _switch_on(self, *names):
        for name in SWITCHES:
            self._switch(name, on=name in names)

    def _create_open(self, count=1):
        return self._create_activity(self.call, user_id=self.leaver.id, count=count)

    def _get_ways(self):
        """Return the ways to archive a user, by name."""
        return {
            "button": lambda: self._archive("action_archive"),
            "write": lambda: self._archive("write", {"active": False}),
            "import": lambda: self._import(),
            "code": lambda: self.leaver.action_archive(),
        }

    def _archive(self, method, *args):
        self._rpc("administrator", "res.users", method, self.leaver.ids, *args)

    def _import(self):
        [[[xml_id]]] = self.leaver.export_data(["id"]).values()
        answer = self._rpc(
            *("administrator", "res.users", "load"),
            *(["id", "active"], [[xml_id, "False"]]),
        )
        self.assertFalse(answer["messages"])

    def test_archived(self):
        """Open activities are cancelled with the reason, however a user is archived."""
        for names in (SWITCHES[:1], SWITCHES[1:]):
            self._switch_on(*names)
            for way, archive in self._get_ways().items():
                activities = self._create_open(2)
                with self.subTest(way, names=names):
                    archive()
                    self.env.invalidate_all()
                    self.assertFalse(self.leaver.active)
                    self.assertEqual(activities.exists(), activities)
                    self.assertEqual(set(activities.mapped("state")), {"cancelled"})
                    self.assertEqual(
                        set(activities.mapped("cancel_reason")),
                        {"Flow leaver was archived"},
                    )
                    body = self.lead.message_ids[0].body
                    self.assertEqual(body.count("Flow leaver was archived"), 2)
                self.leaver.active = True

    def test_archived_while_off(self):
        """With both switches off, Odoo deletes them."""
        self._switch_on()
        activities = self._create_open()
        self._archive("action_archive")
        self.assertFalse(activities.exists())

    def test_archived_again(self):
        """Writing that an archived user is archived changes nothing."""
        self._archive("action_archive")
        activities = self._create_open()
        self._archive("write", {"active": False})
        self.assertTrue(activities.active)

    def test_forged_context(self):
        """No context makes Odoo's button delete done activities."""
        done = self._create_open()
        done.with_user(self.leaver).action_complete()
        self._rpc(
            *("administrator", "res.users", "action_archive", self.leaver.ids),
            context={"active_test": False},
        )
        self.assertTrue(done.exists())
        self.assertEqual(done.state, "done")

    def test_no_rights(self):
        """Who can't archive a user doesn't cancel anything either."""
        activities = self._create_open()
        for method, *args in (("action_archive",), ("write", {"active": False})):
            with self.subTest(method), self.assertRaises(AccessError):
                self._rpc("salesperson", "res.users", method, self.leaver.ids, *args)
        self.assertTrue(activities.active)

    def test_many(self):
        """A thousand activities take no more queries than ten, except in batches."""
        counts = []
        for count in (10, 10, 1000):
            self.leaver.active = True
            activities = self._create_open(count)
            counts.append(self._count_queries(self.leaver.action_archive))
            self.assertEqual(set(activities.mapped("state")), {"cancelled"})
        self.assertLessEqual(counts[2], counts[1] + 20, counts)

    def test_deleted(self):
        """A user with activities can't be deleted, not even by code."""
        done = self._create_open()
        done.with_user(self.leaver).action_complete()
        for names in (SWITCHES[:1], SWITCHES[1:]):
            self._switch_on(*names)
            for users in (
                self.leaver.with_user(self.users["administrator"]),
                self.leaver.sudo(),
                self.leaver.with_context(**{MODULE_UNINSTALL_FLAG: True}),
            ):
                with (
                    self.subTest(names=names, su=users.env.su),
                    self.assertRefused("assigned", "Archive", error=UserError),
                ):
                    users.with_user(self.users["administrator"]).unlink()
        with self.assertRefused("assigned", "Archive", error=UserError):
            self.leaver.sudo().unlink()
        self.assertTrue(done.exists())

    def test_deleted_without(self):
        """Who only created and completed activities can be deleted."""
        activity = self._create_activity(self.call)
        activity.with_user(self.leaver).action_complete()
        self.leaver.with_user(self.users["administrator"]).unlink()
        self.assertFalse(activity.active)
        self.assertFalse(activity.done_by_id)

    def test_deleted_while_off(self):
        """With both switches off, activities go with their user, as in Odoo."""
        self._switch_on()
        activity = self._create_open()
        self.leaver.unlink()
        self.assertFalse(activity.exists())
