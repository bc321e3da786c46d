from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import RpcMixin
from .test_planned_time import PlannedTimeCommon
from .test_planned_time_zones import AUCKLAND, BRUSSELS, NEW_YORK

SWITCHES = ("group_activity_outcome", "group_activity_status")
SAMOA = "Pacific/Apia"  # UTC+13


@tagged("post_install", "-at_install")
class TestPlannedTimeDays(RpcMixin, PlannedTimeCommon):
    """Days belong to the moment, and what is closed stays as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        cls.Overview = cls.env["mail.activity.overview"]

    def _get_row(self, activity, *names):
        self.env.flush_all()
        self.env.invalidate_all()
        return [self.Overview.browse(activity.id)[name] for name in names]

    # ------------------------------------------------------------
    # The day of a completion
    # ------------------------------------------------------------

    def test_assignee_moves(self):
        """An activity that was on time stays so when its assignee moves."""
        self.user.tz = NEW_YORK
        activity = self._create_activity(self.call, date_deadline="2026-01-14")
        with freeze_time("2026-01-15 03:00:00"):  # still the 14th in New York
            activity.with_user(self.user).action_complete()
        self.assertEqual(activity.date_done, date(2026, 1, 14))
        for tz in (NEW_YORK, BRUSSELS, AUCKLAND):
            self.user.tz = tz
            with self.subTest(tz=tz):
                for again in ({}, {"done_at": activity.done_at}, {"active": False}):
                    activity.write(again)
                    row = self._get_row(activity, "on_time", "days_late")
                    self.assertEqual(row, [1, 0])
                    self.assertEqual(activity.date_done, date(2026, 1, 14))
                    self.assertEqual(activity.done_day, date(2026, 1, 14))

    def test_assignee_moves_while_off(self):
        """With both switches off, Odoo's day is the server's, and the overview's not.

        A time that is corrected afterward has the day of where the person is then.
        """
        self._switch("group_activity_status", on=False)
        self.user.tz = NEW_YORK
        activity = self._create_activity(self.call, date_deadline="2026-01-14")
        with freeze_time("2026-01-15 03:00:00"):
            activity.with_user(self.user).action_complete()
            self.env.flush_all()
        self.assertEqual(activity.date_done, date(2026, 1, 15))
        self.user.tz = AUCKLAND
        self.assertEqual(self._get_row(activity, "on_time", "days_late"), [1, 0])
        values = {"done_at": "2026-01-15 02:00:00"}
        self._rpc("manager", "mail.activity", "write", activity.ids, values)
        self.assertEqual(activity.done_day, date(2026, 1, 15))

    def test_day_is_recorded(self):
        """Only managers write a day of completion, where no time of it is known."""
        activity = self._create_activity(
            self.call, active=False, date_deadline="2019-04-01"
        )
        for name in ("date_done", "done_day"):
            values = {name: "2019-04-01"}
            with self.subTest(name), self.assertRaises(AccessError):
                self._rpc("salesperson", "mail.activity", "write", activity.ids, values)
        values = {"date_done": "2019-04-01"}
        create = {**values, "active": False, "user_id": self.user.id}
        with self.assertRaises(AccessError):
            self._rpc("salesperson", "mail.activity", "create", [create])
        self._rpc("manager", "mail.activity", "write", activity.ids, values)
        self.assertEqual(self._get_row(activity, "on_time", "days_late"), [1, 0])

    def test_known_day_far_away(self):
        """History of which only the day is known has that day for every viewer."""
        activity = self._create_activity(
            self.call, active=False, date_done="2025-06-10"
        )
        for tz in (SAMOA, "Pacific/Pago_Pago", BRUSSELS):
            for own in (BRUSSELS, AUCKLAND):
                self.user.tz = own
                viewer = self.Overview.with_context(tz=tz)
                self.env.invalidate_all()
                done_at = viewer.browse(activity.id).done_at
                with self.subTest(tz=tz, own=own):
                    day = self.Activity._get_local_day(
                        done_at, self.Activity._get_zone(tz)
                    )
                    self.assertEqual(day, date(2025, 6, 10))
                    [(first, _nbr)] = viewer._read_group(
                        [("id", "=", activity.id)], ["done_at:day"], ["nbr:sum"]
                    )
                    self.assertEqual(str(first)[:10], "2025-06-10")

    def test_activity_view(self):
        """Records with nothing but history of an unknown day are shown as last."""
        other = self.lead.copy()
        unknown = self._create_activity(self.call, active=False)
        both = self._create_activity(self.call, record=other, active=False)
        both |= self._create_activity(
            self.call, record=other, active=False, date_done="2025-06-10"
        )
        data = self.Activity.get_activity_data(
            "crm.lead", [("id", "in", (self.lead | other).ids)], fetch_done=True
        )
        self.assertEqual(data["activity_res_ids"], [other.id, self.lead.id])
        cells = data["grouped_activities"]
        self.assertIn(unknown.id, cells[self.lead.id][self.call.id]["ids"])
        self.assertFalse(cells[self.lead.id][self.call.id]["reporting_date"])
        cell = cells[other.id][self.call.id]
        self.assertEqual(cell["reporting_date"], date(2025, 6, 10))
        self.assertEqual(set(cell["ids"]), set(both.ids))

    def test_zone_of_a_contact(self):
        """Due dates follow people, also if the zone is written on their contact."""
        activity = self._create_planned()
        before = activity.date_deadline, activity.planned_start
        self.user.tz = BRUSSELS
        self.assertEqual((activity.date_deadline, activity.planned_start), before)
        late = datetime.combine(before[0], time(20))
        activity.planned_start = late
        self.user.partner_id.tz = AUCKLAND
        self.assertEqual(activity.date_deadline, before[0] + timedelta(days=1))
        self.assertEqual(activity.planned_start, late)

    def test_unknown_day(self):
        """History without a day of completion is done, but never late or on time."""
        for names in ((), SWITCHES):
            for name in SWITCHES:
                self._switch(name, on=name in names)
            activity = self._create_activity(
                self.call, active=False, date_deadline="2019-04-01"
            )
            with self.subTest(names=names):
                self.assertFalse(activity.date_done)
                self.assertFalse(activity.done_at)
                names = ("state", "days_late", "on_time", "days_to_complete", "done_at")
                row = self._get_row(activity, *names)
                self.assertEqual(row[0], "done")
                self.assertFalse(any(row[1:]))
                averages = self.Overview._read_group(
                    [("id", "=", activity.id)],
                    [],
                    ["days_late:avg", "on_time:avg", "days_to_complete:avg"],
                )
                self.assertFalse(any(averages[0]))

    def test_corrected(self):
        """Managers say later when history was completed, and by whom; no one else."""
        activity = self._create_activity(self.call, active=False)
        values = {"done_at": "2025-06-10 09:00:00", "done_by_id": self.other.id}
        with self.assertRaises(AccessError):
            self._rpc("salesperson", "mail.activity", "write", activity.ids, values)
        late = {"done_at": "2026-01-15 10:00:01"}
        with self.assertRefused("in the future", error=ValidationError):
            self._rpc("manager", "mail.activity", "write", activity.ids, late)
        with self.assertRefused("in the future", error=ValidationError):
            self._create_activity(self.call, active=False, **late)
        self._rpc("manager", "mail.activity", "write", activity.ids, values)
        self.assertEqual(activity.date_done, date(2025, 6, 10))
        self.assertEqual(activity.done_by_id, self.other)

    def test_corrected_on_the_form(self):
        """Managers do so on the form, others see the fields."""
        activity = self._create_activity(self.call)
        activity.action_complete()
        view = "mail.mail_activity_view_form"
        with Form(activity.with_user(self.users["manager"]), view) as form:
            form.done_at = "2026-01-10 09:00:00"
            form.done_by_id = self.other
        self.assertEqual(str(activity.done_at), "2026-01-10 09:00:00")
        with (
            Form(activity.with_user(self.user), view) as form,
            self.assertRaises(AssertionError),
        ):
            form.done_at = "2026-01-11 09:00:00"

    def test_import_screen(self):
        """When and by whom can be chosen in the import screen."""
        wizard = self.env["base_import.import"].create({"res_model": "mail.activity"})
        names = {field["name"] for field in wizard.get_fields_tree("mail.activity")}
        self.assertLessEqual({"done_at", "done_by_id"}, names)

    # ------------------------------------------------------------
    # Closed activities
    # ------------------------------------------------------------

    def test_closed_keep_their_time(self):
        """The due date and time of closed activities can't be changed."""
        changes = (
            {"date_deadline": "2026-12-01"},
            {"planned_start": "2026-12-01 09:00:00"},
            {"planned_start": False},
            {"planned_duration": 7},
        )
        for names in (SWITCHES[:1], SWITCHES[1:]):
            for name in SWITCHES:
                self._switch(name, on=name in names)
            self.call.outcome_ids |= (
                self.completed if names == SWITCHES[:1] else self.Outcome
            )
            closed = self._create_planned() | self._create_planned()
            closed.sudo().action_complete()
            for role in ("salesperson", "manager"):
                for vals in changes:
                    with (
                        self.subTest(role, names=names, **vals),
                        self.assertRefused("Reopen it", error=ValidationError),
                    ):
                        self._rpc(role, "mail.activity", "write", closed.ids, vals)
            closed.with_user(self.user).action_reopen()
            self._rpc("salesperson", "mail.activity", "write", closed.ids, changes[0])

    def test_same_time_again(self):
        """An import that writes the same time again is no change; code isn't bound."""
        done = self._create_planned()
        done.with_user(self.user).action_complete()
        same = {
            "date_deadline": "2026-06-10",
            "planned_start": "2026-06-10 08:00:00",
            "planned_duration": 1.5,
            "summary": "Flow again",
        }
        self._rpc("salesperson", "mail.activity", "write", done.ids, same)
        self.assertPlanned(done, "2026-06-10 08:00:00", "2026-06-10", 1.5)
        done.sudo().date_deadline = "2026-06-12"
        self.assertEqual(done.date_deadline, date(2026, 6, 12))

    def test_same_time_after_a_move(self):
        """Not even where the day would be another one by now."""
        done = self._create_planned("2026-06-10 02:00:00")
        done.with_user(self.user).action_complete()
        self.user.tz = NEW_YORK
        for same in (
            {"planned_start": "2026-06-10 02:00:00"},
            {"date_deadline": "2026-06-10"},
        ):
            self._rpc("salesperson", "mail.activity", "write", done.ids, same)
            with self.subTest(**same):
                self.assertPlanned(done, "2026-06-10 02:00:00", "2026-06-10")

    def test_meeting_linked_later(self):
        """A meeting that is linked to a closed activity doesn't move it."""
        done = self._create_planned()
        done.with_user(self.user).action_complete()
        event = self._create_event()
        values = {"calendar_event_id": event.id}
        self._rpc("salesperson", "mail.activity", "write", done.ids, values)
        self.assertEqual(done.calendar_event_id, event)
        self.assertPlanned(done, "2026-06-10 08:00:00", "2026-06-10", 1.5)

    def test_closed_while_off(self):
        """With both switches off, it can be changed, as in Odoo."""
        for name in SWITCHES:
            self._switch(name, on=False)
        done = self._create_activity(self.call)
        done.action_complete()
        vals = {"date_deadline": "2026-12-01"}
        self._rpc("salesperson", "mail.activity", "write", done.ids, vals)
        self.assertEqual(done.date_deadline, date(2026, 12, 1))

    def test_other_assignee(self):
        """A done activity that gets another assignee keeps its due date."""
        done = self._create_planned("2026-06-10 02:00:00")
        done.action_complete()
        done.sudo().user_id = self.other
        self.assertEqual(done.date_deadline, date(2026, 6, 10))

    def test_duplicate(self):
        """The copy of a done activity is open, without feedback."""
        done = self._create_activity(self.call)
        done.with_user(self.user).action_complete(feedback="Flow feedback")
        [copy_id] = self._rpc("salesperson", "mail.activity", "copy", done.ids)
        copy = self.Activity.browse(copy_id)
        self.assertOpen(copy)
        self.assertFalse(copy.feedback)
        todo = self.env.ref("crm_activity_flow.mail_activity_status_todo")
        self.assertEqual(copy.status_id, todo)
        for name in SWITCHES:
            self._switch(name, on=False)
        self.assertFalse(done.copy().active)

    # ------------------------------------------------------------
    # Open activities
    # ------------------------------------------------------------

    def test_open_follow(self):
        """Due dates of planned activities follow people who move, the moment stays."""
        planned = self._create_planned("2026-06-10 02:00:00")
        untouched = planned.is_untouched
        done = self._create_planned("2026-06-10 02:00:00")
        done.action_complete()
        self.user.tz = NEW_YORK
        self.assertPlanned(planned, "2026-06-10 02:00:00", "2026-06-09")
        self.assertPlanned(done, "2026-06-10 02:00:00", "2026-06-10")
        self.assertEqual(planned.is_untouched, untouched)
        self.assertTrue(untouched)

    @freeze_time("2026-01-15 23:00:00")
    def test_reschedule(self):
        """*Today*, *Tomorrow* and *Next Week* mean the assignee's day."""
        rows = {
            BRUSSELS: ("2026-01-16", "2026-01-17", "2026-01-19"),
            NEW_YORK: ("2026-01-15", "2026-01-16", "2026-01-19"),
            SAMOA: ("2026-01-16", "2026-01-17", "2026-01-19"),
        }
        for tz, days in rows.items():
            self.user.tz = tz
            activity = self._create_activity(self.call)
            for button, day in zip(
                ("today", "tomorrow", "nextweek"), days, strict=True
            ):
                with self.subTest(button, tz=tz):
                    self._rpc(
                        *("salesperson", "mail.activity"),
                        *(f"action_reschedule_{button}", activity.ids),
                    )
                    self.assertEqual(str(activity.date_deadline), day)

    def test_corrected_type(self):
        """Correcting the type in the form keeps the assignee and the due date."""
        other = self._create_type("Flow other", default_user_id=self.other.id)
        activity = self._create_activity(self.call, date_deadline="2026-03-01")
        manager = activity.with_user(self.users["manager"])
        with Form(manager, "mail.mail_activity_view_form_popup") as form:
            form.activity_type_id = other
        self.assertEqual(activity.activity_type_id, other)
        self.assertEqual(activity.user_id, self.user)
        self.assertEqual(activity.date_deadline, date(2026, 3, 1))
