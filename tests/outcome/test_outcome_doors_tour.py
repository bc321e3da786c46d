"""No tour, but Odoo has to answer requests, as for one."""

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_outcome_code import XMLID, OutcomeCodeCommon


@tagged("post_install", "-at_install")
class TestOutcomeDoors(OutcomeCodeCommon, HttpCase):
    """Each of Odoo's doors for programs is known as one."""

    @mute_logger(
        "odoo.http",
        "odoo.addons.rpc.controllers.jsonrpc",
        "odoo.addons.rpc.controllers.xmlrpc",
    )
    def test_doors(self):
        """The web client's door, JSON-2, JSON-RPC and XML-RPC refuse the same."""
        login, password = "flow_salesperson", "flow_salesperson"
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.user)
            ._generate(
                "rpc", "Flow", fields.Datetime.add(fields.Datetime.now(), days=1)
            )
        )
        values = self._prepare_values(automated=True)
        arguments = [self.env.cr.dbname, self.user.id, password]
        doors = {
            "/web/dataset/call_kw": {
                "model": "mail.activity",
                "method": "create",
                "args": [values],
                "kwargs": {},
            },
            "/jsonrpc": {
                "service": "object",
                "method": "execute_kw",
                "args": [*arguments, "mail.activity", "create", [values]],
            },
        }
        self.authenticate(login, password)
        for door, params in doors.items():
            answer = self.url_open(door, json={"params": params}).json()
            with self.subTest(door=door):
                self.assertIn("system", answer["error"]["data"]["message"])
        answer = self.url_open(
            "/json/2/mail.activity/create",
            json={"vals_list": [values]},
            headers={"Authorization": f"Bearer {key}"},
        )
        self.assertEqual(answer.status_code, 403)
        self.assertIn("system", answer.json()["message"])
        answer = self.url_open(
            "/json/2/crm.lead/activity_feedback",
            json={
                "ids": self.lead.ids,
                "act_type_xmlids": [XMLID],
                "only_automated": False,
            },
            headers={"Authorization": f"Bearer {key}"},
        )
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Flow good", answer.json()["message"])
        with self.assertRaisesRegex(Exception, "system"):
            self.xmlrpc_object.execute(*arguments, "mail.activity", "create", values)
        self.assertOpen(self.activity)
