from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import StatusCommon


@tagged("post_install", "-at_install")
class TestStatusCatalogue(StatusCommon):
    """Statuses: at least one open, exactly one done and one cancelled."""

    def test_shipped(self):
        """Five statuses are shipped, the closing ones last."""
        self.assertEqual(
            self.Status.search([]).mapped("kind"),
            ["open", "open", "open", "done", "cancelled"],
        )
        self.assertEqual(self.Status._get_first_id(), self.todo.id)

    def test_closing_locked(self):
        """A closing status can't be archived, deleted, duplicated, or change kind."""
        for status in self.done | self.cancelled:
            for change in (
                lambda status: status.action_archive(),
                lambda status: status.write({"active": False}),
                lambda status: status.unlink(),
                lambda status: status.copy(),
                lambda status: status.write({"kind": "open"}),
            ):
                with self.subTest(status=status.name), self.assertRefused("."):
                    change(status)

    def test_closing_renamed(self):
        """A closing status can be renamed, recolored, folded and translated."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.done.write({"name": "Finished", "color": 7, "fold": True})
        self.done.with_context(lang="de_DE").name = "Fertig"
        self.assertEqual(self.done.name, "Finished")
        self.assertEqual(self.done.with_context(lang="de_DE").name, "Fertig")

    def test_second_closing(self):
        """A second done status can't be created, imported or made from another."""
        for kind, name in (("done", "Done"), ("cancelled", "Cancelled")):
            with self.subTest(kind=kind), self.assertRefused(name, "Rename it"):
                self.Status.create({"name": "Second", "kind": kind})
            result = self.Status.load(["name", "kind"], [["Second", kind]])
            self.assertIn("Rename it", result["messages"][0]["message"])
            with self.assertRefused("kind of a status"):
                self.waiting.kind = kind

    def test_last_open(self):
        """The last open status can't be archived or deleted, alone or with others."""
        opened = self.todo | self.in_progress | self.waiting
        with self.assertRefused("at least one open status", error=ValidationError):
            opened.action_archive()
        with self.assertRefused("at least one open status", error=ValidationError):
            opened.unlink()
        (self.todo | self.in_progress).unlink()
        with self.assertRefused("at least one open status", error=ValidationError):
            self.waiting.unlink()

    def test_order(self):
        """After any reordering, the closing statuses come last, done first."""
        opened = [self.waiting, self.todo, self.in_progress]
        shuffled = [
            self.cancelled,
            self.waiting,
            self.done,
            self.todo,
            self.in_progress,
        ]
        ids = [status.id for status in shuffled]
        self.Status.browse(ids).web_resequence({"sequence": {}})
        self.assertEqual(
            list(self.Status.search([])), [*opened, self.done, self.cancelled]
        )
        late = self.Status.create({"name": "Late", "sequence": 500})
        self.assertEqual(
            list(self.Status.search([])), [*opened, late, self.done, self.cancelled]
        )
        activity = self._create_activity(self.call)
        self.assertEqual(activity.status_id, self.waiting)

    def test_delete_used(self):
        """Deleting a status that was ever used shows how often, and alternatives."""
        activities = self._create_in(self.waiting, count=3)
        with self.assertRefused("Waiting", "(3)", "Archive it", "merge"):
            self.waiting.unlink()
        activities.status_id = self.todo
        with self.assertRefused("Waiting", "(3)"):
            self.waiting.unlink()
        activities.unlink()
        self.waiting.unlink()
        self.assertFalse(self.waiting.exists())

    def test_archived_with_cards(self):
        """An archived status keeps its cards in a column, and takes no new ones."""
        activity, other = self._create_in(self.waiting), self._create_in(self.todo)
        self.waiting.action_archive()
        self.assertStands(activity, self.waiting)
        every = self.Status.with_context(active_test=False).search([])
        self.assertEqual(list(self._get_columns()), list(every))
        with self.assertRefused("Waiting", "archived", "To do, In progress"):
            other.status_id = self.waiting
        activity.write({"status_id": self.waiting.id, "summary": "Same"})
        activity.status_id = self.todo
        self.assertNotIn(self.waiting, self._get_columns())

    def _get_columns(self):
        user = self.users["salesperson"]
        activities = self.Activity.with_user(user).with_context(
            read_group_expand=True, active_test=False
        )
        groups = activities.formatted_read_group(
            [("res_id", "=", self.lead.id)], ["status_id"], ["__count"]
        )
        return self.Status.browse(group["status_id"][0] for group in groups)

    def test_columns(self):
        """The board has all statuses as columns, in order, even without cards."""
        self._create_in(self.waiting)
        self.assertEqual(list(self._get_columns()), list(self.Status.search([])))

    def test_who(self):
        """Sales and Settings administrators manage statuses; others read them."""
        for role in ("manager", "settings"):
            status = self.Status.with_user(self.users[role]).create({"name": role})
            status.name = "Renamed"
            status.unlink()
        for role in ("salesperson", "own_documents", "employee"):
            statuses = self.Status.with_user(self.users[role])
            self.assertEqual(len(statuses.search([])), 5)
            for change in (
                lambda statuses: statuses.create({"name": "Mine"}),
                lambda statuses: statuses.browse(self.todo.id).write({"name": "Mine"}),
                lambda statuses: statuses.browse(self.waiting.id).unlink(),
            ):
                with self.subTest(role=role), self.assertRaises(AccessError):
                    change(statuses)
        with self.assertRaises(AccessError):
            self.Status.with_user(self.users["portal"]).search([])

    def test_bad_values(self):
        """The field refuses an invalid kind before PostgreSQL does."""
        for kind in ("closed", 5):
            with self.subTest(kind=kind), self.assertRaises(ValueError):
                self.Status.create({"name": "Bad", "kind": kind})
