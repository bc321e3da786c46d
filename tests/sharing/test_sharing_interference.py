from collections import Counter
from contextlib import contextmanager

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import NextStepCommon
from ..doors import (
    ACTIVITIES,
    ADMINISTRATION,
    BY_ID,
    COLLEAGUE,
    CONTACTS,
    EXTERNAL_ID,
    LEADS,
    OWNER,
    READING,
    WRITING,
    get_error_name,
    get_field_doors,
    get_see_as_doors,
    is_error,
    is_refusing,
)
from .common import SharingCommon

DEADLINE = "2026-10-05"  # overdue: today is the 8th
LATER = "2026-10-20"
START = "2026-10-15 10:00:00"
MISSING = "odoo.exceptions.MissingError"
DENIED = "odoo.exceptions.AccessError"
# of the methods by id, those that change nothing, or nothing that there is
CHANGING_NOTHING = {
    "action_close_dialog",
    "action_create_calendar_event",
    "action_notify",
    "action_open_activity",
    "action_open_complete",
    "action_open_correct",
    "action_open_document",
    "action_open_previous",
    "action_undo_launch",
    "add_next_steps",
}
LOOKUPS = 3  # by an id, which say nothing to a clock
ALREADY_SO = {"open": {"action_unarchive"}, "done": {"action_archive"}}

# Who looks, how the hidden activity came about (see ``_build``), and what is asked.
# Everyone is asked everything at each level, and some more in other variations. The
# first one has to answer.
EVERYTHING = [*READING, *WRITING]
NONE_CASES = [
    ("salesperson", "open", EVERYTHING),
    ("own_documents", "by a third person", EVERYTHING),
    ("employee", "timed", EVERYTHING),
    ("settings", "meeting", EVERYTHING),
    ("portal", "open", EVERYTHING),
    ("outsider", "done", EVERYTHING),
    ("own_documents", "open", LEADS),
    ("outsider", "open", LEADS),
    ("salesperson", "timed", ACTIVITIES),
    ("salesperson", "meeting", [*ACTIVITIES, *LEADS]),
    ("salesperson", "looked at", LEADS),
    ("portal", "looked at", CONTACTS),
    ("salesperson", "done", [*ACTIVITIES, *LEADS]),
    ("salesperson", "free", ACTIVITIES),
    ("settings", "by a third person", ADMINISTRATION),
]
BUSY_CASES = [
    ("salesperson", "open", EVERYTHING),
    ("own_documents", "by a third person", EVERYTHING),
    ("employee", "meeting", EVERYTHING),
    ("settings", "timed", EVERYTHING),
    ("portal", "open", EVERYTHING),
    ("outsider", "timed", EVERYTHING),
    ("salesperson", "meeting", [*ACTIVITIES, *LEADS]),
    ("salesperson", "done", LEADS),
    ("salesperson", "looked at", LEADS),
    ("settings", "by a third person", ADMINISTRATION),
]
PRIVATE_CASES = [
    ("manager", "private", EVERYTHING),
    ("leader", "private", EVERYTHING),
    ("creator", "private", EVERYTHING),  # by code, in the creator's name
    ("manager", "private", ADMINISTRATION),
    ("settings", "private", ADMINISTRATION),
]
# Doors that still tell something, by test: a part of their names, and why. The lists
# are exact: one that tells nothing any more has to go.
OPEN_DOORS = {
    "none": {},
    "private": {},
    "busy": {},
}

NOISE = ("odoo.addons.base.models.ir_rule", "odoo.models", "odoo.sql_db")

