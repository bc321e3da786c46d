import inspect
from importlib import import_module

from odoo import Command
from odoo.tests import BaseCase, tagged

from ...models.activity import remote_call


@tagged("post_install", "-at_install")
class TestActivityRemoteCall(BaseCase):
    """What a client called and sent is told apart from what code adds."""

    def test_doors(self):
        """Odoo's doors for clients have the variables that are read there."""
        for (module, name), (method, arguments) in remote_call.DOORS.items():
            loaded = import_module(module)
            found = [
                member
                for holder in (loaded, *vars(loaded).values())
                if inspect.ismodule(holder) or inspect.isclass(holder)
                for member_name, member in vars(holder).items()
                if member_name == name
            ]
            self.assertTrue(found, name)
            code = inspect.unwrap(found[0]).__code__
            self.assertLessEqual({method, *arguments}, {*code.co_varnames})

    def test_named(self):
        """A value counts in whatever depth; nothing, and other names, don't."""
        for sent, expected in (
            ([{"automated": True}], True),
            ([[{"automated": 1}]], True),
            ({"vals_list": [{"automated": True}]}, True),
            ([[1], {"activity_ids": [Command.create({"automated": True})]}], True),
            ([["summary", "automated"], [["x", "1"]]], True),
            ([["activity_ids/automated"], [["1"]]], True),
            ([{"automated": False}], False),
            ([{}, {"automated": {}}], False),
            ([{"summary": "automated"}], False),
            ([{"is_automated": True}], False),
            ([], False),
            (None, False),
            ("automated", False),
        ):
            with self.subTest(sent=sent):
                self.assertIs(remote_call.names_field(sent, "automated"), expected)

    def test_code(self):
        """Without a client, no method was called, and nothing was named."""
        self.assertEqual(remote_call.find_call(), (None, []))
        self.assertFalse(remote_call.is_called("create"))
        self.assertFalse(remote_call.is_named("automated"))
