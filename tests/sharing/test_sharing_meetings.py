import json
from datetime import datetime, timedelta
from itertools import product
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_activity_flow.hooks import uninstall_hook
from odoo.addons.crm_activity_flow.models.sharing.hidden_error import make_hidden_error

from .common import SharingCommon, mask_id

START = datetime(2026, 10, 8, 10)
CHAT = "Flow chat"
HIDDEN = (("none", "employee"), ("busy", None))


@tagged("post_install", "-at_install")
class TestSharingMeetings(SharingCommon):
    """Meetings of hidden activities are private, unless a person chose otherwise."""

    def setUp(self):
        super().setUp()
        self.activity = self._create_owned()

    def _hide(self, level="none", viewer="employee", activity_type=None):
        viewer = viewer and self.viewers[viewer]
        return self._share(level, viewer, activity_type)

    def _meet(self, activities=None, **values):
        """Create a meeting from activities, as Odoo's button does."""
        activities = self.activity if activities is None else activities
        action = activities[:1].with_user(self.owner).action_create_calendar_event()
        context = {
            **action["context"],
            "default_activity_ids": [(6, 0, activities.ids)],
            "orig_activity_ids": activities.ids,
        }
        events = self.env["calendar.event"].with_user(self.owner)
        event = events.with_context(**context).create(
            {
                "name": "Flow meeting",
                "start": START,
                "stop": START + timedelta(hours=1),
                **values,
            }
        )
        self.assertEqual(activities.calendar_event_id, event.sudo(False))
        return event.with_env(self.env)

    def _get_looks(self, stranger="employee"):
        """Yield viewers, and whether they know of meetings, open ones and then hidden.

        A colleague, and the owner.
        """
        for hidden in (False, True):
            if hidden:
                self._hide()
            yield from ((stranger, not hidden), ("owner", True))

    def assertPrivacy(self, event, privacy, set_by=False):
        event.invalidate_recordset(["privacy", "privacy_set_by"])
        self.assertEqual((event.privacy, event.privacy_set_by), (privacy, set_by))

    # ------------------------------------------------------------
    # When it is created
    # ------------------------------------------------------------

    def test_created(self):
        """It is private if anyone is to know no more of the activity than busy."""
        self.assertPrivacy(self._meet(), False)
        for level, viewer in HIDDEN:
            share = self._hide(level, viewer)
            event = self._meet(self._create_owned())
            self.assertPrivacy(event, "private", "activity")
            share.unlink()
        event = self._meet(self._create_owned(is_private=True))
        self.assertPrivacy(event, "private", "activity")

    def test_created_meanwhile(self):
        """So is one that other code creates while the first one is being created."""
        self._hide()
        second = self._create_owned()
        attendees = self.env.registry["calendar.attendee"]

        def follow_up(sent):
            values = {"name": "Flow second", "start": START, "stop": START}
            events = sent.env["calendar.event"].with_context(orig_activity_ids=[])
            if second.calendar_event_id or sent.event_id.name != "Flow meeting":
                return
            events.create({**values, "activity_ids": [(6, 0, second.ids)]})

        with patch.object(attendees, "_send_invitation_emails", follow_up):
            start = fields.Datetime.now() + timedelta(days=1)
            event = self._meet(start=start, stop=start)
        self.assertPrivacy(event, "private", "activity")
        self.assertTrue(second.calendar_event_id)
        self.assertPrivacy(second.calendar_event_id, "private", "activity")

    def test_colleagues_see_busy(self):
        """Colleagues see the time of the meeting, and nothing else."""
        self._hide()
        event = self._meet()
        seen = self._as("employee", event)
        self.assertEqual(seen.name, "Busy")
        self.assertFalse(seen.description)
        self.assertEqual(self._as("owner", event).name, "Flow meeting")

    def test_found_in_other_words(self):
        """Words that Odoo resolves while searching find no masked meeting either."""
        tag = self.env["calendar.event.type"].create({"name": "Flow tag"})
        event = self._meet(
            categ_ids=tag.ids,
            notes="Flow notes",
            res_id=self.contact.id,
            res_model_id=self.env["ir.model"]._get_id("res.partner"),
        )
        own = [("id", "=", event.id)]
        for terms in (
            [("id", "any", [("name", "=", "Flow meeting")])],
            [("id", "any", [("id", "any", [("name", "=", "Flow meeting")])])],
            [("res_model_name", "!=", False)],
            [("notes", "ilike", "Flow")],
            [("categ_ids", "any", [("name", "=", "Flow tag")])],
            [("categ_ids", "=", "Flow tag")],
        ):
            with self.subTest(terms=terms):
                self.assertTrue(self._as("employee", event).search(own + terms))
                share = self._hide()
                self.assertFalse(self._as("employee", event).search(own + terms))
                self.assertTrue(self._as("owner", event).search(own + terms))
                share.unlink()

    def test_compared(self):
        """Comparing a masked meeting with a domain says nothing of it."""
        event = self._meet()
        self.owner.partner_id.meeting_ids |= event
        name = [("name", "=", "Flow meeting")]
        through = [("partner_id.meeting_ids.name", "=", "Flow meeting")]
        for viewer, is_known in self._get_looks():
            with self.subTest(viewer=viewer, is_known=is_known):
                seen = self._as(viewer, event)
                self.assertEqual(bool(seen.filtered_domain(name)), is_known)
                kind = seen.filtered_domain([("res_model_name", "!=", False)])
                self.assertEqual(bool(kind), is_known and bool(event.res_model))
                user = self._as(viewer, self.owner)
                self.assertEqual(bool(user.filtered_domain(through)), is_known)

    def test_joining(self):
        """No one joins a private meeting of others from the side of a contact."""
        event = self._meet()
        me = self.env["res.partner"].create({"name": "Flow"})
        self._as("salesperson", me).meeting_ids |= event
        self._as("salesperson", me).meeting_ids -= event
        self._hide()
        for command in ([(4, event.id)], [(6, 0, event.ids)], [(1, event.id, {})]):
            for write in (
                lambda values: self._as("salesperson", me).write(values),
                lambda values: self._as("salesperson", me.browse()).create(values),
            ):
                with self.assertRefused("private meeting", error=AccessError):
                    write({"name": "Flow", "meeting_ids": command})
        self.assertNotIn(me, event.partner_ids)
        self._as("salesperson", me).write({"meeting_ids": [(5,), (6, 0, [])]})
        self._as("owner", me).write({"meeting_ids": [(4, event.id)]})
        self.assertIn(me, event.partner_ids)

    def test_of_a_deal(self):
        """A deal says nothing of meetings that are private to others."""
        deal = self.lead
        event = self._meet(opportunity_id=deal.id)
        self.assertEqual(event.opportunity_id, deal)
        ids = [("id", "=", deal.id)]
        searches = (
            [("calendar_event_ids", "!=", False)],
            [("calendar_event_ids", "in", event.ids)],
            [("calendar_event_ids.start", "=", START)],
            [("calendar_event_ids.name", "=", "Flow meeting")],
        )
        for viewer, is_known in self._get_looks("salesperson"):
            with self.subTest(viewer=viewer, is_known=is_known):
                seen = self._as(viewer, deal)
                self.assertEqual(bool(seen.meeting_display_date), is_known)
                self.assertEqual(
                    seen.meeting_display_label == "No Meeting", not is_known
                )
                self.assertEqual(bool(seen.calendar_event_ids), is_known)
                self.assertTrue(seen.sudo().meeting_display_date)
                self.assertTrue(seen.sudo().calendar_event_ids)
                for terms in searches:
                    self.assertEqual(bool(seen.search(ids + terms)), is_known)
                    self.assertEqual(bool(seen.filtered_domain(terms)), is_known)
                none = [("calendar_event_ids", "=", False)]
                self.assertEqual(bool(seen.search(ids + none)), not is_known)

    def test_of_other_documents(self):
        """No more do records of other apps, whose links are Odoo's own."""
        deal = self.lead
        event = self._meet(opportunity_id=deal.id)
        field = deal._fields["calendar_event_ids"]
        self.addCleanup(setattr, field, "__class__", type(field))
        field.__class__ = fields.One2many
        linked = ["calendar_event_ids", "in", event.ids]
        searches = [
            ([linked], True),
            ([("calendar_event_ids", "!=", False)], True),
            ([("calendar_event_ids", "=", False)], False),
            ([("calendar_event_ids", "not in", event.ids)], False),
            ([("calendar_event_ids", "in", [False, *event.ids])], None),
        ]
        for viewer, is_known in self._get_looks("salesperson"):
            seen = self._as(viewer, deal)
            for domain, is_found_by in searches:
                is_found = is_found_by is None or is_found_by == is_known
                with self.subTest(viewer=viewer, domain=domain):
                    found = seen.search([("id", "=", deal.id), *domain])
                    self.assertEqual(bool(found), is_found)

    def test_searched_by_contents(self):
        """What colleagues can't read of a quiet meeting doesn't find or sort it."""
        self._hide()
        event = self._meet()
        contents = [("name", "=", "Flow meeting")]
        start = [("start", "=", START)]
        for viewer, is_found in (
            ("employee", False),
            ("salesperson", False),
            ("owner", True),
        ):
            events = self._as(viewer, self.env["calendar.event"])
            with self.subTest(viewer):
                self.assertEqual(event.id in events.search(contents).ids, is_found)
                self.assertEqual(events.search_count(contents), int(is_found))
                # the time is shown
                by_name = events.search(start, order="name desc, start")
                self.assertIn(event.id, by_name.ids)
                self.assertIn(event.id, events.search(start).ids)
                self.assertIn(event.id, events.search(start, order="start").ids)

    def test_searched_by_attendees(self):
        """Whoever takes part finds a private meeting by its title, as in Odoo."""
        event = self._meet()
        event.privacy = "private"
        contents = [("name", "=", "Flow meeting")]
        events = self._as("employee", self.env["calendar.event"])
        self.assertNotIn(event.id, events.search(contents).ids)
        event.partner_ids += self.users["employee"].partner_id
        events = self._as("employee", self.env["calendar.event"])
        self.assertIn(event.id, events.search(contents).ids)

    def test_searched_by_default(self):
        """Whether a meeting without a choice is private is up to its organizer."""
        event = self._meet()
        self.assertFalse(event.privacy)
        contents = [("name", "=", "Flow meeting")]
        settings = self.env["res.users.settings"]
        for default, is_found in ((False, True), ("public", True), ("private", False)):
            settings.search([("user_id", "=", self.owner.id)]).unlink()
            if default:
                settings._find_or_create_for_user(
                    self.owner
                ).calendar_default_privacy = default
            events = self._as("employee", self.env["calendar.event"])
            with self.subTest(default):
                self.assertEqual(event.id in events.search(contents).ids, is_found)

    def test_searched_while_off(self):
        """Without Sharing, private meetings are found as before."""
        event = self._meet()
        event.privacy = "private"
        self._switch("group_activity_sharing", False)
        events = self._as("employee", self.env["calendar.event"])
        self.assertIn(event.id, events.search([("name", "=", "Flow meeting")]).ids)

    def test_created_from_a_document(self):
        """Odoo makes an activity of a meeting on a record: it is treated alike."""
        self._hide()
        event = (
            self.env["calendar.event"]
            .with_user(self.owner)
            .create(
                {
                    "name": "Flow meeting",
                    "start": START,
                    "stop": START + timedelta(hours=1),
                    "res_id": self.lead.id,
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                }
            )
        )
        self.assertTrue(event.activity_ids)
        self.assertPrivacy(event.with_env(self.env), "private", "activity")

    def test_not_logged(self):
        """Odoo logs meetings without an activity; one that is hidden is one."""
        self._hide()
        seller = self.users["employee"]
        seller.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        events = self.env["calendar.event"].with_user(seller)
        values = {"start": START, "stop": START + timedelta(hours=1)}
        before = self.lead.message_ids
        event = events.with_context(default_opportunity_id=self.lead.id).create(
            {**values, "name": "Flow secret", "user_id": self.owner.id}
        )
        self.assertEqual(event.sudo().activity_ids.user_id, self.owner)
        events.create({**values, "name": "Flow plain", "opportunity_id": self.lead.id})
        self.lead.invalidate_recordset(["message_ids"])
        said = "".join(map(str, (self.lead.message_ids - before).mapped("body")))
        self.assertNotIn("Flow secret", said)
        self.assertIn("Flow plain", said)

    def test_given(self):
        """What a person gives in the form stays."""
        self._hide()
        for privacy in ("public", "confidential", "private"):
            event = self._meet(self._create_owned(), privacy=privacy)
            self.assertPrivacy(event, privacy)

    # ------------------------------------------------------------
    # When something changes
    # ------------------------------------------------------------

    def test_lines(self):
        """It follows lines that come, change and go."""
        event = self._meet()
        share = self._hide("read")
        self.assertPrivacy(event, False)
        share.level = "busy"
        self.assertPrivacy(event, "private", "activity")
        share.level = "full"
        self.assertPrivacy(event, False)
        share.write({"level": "none", "activity_type_id": self.mail.id})
        self.assertPrivacy(event, False)
        share.activity_type_id = self.call
        self.assertPrivacy(event, "private", "activity")
        share.unlink()
        self.assertPrivacy(event, False)

    def test_owner_saves(self):
        """The owner's own rights are enough, whoever organizes the meeting."""
        event = self._meet()
        event.user_id = self.leader  # Odoo assigns the activity, too
        self.activity.user_id = self.owner
        lines = self.Share.with_user(self.owner)
        lines.create({"level": "none"})
        self.assertPrivacy(event, "private", "activity")

    def test_defaults(self):
        """It follows the company's default, and the owner to another company."""
        event = self._meet()
        self.env.company.activity_share_default = "none"
        self.assertPrivacy(event, "private", "activity")
        self.owner.write(
            {
                "company_id": self.other_company.id,
                "company_ids": [(4, self.other_company.id)],
            }
        )
        self.assertPrivacy(event, False)
        self.other_company.activity_share_default = "busy"
        self.assertPrivacy(event, "private", "activity")

    def test_activity(self):
        """It follows the activity's lock, type, assignee and meeting."""
        self._hide(activity_type=self.mail)
        event = self._meet()
        self.activity.is_private = True
        self.assertPrivacy(event, "private", "activity")
        self.activity.is_private = False
        self.assertPrivacy(event, False)
        self.activity.activity_type_id = self.mail
        self.assertPrivacy(event, "private", "activity")
        self.activity.user_id = self.leader
        self.assertPrivacy(event, False)
        self.activity.user_id = self.owner
        other = event.copy({"activity_ids": False})
        other.write({"privacy": False})
        other.privacy_set_by = False
        self.activity.calendar_event_id = other
        self.assertPrivacy(other, "private", "activity")

    def test_merged_types(self):
        """It follows an activity whose type is merged into a hidden one."""
        self._hide(activity_type=self.mail)
        event = self._meet()
        self.call.action_merge_into(self.mail.id)
        self.assertPrivacy(event, "private", "activity")

    def test_done(self):
        """The meetings of done activities stay, and follow again once reopened."""
        event = self._meet()
        self.activity.action_feedback()
        self._hide()
        self.assertPrivacy(event, False)
        self.activity.action_unarchive()
        self.assertPrivacy(event, "private", "activity")

    def test_two_activities(self):
        """One hidden activity is enough, whoever else is part of the meeting."""
        other = self._create_owned(user_id=self.leader.id)
        event = self._meet(self.activity | other)
        share = self._hide()
        self.assertPrivacy(event, "private", "activity")
        other.summary = "Flow changed"
        other.activity_type_id = self.mail
        self.assertPrivacy(event, "private", "activity")
        share.unlink()
        self.assertPrivacy(event, False)

    def test_series(self):
        """The meetings of a series are copies that follow, too."""
        event = self._meet()
        event.write(
            {
                "recurrency": True,
                "rrule_type": "weekly",
                "thu": True,
                "end_type": "count",
                "count": 3,
            }
        )
        share = self._hide()
        self.assertPrivacy(event, "private", "activity")
        share.unlink()
        self.assertPrivacy(event, False)

    # ------------------------------------------------------------
    # What a person chose
    # ------------------------------------------------------------

    def test_chosen(self):
        """What a person sets stays, and so does a choice to leave it open."""
        for privacy in ("public", "confidential", False):
            share = self._hide()
            event = self._meet(self._create_owned())
            event.with_user(self.owner).write({"privacy": privacy})
            self.assertPrivacy(event, privacy, "person")
            share.level = "busy"
            share.unlink()
            self._hide().unlink()
            self.assertPrivacy(event, privacy, "person")

    def test_same_again(self):
        """Saving what is there is no choice: forms and calendars send it again."""
        share = self._hide()
        event = self._meet()
        event.with_user(self.owner).write({"privacy": "private", "name": "Flow new"})
        self.assertPrivacy(event, "private", "activity")
        share.unlink()
        self.assertPrivacy(event, False)

    def test_private_before(self):
        """What was private before anything was recorded stays private."""
        event = self._meet(privacy="private")
        self._hide().unlink()
        self.assertPrivacy(event, "private")

    def test_forged(self):
        """A client can't make a choice look like ours."""
        event = self._meet()
        event.with_user(self.owner).with_context(
            activity_source="crm_activity_flow"
        ).write({"privacy": "public", "privacy_set_by": "activity"})
        self.assertPrivacy(event, "public", "person")

    # ------------------------------------------------------------
    # The switch, and cost
    # ------------------------------------------------------------

    def test_switch(self):
        """Off, meetings are as in Odoo again; on again, they are as before."""
        self._hide()
        event = self._meet()
        chosen = self._meet(self._create_owned(), privacy="private")
        self._switch("group_activity_sharing", on=False)
        self.assertPrivacy(event, False, "activity")
        self.assertPrivacy(chosen, "private")
        new = self._meet(self._create_owned(is_private=True))
        self.assertPrivacy(new, False)
        self._switch("group_activity_sharing")
        self.assertPrivacy(event, "private", "activity")
        self.assertPrivacy(new, "private", "activity")

    def test_cache(self):
        """What follows is read by the system: a viewer's cache learns nothing."""
        event = self._meet()
        seen = self._as("employee", event)
        self.Share.create({"user_id": self.owner.id, "level": "none"})
        self.assertEqual(seen.name, "Busy")

    def test_cached_activities(self):
        """A meeting doesn't keep an activity that someone who hides it has taken."""
        self._share("none", owner=self.creator)
        event = self._meet(privacy="public")  # and so isn't written
        seen = self._as("employee", event)
        self.assertEqual(seen.activity_ids.ids, self.activity.ids)
        self.activity.user_id = self.creator
        self.assertFalse(seen.activity_ids)

    def _count_queries(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_batch(self):
        """A line takes as many queries for a hundred meetings as for one."""
        counts = []
        for count in (1, 1, 100):
            owner = new_test_user(self.env, login=f"flow_batch_{len(counts)}")
            activities = self._create_activity(
                self.call, self.contact, count, user_id=owner.id
            )
            events = self.env["calendar.event"].create(
                [{"name": "Flow", "start": START, "stop": START}] * count
            )
            for activity, event in zip(activities, events, strict=True):
                activity.calendar_event_id = event
            line = {"user_id": owner.id, "level": "none"}
            counts.append(
                self._count_queries(lambda line=line: self.Share.create(line))
            )
            self.assertEqual(set(events.mapped("privacy")), {"private"})
        self.assertEqual(counts[2], counts[1])

    def test_without_meetings(self):
        """No meetings are looked at without any, and with the switch off."""
        events = self.env.registry["calendar.event"]
        with patch.object(events, "_adapt_privacy", autospec=True) as asked:
            self.activity.activity_type_id = self.mail
            self.activity.action_feedback()
            self._create_owned()
            self._switch("group_activity_sharing", on=False)
            self._hide()
            self._meet(self._create_owned())
            self.env.company.activity_share_default = "none"
        asked.assert_not_called()

    # ------------------------------------------------------------
    # Who may change the activity
    # ------------------------------------------------------------

    def test_moved_by_others(self):
        """Who may change an activity moves its meeting, though it is private."""
        self._share("full", self.viewers["employee"], None)
        self.env.company.activity_share_default = "busy"
        for number, user in enumerate((self.leader, self.viewers["employee"])):
            for planned in (False, True):
                activity = self._create_owned()
                event = self._meet(activity)
                self.assertPrivacy(event, "private", "activity")
                start = START + timedelta(days=number + 1)
                vals = {"planned_start": start} if planned else {"date_deadline": start}
                with self.subTest(user=user.login, planned=planned):
                    activity.with_user(user).write(vals)
                    event.invalidate_recordset()
                    self.assertEqual(event.start.date(), start.date())
                    self.assertPrivacy(event, "private", "activity")
                    seen = self._as(user, event)
                    self.assertEqual(seen.name, "Busy")

    def test_not_moved_by_others(self):
        """A level that isn't full, or a person's choice, still keeps others out."""
        self.env.company.activity_share_default = "busy"
        event = self._meet()
        self._share("read", self.viewers["employee"], None)
        vals = {"start": START + timedelta(days=1)}
        for user in (self.viewers["employee"], self.viewers["salesperson"]):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                event.with_user(user).write(dict(vals))
        with self.assertRaises(AccessError):
            event.with_user(self.leader).write({"privacy": "public"})
        event.with_user(self.owner).privacy = "private"
        event.privacy_set_by = "person"
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            event.with_user(self.leader).write(dict(vals))

    def test_moved_by_one_of_them(self):
        """Assignees of one of its activities change a meeting as in plain Odoo.

        Whatever else takes place in it moves along.
        """
        employee = self.viewers["employee"]
        self._hide()
        for level in ("none", "full"):  # of the one that is theirs
            share = self._share(level, None, owner=employee)
            own = self._create_owned(user_id=employee.id)
            hidden = self._create_owned()
            event = self._meet(hidden)
            own.calendar_event_id = event
            self.assertPrivacy(event, "private", "activity")
            moved = START + timedelta(days=3)
            with self.subTest(level=level):
                self._as(employee, own).date_deadline = moved
                self.env.invalidate_all()
                self.assertEqual(event.start, moved)
                self.assertEqual(hidden.date_deadline, moved.date())
                # but that stays, with its meeting
                self._as(employee, own).unlink_w_meeting()
                self.assertFalse(own.exists())
                self.assertEqual(hidden.exists().calendar_event_id, event)
            other = self._meet(self._create_owned())
            own = self._create_owned(user_id=employee.id, calendar_event_id=other.id)
            with self.subTest(level=level):
                self._as(employee, own).action_feedback("Flow feedback")
                self.env.invalidate_all()
                is_told = "Flow feedback" in (other.notes or "")
                self.assertEqual(is_told, level == "full")
            share.unlink()

    def test_not_moved_by_a_done_one(self):
        """A done activity alone opens nothing, unless all others are theirs, too."""
        employee = self.viewers["employee"]
        own = self._create_owned(user_id=employee.id)
        event = self._meet()
        own.calendar_event_id = event
        own.action_feedback()
        self._hide()
        self.assertPrivacy(event, "private", "activity")
        vals = {"start": START + timedelta(days=1)}
        with self.assertRaises(AccessError):
            self._as(employee, event).write(dict(vals))
        self.activity.user_id = employee
        self.activity.action_feedback()
        event._write_privacy(event.ids, "private", "activity")
        self.env.invalidate_all()
        self._as(employee, event).write(dict(vals))
        self.assertEqual(event.start, vals["start"])

    def test_created_for_others(self):
        """Whoever makes a meeting in a private calendar need not take part."""
        lead = self.env["crm.lead"].create({"name": "Flow", "type": "opportunity"})
        settings = self.env["res.users.settings"]
        settings._find_or_create_for_user(
            self.leader
        ).calendar_default_privacy = "private"
        meeting = {
            "name": "Flow meeting",
            "partner_ids": self.leader.partner_id.ids,
            "res_id": lead.id,
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "start": START,
            "stop": START + timedelta(hours=1),
            "user_id": self.leader.id,
        }
        events = self._as("salesperson", self.env["calendar.event"])
        event = events.create(meeting)
        self.env.invalidate_all()
        self.assertEqual(event.sudo().activity_ids.user_id.id, self.leader.id)
        self.assertEqual(event._filter_masked(), event)

    def test_not_opened_by_a_link(self):
        """Someone else's private meeting takes no activity that would open it."""
        self.env.company.activity_share_default = "busy"
        event = self._meet()
        employee = self.viewers["employee"]
        own = self._create_owned(user_id=employee.id)
        linked = self._create_owned(user_id=employee.id)
        linked.calendar_event_id = self._meet(self._create_owned())
        for state in ("open", "done", "private by hand"):
            if state == "done":
                self.activity.action_feedback()
            if state == "private by hand":
                event.with_user(self.owner).privacy = False
                event.with_user(self.owner).privacy = "private"
                self.assertPrivacy(event, "private", "person")
            for values in (own.copy_data()[0], linked.copy_data()[0]):
                seen = self._as(employee, own)
                with self.subTest(state=state), self.assertRaises(AccessError):
                    seen.create({**values, "calendar_event_id": event.id})
            for activity in (own, linked):
                seen = self._as(employee, activity)
                with self.subTest(state=state), self.assertRaises(AccessError):
                    seen.calendar_event_id = event.id
            with self.assertRaises(AccessError):
                self._as(employee, event).write({"notes": False})
        self.env.invalidate_all()
        self.assertEqual(
            event.with_context(active_test=False).activity_ids, self.activity
        )

    def test_copied(self):
        """The copy of an activity leaves out a meeting that refuses it."""
        self._share("read", self.viewers["salesperson"])
        self._hide()
        event = self._meet()
        copied = self._as("salesperson", self.activity).copy()
        self.assertFalse(copied.sudo().calendar_event_id)
        copied = self._as(self.owner, self.activity).copy()
        self.assertEqual(copied.sudo().calendar_event_id.id, event.id)

    def test_link(self):
        """A meeting takes the activities of everyone who can change it."""
        self.env.company.activity_share_default = "busy"
        event = self._meet()
        for user in (self.owner, self.leader):
            own = self._create_owned(user_id=user.id)
            self._as(user, own).calendar_event_id = event.id
            self.assertEqual(own.calendar_event_id, event)
        seen = self._as(
            "employee", self._create_owned(user_id=self.viewers["employee"].id)
        )
        public = self._meet(self._create_owned(), privacy="public")
        seen.calendar_event_id = public.id
        seen.calendar_event_id = False

    def test_text_messages(self):
        """Nor does a text message say what others meet about, or land in their chatter.

        Odoo installs text messages along with crm.
        """
        self._hide()
        event = self._meet()
        template = self.env["sms.template"].create(
            {
                "name": "Flow",
                "model_id": self.env["ir.model"]._get_id("calendar.event"),
                "body": "{{ object.name }}",
            }
        )
        for viewer, is_refused in (("employee", True), ("owner", False)):
            dialogs = self._as(viewer, self.env["sms.composer"])
            for values in (
                {"composition_mode": "comment", "res_id": event.id},
                {"composition_mode": "mass", "res_ids": str(event.ids)},
                {
                    "composition_mode": "mass",
                    "res_ids": str(event.ids),
                    "body": "Flow",
                    "template_id": False,
                },
            ):
                values = {"template_id": template.id, **values}
                before = event.message_ids
                with self.subTest(viewer=viewer, values=values):
                    try:
                        dialog = dialogs.create(
                            {"res_model": "calendar.event", **values}
                        )
                        said = dialog.body
                        if "res_ids" in values:
                            dialog.mass_keep_log = True
                            dialog.action_send_sms()
                        is_done = True
                    except AccessError as error:
                        said, is_done = str(error), False
                    self.assertEqual(is_done, not is_refused)
                    is_told = "Flow meeting" in said
                    self.assertEqual(is_told, not is_refused and "res_id" in values)
                    event.invalidate_recordset()
                    is_logged = not is_refused and "res_ids" in values
                    self.assertEqual(event.message_ids != before, is_logged)

    def test_private_by_default(self):
        """A calendar without settings is as private as the default says."""
        self.env["ir.config_parameter"].set_param("calendar.default_privacy", "private")
        times = {"start": START, "stop": START + timedelta(hours=1)}
        event = self.env["calendar.event"].create(
            {
                "name": "Flow meeting",
                "user_id": self.owner.id,
                "partner_ids": [(6, 0, self.owner.partner_id.ids)],
                **times,
            }
        )
        self.owner.res_users_settings_ids.unlink()
        self.env.invalidate_all()
        found = self._as("employee", event).search(
            [("id", "=", event.id), ("name", "=", "Flow meeting")]
        )
        self.assertEqual(self._as("employee", event).name, "Busy")
        self.assertFalse(found)
        self.env["ir.config_parameter"].set_param("calendar.default_privacy", "public")
        self.env.invalidate_all()
        found = found.search([("id", "=", event.id), ("name", "=", "Flow meeting")])
        self.assertTrue(found)

    def test_private_calendar(self):
        """Whoever keeps the calendar private for all doesn't open it by a level."""
        settings = self.env["res.users.settings"]
        settings._find_or_create_for_user(
            self.owner
        ).calendar_default_privacy = "private"
        self.env.company.activity_share_default = "busy"
        event = self._meet()
        self.assertPrivacy(event, "private", "activity")
        with self.assertRaises(AccessError):
            self._as("leader", event).write({"start": START + timedelta(days=1)})

    def test_invitations(self):
        """Invitations say what a meeting is about that one creates for a colleague."""
        settings = self.env["res.users.settings"]
        settings._find_or_create_for_user(
            self.owner
        ).calendar_default_privacy = "private"
        guest = self.env["res.partner"].create(
            {"name": "Flow guest", "email": "guest@example.com"}
        )
        start = fields.Datetime.now() + timedelta(days=3)
        event = self._as("employee", self.env["calendar.event"])
        [answer] = event.web_save(
            {
                "name": "Flow invitation",
                "location": "Flow room",
                "start": fields.Datetime.to_string(start),
                "stop": fields.Datetime.to_string(start + timedelta(hours=1)),
                "user_id": self.owner.id,
                "partner_ids": [[6, 0, guest.ids]],
            },
            {"name": {}},
        )
        # from then on, it is the colleague's
        self.assertEqual(answer["name"], "Busy")
        sent = self.env["mail.message"].search(
            [("model", "=", "calendar.event"), ("partner_ids", "in", guest.ids)]
        )
        sent = sent.filtered(lambda each: each.res_id == answer["id"])
        self.assertIn("Flow invitation", sent.subject)
        self.assertIn("Flow room", sent.body)
        invitation = b"".join(sent.attachment_ids.mapped("raw"))
        self.assertIn(b"Flow invitation", invitation)
        self.assertNotIn(b"Busy", invitation)

    def test_uninstalled(self):
        """Without the addon, no one could tell which ones it has made private."""
        self._hide()
        event = self._meet()
        other = self._meet(self._create_owned(), privacy="private")
        uninstall_hook(self.env)
        self.assertPrivacy(event, False, "activity")
        self.assertEqual(other.privacy, "private")

    def test_deleted_lines(self):
        """They follow when a line goes with the person, or the type, that it names."""
        guest = new_test_user(self.env, login="flow_guest")
        for record in (guest, self._create_type("Flow visit")):
            with self.subTest(record=record):
                is_user = record == guest
                activity = self._create_owned(self.mail)
                viewer = record if is_user else None
                self._share("none", viewer, None if is_user else record)
                if not is_user:
                    activity.activity_type_id = record
                event = self._meet(activity)
                self.assertPrivacy(event, "private", "activity")
                if not is_user:
                    self._as("owner", activity).unlink()
                record.unlink()
                if is_user:
                    self.assertPrivacy(event, False)
                else:
                    # of what it was about, no one can say who may know it
                    self.assertPrivacy(event, "private", "activity")

    def test_attendee_sends_another(self):
        """Whoever takes part can send someone else, and is gone by the end of it."""
        settings = self.env["res.users.settings"]
        settings._find_or_create_for_user(
            self.owner
        ).calendar_default_privacy = "private"
        event = self._meet()
        me = self.users["salesperson"].partner_id
        event.partner_ids |= me
        event.invalidate_recordset()
        guest = self.env["res.partner"].create({"name": "Flow guest"})
        seen = self._as("salesperson", event)
        seen.write({"partner_ids": [(3, me.id), (4, guest.id)]})
        event.invalidate_recordset()
        self.assertIn(guest, event.attendee_ids.partner_id)
        self.assertNotIn(me, event.attendee_ids.partner_id)
        first = self._meet(
            self._create_owned(),
            partner_ids=(self.owner.partner_id | me).ids,
            recurrency=True,
            **{"rrule_type": "weekly", "thu": True, "end_type": "count", "count": 3},
        )
        series = first.recurrence_id.calendar_event_ids
        self.assertEqual(len(series), 3)
        seen = self._as("salesperson", first)
        seen.write(
            {
                "partner_ids": [(3, me.id), (4, guest.id)],
                "recurrence_update": "all_events",
            }
        )
        series.invalidate_recordset()
        for meeting in series:
            self.assertIn(guest, meeting.attendee_ids.partner_id)
            self.assertNotIn(me, meeting.attendee_ids.partner_id)
        with self.assertRefused("private meeting", error=AccessError):
            self._as("salesperson", event.attendee_ids).unlink()

    def test_deleted_by_others(self):
        """They delete an activity with its meeting, as in Odoo."""
        self.env.company.activity_share_default = "busy"
        event = self._meet()
        with self.assertRaises(AccessError):
            self._as("employee", self.activity).unlink_w_meeting()
        self.assertTrue(event.exists())
        self.activity.with_user(self.leader).unlink_w_meeting()
        self.assertFalse(event.exists())
        self.assertFalse(self.activity.exists())

    def test_feedback_of_others(self):
        """Feedback is added to notes that whoever completes it can't read."""
        self._hide()
        told = self._create_owned()
        event = self._meet(self.activity | told)
        told.user_id = self.leader
        event.notes = "<p>Flow notes</p>"
        self.assertPrivacy(event, "private", "activity")
        self.env.invalidate_all()
        told.with_user(self.leader).action_feedback("Flow feedback")
        event.invalidate_recordset()
        self.assertIn("Flow notes", event.notes)
        self.assertIn("Flow feedback", event.notes)
        self._as("leader", event).write({"notes": False})
        event.invalidate_recordset()
        self.assertIn("Flow notes", event.notes)

    # ------------------------------------------------------------
    # Around it
    # ------------------------------------------------------------

    def test_changed_by_others(self):
        """Who can change a meeting changes no activity that is read-only, or hidden."""
        events = [self._meet()]
        self._share("read", self.viewers["employee"])
        hidden = self._create_owned(is_private=True, creator=self.owner)
        events.append(self._meet(hidden, privacy="public"))
        vals = {
            "name": "Flow stolen",
            "description": "Flow stolen",
            "user_id": self.viewers["employee"].id,
            "start": START + timedelta(days=1),
            "stop": START + timedelta(days=1, hours=1),
        }
        for event in events:
            activity = event.sudo().activity_ids
            before = activity.summary, activity.note, activity.user_id
            with self.subTest(activity=activity):
                self._as("employee", event).write(vals)
                activity.invalidate_recordset()
                after = activity.summary, activity.note, activity.user_id
                self.assertEqual(after, before)
                # it moves along
                moved = vals["start"].date()
                self.assertEqual(activity.date_deadline, moved)
                self._as("employee", event).write({"duration": 2})
                self.assertEqual(activity.planned_duration, 2)
        event = self._meet(self._create_owned())
        self._as("owner", event).write({"name": "Flow new"})
        self.assertEqual(event.sudo().activity_ids.summary, "Flow new")

    def test_changed_by_an_attendee(self):
        """Whoever was invited to a private meeting changes only times of activities."""
        self._hide()
        invited = self.viewers["employee"]
        event = self._meet()
        event.partner_ids |= invited.partner_id
        self._as(invited, event).write({"user_id": invited.id, "name": "Flow"})
        self.assertEqual(event.user_id, invited)
        self.activity.invalidate_recordset()
        self.assertEqual(self.activity.user_id, self.owner)
        self.assertNotEqual(self.activity.summary, "Flow")

    def test_groups_from_elsewhere(self):
        """Groups of other records don't say what a private meeting is about."""
        event = self._meet(opportunity_id=self.lead.id, description="Flow text")
        event.categ_ids = self.env["calendar.event.type"].create(
            [{"name": "Flow a"}, {"name": "Flow b"}]
        )
        own = [("event_id", "=", event.id)]
        names = [
            "name",
            "description",
            "opportunity_id",
            "categ_ids",
            "alarm_ids",
        ]
        for viewer in ("employee", "owner"):
            for hidden in (False, True):
                share = self._hide() if hidden else self.Share
                for name in names:
                    seen = self._as(viewer, self.env["calendar.attendee"])
                    path = f"event_id.{name}"
                    groups = seen.formatted_read_group(own, [path], ["__count"])
                    is_known = bool(event[name]) and (viewer == "owner" or not hidden)
                    with self.subTest(viewer=viewer, hidden=hidden, name=name):
                        self.assertEqual(bool(groups[0][path]), is_known)
                        is_tags = is_known and name == "categ_ids"
                        self.assertEqual(len(groups), 2 if is_tags else 1)
                        self.assertEqual(groups[0]["__count"], 1)
                share.unlink()

    def test_order_of_contents(self):
        """What is sorted by titles doesn't say on which side of one's own they are."""
        self._hide()
        colleague = self.viewers["employee"]
        event = self._meet()
        own = (
            self.env["calendar.event"]
            .with_user(colleague)
            .create({"name": "Flow m", "start": START, "stop": START})
        )
        ids = [("id", "in", (event | own).ids)]
        for viewer, is_told in (("employee", False), ("owner", True)):
            orders = set()
            for name in ("Flow a", "Flow z"):
                event.name = name
                seen = self._as(viewer, event)
                orders.add(seen.search(ids, order="name")._ids)
            self.assertEqual(len(orders) > 1, is_told, viewer)

    def test_order_of_groups(self):
        """The order of groups says nothing, though Odoo compares what isn't shown."""
        self._hide()
        colleague = self.viewers["employee"]
        orders = []
        for name in ("Flow a", "Flow z"):
            event = self._meet(self._create_owned(), name=name)
            self.env["calendar.event"].with_user(colleague).create(
                {"name": "Flow m", "start": START, "stop": START}
            )
            own = [("user_id", "in", (self.owner | colleague).ids)]
            for order in ("name:max", "name:max desc"):
                seen = self._as("employee", event)
                rows = seen.formatted_read_group(
                    own, ["user_id"], ["__count"], order=order
                )
                orders.append([name, order, [row["user_id"][0] for row in rows]])
            event.unlink()
        first, second = orders[:2], orders[2:]
        self.assertEqual([row[1:] for row in first], [row[1:] for row in second])

    def test_cached_by_others(self):
        """What Odoo reads as the superuser for another field isn't shown either."""
        self._hide()
        event = self._meet(description="Flow text")
        seen = self._as("employee", self.env["calendar.attendee"])
        found = seen.web_search_read(
            [("event_id", "=", event.id)],
            {
                "recurrence_id": {},
                "event_id": {"fields": {"name": {}, "description": {}}},
            },
        )
        self.assertEqual(found["length"], 1)
        self.assertEqual(found["records"][0]["event_id"]["name"], "Busy")
        self.assertFalse(found["records"][0]["event_id"]["description"])
        event.invalidate_recordset()
        self.assertEqual(event.name, "Flow meeting")

    def test_cached_for_others(self):
        """What code reads for whoever takes part isn't shown to others."""
        self._hide()
        event = self._meet(description="Flow text", location="Flow place")
        names = ["name", "description", "location"]
        for viewer, is_known in (
            ("employee", False),
            ("leader", False),
            ("owner", True),
        ):
            seen = self._as(viewer, event)
            for name in names:
                self.assertTrue(event.with_user(self.owner)[name])
            with self.subTest(viewer=viewer):
                values = seen.web_read({name: {} for name in names})[0]
                self.assertEqual(values["name"] == "Flow meeting", is_known)
                self.assertEqual(
                    [bool(values[name]) for name in names[1:]], [is_known] * 2
                )
                self.assertEqual(bool(seen.read(["location"])[0]["location"]), is_known)

    def test_cached_for_reminders(self):
        """Odoo looks for the next reminder of everyone as that person."""
        self._hide()
        # Odoo looks for users who were given this group themselves
        self.owner.group_ids += self.env.ref("base.group_user")
        event = self._meet(location="Flow place")
        alarm = self.env["calendar.alarm"].create(
            {"name": "Flow", "alarm_type": "notification", "duration": 1}
        )
        partners = (self.owner | self.users["employee"]).partner_id
        event.alarm_ids = alarm
        event.start = fields.Datetime.now() + timedelta(minutes=70)
        event.stop = event.start + timedelta(minutes=60)
        seen = self._as("employee", event)
        own = {
            "name": "Flow own",
            "start": fields.Datetime.to_string(event.start),
            "stop": fields.Datetime.to_string(event.stop),
            "partner_ids": [(6, 0, partners.ids)],
            "alarm_ids": [(6, 0, alarm.ids)],
        }
        seen = seen.browse().with_context(no_mail_to_attendees=True)
        self.env.invalidate_all()
        read = seen.web_save(own, {"name": {}, "location": {}}, next_id=event.id)
        self.assertEqual((read[0]["name"], read[0]["location"]), ("Busy", False))

    def test_calls(self):
        """A call has the name of its meeting: no one links that of others."""
        self._hide()
        event = self._meet()
        event._create_videocall_channel()
        channel = event.videocall_channel_id
        self.assertEqual(channel.name, "Flow meeting")
        values = {"name": "Flow own", "start": START, "stop": START}
        for viewer, is_member in (
            ("employee", False),
            ("settings", None),
            ("owner", True),
        ):
            seen = self._as(viewer, self.env["calendar.event"])
            own = seen.create(values)
            default = seen.with_context(default_videocall_channel_id=channel.id)
            for call in (
                lambda own=own: own.write({"videocall_channel_id": channel.id}),
                lambda seen=seen: seen.create(
                    {**values, "videocall_channel_id": channel.id}
                ),
                lambda default=default: default.create(values),
                lambda seen=seen: seen.onchange(
                    {"videocall_channel_id": channel.id},
                    ["videocall_channel_id"],
                    {"videocall_channel_id": {"fields": {"display_name": {}}}},
                ),
            ):
                with self.subTest(viewer=viewer):
                    if is_member is False:
                        with self.assertRaises(AccessError) as refused:
                            call()
                        missing = mask_id(
                            make_hidden_error(
                                seen.env["discuss.channel"].browse(channel.id)
                            ),
                            channel.id,
                        )
                        self.assertEqual(
                            mask_id(refused.exception, channel.id), missing
                        )
                    else:
                        call()

    def test_notices_on_calls(self):
        """A notice on a call, which Odoo lets anybody write, names no meeting."""
        self._hide()
        event = self._meet()
        event._create_videocall_channel()
        values = {
            "body": "x",
            "message_type": "user_notification",
            "model": "discuss.channel",
            "res_id": event.videocall_channel_id.id,
        }
        with self.assertRaises(AccessError) as refused:
            self._as("employee", self.env["mail.message"]).create(values)
        self.assertEqual(type(refused.exception).__name__, "MissingError")
        own = self._as("owner", self.env["mail.message"]).create(values)
        self.assertEqual(own.record_name, "Flow meeting")

    def test_calls_of_copies(self):
        """Whoever sees a meeting can make others with its call, as Odoo does."""
        event = self._meet()
        event._create_videocall_channel()
        call = event.videocall_channel_id
        values = {"name": "Flow", "start": START, "videocall_channel_id": call.id}
        seen = self._as("employee", event)
        self.assertFalse(call.with_env(seen.env)._filtered_access("read"))
        self.assertEqual(seen.create(values).videocall_channel_id.id, call.id)
        self.env["calendar.event"].search([("create_uid", "=", seen.env.uid)]).unlink()
        self._hide()
        with self.assertRaises(AccessError):
            self._as("employee", event).create(values)

    def test_answers(self):
        """No one answers for those who take part, or chooses their links."""
        self._hide()
        event = self._meet()
        self.owner.with_user(self.owner).calendar_default_privacy = "private"
        event.sudo().write(
            {"privacy": False, "partner_ids": [(4, self.leader.partner_id.id)]}
        )
        attendee = event.attendee_ids.filtered(
            lambda each: each.partner_id == self.owner.partner_id
        )
        for call in (
            lambda seen: seen.write({"access_token": "flow"}),
            lambda seen: seen.write({"state": "declined"}),
        ):
            with self.assertRefused("private meeting", error=AccessError):
                call(self._as("employee", attendee))
        with self.assertRaises(AccessError):  # it would be said in the chatter
            self._as("employee", attendee).do_decline()
        self._as("owner", attendee).do_tentative()
        self._as("leader", event.attendee_ids - attendee).do_decline()
        self.env.invalidate_all()
        self.assertEqual(
            {*event.attendee_ids.mapped("state")}, {"tentative", "declined"}
        )

    def test_tokens(self):
        """Only those who take part get the link that needs no login."""
        event = self._meet()
        token = event.attendee_ids.access_token
        maker = event.create_uid
        own = [("event_id", "=", event.id)]
        guess = [*own, ("access_token", "=like", f"{token[:3]}%")]
        for viewer, is_known in self._get_looks():
            with self.subTest(viewer=viewer, is_known=is_known):
                seen = self._as(viewer, event.attendee_ids)
                found = seen.search_read(own, ["access_token", "create_uid"])
                expected = token if is_known else False
                self.assertEqual(found[0]["access_token"], expected)
                self.assertEqual(bool(found[0]["create_uid"]), is_known)
                self.assertEqual(bool(seen.search(guess)), is_known)
                for each in (seen, seen.event_id):
                    made = [("id", "in", each.ids), ("create_uid", "=", maker.id)]
                    self.assertEqual(bool(each.search(made)), is_known)

    def test_joining_by_default(self):
        """No one joins by values that a client sends in other forms, or by merging."""
        self._hide()
        event = self._meet()
        seen = self._as("salesperson", self.env["res.partner"])
        mine = seen.env.user.partner_id
        for value in (event.ids, event):
            with self.assertRefused("private meeting", error=AccessError):
                seen.create({"name": "Flow"}).write({"meeting_ids": value})
        guest = self.env["res.partner"].create({"name": "Flow there"})
        event.partner_ids |= guest
        guest = self._as("salesperson", guest)
        with self.assertRaises(AccessError):  # one of both is there already
            (guest | mine).write({"meeting_ids": [(6, 0, event.ids)]})
        for value in ([(5,)], [(4, event.id), (5,)], [(3, event.id)], False, []):
            with self.subTest(value=value), self.assertRaises(AccessError):
                guest.write({"meeting_ids": value})
        guest.write({"meeting_ids": [(6, 0, event.ids)]})
        with self.assertRefused("private meeting", error=AccessError):
            default = seen.with_context(default_meeting_ids=[(4, event.id, 0)])
            default.create({"name": "Flow"})
        guest = self.env["res.partner"].create({"name": "Flow guest"})
        event.partner_ids |= guest
        wizard = self._as("settings", self.env["base.partner.merge.automatic.wizard"])
        mine = wizard.env.user.partner_id
        with self.assertRefused("private meeting", error=AccessError):
            wizard._merge((guest | mine).ids, mine, extra_checks=False)
        self.assertNotIn(mine, event.partner_ids)
        other = self.env["res.partner"].create({"name": "Flow other"})
        wizard._merge((guest | other).ids, guest, extra_checks=False)
        self.assertFalse(other.exists())

    def test_following(self):
        """No one follows what is said at a private meeting of others, or finds it."""
        event = self._meet()
        self._hide()
        event.with_user(self.owner).message_post(body=CHAT)
        me = self.viewers["employee"].partner_id
        # a website does it as the superuser, too
        for seen in (self._as("employee", event), self._as("employee", event).sudo()):
            with self.assertRefused("private meeting", error=AccessError):
                seen.message_subscribe(me.ids)
        self.assertNotIn(me, event.message_partner_ids)
        olga = self.owner.partner_id
        # code adds others
        self._as("employee", event).sudo().message_subscribe(olga.ids)
        with self.assertRefused("private meeting", error=AccessError):
            self._as("employee", event).message_unsubscribe(olga.ids)
        self.assertIn(olga, event.message_partner_ids)
        rows = event.message_follower_ids
        self.assertTrue(rows)
        for viewer, is_known in (("employee", False), ("owner", True)):
            seen = self._as(viewer, rows)
            self.assertEqual(bool(seen.search([("id", "in", rows.ids)])), is_known)
            self.assertEqual(
                seen._filtered_access("read"), rows.browse(is_known and rows.ids)
            )
        terms = [("id", "=", event.id), ("message_ids.body", "ilike", CHAT)]
        self.assertFalse(self._as("employee", event).search(terms))
        self.assertTrue(self._as("owner", event).search(terms))

    def test_deleting_what_one_made(self):
        """Who made a meeting in someone's private calendar can delete it there."""
        self.owner.with_user(self.owner).calendar_default_privacy = "private"
        guest = self.env["res.partner"].create({"name": "Flow guest"})
        event = self.env["calendar.event"].with_user(self.viewers["employee"])
        event = event.create(
            {
                "name": "Flow secret",
                "partner_ids": [(6, 0, (self.owner.partner_id | guest).ids)],
                "start": START,
                "stop": START,
                "user_id": self.owner.id,
            }
        )
        seen = self._as("employee", event)
        self.assertEqual(seen.name, "Busy")
        template = self.env.ref("calendar.calendar_template_delete_event")
        dialogs = self._as("employee", self.env["calendar.popover.delete.wizard"])
        dialog = dialogs.create(
            {"calendar_event_id": event.id, "template_id": template.id}
        )
        self.assertIn("Busy", dialog.subject)
        self.assertNotIn("secret", dialog.subject + dialog.body)
        with self.assertRefused("private meeting", error=AccessError):
            self._as("salesperson", template)._render_field("subject", event.ids)
        dialog.action_send_mail_and_delete()
        self.assertFalse(event.with_env(self.env).exists().active)

    def test_joining_without_link(self):
        """No link joins a private meeting of others, an empty one neither."""
        event = self._meet()
        self.assertFalse(event.access_token)
        self._hide()
        me = self.viewers["employee"].partner_id
        with self.assertRefused("private meeting", error=AccessError):
            self._as("employee", event).sudo().action_join_meeting(me.id)
        self.assertNotIn(me, event.partner_ids)
        event.access_token = "flow"  # which the colleague may have seen before
        with self.assertRefused("private meeting", error=AccessError):
            self._as("employee", event).sudo().action_join_meeting(me.id)
        self.assertNotIn(me, event.partner_ids)
        event.privacy = "public"
        for viewer in ("employee", "portal"):
            joining = self.viewers[viewer].partner_id
            self._as(viewer, event).sudo().action_join_meeting(joining.id)
            self.assertIn(joining, event.partner_ids)

    def test_no_pages(self):
        """No key of a page opens a meeting: Odoo has none for these."""
        event = self._meet()
        self._hide()
        given = []

        def find(threads, thread_id, *, mode="read", **kwargs):
            given.append(kwargs)
            return threads

        self.patch(self.env.registry["mail.thread"], "_get_thread_with_access", find)
        keys = {"hash": "x", "pid": 1, "token": "x"}
        events = self._as("employee", event.browse())
        events._get_thread_with_access(event.id, **keys, project_sharing_id=1)
        self._switch("group_activity_sharing", False)
        events._get_thread_with_access(event.id, **keys)
        self.assertEqual(given, [{"project_sharing_id": 1}, keys])

    def test_refused_unnamed(self):
        """Who moves it with an activity isn't told its title where that is refused."""
        event = self._meet()
        self._hide()
        own = self._create_owned(calendar_event_id=event.id, user_id=self.creator.id)
        wrong = {"start": START, "stop": START - timedelta(hours=1)}
        for viewer, is_named in (("creator", False), ("owner", True)):
            seen = self._as(viewer, event)
            self.assertEqual(seen.name == "Flow meeting", is_named)
            with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
                seen.write(dict(wrong))
            self.assertEqual("Flow meeting" in str(caught.exception), is_named)
        self.assertTrue(own.exists())
        self.assertEqual(event.start, START)

    def test_mails(self):
        """Mails to many records aren't logged on a private meeting of others."""
        self._hide()
        event = self._meet()
        before = event.message_ids
        values = {
            "body": CHAT,
            "composition_mode": "mass_mail",
            "model": event._name,
            "res_ids": str(event.ids),
            "subject": CHAT,
        }
        for viewer, may_write in (("employee", False), ("owner", True)):
            composer = self._as(viewer, self.env["mail.compose.message"])
            if may_write:
                composer.create(values).action_send_mail()
            else:
                # it is refused to begin with, and where it comes with the context
                with self.assertRefused("private meeting", error=AccessError):
                    composer.create(values)
                named = {"active_model": event._name, "active_ids": event.ids}
                mail = {**values, "model": False, "res_ids": False}
                dialog = composer.create({**mail, "model": "res.partner"})
                dialog.sudo().write({"model": event._name})
                with self.assertRefused("private meeting", error=AccessError):
                    dialog.with_context(**named).action_send_mail()
            event.invalidate_recordset(["message_ids"])
            self.assertEqual(len(event.message_ids - before), may_write, viewer)

    def test_series_at_once(self):
        """All meetings of a series are private that is created from an activity."""
        self._hide()
        event = self._meet(
            recurrency=True, rrule_type="weekly", thu=True, end_type="count", count=3
        )
        series = event.recurrence_id.calendar_event_ids
        self.assertEqual(len(series), 3)
        for each in series:
            self.assertPrivacy(each, "private", "activity")
        self.Share.search([]).unlink()
        for each in series:
            self.assertPrivacy(each, False)
        self._hide()
        for each in series:
            self.assertPrivacy(each, "private", "activity")

    def test_own_one_follows(self):
        """One's own activity follows its meeting, whatever others have there."""
        own = self._create_owned(user_id=self.viewers["employee"].id)
        hidden = self._create_owned(is_private=True, creator=self.owner)
        event = self._meet(self.activity | hidden, privacy="public")
        own.calendar_event_id = event
        self._share("read", self.viewers["employee"])
        before = (self.activity | hidden).mapped("summary")
        self._as("employee", event).write(
            {"name": "Flow new", "start": START + timedelta(days=2)}
        )
        linked = self.activity | hidden | own
        linked.invalidate_recordset()
        self.assertEqual((self.activity | hidden).mapped("summary"), before)
        self.assertEqual(own.summary, "Flow new")
        moved = (START + timedelta(days=2)).date()
        self.assertEqual(linked.mapped("date_deadline"), [moved] * 3)

    def test_linked_while_creating(self):
        """No other meeting is linked in the lines of one that is created."""
        self._hide()
        event = self._meet()
        own = self._create_owned(user_id=self.viewers["employee"].id)
        self.env.flush_all()
        # all of a test is one transaction
        self.env.cr.execute(
            "UPDATE calendar_event SET create_date = NOW() - INTERVAL '1 day'"
        )
        me = self.viewers["employee"].partner_id
        link = [(1, own.id, {"calendar_event_id": event.id})]
        for lines in (
            {"partner_ids": [(1, me.id, {"activity_ids": link})]},
            {"activity_ids": link},
        ):
            seen = self._as("employee", self.env["calendar.event"])
            values = {"name": "Flow", "start": START, "stop": START, **lines}
            with (
                self.subTest(lines=lines),
                # whose request it is: Odoo writes some lines for that user
                patch.object(self.env.transaction, "default_env", seen.env),
                self.assertRefused("private meeting", error=AccessError),
            ):
                seen.create(values)
        self.assertFalse(own.calendar_event_id)

    def test_files(self):
        """Files of a private meeting, such as invitations, are hidden with it."""
        event = self._meet()
        file = self.env["ir.attachment"].create(
            {"name": "invitation.ics", "raw": b"x", "res_model": event._name}
        )
        file.res_id = event.id
        domain = [("res_model", "=", event._name), ("res_id", "=", event.id)]
        for viewer, is_known in self._get_looks():
            with self.subTest(viewer=viewer, is_known=is_known):
                seen = self._as(viewer, file)
                self.assertEqual(bool(seen.search(domain)), is_known)
                named = [("id", "=", file.id)]
                self.assertEqual(bool(seen.search(named)), is_known)
                self.assertEqual(seen.has_access("read"), is_known)

    def test_attendees_of_others(self):
        """No one sends others away from a private meeting, or takes them elsewhere."""
        self._hide()
        event = self._meet()
        viewer = self.viewers["employee"]
        own = self.env["calendar.event"].with_user(viewer)
        own = own.create({"name": "Flow", "start": START, "stop": START})
        attendee = event.attendee_ids
        for change in (
            lambda: self._as(viewer, attendee).unlink(),
            lambda: self._as(viewer, attendee).write({"event_id": own.id}),
            lambda: self._as(viewer, own).write({"attendee_ids": [(4, attendee.id)]}),
            lambda: self._as(viewer, attendee).create(
                {"event_id": event.id, "partner_id": viewer.partner_id.id}
            ),
        ):
            with self.assertRaises(AccessError):
                change()
        self.assertEqual(attendee.event_id, event)
        event.invalidate_recordset()
        self._as("owner", event).partner_ids |= viewer.partner_id
        self._as(viewer, event.attendee_ids[-1]).do_accept()
        self.assertEqual(event.attendee_ids[-1].state, "accepted")
        # everyone can leave
        me = viewer.partner_id.id
        self._as(viewer, event).write({"partner_ids": [(3, me)]})
        event.invalidate_recordset()
        self.assertEqual(event.attendee_ids, attendee)

    def test_series_of_others(self):
        """No one changes a series with private meetings of others, or joins one."""
        self._hide()
        series = {"rrule_type": "weekly", "thu": True, "end_type": "count", "count": 3}
        event = self._meet(recurrency=True, **series)
        viewer = self.viewers["employee"]
        own = self.env["calendar.event"].with_user(viewer)
        own = own.create({"name": "Flow", "start": START, "stop": START})
        recurrence = event.recurrence_id
        for change in (
            lambda: self._as(viewer, recurrence).write({"base_event_id": own.id}),
            lambda: self._as(viewer, recurrence).unlink(),
            lambda: self._as(viewer, own).write({"recurrence_id": recurrence.id}),
        ):
            with self.assertRefused("private meeting", error=AccessError):
                change()
        for role, is_told in ((viewer, False), ("owner", True)):
            seen = self._as(role, recurrence)
            seen.sudo().mapped("create_uid")  # stays in the cache
            (values,) = seen.read(["create_uid", "write_uid"])
            makers = [("id", "=", recurrence.id), ("create_uid", "=", self.owner.id)]
            self.assertEqual(bool(values["create_uid"]), is_told)
            self.assertEqual(bool(values["write_uid"]), is_told)
            self.assertEqual(bool(seen.search(makers)), is_told)
        self._as("owner", event).write(
            {"recurrence_update": "all_events", "name": "Flow new"}
        )
        self.assertEqual(
            set(recurrence.calendar_event_ids.mapped("name")), {"Flow new"}
        )


@tagged("post_install", "-at_install")
class TestSharingMeetingsOfSeveral(SharingCommon):
    """A meeting has a hidden activity and one that a colleague may change."""

    def setUp(self):
        super().setUp()
        self._share("none", activity_type=self.call)
        self.hidden = self._create_owned(summary="Flow hidden")
        self.shown = self._create_owned(self.mail)
        self.event = self._create_meeting(self.hidden | self.shown)

    def _create_meeting(self, activities, **values):
        events = self.env(user=self.owner, context={})["calendar.event"]
        stop = START + timedelta(hours=1)
        times = {"start": START, "stop": stop, "activity_ids": [(6, 0, activities.ids)]}
        event = events.create({"name": "Flow meeting", **times, **values})
        return event.with_env(self.env)

    def assertMasked(self, events, is_masked=True, viewer="employee"):
        for event in self._as(viewer, events):
            self.assertEqual(event.name == "Busy", is_masked)

    def test_deleted_with_meeting(self):
        """Who deletes an activity with its meeting deletes no one else's."""
        for values in ({}, {"is_private": True}):
            self.hidden.write(values)
            viewer = "manager" if values else "employee"
            shown = self._create_owned(self.mail, calendar_event_id=self.event.id)
            self._as(viewer, shown).unlink_w_meeting()
            self.assertFalse(shown.exists())
            self.assertTrue(self.event.exists() and self.hidden.exists(), viewer)
        # nor a done one
        self._as("owner", self.hidden).action_feedback()
        self._as("employee", self.shown).unlink_w_meeting()
        self.assertTrue(self.event.exists() and self.hidden.exists())
        # alone, it goes with its meeting
        self._share("none", self.viewers["creator"])
        shown = self._create_owned(self.mail)
        event = self._create_meeting(shown)
        self.assertEqual(event.privacy_set_by, "activity")
        self._as("employee", shown).unlink_w_meeting()
        self.assertFalse(event.exists())

    def test_closed_and_left(self):
        """It stays private when the hidden one is done, cancelled, deleted or moved."""
        self._switch("group_activity_status")
        other = self._create_meeting(self.Activity)
        for leave in (
            lambda hidden: hidden.action_feedback(),
            lambda hidden: hidden.action_cancel(),
            lambda hidden: hidden.unlink(),
            lambda hidden: hidden.write({"calendar_event_id": other.id}),
            lambda hidden: hidden.write({"calendar_event_id": False}),
        ):
            hidden, shown = self._create_owned(), self._create_owned(self.mail)
            series = {"recurrency": True, "rrule_type": "weekly", "end_type": "count"}
            series = {**series, "count": 2, "thu": True}
            event = self._create_meeting(hidden, **series)
            last = event.recurrence_id.calendar_event_ids - event
            shown.calendar_event_id = last
            self.assertMasked(event | last)
            leave(self._as("owner", hidden))
            self._as("employee", shown).user_id = self.owner
            self.env.flush_all()
            self.assertMasked(event | last)
            # who can change the other one still moves its meeting
            later = last.start.date() + timedelta(days=1)
            self._as("employee", shown).date_deadline = later
            self.env.flush_all()
            self.assertEqual(last.start.date(), later)
            # the owner sees it, and everyone does without Sharing
            self.assertMasked(event, is_masked=False, viewer="owner")
        self._switch("group_activity_sharing", False)
        self.assertFalse((event | last).filtered("privacy"))
        # a person's choice in the meantime stays
        last.with_user(self.owner).privacy = "public"
        self._switch("group_activity_sharing")
        self.assertMasked(event)
        self.assertMasked(last, is_masked=False)

    def _create_series(self, activities, count=4):
        event = self._create_meeting(
            activities,
            recurrency=True,
            rrule_type="weekly",
            end_type="count",
            count=count,
            thu=True,
        )
        return event.recurrence_id.calendar_event_ids.sorted("start")

    def _touch(self, activity):
        """Let a colleague save an activity as it is."""
        self._as("employee", activity).user_id = self.owner
        self.env.flush_all()

    def test_series_in_two(self):
        """The later part of a series that was split stays private."""
        events = self._create_series(self._create_owned())
        shown = self._create_owned(self.mail, calendar_event_id=events[3].id)
        self._as("owner", events[2]).write(
            {"recurrence_update": "future_events", "location": "Flow"}
        )
        self.env.flush_all()
        everything = self.env["calendar.event"].search([("name", "=", "Flow meeting")])
        self.assertEqual(len(everything - self.event), 4)
        self.assertMasked(everything)
        shown.exists().calendar_event_id = everything.sorted("start")[-1]
        self._touch(shown.exists())
        self.assertMasked(everything)

    def test_first_of_series_deleted(self):
        """So do those of which the one with the hidden activity is deleted."""
        events = self._create_series(self._create_owned())
        shown = self._create_owned(self.mail, calendar_event_id=events[3].id)
        self._as("owner", events[0]).unlink()
        self._touch(shown)
        self.assertMasked(events[1:])

    def test_linked_to_copy(self):
        """A copy stays private, too, whatever takes place in it."""
        copied = self._as("owner", self.event).copy().with_env(self.env)
        self.assertEqual(copied.privacy_set_by, "activity")
        shown = self._create_owned(self.mail, calendar_event_id=copied.id)
        self._touch(shown)
        self.assertMasked(copied)

    def _share_call(self):
        self.Share.search([("activity_type_id", "=", self.call.id)]).level = "full"
        self.env.flush_all()

    def test_series_opened(self):
        """A series opens with the line, whatever happened to its activities before."""
        lead = {"res_model_id": self.env["ir.model"]._get_id("crm.lead")}
        lead["res_id"] = self.lead.id
        rules = {"recurrency": True, "rrule_type": "weekly", "end_type": "count"}
        for change in (
            lambda events: events[1].unlink(),
            lambda events: events[1].activity_ids.unlink(),
            lambda events: events[1].activity_ids.action_feedback(),
            lambda events: events[1].activity_ids.write(
                {"calendar_event_id": events[1].id}
            ),
            lambda events: events[0].write(
                {"recurrence_update": "all_events", "location": "Flow"}
            ),
            lambda events: events[2].write(
                {"recurrence_update": "future_events", "location": "Flow"}
            ),
        ):
            hidden = self._create_activity(self.call, self.lead, user_id=self.owner.id)
            event = self._create_meeting(hidden, **lead, **rules, count=4, thu=True)
            events = event.recurrence_id.calendar_event_ids.sorted("start")
            self.assertEqual(events.activity_ids.activity_type_id, self.call)
            change(self._as("owner", events))
            self.env.flush_all()
            everything = self.env["calendar.event"].search(
                [("name", "=", "Flow meeting")]
            )
            self.assertMasked(everything)
            self._share_call()
            self.assertMasked(everything, is_masked=False)
            self.Share.search([("activity_type_id", "=", self.call.id)]).level = "none"

    def test_opened_while_off(self):
        """What is shared, or gone, while Sharing is off counts when it is on again."""
        others = self._create_meeting(self._create_owned())
        gone = self._create_meeting(self._create_owned(self.mail, is_private=True))
        events = self._create_series(self._create_owned())
        shown = self._create_owned(self.mail, calendar_event_id=events[3].id)
        self._switch("group_activity_sharing", False)
        self.assertFalse((others | gone | events).filtered("privacy"))
        self._as("owner", events[2]).write(
            {"recurrence_update": "future_events", "location": "Flow"}
        )
        everything = self.env["calendar.event"].search([("name", "=", "Flow meeting")])
        self.hidden.unlink()
        gone.activity_ids.unlink()
        self._switch("group_activity_sharing")
        self.assertMasked(everything)
        self._touch(shown.exists())
        self.assertMasked(everything)
        self._switch("group_activity_sharing", False)
        self._share_call()
        self._switch("group_activity_sharing")
        self.assertMasked(everything - gone, is_masked=False)
        # of a private one that is gone, no one can say who may know it
        self.assertMasked(gone)

    def test_series_of_its_own(self):
        """What is taken out of a series stays private when the series is gone."""
        for change in (
            lambda events: events.recurrence_id.unlink(),
            lambda events: events[0].write(
                {"recurrence_update": "all_events", "count": 2}
            ),
        ):
            events = self._create_series(self._create_owned())
            last = events[3]
            shown = self._create_owned(self.mail, calendar_event_id=last.id)
            change(self._as("owner", events))
            self.env.flush_all()
            self._touch(shown.exists())
            self.assertTrue(last.exists())
            self.assertFalse(last.recurrence_id)
            self.assertMasked(last)

    def test_copied_as_public(self):
        """Who copies a meeting with another privacy has chosen it."""
        copied = self._as("owner", self.event).copy({"privacy": "public"})
        self.assertEqual(copied.privacy, "public")
        self.assertEqual(copied.sudo().privacy_set_by, "person")
        self._share_call()
        self.assertEqual(copied.privacy, "public")

    def test_copied_by_code(self):
        """Code that copies the values of a meeting, but its privacy, opens nothing."""
        [vals] = self._as("owner", self.event).copy_data()
        vals["privacy"] = False
        copied = self.env["calendar.event"].with_user(self.owner).create(vals)
        self.assertMasked(copied)

    def test_copies_follow(self):
        """A copy opens when its original does, and when the activity isn't private."""
        private = self._create_owned(self.mail, is_private=True)
        for hidden, show in (
            (private, lambda: self._as("owner", private).write({"is_private": False})),
            (self._create_owned(), self._share_call),
        ):
            event = self._create_meeting(hidden)
            copied = self._as("owner", event).copy().with_env(self.env)
            self.assertMasked(event | copied)
            show()
            self.env.flush_all()
            self.assertMasked(event | copied, is_masked=False)

    def test_lines_replaced(self):
        """Nothing opens where a line gives way to one like it, or types are merged."""
        line = self.Share.search([("activity_type_id", "=", self.call.id)])
        gone, kept = self._create_owned(), self._create_owned()
        events = self._create_meeting(gone) | self._create_meeting(kept)
        events |= self._as("owner", events[1]).copy().with_env(self.env)
        gone.unlink()
        same = {"level": "none", "activity_type_id": self.call.id}
        owner = self.owner.with_user(self.owner)
        owner.write({"activity_share_ids": [(2, line.id), (0, 0, same)]})
        self.env.flush_all()
        self.assertMasked(events)
        # nor where someone else has the activity in the meantime
        for user in (self.leader, self.owner):
            self._as("owner", kept).sudo().user_id = user
            self.env.flush_all()
            self.assertMasked(events[0])
            self.assertMasked(events[1:], is_masked=user == self.owner)
        other = self._create_type("Flow other")
        self.call.action_merge_into(other.id)
        self.env.flush_all()
        self.assertMasked(events)

    def test_owner_gone(self):
        """Of someone who is deleted, no one can say who may know the activities."""
        owner = new_test_user(self.env, login="flow_leaving")
        self._share("none", owner=owner)
        hidden = self._create_activity(self.call, self.contact, user_id=owner.id)
        event = self._create_meeting(self.shown)
        hidden.calendar_event_id = event
        self.assertMasked(event)
        hidden.unlink()
        owner.unlink()
        self._touch(self.shown)
        self.assertMasked(event)

    def test_unlocked_later(self):
        """A meeting opens when its activity isn't private any more, done or not."""
        private = self._create_owned(self.mail, is_private=True)
        event = self._create_meeting(private)
        self._as("owner", private).action_feedback()
        self.env.flush_all()
        self.assertMasked(event)
        self._as("owner", private).is_private = False
        self.env.flush_all()
        self.assertMasked(event, is_masked=False)

    def test_reasons_are_secret(self):
        """Users who take part don't read why a meeting is private, or forge it."""
        self.event.partner_ids |= self.viewers["employee"].partner_id
        self.assertEqual(
            self.event.sudo().quieted_by,
            {
                str(each.id): [self.owner.id, each.activity_type_id.id, False]
                for each in self.hidden | self.shown
            },
        )
        forged = {"1": [self.owner.id, self.call.id, False]}
        for viewer in ("employee", "owner"):
            event = self._as(viewer, self.event)
            for door in (
                lambda event: event.read(["quieted_by"]),
                lambda event: event.read(["privacy_set_by"]),
                lambda event: event.search([("privacy_set_by", "=", "activity")]),
                lambda event: event.search([("quieted_by", "!=", False)]),
                lambda event: event.search([], order="quieted_by"),
            ):
                with self.assertRaises(AccessError):
                    door(event)
            before = self.event.sudo().read(["privacy_set_by", "quieted_by"])
            event.write({"quieted_by": forged, "privacy_set_by": "person"})
            event.invalidate_recordset()
            after = self.event.sudo().read(["privacy_set_by", "quieted_by"])
            self.assertEqual(after, before)
            nested = {"partner_ids": [(1, event.partner_ids[0].id, {})]}
            nested["partner_ids"][0][2]["meeting_ids"] = [
                (1, event.id, {"quieted_by": {"x": "y"}})
            ]
            event.write(nested)
            event.invalidate_recordset()
            self.assertEqual(self.event.sudo().quieted_by, before[0]["quieted_by"])
            [vals] = event.copy_data()
            self.assertEqual(json.dumps(vals["privacy_set_by"]), '""')
            other = self._create_meeting(self.Activity)
            [vals] = self._as("owner", other).copy_data()
            self.assertEqual(json.dumps(vals["privacy_set_by"]), '""')
            self.assertNotIn("quieted_by", event.fields_get())
            self.assertNotIn("privacy_set_by", event.fields_get())
            self.assertNotIn(
                str(self.hidden.id), json.dumps(event.copy_data(), default=str)
            )
            events = event.with_context(default_quieted_by=forged)
            times = {"name": "Flow", "start": START, "stop": START}
            made = events.create(
                [times, {**times, "quieted_by": forged, "privacy_set_by": "activity"}]
            )
            self.assertEqual(made.sudo().mapped("quieted_by"), [False, False])

    def test_cost_of_series(self):
        """A long series takes no more queries for each meeting than in Odoo."""
        lead = {"res_model_id": self.env["ir.model"]._get_id("crm.lead")}
        lead = {**lead, "res_id": self.lead.id}
        rules = {"recurrency": True, "rrule_type": "weekly", "end_type": "count"}
        queries = {}
        # the first round fills caches
        rounds = [(False, 4), *product((False, True), (4, 24))]
        for is_on, count in rounds:
            self._switch("group_activity_sharing", is_on)
            hidden = self._create_activity(self.call, self.lead, user_id=self.owner.id)
            event = self._create_meeting(hidden, **lead, **rules, count=count, thu=True)
            events = event.recurrence_id.calendar_event_ids.sorted("start")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._as("owner", events[0]).write(
                {"recurrence_update": "all_events", "location": "Flow"}
            )
            self._as("owner", events[1]).write(
                {"recurrence_update": "future_events", "location": "Flow new"}
            )
            self._as("owner", events[0]).copy()
            self.env.flush_all()
            queries[is_on, count] = self.env.cr.sql_log_count - before
        more = {on: queries[on, 24] - queries[on, 4] for on in (False, True)}
        self.assertLessEqual(more[True], more[False] + 2, queries)

    def test_synchronized(self):
        """What a calendar elsewhere sends back is no person's choice."""
        other = self._create_meeting(self.shown)
        for event in (self.event, other):
            for privacy in ("public", False):
                event.sudo().with_context(dont_notify=True).write({"privacy": privacy})
        self.assertMasked(self.event)
        self._share("none", activity_type=self.mail)
        self.assertMasked(self.event | other)
        # the organizer's calendar is private but for this one
        settings = self.env["res.users.settings"]
        settings = settings._find_or_create_for_user(self.owner)
        settings.calendar_default_privacy = "private"
        fourth = self._create_meeting(self.Activity)
        fourth.sudo().with_context(dont_notify=True).write({"privacy": "public"})
        self.assertEqual(fourth.privacy, "public")
        settings.calendar_default_privacy = "public"
        # what someone chooses there is
        third = self._create_meeting(self._create_owned(self.mail, is_private=False))
        third.sudo().privacy = "public"
        self.assertEqual(third.sudo().privacy_set_by, "person")
        self.assertMasked(third, is_masked=False)

    def test_no_organizer(self):
        """A private activity keeps its assignee if its meeting has no organizer."""
        private = self._create_owned(self.mail, is_private=True)
        event = self._create_meeting(private | self.shown)
        self._as("owner", event).user_id = False
        self.env.flush_all()
        self.assertEqual(private.user_id, self.owner)
        self.assertFalse(self.shown.user_id)

    def test_unknown_reasons(self):
        """It doesn't open if nothing says why it is private."""
        self.event._write_privacy(self.event.ids, "private", "activity")
        self.event._note_reasons({self.event.id: {}})
        self.hidden.unlink()
        self._touch(self.shown)
        self.assertMasked(self.event)

    def test_opened(self):
        """It opens with the line for the hidden one, done, deleted or not."""
        self._as("owner", self.hidden).action_feedback()
        other = self._create_owned()
        event = self._create_meeting(other)
        self._as("owner", other).unlink()
        self.assertMasked(self.event | event)
        self.Share.search([("activity_type_id", "=", self.call.id)]).level = "full"
        self.assertMasked(self.event | event, is_masked=False)

    def test_copies_of_activities(self):
        """What Odoo makes of a hidden activity once more is as hidden."""
        types = self.env["mail.activity.type"].search([("category", "=", "meeting")])
        self.assertTrue(types)
        lead = self.lead
        series = {"recurrency": True, "rrule_type": "weekly", "end_type": "count"}
        series = {**series, "count": 3, "thu": True}

        def copy(first, _context):
            self._as("owner", first).copy()

        def repeat(first, context):
            self._as("owner", first).with_context(**context).write(dict(series))

        def meet_again(_first, context):
            events = self._as("owner", self.env["calendar.event"])
            values = {"name": "Flow again", "start": START, "stop": START}
            events.with_context(**context).create(values)

        def meet_for_other(_first, context):
            events = self._as("owner", self.env["calendar.event"])
            values = {"name": "Flow again", "start": START, "stop": START}
            events.with_context(**context).create(
                {**values, "user_id": self.creator.id}
            )

        for kind, is_locked in (
            (self.mail, True),
            (self.call, True),
            (self.call, False),
        ):
            for again in (copy, repeat, meet_again, meet_for_other):
                # who has another assignee has no line for the type
                is_private = is_locked or again is meet_for_other
                hidden = self._create_activity(
                    kind, lead, user_id=self.owner.id, is_private=is_locked
                )
                self._set_creator(hidden, self.owner)
                seen = self._as("owner", hidden)
                context = seen.action_create_calendar_event()["context"]
                context = {
                    **context,
                    "default_activity_ids": [(6, 0, hidden.ids)],
                    "default_res_id": lead.id,
                    "default_res_model": "crm.lead",
                    "orig_activity_ids": hidden.ids,
                }
                before = self.Activity.search([("res_id", "=", lead.id)])
                messages = lead.message_ids
                with_context = seen.env["calendar.event"].with_context(**context)
                first = with_context.create(
                    {"name": "Flow first", "start": START, "stop": START}
                ).with_env(self.env)
                context.pop("default_activity_ids")
                again(first, context)
                self.env.flush_all()
                made = self.Activity.search([("res_id", "=", lead.id)]) - before
                with self.subTest(again=again.__name__, kind=kind, is_locked=is_locked):
                    self.assertTrue(made)
                    self.assertEqual(made.activity_type_id, kind)
                    self.assertEqual(
                        made.mapped("is_private"), [is_private] * len(made)
                    )
                    # managers see what isn't private
                    for viewer in ("manager", "employee")[not is_private :]:
                        self.assertFalse(self._as(viewer, made).exists() & made)
                    lead.invalidate_recordset(["message_ids"])
                    logged = (lead.message_ids - messages).mapped("body")
                    self.assertFalse([body for body in logged if "Flow" in body])
                (made | hidden).unlink()

    def test_copies_of_left(self):
        """Nor does a copy say what a hidden activity was about that is gone."""
        lead, viewer = self.lead, "salesperson"
        document = {"res_model_id": self.env["ir.model"]._get_id("crm.lead")}
        document = {**document, "res_id": lead.id, "opportunity_id": lead.id}
        types = self.env["mail.activity.type"].search([("category", "=", "meeting")])
        for has_type in (True, False):
            types.active = has_type
            hidden = self._create_activity(self.call, lead, user_id=self.owner.id)
            event = self._create_meeting(hidden, **document)
            self._as("owner", hidden).unlink()
            self.assertEqual(event.privacy_set_by, "activity")
            before = lead.message_ids
            copied = self._as("owner", event).copy().with_env(self.env)
            self.assertEqual(bool(copied.activity_ids), has_type)
            self.assertFalse(self._as(viewer, copied.activity_ids).exists())
            lead.invalidate_recordset(["message_ids"])
            logged = (lead.message_ids - before).mapped("body")
            self.assertFalse([body for body in logged if "Flow meeting" in body])

    def test_log(self):
        """Nor does the chatter name such meetings where Odoo adds no activity."""
        self.env["mail.activity.type"].search([("category", "=", "meeting")]).write(
            {"active": False}
        )
        hidden = self._create_activity(self.call, self.lead, user_id=self.owner.id)
        series = {"recurrency": True, "rrule_type": "weekly", "end_type": "count"}
        for type_, is_logged in ((self.call, False), (self.mail, True)):
            hidden = self._create_activity(type_, self.lead, user_id=self.owner.id)
            before = self.lead.message_ids
            event = self._create_meeting(
                hidden, opportunity_id=self.lead.id, **series, count=3, thu=True
            )
            self._as("owner", event).copy()
            self.lead.invalidate_recordset(["message_ids"])
            logged = (self.lead.message_ids - before).filtered(
                lambda message: "Flow meeting" in message.body
            )
            self.assertEqual(bool(logged), is_logged)


@tagged("post_install", "-at_install")
class TestSharingMeetingsByCode(SharingCommon):
    """What code does with private meetings of others for a user goes as in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={})  # with mails
        cls.guest = cls.env["res.partner"].create(
            {"name": "Flow guest", "email": "guest@example.com"}
        )
        cls.start = fields.Datetime.now() + timedelta(days=7)
        cls.event = cls._create_meeting(privacy="private")

    @classmethod
    def _create_meeting(cls, **values):
        events = cls.env["calendar.event"].with_user(cls.owner)
        people = cls.owner.partner_id | cls.guest
        times = {"start": cls.start, "stop": cls.start + timedelta(hours=1)}
        values = {"name": "Flow", "partner_ids": people.ids, **times, **values}
        return events.create(values).with_env(cls.env)

    def _as_code(self, viewer="employee", event=None):
        """Return the meeting as code has it that works for a user."""
        seen = self._as(viewer, event or self.event)
        self.patch(self.env.transaction, "default_env", seen.env)
        return seen.sudo()

    def _get_sent_domain(self):
        return [("partner_ids", "in", self.guest.ids)]

    def _count_mails(self):
        return self.env["mail.message"].search_count(self._get_sent_domain())

    def test_moved(self):
        """It moves, and those who take part are told."""
        before = self._count_mails()
        later = self.start + timedelta(days=1)
        self._as_code().write({"start": later, "stop": later + timedelta(hours=1)})
        self.assertEqual(self._count_mails(), before + 1)

    def test_following(self):
        """It moves with an activity that the user can change, and they are told."""
        self._share("none", self.viewers["creator"])
        event = self._create_meeting()
        activity = self._create_owned(calendar_event_id=event.id)
        self.assertEqual(event.privacy, "private")
        before = self._count_mails()
        day = fields.Date.today() + timedelta(days=9)
        for viewer in ("employee", "owner"):
            day += timedelta(days=1)
            self._as(viewer, activity).date_deadline = day
            self.env.flush_all()
            self.assertEqual(event.start.date(), day)
        self.assertEqual(self._count_mails(), before + 2)

    def test_what_was_sent(self):
        """Who moves it doesn't get what others are sent, who read all of it."""
        self._share("none", self.viewers["creator"])
        event = self._create_meeting(description=CHAT)
        activity = self._create_owned(calendar_event_id=event.id)
        before = self.env["mail.message"].search(self._get_sent_domain())
        for move in (
            lambda day: self._as("employee", activity).write({"date_deadline": day}),
            lambda day: self._as("employee", event).write({"start": day, "stop": day}),
            lambda day: self._as_code(event=event).write({"start": day, "stop": day}),
        ):
            move(self.start + timedelta(days=1 + len(before)))
            self.env.flush_all()
            sent = self.env["mail.message"].search(self._get_sent_domain()) - before
            before |= sent
            self.assertIn(event.name, sent.subject)
            files = sent.attachment_ids
            self.assertIn(CHAT.encode(), b"".join(files.mapped("raw")))
            for records in (sent, files):
                seen = self._as("employee", records)
                self.assertFalse(seen.search([("id", "in", records.ids)]))
                self.assertFalse(seen._filtered_access("read"))

    def test_sent_for_others(self):
        """Nor does anyone read a notice to others that code sends in one's name."""
        event = self._as_code()
        author = self.owner.partner_id
        me = self.viewers["employee"].partner_id
        for partner, is_read in ((self.guest, False), (me, True)):
            sent = event.message_notify(
                body=CHAT, author_id=author.id, partner_ids=partner.ids
            )
            seen = self._as("employee", sent.with_env(self.env))
            self.assertEqual(seen.create_uid, seen.env.user)
            self.assertEqual(bool(seen._filtered_access("read")), is_read)

    def test_mails_by_template(self):
        """No one mails about it in its organizer's name, or into its chatter."""
        self._share("none", self.viewers["creator"])
        template = self.env.ref("calendar.calendar_template_delete_event")
        wizards = self.env["calendar.popover.delete.wizard"]
        mails = self.env["mail.mail"]
        for act in (
            lambda event: template.with_env(event.env).send_mail(event.id),
            lambda event: (
                wizards.with_env(event.env)
                .create({"calendar_event_id": event.id})
                .action_send_mail_and_delete()
            ),
        ):
            event = self._create_meeting(privacy="private")
            before = mails.search([])
            with self.assertRefused("private meeting", error=AccessError):
                act(self._as("employee", event))
            self.assertEqual(mails.search([]), before)
            act(self._as("owner", event))
            self.assertNotEqual(mails.search([]), before)
        # who doesn't take part knows of no attendees to mail to
        before = self._count_mails()
        self._as("employee", self.event).action_sendmail()
        self.assertEqual(self._count_mails(), before)
        with self.assertRefused("private meeting", error=AccessError):
            self._as("employee", self.event).message_notify(
                body=CHAT, partner_ids=self.guest.ids
            )

    def test_private_calendar(self):
        """No one writes into the chatter of a meeting in someone's private calendar."""
        settings = self.env["res.users.settings"]
        settings._find_or_create_for_user(
            self.owner
        ).calendar_default_privacy = "private"
        event = self._create_meeting()
        self.assertFalse(event.privacy)
        later = self._as("owner", self.env["mail.scheduled.message"]).create(
            {
                "author_id": self.owner.partner_id.id,
                "body": CHAT,
                "model": event._name,
                "res_id": event.id,
                "scheduled_date": self.start,
            }
        )
        for viewer, may_write in (("employee", False), ("owner", True)):
            seen = self._as(viewer, event)
            self.assertEqual(seen.has_access("write"), may_write)
            found = self._as(viewer, later).search([("id", "=", later.id)])
            self.assertEqual(bool(found), may_write)
            before = event.message_ids
            if may_write:
                seen.message_post(body=CHAT, message_type="comment")
            else:
                with self.assertRaises(AccessError):
                    seen.message_post(body=CHAT, message_type="comment")
            self.env.invalidate_all()
            self.assertEqual(len(event.message_ids - before), may_write)
            me = self.viewers[viewer].partner_id
            self.assertEqual(me in event.message_partner_ids, may_write)

    def test_series_for_colleague(self):
        """Who makes a series of someone's quiet activity loses nothing of it."""
        self._share("none", self.viewers["creator"])
        alarm = self.env["calendar.alarm"].create(
            {"name": "Flow alarm", "alarm_type": "email", "duration": 1}
        )
        activity = self._create_owned(summary="Flow talk", note="<p>Flow note</p>")
        before = self.env["mail.message"].search(self._get_sent_domain())
        events = self._as("employee", self.env["calendar.event"])
        event = events.with_context(
            default_activity_ids=[(6, 0, activity.ids)],
            default_res_id=activity.res_id,
            default_res_model_id=activity.res_model_id.id,
            orig_activity_ids=activity.ids,
        ).create(
            {
                "alarm_ids": [(6, 0, alarm.ids)],
                "count": 3,
                "description": "<p>Flow note</p>",
                "end_type": "count",
                "name": "Flow talk",
                "partner_ids": [(6, 0, (self.owner.partner_id | self.guest).ids)],
                "recurrency": True,
                "rrule_type": "daily",
                "start": self.start,
                "stop": self.start + timedelta(hours=1),
                "user_id": self.owner.id,
            }
        )
        event = event.with_env(self.env)
        self.env.flush_all()
        self.env.invalidate_all()
        series = event.recurrence_id.calendar_event_ids
        self.assertEqual(len(series), 3)
        self.assertEqual({*series.mapped("privacy")}, {"private"})
        self.assertEqual({*series.mapped("name")}, {"Flow talk"})
        self.assertEqual(activity.summary, "Flow talk")
        self.assertIn("Flow note", activity.note)
        self.assertTrue(event.recurrence_id.trigger_id)
        self.assertEqual({*self._as("employee", series).mapped("name")}, {"Busy"})
        sent = self.env["mail.message"].search(self._get_sent_domain()) - before
        self.assertTrue(sent)
        for message in sent:
            self.assertIn("Flow talk", message.subject)
            files = b"".join(message.attachment_ids.mapped("raw"))
            self.assertIn(b"Flow talk", files)
            self.assertNotIn(b"Busy", files)

    def test_end_of_series(self):
        """Who takes part in a meeting of a series takes the following ones out."""
        viewer = self.viewers["employee"]
        events = self._as("owner", self.event).sudo(False)
        first = events.create(
            {
                "name": "Flow series",
                "partner_ids": [(6, 0, (self.owner | viewer).partner_id.ids)],
                "start": self.start,
                "stop": self.start,
                "recurrency": True,
                "rrule_type": "daily",
                "end_type": "count",
                "count": 4,
            }
        )
        series = first.recurrence_id
        meetings = series.calendar_event_ids.sorted("start").with_env(self.env)
        meetings[0].write(
            {"partner_ids": [(3, viewer.partner_id.id)], "privacy": "private"}
        )
        self._as(viewer, meetings[2]).action_mass_archive("future_events")
        self.assertEqual(meetings.mapped("active"), [True, True, False, False])
        # not as an API client says it
        for vals in ({"count": 1}, {"end_type": "end_date", "until": "2026-01-01"}):
            with self.assertRefused("private meeting", error=AccessError):
                self._as(viewer, series).write(dict(vals))

    def test_unfollowed(self):
        """Followers are taken out, as by the link in a mail."""
        self.event.message_subscribe(self.guest.ids)
        self._as_code().message_unsubscribe(self.guest.ids)
        self.assertNotIn(self.guest, self.event.message_partner_ids)

    def test_mailed(self):
        """Mails about it are sent, with and without a template."""
        before = self.event.message_ids
        env = self._as_code().env
        template = self.env.ref("calendar.calendar_template_delete_event")
        env["mail.template"].browse(template.id).send_mail(self.event.id)
        composer = env["mail.compose.message"].create(
            {
                "body": "x",
                "composition_mode": "mass_mail",
                "model": self.event._name,
                "res_ids": str(self.event.ids),
                "subject": "x",
            }
        )
        composer.action_send_mail()
        self.event.invalidate_recordset(["message_ids"])
        self.assertEqual(len(self.event.message_ids - before), 2)

    def test_created(self):
        """Odoo adds an activity to a meeting that code creates for anybody."""
        domain = [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead.id)]
        values = {
            "name": "Flow",
            "res_id": self.lead.id,
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "start": self.start,
            "stop": self.start,
            "user_id": self.owner.id,
        }
        for viewer in ("portal", "employee"):
            before = self.Activity.search(domain)
            self._as_code(viewer).create(values)
            added = self.Activity.search(domain) - before
            self.assertEqual(added.user_id, self.owner, viewer)
        # but what a client names there, it changes as itself
        added.is_private = True
        events = self._as_code()
        with self.assertRaises(AccessError):
            events.create({**values, "activity_ids": [(4, added.id)]})
