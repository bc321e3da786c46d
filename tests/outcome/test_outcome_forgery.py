from io import BytesIO

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import convert_xml_import

from ..common import OutcomeCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestOutcomeForgery(RpcMixin, OutcomeCommon):
    """API users can't get around the rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["salesperson"]
        groups = "sales_team.group_sale_salesman_all_leads"
        cls.users["colleague"] = new_test_user(cls.env, "flow_colleague", groups=groups)
        cls.activity = cls._create_activity(cls.call)
        cls.done = cls._create_activity(cls.call)
        cls.done.with_user(cls.user).action_complete(cls.outcome_good.id)
        cls.secret = cls.Activity.with_user(cls.users["colleague"]).create(
            {
                "summary": "TOP SECRET",
                "activity_type_id": cls.call.id,
                "user_id": cls.users["colleague"].id,
            }
        )

    def _update(self, *values_list):
        """Return values that write to the activity through a document."""
        commands = [Command.update(self.activity.id, vals) for vals in values_list]
        return {"activity_ids": commands}

    def test_no_way_past_the_rule(self):
        """A salesperson can't complete without an outcome, in one call or by tricks."""
        done = {"active": False}
        upload = {"activity_category": "upload_file"}
        ids, lead = self.activity.ids, self.lead.ids
        calls = {
            "two values": ("mail.activity", "write", ids, {**upload, **done}),
            "list": ("mail.activity", "web_save", ids, done, {}),
            "several": ("mail.activity", "web_save_multi", ids, [done], {}),
            "sort": ("mail.activity", "action_done_schedule_next", ids),
            "without type": (
                "mail.activity",
                "write",
                ids,
                {"activity_type_id": False},
            ),
            "document": ("crm.lead", "write", lead, self._update(done)),
            "forged category": ("crm.lead", "write", lead, self._update(upload, done)),
            "document's type": ("crm.lead", "write", lead, {"activity_type_id": False}),
            "automated": ("crm.lead", "write", lead, self._update({"automated": True})),
            "automatic": (
                "mail.activity",
                "write",
                ids,
                {"outcome_id": self.automatic.id, **done},
            ),
        }
        for case, call in calls.items():
            with self.subTest(case=case), self.assertRefused():
                self._rpc("salesperson", *call)
            self.assertOpen(self.activity)
            self.assertEqual(self.activity.activity_type_id, self.call)

    def test_no_way_by_import(self):
        """An import of several columns completes no more than any other write."""
        rows = [
            ("mail.activity", ".id,active,automated", "0,1"),
            ("mail.activity", ".id,active,activity_type_id/.id", "0,"),
            ("mail.activity", ".id,active,outcome_id", "0,Completed automatically"),
            ("mail.activity", ".id,active,outcome_id/.id", f"0,{self.automatic.id}"),
        ]
        for model, columns, values in rows:
            result = self._rpc(
                "salesperson",
                model,
                "load",
                columns.split(","),
                [[str(self.activity.id), *values.split(",")]],
            )
            with self.subTest(columns=columns):
                self.assertFalse(result["ids"])
                self.assertOpen(self.activity)

    def test_no_way_by_the_schedule_dialog(self):
        """The dialog's outcome is checked, whatever a client put into it."""
        for outcome in (self.automatic, self.outcome_plain, self.Outcome):
            scheduler = self._rpc(
                "salesperson",
                "mail.activity.schedule",
                "create",
                {
                    "res_model": "crm.lead",
                    "res_ids": str(self.lead.ids),
                    "activity_type_id": self.call.id,
                    "summary": "Flow forged",
                    "outcome_id": outcome.id,
                },
            )
            with self.subTest(outcome=outcome.name), self.assertRefused("Flow good"):
                self._rpc(
                    "salesperson",
                    "mail.activity.schedule",
                    "action_schedule_activities_done",
                    [scheduler],
                )
        activities = self.Activity.with_context(active_test=False)
        self.assertFalse(activities.search([("summary", "=", "Flow forged")]))

    def test_open_is_not_created_completed(self):
        """Open activities can't be created so that they look completed."""
        forged = [
            {"outcome_id": self.automatic.id},
            {"outcome_id": self.outcome_plain.id},
            {"done_by_id": self.user.id},
            {"done_at": "2020-02-03 10:00:00"},
        ]
        for values in forged:
            defaults = {f"default_{name}": value for name, value in values.items()}
            created = self._prepare_values(**values)
            calls = {
                "values": ("mail.activity", "create", created),
                "document": (
                    "crm.lead",
                    "write",
                    self.lead.ids,
                    {"activity_ids": [Command.create(created)]},
                ),
                "copy": ("mail.activity", "copy", self.activity.ids, values),
            }
            for role in ("salesperson", "manager"):
                for case, call in calls.items():
                    with self.subTest(case, role=role, **values), self.assertRefused():
                        self._rpc(role, *call)
                with self.subTest("context", **values), self.assertRefused():
                    self._rpc(
                        role,
                        "mail.activity",
                        "create",
                        self._prepare_values(),
                        context=defaults,
                    )

    def test_history_names_others_only_by_managers(self):
        """A salesperson can't set who completed an activity, not even in history."""
        values = self._prepare_values(
            active=False, done_by_id=self.users["colleague"].id
        )
        with self.assertRefused(error=AccessError):
            self._rpc("salesperson", "mail.activity", "create", values)
        history = self._rpc("manager", "mail.activity", "create", values)
        self.assertEqual(
            self.Activity.browse(history).done_by_id, self.users["colleague"]
        )

    def test_who_may_not_correct_has_no_other_way(self):
        """Becoming the assignee or changing the type doesn't allow a correction."""
        colleague = self.users["colleague"]
        others = [
            {"outcome_id": self.outcome_bad.id},
            {"user_id": colleague.id},
            {"user_id": colleague.id, "outcome_id": self.outcome_bad.id},
            {"user_id": colleague.id, "active": True},
            {"activity_type_id": self.letter.id},
            {"activity_type_id": self.letter.id, "active": False},
            {"done_by_id": colleague.id},
        ]
        for values in others:
            with self.subTest(**values), self.assertRefused(error=AccessError):
                self._rpc("colleague", "mail.activity", "write", self.done.ids, values)
            self.assertDone(self.done, self.outcome_good, by=self.user)
            self.assertEqual(self.done.activity_type_id, self.call)

    def test_sentiment_is_not_written_through_an_activity(self):
        """Writing the sentiment of an activity doesn't change the catalogue."""
        for model, ids, name in (
            ("mail.activity", self.done.ids, "outcome_sentiment"),
            ("crm.lead", self.lead.ids, "last_outcome_sentiment"),
        ):
            self._rpc("salesperson", model, "write", ids, {name: "negative"})
            self.assertEqual(self.outcome_good.sentiment, "positive")

    def test_type_changed_afterwards(self):
        """A done activity's type can only change to one that allows its outcome."""
        for type_id in (self.letter.id, False):
            for extra in ({}, {"active": False}, {"outcome_id": self.outcome_good.id}):
                values = {"activity_type_id": type_id, **extra}
                with self.subTest(**values), self.assertRefused():
                    self._rpc(
                        "salesperson", "mail.activity", "write", self.done.ids, values
                    )
        self.assertEqual(self.done.activity_type_id, self.call)
        self._rpc(
            "salesperson",
            "mail.activity",
            "write",
            self.done.ids,
            {"activity_type_id": self.letter.id, "outcome_id": self.completed.id},
        )
        self.assertDone(self.done, self.completed, by=self.user)
        # managers merge types, and while Outcomes is off, no outcome is checked
        self.done.with_user(self.users["manager"]).activity_type_id = self.call
        self.assertDone(self.done, self.completed, by=self.user)
        self._switch_outcomes(on=False)
        self.done.with_user(self.user).activity_type_id = self.letter
        self.assertDone(self.done, self.completed, by=self.user)

    def test_recorded_outcome_is_not_cleared(self):
        """A recorded outcome can't be removed, required or not."""
        automated = self._create_activity(self.call, automated=True)
        automated.with_user(self.user).action_done()
        for activity, on in ((self.done, True), (automated, True), (self.done, False)):
            self._switch_outcomes(on=on)
            before = activity.outcome_id
            with self.assertRefused():
                self._rpc(
                    "salesperson",
                    "mail.activity",
                    "write",
                    activity.ids,
                    {"outcome_id": False},
                )
            self.assertEqual(activity.outcome_id, before)

    def test_hidden_names(self):
        """No answer or error reveals the title of a hidden activity."""
        ids = self.secret.ids
        wizard = {"line_ids": [Command.create({"activity_ids": [Command.set(ids)]})]}
        follows = self._prepare_values(
            previous_activity_id=ids[0], res_model_id=False, res_id=False
        )
        calls = [
            *(
                ("mail.activity", method, ids)
                for method in (
                    "action_complete",
                    "action_done",
                    "action_feedback",
                    "action_feedback_schedule_next",
                    "action_open_complete",
                    "action_reopen",
                    "get_outcome_choices",
                )
            ),
            ("mail.activity", "action_complete", ids, self.outcome_good.id),
            ("mail.activity", "write", ids, {"active": False}),
            ("mail.activity", "create", follows),
            ("mail.activity.complete", "create", wizard),
        ]
        for model, method, *args in calls:
            with self.subTest(method=method):
                answer = self._get_answer("salesperson", model, method, *args)
                self.assertNotIn("SECRET", answer)
        self.assertOpen(self.secret)

    def _get_answer(self, role, model, method, *args):
        """Return everything that a call reveals: its answer, records or error."""
        try:
            answer = self._rpc(role, model, method, *args)
        except UserError as error:
            return str(error)
        if method == "create":
            names = self.env[model].with_user(self.users[role]).browse(answer)
            return str(names.read())
        if isinstance(answer, dict) and answer.get("res_model"):
            dialog = self.env[answer["res_model"]].with_user(self.users[role])
            return str(dialog.browse(answer["res_id"]).read())
        return str(answer)

    def test_follows_is_no_window(self):
        """Following a hidden activity is refused, as its name would show."""
        own = self._prepare_values(res_model_id=False, res_id=False)
        hidden = {"previous_activity_id": self.secret.id}
        mine = self._rpc("salesperson", "mail.activity", "create", own)
        for role in ("salesperson", "manager"):
            for call in (
                ("create", {**own, **hidden}),
                ("copy", [mine], hidden),
                ("write", [mine], hidden),
            ):
                with (
                    self.subTest(call=call[0], role=role),
                    self.assertRaises(AccessError),
                ):
                    self._rpc(role, "mail.activity", *call)

    def test_last_outcome_of_hidden_activities(self):
        """A record rule that hides an activity hides its outcome on the document."""
        self.env["ir.rule"].create(
            {
                "name": "Only the assignee",
                "model_id": self.env["ir.model"]._get_id("mail.activity"),
                "domain_force": "[('user_id', '=', user.id)]",
            }
        )
        domain = [("last_outcome_id", "=", self.outcome_good.id)]
        for user, outcome in (
            (self.user, self.outcome_good),
            (self.users["colleague"], self.Outcome),
        ):
            lead = self.lead.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(lead.last_outcome_id, outcome)
                self.assertEqual(lead.outcome_positive_count, len(outcome))
                self.assertEqual(len(lead.search(domain)), len(outcome))
                groups = lead._read_group([("id", "=", lead.id)], ["last_outcome_id"])
                self.assertEqual(groups, [(outcome,)])

    def test_dialog_completed_meanwhile(self):
        """The dialog says who completed an activity after it was opened."""
        dialog = self._rpc(
            "salesperson", "mail.activity", "action_open_complete", self.activity.ids
        )["res_id"]
        line = self.env["mail.activity.complete"].browse(dialog).line_ids
        line.outcome_id = self.outcome_bad
        self.activity.with_user(self.users["colleague"]).action_complete(
            self.outcome_good.id
        )
        with self.assertRefused("already completed by flow_colleague"):
            self._rpc("salesperson", "mail.activity.complete", "action_apply", [dialog])
        self.assertEqual(self.activity.outcome_id, self.outcome_good)

    def test_dialog_takes_no_lines_of_others(self):
        """Lines added to another user's dialog aren't applied."""
        dialog = self._rpc(
            "salesperson", "mail.activity", "action_open_complete", self.activity.ids
        )["res_id"]
        self.env["mail.activity.complete"].browse(
            dialog
        ).line_ids.outcome_id = self.outcome_bad
        other = self._create_activity(self.call)
        self._rpc(
            "colleague",
            "mail.activity.complete.line",
            "create",
            {
                "wizard_id": dialog,
                "activity_ids": [Command.set(other.ids)],
                "outcome_id": self.outcome_bad.id,
            },
        )
        self._rpc("salesperson", "mail.activity.complete", "action_apply", [dialog])
        self.assertDone(self.activity, self.outcome_bad, by=self.user)
        self.assertOpen(other)

    def test_files_of_others(self):
        """Files that the user can't read aren't posted with the feedback."""
        file = self.env["ir.attachment"].create(
            {
                "name": "TOP SECRET",
                "res_model": "mail.activity",
                "res_id": self.secret.id,
            }
        )
        with self.assertRaises(AccessError):
            self._rpc(
                "salesperson",
                "mail.activity",
                "action_complete",
                self.activity.ids,
                self.outcome_good.id,
                "Look",
                file.ids,
            )
        self.assertOpen(self.activity)

    def test_types_of_other_addons(self):
        """Other addons can ship types, even if *Completed* is archived."""
        types = self.env["mail.activity.type"].with_context(active_test=False)
        types.search([]).outcome_ids = self.outcome_good
        self.completed.active = False
        xml = BytesIO(
            b"""<odoo><record id="flow_type" model="mail.activity.type">
            <field name="name">Flow shipped</field></record></odoo>"""
        )
        xml.name = "flow_data.xml"
        convert_xml_import(self.env, "crm_activity_flow", xml, {}, "init", True)
        shipped = self.env.ref("crm_activity_flow.flow_type")
        self.assertTrue(shipped.outcome_ids)
        self.assertNotIn(self.automatic, shipped.outcome_ids)

    def test_completed_is_not_deleted(self):
        """The default outcome for types can be archived, but not deleted."""
        types = self.env["mail.activity.type"].with_context(active_test=False)
        types.search([]).outcome_ids = self.outcome_good
        with self.assertRefused("Completed", "Archive"):
            self.completed.unlink()

    def test_merged_documents_keep_what_was_recorded(self):
        """Merged opportunities and contacts keep done activities, and the rule."""
        values = {"name": "Flow twin", "type": "opportunity"}
        leads = self.lead + self.env["crm.lead"].create(values)
        partners = self.env["res.partner"].create([{"name": "Flow"}, {"name": "Flow"}])
        for records in (leads, partners):
            done, still_open = self.Activity, self.Activity
            for record in records:
                done += self._create_activity(self.call, record=record)
                still_open += self._create_activity(self.call, record=record)
            done.action_complete(self.outcome_bad.id)
            if records == leads:
                survivor = leads.merge_opportunity()
            else:
                survivor = partners[0]
                merge = self.env["base.partner.merge.automatic.wizard"]
                merge._merge(partners.ids, survivor)
            with self.subTest(model=records._name):
                self.assertDone(done.exists(), self.outcome_bad)
                self.assertEqual((done + still_open).mapped("res_id"), survivor.ids * 4)
                self.assertEqual(survivor.outcome_negative_count, 2)
                with self.assertRefused("Flow good"):
                    still_open.with_user(self.user).action_done()
