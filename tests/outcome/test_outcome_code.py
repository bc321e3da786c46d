from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import OutcomeCommon, RpcMixin

XMLID = "crm_activity_flow.flow_test_code"


class OutcomeCodeCommon(RpcMixin, OutcomeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        cls.env["ir.model.data"].create(
            {
                "module": "crm_activity_flow",
                "name": XMLID.partition(".")[2],
                "model": "mail.activity.type",
                "res_id": cls.call.id,
            }
        )
        cls.activity = cls._create_activity(cls.call).with_user(cls.user)


@tagged("post_install", "-at_install")
class TestOutcomeCode(OutcomeCodeCommon):
    """Business code is never blocked, whatever it completes and whoever runs it."""

    def test_superuser(self):
        """What runs as the superuser completes what a person created."""
        for door, complete in {
            "action_done": lambda activity: activity.action_done(),
            "feedback": lambda activity: activity.action_feedback(feedback="Hello"),
            "next": lambda activity: activity.action_feedback_schedule_next(),
            "complete": lambda activity: activity.action_complete(),
            "archive": lambda activity: activity.action_archive(),
            "write": lambda activity: activity.write({"active": False}),
            "type": lambda activity: activity.write(
                {"active": False, "activity_type_id": self.letter.id}
            ),
        }.items():
            activity = self._create_activity(self.call).with_user(self.user)
            with self.subTest(door=door):
                complete(activity.sudo())
                self.assertDone(activity, self.automatic, by=self.user)

    def test_superuser_keeps_a_choice(self):
        """An outcome that was chosen ahead, or that code gives, is recorded."""
        self.activity.outcome_id = self.outcome_good
        self.activity.sudo().action_done()
        self.assertDone(self.activity, self.outcome_good, by=self.user)
        other = self._create_activity(self.call).with_user(self.user)
        other.sudo().action_complete(self.outcome_bad.id)
        self.assertDone(other, self.outcome_bad, by=self.user)

    def test_people_are_asked(self):
        """The rule for people stays, and so does the question."""
        with self.assertRefused("Flow good"):
            self.activity.action_done()
        [group] = self.activity.sudo().get_outcome_choices()["groups"]
        self.assertTrue(group["required"])

    def test_closed_activities(self):
        """Business code never meets closed activities, whatever its context says."""
        for outcomes, statuses in ((True, False), (False, True), (True, True)):
            self._switch_outcomes(outcomes)
            self._switch("group_activity_status", statuses)
            self.call.outcome_ids = self.outcome_good if outcomes else False
            lead = self.env["crm.lead"].create({"name": "Flow request"})
            done = self._create_activity(self.call, record=lead, automated=True)
            done.sudo().action_feedback()
            still_open = self._create_activity(self.call, record=lead, automated=True)
            lead = lead.with_user(self.user).with_context(active_test=False)
            day = done.date_deadline
            with self.subTest(outcomes=outcomes, statuses=statuses):
                lead.activity_reschedule([XMLID], date_deadline="2030-01-01")
                self.assertEqual(done.date_deadline, day)
                self.assertEqual(str(still_open.date_deadline), "2030-01-01")
                lead.activity_feedback([XMLID])
                self.assertFalse(still_open.active)
                self.assertEqual(len(self._get_messages(lead)), 2)
                other = self._create_activity(self.call, record=lead, automated=True)
                lead.activity_unlink([XMLID])
                self.assertFalse(other.exists())
                self.assertEqual((done | still_open).exists(), done | still_open)

    def test_closed_activities_while_off(self):
        """While both are off, Odoo's search is as before."""
        self._switch_outcomes(on=False)
        self.activity.sudo().write({"automated": True, "active": False})
        lead = self.lead.with_context(active_test=False)
        self.assertEqual(lead.activity_search([XMLID]), self.activity)
        self.assertFalse(self.lead.activity_search([XMLID]))


@tagged("post_install", "-at_install")
class TestOutcomeAutomated(OutcomeCodeCommon):
    """Only code makes activities that need no outcome, and completes others so."""

    def assertNotForged(self, call):
        """Check that a salesperson's call is refused, or makes nothing automated."""
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            self._rpc("salesperson", *call[0], **call[1])
        except AccessError as error:
            self.assertIn("system", str(error))
        else:
            everything = self.Activity.with_context(active_test=False)
            self.assertFalse(everything.search([("automated", "=", True)]) - self.known)
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def test_no_way_to_make_one(self):
        """No call, default or context of a salesperson makes an automated activity."""
        automated = self._create_activity(self.call, automated=True)
        everything = self.Activity.with_context(active_test=False)
        self.known = everything.search([("automated", "=", True)])
        self.assertIn(automated, self.known)
        yes = {"automated": True}
        forged = self._prepare_values(**yes)
        plain = self._prepare_values()
        commands = {"activity_ids": [Command.create(forged)]}
        columns = ["activity_type_id/.id", "res_model_id/.id", "res_id", "automated"]
        row = [str(self.call.id), str(plain["res_model_id"]), str(self.lead.id), "1"]
        line = {
            "line_ids": [Command.create({"activity_ids": [Command.create(forged)]})]
        }
        context = {"context": {"default_automated": True}}
        ids, lead = self.activity.ids, self.lead.ids
        self.env["ir.default"].set(
            "mail.activity", "automated", True, user_id=self.user.id
        )
        for case, call in {
            "create": (("mail.activity", "create", forged), {}),
            "several": (("mail.activity", "create", [plain, forged]), {}),
            "web_save": (("mail.activity", "web_save", [], forged, {}), {}),
            "context": (("mail.activity", "create", plain), context),
            "default": (("mail.activity", "create", plain), {}),
            "copy": (("mail.activity", "copy", ids, yes), {}),
            "copy of one": (("mail.activity", "copy", automated.ids), {}),
            "copy by name": (("mail.activity", "copy", ids), {"default": yes}),
            "import": (("mail.activity", "load", columns, [row]), {}),
            "document": (("crm.lead", "write", lead, commands), {}),
            "new document": (
                ("crm.lead", "create", {"name": "Flow", **commands}),
                {},
            ),
            "meeting": (
                (
                    "calendar.event",
                    "create",
                    {
                        "name": "Flow",
                        "start": "2026-03-02 10:00:00",
                        "stop": "2026-03-02 11:00:00",
                        **commands,
                    },
                ),
                {},
            ),
            "dialog": (("mail.activity.complete", "create", line), {}),
            "schedule": (("crm.lead", "activity_schedule", lead, XMLID), {}),
            "schedule it": (
                ("crm.lead", "activity_schedule", lead, XMLID),
                {**yes, "user_id": self.user.id},
            ),
        }.items():
            with self.subTest(case=case):
                self.assertNotForged(call)

    def test_managers_import(self):
        """Managers of activities import which ones were automated."""
        forged = self._prepare_values(automated=True)
        for call in (
            ("mail.activity", "create", forged),
            ("mail.activity", "copy", self.activity.ids, {"automated": True}),
        ):
            created = self._rpc("manager", *call)
            self.assertTrue(self.Activity.browse(created).automated)

    def test_code_in_a_call(self):
        """Code that a client's call runs makes automated activities, and closes any."""
        Lead = type(self.env["crm.lead"])
        convert = Lead.convert_opportunity

        def convert_opportunity(leads, *args, **kwargs):
            leads.activity_schedule(XMLID, user_id=leads.env.uid)
            leads.activity_ids.create(self._prepare_values(automated=True))
            return convert(leads, *args, **kwargs)

        def action_set_automated_probability(leads):
            leads.activity_feedback([XMLID], only_automated=False)

        with (
            patch.object(Lead, "convert_opportunity", convert_opportunity),
            patch.object(
                Lead,
                "action_set_automated_probability",
                action_set_automated_probability,
            ),
        ):
            self._rpc(
                "salesperson", "crm.lead", "convert_opportunity", self.lead.ids, False
            )
            automated = self.lead.activity_ids.filtered("automated")
            self.assertEqual(len(automated), 2)
            self._rpc(
                "salesperson",
                "crm.lead",
                "action_set_automated_probability",
                self.lead.ids,
            )
        self.assertDone(automated | self.activity, self.automatic, by=self.user)

    def test_feedback_by_a_client(self):
        """A client that calls ``activity_feedback`` itself says how people's ended."""
        automated = self._create_activity(self.call, automated=True)
        for role in ("salesperson", "manager"):
            with self.assertRefused("Flow good"):
                self._rpc(
                    role,
                    "crm.lead",
                    "activity_feedback",
                    self.lead.ids,
                    [XMLID],
                    only_automated=False,
                )
            self.assertOpen(self.activity | automated)
        self._rpc(
            "salesperson", "crm.lead", "activity_feedback", self.lead.ids, [XMLID]
        )
        self.assertOpen(self.activity)
        self.assertDone(automated, self.automatic, by=self.user)
        self.activity.outcome_id = self.outcome_good
        self._rpc(
            "salesperson",
            "crm.lead",
            "activity_feedback",
            self.lead.ids,
            [XMLID],
            only_automated=False,
        )
        self.assertDone(self.activity, self.outcome_good, by=self.user)

    def test_off(self):
        """While Outcomes is off, ``automated`` is as in Odoo."""
        self._switch_outcomes(on=False)
        created = self._rpc(
            "salesperson",
            "mail.activity",
            "create",
            self._prepare_values(),
            context={"default_automated": True},
        )
        self.assertTrue(self.Activity.browse(created).automated)
