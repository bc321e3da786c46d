"""No tour, but Odoo has to answer requests, as for one."""

import ast
import inspect
import re
from datetime import timedelta

from odoo import Command, fields
from odoo.modules import module
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import OutcomeCommon

EXAMPLES = re.compile(r"```python\n(.*?)```", re.DOTALL)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CREATE = {"add_next_steps", "launch_on"}
# what needs an open activity; the examples before may have closed it
OPEN = {"action_cancel", "action_complete", "action_move", "write"}


class Remote:
    """Records on a server: each method call is a request."""

    def __init__(self, call, model, ids=()):
        self._call = call
        self._model = model
        self.ids = list(ids)

    @property
    def id(self):
        return self.ids[0]

    def __getattr__(self, method):
        return lambda *args, **kwargs: self._call(
            self._model, method, self.ids, args, kwargs
        )


@tagged("post_install", "-at_install")
class TestReadme(OutcomeCommon, HttpCase):
    """The examples of the README work, as they stand there, through both doors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.user = cls.users["salesperson"]
        email = cls._create_type("Flow email")
        cls.env["mail.activity.next.step"].create(
            {"activity_type_id": cls.call.id, "next_type_id": email.id}
        )
        step = {"activity_type_id": email.id, "responsible_type": "launcher"}
        cls.plan = cls.env["mail.activity.plan"].create(
            {
                "name": "Flow plan",
                "res_model": "crm.lead",
                "template_ids": [Command.create(step)],
            }
        )

    def _call_by_xmlrpc(self, model, method, ids, args, kwargs):
        password = "flow_salesperson"
        first = [] if self._is_on_model(model, method) else [ids]
        return self.xmlrpc_object.execute_kw(
            *(self.env.cr.dbname, self.user.id, password, model, method),
            *([*first, *args], kwargs),
        )

    def _is_on_model(self, model, method):
        function = getattr(self.env[model], method)
        return getattr(function, "_api_model", False)

    def _call_by_json(self, model, method, ids, args, kwargs):
        function = getattr(type(self.env[model]), method)
        named = inspect.signature(function).bind(None, *args, **kwargs).arguments
        named.pop("self")
        if not self._is_on_model(model, method):
            named["ids"] = ids
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            json=named,
            headers={"Authorization": f"Bearer {self.key}"},
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()

    def _get_examples(self):
        """Return the statements of the README, with yesterday for each day in them."""
        path = f"{module.get_module_path('crm_activity_flow')}/README.md"
        with open(path, encoding="utf-8") as file:
            source = "".join(EXAMPLES.findall(file.read()))
        yesterday = fields.Date.today() - timedelta(days=1)
        return ast.parse(DAY.sub(str(yesterday), source)).body

    def _get_names(self, call):
        """Return what the examples call things."""
        lead = self.lead.copy()
        activity = self._create_activity(self.call, record=lead)
        status = {
            kind: self.env.ref(f"crm_activity_flow.mail_activity_status_{kind}").id
            for kind in ("todo", "waiting", "done")
        }
        return {
            "activities": Remote(call, "mail.activity", activity.ids),
            "activity": Remote(call, "mail.activity", activity.ids),
            "call_type": self.call,
            "done_id": status["done"],
            "env": {"mail.activity": Remote(call, "mail.activity")},
            "lead": lead,
            "lead_ids": lead.ids,
            "other_outcome": self.outcome_bad,
            "outcome": self.outcome_good,
            "plan": Remote(call, "mail.activity.plan", self.plan.ids),
            "previous_status_id": status["todo"],
            "status_id": status["waiting"],
            "users": self.user,
        }

    @mute_logger("odoo.addons.rpc.controllers.xmlrpc")  # a door that will close
    def test_examples(self):
        """Each example is answered, and the answers are of use to the next ones."""
        expires = fields.Datetime.add(fields.Datetime.now(), days=1)
        keys = self.env["res.users.apikeys"].with_user(self.user)
        self.key = keys._generate("rpc", "Flow", expires)
        examples = self._get_examples()
        self.assertGreater(len(examples), 5)
        for door in (self._call_by_xmlrpc, self._call_by_json):
            names = self._get_names(door)
            activity = self.Activity.browse(names["activity"].ids)
            for example in examples:
                method = example.value.func.attr
                self.env.invalidate_all()
                if method in OPEN and not activity.active:
                    activity.action_reopen()
                    self.env.flush_all()
                with self.subTest(door.__name__, method=method):
                    text = compile(ast.Expression(example.value), "README.md", "eval")
                    answer = eval(text, names)  # pylint: disable=eval-used  # ours
                    self.assertTrue(answer)
                    if method in CREATE:
                        self.assertTrue(answer["created_ids"])
                    if isinstance(answer, dict) and answer.get("suggestions"):
                        names["suggestions"] = answer["suggestions"]
            self.env.invalidate_all()
            self.assertEqual(activity.cancel_reason, "They chose another supplier.")