SEQUENCES = (
    "bus_bus",
    "calendar_attendee",
    "calendar_event",
    "crm_lead",
    "crm_lead_lost",
    "crm_post_sale_closing",
    "ir_model_data",
    "ir_attachment",
    "mail_activity",
    "mail_activity_complete",
    "mail_activity_complete_line",
    "mail_activity_correct",
    "mail_activity_log",
    "mail_activity_plan_launch",
    "mail_activity_schedule",
    "mail_activity_slot_filter",
    "mail_activity_status_change",
    "mail_followers",
    "mail_mail",
    "mail_message",
    "mail_notification",
    "mail_tracking_value",
    "res_partner",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-10-08 10:00:00")
class TestSharingInterference(SharingCommon, NextStepCommon):
    """No door tells a user that there is an activity that the user isn't to know of.

    Each door is asked in two worlds, with the same ids in both. For "none", one world
    never had the activity; for "busy", it is another one at the same time. The answers
    are equal to the last byte.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_status")
        for kind in (cls.call, cls.mail):
            kind.outcome_ids = cls.outcome_good | cls.outcome_bad
        cls.statuses = cls.env["mail.activity.status"].search([("kind", "=", "open")])
        cls.lead.write({"user_id": cls.users["own_documents"].id, "company_id": False})
        # the portal user works for the contact, and so reads it
        cls.contact.is_company = True
        cls.users["portal"].partner_id.parent_id = cls.contact
        for role in ("salesperson", "own_documents", "employee", "settings", "owner"):
            cls.viewers[role].group_ids += cls.env.ref("base.group_allow_export")
        cls.plan = cls._create_plan(cls.mail)
        cls.plan.model_ids = cls.env["ir.model"]._get("res.partner")
        cls.plan.template_ids.write(
            {
                "responsible_type": "other",
                "responsible_id": cls.users["salesperson"].id,
            }
        )
        cls.visible = cls._create_activity(cls.mail, date_deadline=LATER)
        cls._create_activity(cls.mail, record=cls.contact, date_deadline=LATER)
        cls.meeting = cls.env["calendar.event"].create(
            {
                "name": "Flow visible",
                "start": "2026-10-12 10:00:00",
                "stop": "2026-10-12 11:00:00",
                "user_id": cls.users["salesperson"].id,
            }
        )
        cls.first_ids = {
            name: cls._next_id(name) + 1000
            for name in SEQUENCES
            if name in cls._get_sequences()
        }
        cls.contents = [
            {
                "summary": "Secret title",
                "note": "<p>Secret note</p>",
                "activity_type_id": cls.call.id,
                "document": cls.lead,
                "status": cls.statuses[-1],
                "creator": cls.creator,
                "outcome": cls.outcome_good,
            },
            {
                "summary": "Another name",
                "note": "<p>Another text</p>",
                "activity_type_id": cls.mail.id,
                "document": cls.contact,
                "status": cls.statuses[0],
                "creator": cls.leader,
                "outcome": cls.outcome_bad,
            },
        ]

    @classmethod
    def _get_sequences(cls):
        rows = cls.env.execute_query(SQL("SELECT sequencename FROM pg_sequences"))
        return {name.removesuffix("_id_seq") for (name,) in rows}

    @classmethod
    def _next_id(cls, table):
        return cls.env.execute_query(SQL("SELECT nextval(%s)", f"{table}_id_seq"))[0][0]

    # ------------------------------------------------------------
    # Two worlds
    # ------------------------------------------------------------

    def _number(self, offset):
        """Let what is created next have the same ids in all worlds."""
        calls = [
            SQL("setval(%s, %s)", f"{name}_id_seq", first + offset)
            for name, first in self.first_ids.items()
        ]
        self.env.cr.execute(SQL("SELECT %s", SQL(", ").join(calls)))

    @contextmanager
    def _world(self, variation, contents, is_there=True):
        """Set up a world with an activity of Olga, or without one.

        :return: a context that gives the activity and what doors name
        """
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            self._number(0)
            yield self._build(variation, contents, is_there)
        finally:
            savepoint.close(rollback=True)

    def _build(self, variation, contents, is_there):
        """Create an activity of Olga in one of the ways that ``CASES`` names."""
        activity = self.Activity.browse(self.first_ids["mail_activity"] + 1)
        meeting = self.meeting
        if is_there or variation == "done":
            created = self._create_contents(variation, contents)
            self.assertEqual(created, activity)
        if variation == "meeting":
            meeting = self._create_meeting(contents, activity if is_there else None)
        if variation == "done":
            activity.with_env(self._get_env(self.owner)).action_complete(
                contents["outcome"].id, feedback=contents["summary"]
            )
        if is_there:
            self._link(activity)
        elif variation == "done":
            # the messages stay: that something was done is told
            self.env.flush_all()
            self.env.cr.execute(
                "DELETE FROM mail_activity WHERE id = %s", [activity.id]
            )
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            "activity": activity.id,
            "attachment": self.first_ids["ir_attachment"] + 1,
            "meeting": meeting.id,
            **self._get_names(activity),
        }

    def _get_env(self, user):
        """Return the environment of a user, without the context of tests."""
        return self.env(user=user, context={})

    def _create_contents(self, variation, contents):
        creator = self.owner
        if variation in ("by a third person", "private"):
            creator = contents["creator"]
        document = contents["document"]
        if variation in ("done", "private"):
            document = self.lead  # told to those who see the document
        values = {
            **{name: contents[name] for name in ("summary", "note")},
            "activity_type_id": contents["activity_type_id"],
            "user_id": self.owner.id,
            "date_deadline": DEADLINE,
            "automated": variation == "private",
        }
        if variation == "timed":
            values.update(planned_start=START, date_deadline=START[:10])
        if variation == "free":
            creator = self.owner
        else:
            values["res_id"] = document.id
            values["res_model_id"] = self.env["ir.model"]._get_id(document._name)
        activities = self.Activity.with_env(self._get_env(creator))
        if variation == "private":
            activities, values["is_private"] = activities.sudo(), True
        activity = activities.create(values)
        own = activity.with_env(self._get_env(self.owner))
        own.status_id = contents["status"]
        self.env["ir.attachment"].with_user(self.owner).create(
            {
                "name": f"{contents['summary']}.txt",
                "raw": b"Secret",
                "res_model": "mail.activity",
                "res_id": activity.id,
            }
        )
        return activity.with_env(self.env)

    def _create_meeting(self, contents, activity):
        """Create a meeting from the activity, or a private one that has none."""
        values = {
            "name": contents["summary"],
            "start": START,
            "stop": "2026-10-15 11:00:00",
            "user_id": self.owner.id,
        }
        if activity:
            values["activity_ids"] = [Command.set(activity.ids)]
            # as Odoo's button does
            document = contents["document"]
            values["res_id"] = document.id
            values["res_model_id"] = self.env["ir.model"]._get_id(document._name)
            if document == self.lead:
                values["opportunity_id"] = document.id
        else:
            values["privacy"] = "private"
        return self._get_env(self.owner)["calendar.event"].create(values)

    def _link(self, activity):
        """Let the visible activity follow the hidden one, and name it elsewhere."""
        module, name = EXTERNAL_ID.split(".")
        self.env["ir.model.data"].create(
            {
                "module": module,
                "name": name,
                "model": activity._name,
                "res_id": activity.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET previous_activity_id = %s WHERE id = %s",
            [activity.id, self.visible.id],
        )

    def _get_names(self, activity):
        return {
            "visible": self.visible.id,
            "visible_text": str(self.visible.id),
            "attachment_text": str(self.first_ids["ir_attachment"] + 1),
            "external_id": self.first_ids["ir_model_data"] + 1,
            "mail_mail": self.first_ids["mail_mail"] + 1,
            "action": self.env.ref("crm.crm_lead_action_pipeline").id,
            "lead": self.lead.id,
            "lead_ids": str(self.lead.ids),
            "contact": self.contact.id,
            "contact_ids": str(self.contact.ids),
            "activity_ids": str(activity.ids),
            "activity_text": str(activity.id),
            "owner": self.owner.id,
            "team": self.owner.crm_team_ids.id,
            "call": self.call.id,
            "mail": self.mail.id,
            "good": self.outcome_good.id,
            "plan": self.plan.id,
            "status": self.statuses[-1].id,
            "lead_model": self.env["ir.model"]._get_id("crm.lead"),
            "contact_model": self.env["ir.model"]._get_id("res.partner"),
            "day": DEADLINE,
            "start": START,
            "start_day": START[:10],
            "colleague": self.users["salesperson"].id,
        }

    # ------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------

    def _ask(self, doors, variation, role, values, check=None):
        """Return the answers of doors, each asked with an empty cache."""
        viewer = self.viewers[role]
        answers = {}
        for door in doors:
            self._number(500)
            self.env.invalidate_all()
            env = self.env(user=viewer, context={})
            if variation == "looked at":
                self._look(env, values)
            answers[door] = door.ask(env, {**values, "me": viewer.id}, check)
        return answers

    def _look(self, env, values):
        """Read everything as the superuser, as other code of the request may."""
        activity = env["mail.activity"].sudo().browse(values["activity"]).exists()
        activity.mapped("note")
        for record in (self.lead, self.contact):
            seen = record.with_env(env).sudo()
            self.assertTrue(seen.activity_ids.mapped("summary"))
            self.assertTrue(seen.activity_state)

    def _get_answers(self, doors, role, variation, worlds):
        """Return the answers of doors in each of some worlds."""
        answers = []
        for contents, is_there in worlds:
            with self._world(variation, self.contents[contents], is_there) as values:
                check = self._watch(values["activity"]) if is_there else None
                answers.append(self._ask(doors, variation, role, values, check))
        return answers

    def _watch(self, activity_id):
        """Return a check that an activity, hidden from the user, stays as it is."""

        def get_row():
            self.env.cr.execute(
                "SELECT to_jsonb(each) FROM mail_activity each WHERE id = %s",
                [activity_id],
            )
            return self.env.cr.fetchall()

        before = get_row()

        def check(door):
            self.assertEqual(get_row(), before, door.name)

        return check

    def _find_leaks(self, doors, role, variation, worlds):
        """Return the doors that answer differently, and where they do."""
        return _find_differences(*self._get_answers(doors, role, variation, worlds))

    def assertAnswers(self, answers):
        """Check that doors answer, and that those by a hidden id look missing."""
        failing = []
        for door, answer in answers.items():
            if is_error(answer) != is_refusing(door):
                failing.append(f"{door.name}\n    {answer[:300]}")
        with self.subTest():
            self.assertFalse(failing, "These prove nothing:\n" + "\n".join(failing))

    def assertNoLeaks(self, level, cases, get_worlds):
        """Check that all doors answer alike in these cases, but those listed."""
        open_doors = OPEN_DOORS[level]
        leaks, told = [], set()
        for case in cases:
            role, variation, doors = case
            if doors is EVERYTHING:
                doors = [*doors, *get_field_doors(self.env)]
            for worlds in get_worlds(variation):
                answers = self._get_answers(doors, role, variation, worlds)
                if case == NONE_CASES[0] or case == NONE_CASES[-1]:
                    self.assertAnswers(answers[0])
                for door, difference in _find_differences(*answers).items():
                    name = f"{role}, {variation}: {door.name}"
                    listed = [part for part in open_doors if part in name]
                    told.update(listed)
                    if not listed:
                        leaks.append(f"{name}\n    {difference}")
        if leaks:
            self.fail(f"{len(leaks)} doors tell something:\n" + "\n".join(leaks))
        self.assertEqual(told, set(open_doors))

    # ------------------------------------------------------------
    # Tests
    # ------------------------------------------------------------

    @mute_logger(*NOISE)
    def test_none(self):
        """At "none", all is as if the activity had never been created."""
        self._share("none")

        def get_worlds(variation):
            worlds = [[(0, True), (0, False)]]
            return [*worlds, [(0, True), (1, True)]] if variation == "done" else worlds

        self.assertNoLeaks("none", NONE_CASES, get_worlds)

    @mute_logger(*NOISE)
    def test_private(self):
        """A private activity doesn't exist for managers, leaders, and its creator."""
        worlds = [[(0, True), (0, False)]]
        self.assertNoLeaks("private", PRIVATE_CASES, lambda _variation: worlds)

    @mute_logger(*NOISE)
    def test_busy(self):
        """At "busy", nothing tells one activity from another at the same time."""
        self._share("busy")
        worlds = [[(0, True), (1, True)]]
        self.assertNoLeaks("busy", BUSY_CASES, lambda _variation: worlds)

    @mute_logger(*NOISE)
    def test_same_effort(self):
        """A hidden activity takes about as long as a missing one: time tells, too.

        What takes time is done for both. Odoo looks up once more what it couldn't fetch
        and isn't gone, by its id.
        """
        for level in ("none", "busy"):
            share = self._share(level)
            counts = []
            for is_there in (True, False):
                with self._world("open", self.contents[0], is_there) as values:
                    self._count_each(BY_ID, values)  # fills caches of the registry
                    counts.append(self._count_each(BY_ID, values))
            share.unlink()
            for name, count in counts[0].items():
                with self.subTest(level=level, door=name):
                    self.assertAlmostEqual(count, counts[1][name], delta=LOOKUPS)

    def _count_each(self, doors, values):
        """Return how many queries each door takes, by its name."""
        counts = {}
        for door in doors:
            before = self.env.cr.sql_log_count
            self._ask([door], "open", "salesperson", values)
            counts[door.name] = self.env.cr.sql_log_count - before
        return counts

    @mute_logger(*NOISE)
    def test_see_as(self):
        """Managers see as others what both know: nothing of it tells of the rest.

        As the owner, nothing that is hidden from the manager, and as a colleague,
        nothing that is hidden from the colleague, although the manager knows it.
        """
        line = self._share("none")
        there, gone, other = (0, True), (0, False), (1, True)
        for level, user, variation, worlds in (
            ("none", OWNER, "private", (there, gone)),
            ("none", OWNER, "free", (there, gone)),
            ("none", COLLEAGUE, "open", (there, gone)),
            ("none", COLLEAGUE, "timed", (there, gone)),
            ("none", COLLEAGUE, "done", (there, gone)),
            ("busy", COLLEAGUE, "timed", (there, other)),
            ("busy", COLLEAGUE, "meeting", (there, other)),
        ):
            line.level = level
            doors = get_see_as_doors(user)
            answers = self._get_answers(doors, "manager", variation, worlds)
            with self.subTest(level=level, user=user, variation=variation):
                self.assertFalse([*filter(is_error, answers[0].values())])
                self.assertFalse(_find_differences(*answers))

    @mute_logger(*NOISE)
    def test_see_as_open(self):
        """All screens tell of what both know, else the test above proves nothing."""
        self._share("read")
        worlds = [(0, True), (0, False)]
        doors = get_see_as_doors(OWNER)
        told = set()
        for variation in ("open", "timed"):
            told |= self._find_leaks(doors, "manager", variation, worlds).keys()
        self.assertEqual(told, {*doors})
        shared = get_see_as_doors(COLLEAGUE)
        told = self._find_leaks(shared, "manager", "timed", worlds)
        # the others are about what is assigned to the colleague
        self.assertGreaterEqual(len(told), 4)

    def test_enough_doors(self):
        """There are as many doors as it takes, and none of them twice."""
        names = Counter(
            door.name for door in [*READING, *WRITING, *get_field_doors(self.env)]
        )
        self.assertGreaterEqual(len(names), 300)
        self.assertFalse([name for name, count in names.items() if count > 1])

    @mute_logger(*NOISE)
    def test_doors_open(self):
        """Most doors tell those who see everything: else they would prove nothing."""
        doors = same = [*READING, *get_field_doors(self.env)]
        for variation in ("open", "done", "timed", "meeting"):
            worlds = [(0, True), (variation == "done", variation == "done")]
            told = self._find_leaks(same, "owner", variation, worlds)
            same = [door for door in same if door not in told]
        self.assertGreater(len(doors) - len(same), 250)

    @mute_logger(*NOISE)
    def test_read(self):
        """At "read", changes are refused as Odoo refuses them, and at "full" not."""
        for level in ("read", "full"):
            line = self._share(level)
            for variation in ("open", "done"):
                with self._world(variation, self.contents[0]) as values:
                    check = self._watch(values["activity"]) if level == "read" else None
                    answers = self._ask(BY_ID, variation, "salesperson", values, check)
                for door, answer in answers.items():
                    with self.subTest(level=level, variation=variation, door=door.name):
                        # that "read" changes nothing was checked at once
                        error = get_error_name(answer)
                        self.assertNotEqual(error, MISSING, answer)
                        allowed = CHANGING_NOTHING | ALREADY_SO[variation]
                        if level == "read" and door.method not in allowed:
                            self.assertEqual(error, DENIED, answer)
            line.unlink()


def _find_differences(first, second):
    """Return the doors that answered differently in two worlds."""
    return {
        door: _get_difference(answer, second[door])
        for door, answer in first.items()
        if answer != second[door]
    }


def _get_difference(first, second):
    """Return where two texts differ."""
    start = next(
        (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )
    part = slice(max(start - 60, 0), start + 100)
    return f"{first[part]!r}\n    {second[part]!r}"
