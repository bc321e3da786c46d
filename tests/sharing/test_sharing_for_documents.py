from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.crm_activity_flow.models.sharing import mail_activity_mixin

from ..common import RpcMixin
from .common import SharingCommon

CASES = [*product(("none", "busy", "read"), (False, True))]
DAY = Date.today() + timedelta(days=9)
TODO = "mail.mail_activity_data_todo"


@tagged("post_install", "-at_install")
class TestSharingForDocuments(RpcMixin, SharingCommon):
    """What Odoo does for documents, meetings and users includes hidden activities."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.users["employee"]
        cls.employee.group_ids += cls.env.ref("sales_team.group_sale_salesman")
        cls.todo = cls.env.ref(TODO)

    def _create_lead(self, name="Flow deal"):
        """Create an opportunity of the employee."""
        return self.env["crm.lead"].create(
            {"name": name, "type": "opportunity", "user_id": self.employee.id}
        )

    def _create_on(self, record, **values):
        values = {"automated": True, "user_id": self.owner.id, **values}
        return self._create_activity(self.call, record, **values)

    @contextmanager
    def _case(self, level, has_statuses):
        """Run the body with a level, with Statuses on or off, and undo it."""
        with self.subTest(level=level, statuses=has_statuses):
            try:
                with self.env.cr.savepoint() as savepoint:
                    self._switch("group_activity_status", has_statuses)
                    self._share(level, self.employee)
                    yield
                    self.env.flush_all()
                    savepoint.rollback()
            finally:
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_all_caches()
                self.Activity._clear_share_policies()

    # ------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------

    def test_merge_deals(self):
        """Merging deals moves all activities to the one that stays."""
        for case in CASES:
            with self._case(*case):
                leads = self._create_lead() | self._create_lead()
                activities = self._create_on(leads[0]) | self._create_on(leads[1])
                stays = self._as(self.employee, leads).merge_opportunity()
                activities.invalidate_recordset()
                self.assertEqual(activities.exists(), activities)
                self.assertEqual({*activities.mapped("res_id")}, {stays.id})

    def test_merge_meetings(self):
        """Merging deals isn't refused because of a private meeting, which moves."""
        leads = self._create_lead() | self._create_lead()
        event, _activity = self._create_meeting(
            opportunity_id=leads[1].id,
            partner_ids=[(6, 0, self.owner.partner_id.ids)],
            privacy="private",
            user_id=self.owner.id,
        )
        leads[0].probability = 90  # it stays
        stays = self._as(self.employee, leads).merge_opportunity()
        self.assertEqual(stays, leads[0])
        event.invalidate_recordset()
        self.assertEqual(event.opportunity_id.id, stays.id)

    def test_merge_contacts(self):
        """Merging contacts moves all activities to the one that stays."""
        # Odoo reads a field of theirs
        self.employee.group_ids += self.env.ref("base.group_erp_manager")
        for case in CASES:
            with self._case(*case):
                merged = self.contact.copy()
                activity = self._create_on(merged)
                wizard = self.env["base.partner.merge.automatic.wizard"]
                self._as(self.employee, wizard)._merge(
                    (merged | self.contact).ids, self.contact
                )
                activity.invalidate_recordset()
                self.assertEqual(activity.res_id, self.contact.id)

    def test_convert(self):
        """A lead that becomes an opportunity keeps its activities."""
        for case in CASES:
            with self._case(*case):
                lead = self._create_lead()
                lead.type = "lead"
                activity = self._create_on(lead)
                self._as(self.employee, lead).convert_opportunity(self.contact)
                activity.invalidate_recordset()
                self.assertEqual(activity.res_id, lead.id)
                self.assertTrue(activity.active)

    def test_delete_document(self):
        """A deleted document takes all of its activities along."""
        for case in CASES:
            with self._case(*case):
                contact = self.contact.copy()
                activity = self._create_on(contact)
                self._as(self.employee, contact).unlink()
                self.assertFalse(activity.exists())

    def test_delete_deal(self):
        """The meetings of a deleted deal are no one's, private ones, too."""
        self.employee.group_ids += self.env.ref("sales_team.group_sale_manager")
        lead = self._create_lead()
        event, activity = self._create_meeting(
            partner_ids=[(6, 0, self.owner.partner_id.ids)],
            privacy="private",
            res_id=lead.id,
            res_model_id=self.env["ir.model"]._get_id("crm.lead"),
            user_id=self.owner.id,
        )
        self._as(self.employee, lead).unlink()
        event.invalidate_recordset()
        self.assertFalse(lead.exists() or activity.res_id == lead.id)
        self.assertEqual((event.res_id, event.res_model), (0, False))

    def test_lose(self):
        """A lost deal ends its activities, or keeps them, whoever shares what."""
        for case in CASES:
            with self._case(*case):
                leads = self._create_lead() | self._create_lead()
                hidden = self._create_on(leads[0])
                own = self._create_on(leads[1], user_id=self.employee.id)
                self._as(self.employee, leads).action_set_lost()
                (hidden | own).invalidate_recordset()
                self.assertEqual(hidden.active, own.active)

    # ------------------------------------------------------------
    # Meetings
    # ------------------------------------------------------------

    def _create_meeting(self, **values):
        """Create a meeting of the employee, with an activity of Olga."""
        start = f"{Date.today() + timedelta(days=1)} 10:00:00"
        stop = f"{Date.today() + timedelta(days=1)} 11:00:00"
        event = self.env["calendar.event"].create(
            {
                "name": "Flow meeting",
                "start": start,
                "stop": stop,
                "user_id": self.employee.id,
                "partner_ids": [(6, 0, self.employee.partner_id.ids)],
                **values,
            }
        )
        activity = self._create_on(self.contact, calendar_event_id=event.id)
        return event, activity

    def test_move_meeting(self):
        """A meeting takes all of its activities to another day."""
        for case in CASES:
            with self._case(*case):
                event, activity = self._create_meeting()
                day = Date.today() + timedelta(days=3)
                self._as(self.employee, event).write(
                    {"start": f"{day} 10:00:00", "stop": f"{day} 11:00:00"}
                )
                activity.invalidate_recordset()
                self.assertEqual(activity.date_deadline, day)
                self.assertEqual(activity.calendar_event_id, event)
                self.assertEqual(str(activity.planned_start), f"{day} 10:00:00")

    def test_delete_meeting(self):
        """A deleted meeting takes its activities along, or cancels them."""
        for level, has_statuses in CASES:
            with self._case(level, has_statuses):
                event, activity = self._create_meeting()
                self._as(self.employee, event).unlink()
                self.assertEqual(bool(activity.exists()), has_statuses)
                if has_statuses:
                    self.assertTrue(activity.cancelled_at)

    def test_told_of_deleted_meeting(self):
        """The assignee is told what it was; who deleted it learns no more of it."""
        told = [("partner_ids", "in", self.owner.partner_id.ids)]
        before = self.env["mail.message"].search(told)
        for level in ("none", "busy", "read"):
            with self._case(level, has_statuses=True):
                event, activity = self._create_meeting()
                second = self._create_on(self.contact, calendar_event_id=event.id)
                self._as(self.employee, event).unlink()
                notice = self.env["mail.message"].search(told) - before
                self.assertEqual(len(notice), 1)
                for each in activity | second:
                    line = f"{self.contact.name}: “{each.display_name}” was cancelled"
                    self.assertIn(line, notice.body)
                seen = self._as(self.employee, notice)
                is_read = level == "read"
                self.assertEqual(bool(seen._filtered_access("read")), is_read)
                self.assertEqual(bool(seen.search([("id", "=", notice.id)])), is_read)

    # ------------------------------------------------------------
    # Users and types
    # ------------------------------------------------------------

    def test_archive_user(self):
        """Users who leave have nothing left to do, whoever archives them."""
        self.employee.group_ids += self.env.ref("base.group_erp_manager")
        for level, has_statuses in CASES:
            with self._case(level, has_statuses):
                # not Olga: only sales administrators take people out of teams
                self._share(level, self.employee, owner=self.creator)
                activity = self._create_on(self.contact, user_id=self.creator.id)
                self._as(self.employee, self.creator).action_archive()
                self.assertEqual(bool(activity.exists()), has_statuses)
                if has_statuses:
                    self.assertTrue(activity.cancelled_at)

    def test_delete_type(self):
        """Activities of a deleted type become To-Dos, whoever shares what."""
        self.employee.group_ids += self.env.ref("base.group_system")
        for case in CASES:
            with self._case(*case):
                kind = self._create_type("Flow gone", outcomes=self.Outcome)
                activity = self._create_on(self.contact, activity_type_id=kind.id)
                self._as(self.employee, kind).unlink()
                activity.invalidate_recordset()
                self.assertEqual(activity.activity_type_id, self.todo)

    # ------------------------------------------------------------
    # Code of other apps
    # ------------------------------------------------------------

    def _create_todo(self, **values):
        return self._create_on(self.contact, activity_type_id=self.todo.id, **values)

    def test_code_completes(self):
        """Code that completes, deletes or moves a document's activities finds all."""
        for case in CASES:
            with self._case(*case):
                first, second, third = (self._create_todo() for _number in range(3))
                contact = self._as(self.employee, self.contact)
                day = Date.today() + timedelta(days=9)
                contact.activity_reschedule([TODO], date_deadline=day)
                self.assertEqual(third.date_deadline, day)
                contact.activity_feedback([TODO], feedback="Flow feedback")
                self.assertFalse((first | second | third).filtered("active"))
                self.assertEqual(first.feedback, "Flow feedback")
                fourth = self._create_todo()
                self._as(self.employee, self.contact).activity_unlink([TODO])
                self.assertFalse(fourth.exists())

    def test_handed_over(self):
        """Code that hands a document over leaves private activities to their people."""
        assignee, new = self.viewers["owner"], self.employee
        for is_private, by, is_given in (
            (False, new, True),
            (True, new, False),
            (True, assignee, True),
        ):
            activity = self._create_todo(user_id=assignee.id, is_private=is_private)
            self._as(by, self.contact).activity_reschedule(
                [TODO], date_deadline=DAY, new_user_id=new.id
            )
            self.assertEqual(activity.user_id, new if is_given else assignee)
            self.assertEqual(activity.date_deadline, DAY)
            activity.unlink()
        # without Sharing, as in Odoo
        activity = self._create_todo(user_id=assignee.id, is_private=True)
        self._switch("group_activity_sharing", on=False)
        self._as(new, self.contact).activity_reschedule([TODO], new_user_id=new.id)
        self.assertEqual(activity.user_id, new)

    def test_client_completes(self):
        """A client that calls these methods itself acts on what the user sees."""
        activity = self._create_todo()
        self._share("none", self.employee)
        call = ("employee", "res.partner")
        contact = self.contact.ids
        day = str(Date.today() + timedelta(days=9))
        self._rpc(*call, "activity_reschedule", contact, [TODO], date_deadline=day)
        self._rpc(*call, "activity_feedback", contact, [TODO])
        self._rpc(*call, "activity_unlink", contact, [TODO])
        self.assertEqual(activity.exists(), activity)
        self.assertTrue(activity.active)
        self.assertEqual(activity.date_deadline, Date.today())

    def test_code_for_readers(self):
        """Code can't do more for users than it could if everything were shared."""
        portal = self.users["portal"]
        activity = self._create_on(portal.partner_id, activity_type_id=self.todo.id)
        contact = self._as(portal, portal.partner_id)
        with self.assertRaises(AccessError):
            contact.activity_unlink([TODO])
        self._share("none")
        with self.assertRaises(AccessError):
            self._as(portal, contact).activity_unlink([TODO])
        self.assertEqual(activity.exists(), activity)

    def test_switched_off(self):
        """Switched off, code acts as the user, as in Odoo."""
        self._switch("group_activity_sharing", on=False)
        activity = self._create_todo()
        contact = self._as(self.employee, self.contact)
        with patch.object(mail_activity_mixin, "is_called") as asked:
            contact.activity_unlink([TODO])
        asked.assert_not_called()
        self.assertFalse(activity.exists())
