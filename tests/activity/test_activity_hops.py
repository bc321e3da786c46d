import ast
import re
from contextlib import ExitStack
from pathlib import Path
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from ..common import OutcomeCommon

ADDON = Path(__file__).parents[2]
PACKAGE = "odoo.addons.crm_activity_flow.models."
# a line of the docstring: number, file, method
HOP = re.compile(r"^(\d+)\. ``([\w/]+\.(?:js|py))``, ``(\w+)``", re.MULTILINE)
HOPS_MAX = 8


@tagged("post_install", "-at_install")
class TestActivityHops(OutcomeCommon):
    """The documented path of a completion, from the click to the row and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.env["mail.activity.next.step"].create(
            {
                "activity_type_id": cls.call.id,
                "mode": "create",
                "next_type_id": cls.env.ref("mail.mail_activity_data_email").id,
                "outcome_ids": [Command.link(cls.outcome_good.id)],
            }
        )
        source = (ADDON / "models/activity/__init__.py").read_text()
        cls.hops = HOP.findall(ast.get_docstring(ast.parse(source)))

    def test_told(self):
        """At most eight hops, numbered, in files that exist."""
        numbers = [int(number) for number, _path, _name in self.hops]
        self.assertEqual(numbers, list(range(1, len(self.hops) + 1)))
        self.assertLessEqual(len(self.hops), HOPS_MAX)
        _number, path, name = self.hops[0]
        self.assertRegex((ADDON / path).read_text(), rf"\b{name}\(")

    def test_walked(self):
        """A completion passes the server's hops in the documented order."""
        expected = [hop[1:] for hop in self.hops[1:]]
        walked = []
        with ExitStack() as stack:
            for path, name in expected:
                stack.enter_context(self._record(path, name, walked))
            activity = self._create_activity(self.call)
            walked.clear()  # creating has its own path
            activity.action_complete(self.outcome_good.id)
        self.assertFalse(activity.active)
        # other code also calls the lowest hops; check only the order
        position = 0
        for hop in expected:
            self.assertIn(hop, walked[position:])
            position += walked[position:].index(hop) + 1

    def _record(self, path, name, walked):
        """Return a patch that records calls of a method in the file that defines it."""
        module = PACKAGE + path.removesuffix(".py").replace("/", ".")
        original = getattr(self._get_class(module), name)

        def method(activities, *args, **kwargs):
            walked.append((path, name))
            return original(activities, *args, **kwargs)

        return patch.object(self._get_class(module), name, method)

    def _get_class(self, module):
        """Return the class that a module defines on activities."""
        mro = type(self.env["mail.activity"]).mro()
        return next(loaded for loaded in mro if loaded.__module__ == module)
