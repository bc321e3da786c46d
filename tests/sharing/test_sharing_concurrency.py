from odoo import Command
from odoo.tests import tagged

from ..common import ROLES
from ..concurrent_activities import ConcurrentActivities

COPIES = 20
THREADS = 10
OWNERS = 5
ROUNDS = 12


@tagged("post_install", "-at_install")
class TestSharingConcurrency(ConcurrentActivities):
    """Owners change their lines while others read, with committed data.

    Each owner hides everything but one type, and has a call and a mail. A change shows
    the other type instead, so that at any time, exactly one of the two is visible:
    neither the old line nor the new one shows both.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch("group_activity_sharing")
        cls.call_type, cls.mail_type = cls._create_type(), cls._create_type()
        cls.lead = cls._do("crm.lead", "create", {"name": "Flow lead"})
        cls.owners = cls._create_salespeople("owner", OWNERS)
        cls.viewers = cls._create_salespeople("viewer", OWNERS)
        cls.lines, cls.activities = [], []
        for owner in cls.owners:
            cls._share(owner, "none", False)
            cls.lines.append(cls._share(owner, "read", cls.call_type))
            cls.activities += cls._create_both(owner)
        cls.crowd = cls._start_copies(COPIES)

    @classmethod
    def _create_salespeople(cls, name, count):
        """Create this many users who see all leads; return their ids."""
        group = cls._get_id(ROLES["salesperson"])
        return cls._do(
            "res.users",
            "create",
            [
                {
                    "name": f"Flow {name} {number}",
                    "login": f"flow_{name}_{number}",
                    "group_ids": [Command.set([group])],
                }
                for number in range(count)
            ],
        )

    @classmethod
    def _share(cls, owner, level, activity_type):
        values = {"user_id": owner, "level": level, "activity_type_id": activity_type}
        return cls._do("mail.activity.share", "create", values)

    @classmethod
    def _create_both(cls, owner):
        values = {
            "automated": True,
            "res_id": cls.lead,
            "res_model_id": cls._get_id("crm.model_crm_lead"),
            "user_id": owner,
        }
        types = [cls.call_type, cls.mail_type]
        return cls._do(
            "mail.activity",
            "create",
            [{**values, "activity_type_id": kind} for kind in types],
        )

    # ------------------------------------------------------------
    # Calls
    # ------------------------------------------------------------

    def _get_changes(self, number):
        """Return calls by which an owner shows mails, then calls, and so on."""
        return [
            self._call(
                "mail.activity.share",
                "write",
                self.lines[number],
                {"activity_type_id": [self.mail_type, self.call_type][turn % 2]},
                uid=self.owners[number],
            )
            for turn in range(ROUNDS)
        ]

    def _get_looks(self, number):
        """Return calls by which a viewer looks at everything, in four ways."""
        domain = [("id", "in", self.activities)]
        by_owner = ([], ["user_id"], ["__count"])
        document = {"activity_ids": {"fields": {"user_id": {}}}}
        looks = [
            ("mail.activity", "search_read", domain, ["user_id"]),
            ("mail.activity", "formatted_read_group", domain, *by_owner[1:]),
            ("mail.activity", "search_count", domain),
            ("crm.lead", "web_read", [self.lead], document),
        ]
        uid = self.viewers[number % OWNERS]
        return [self._call(*looks[turn % 4], uid=uid) for turn in range(ROUNDS)]

    def assertOneEach(self, answers):
        """Check that each answer shows one activity of each owner."""
        each_once = dict.fromkeys(self.owners, 1)
        for turn, answer in enumerate(answers):
            self.assertNotIn("error", answer)
            result = answer["result"]
            if turn % 4 == 1:
                found = {row["user_id"][0]: row["__count"] for row in result}
                self.assertEqual(found, each_once)
            elif turn % 4 == 2:
                self.assertEqual(result, OWNERS)
            else:
                rows = result if not turn % 4 else result[0]["activity_ids"]
                found = [
                    row["user_id"]
                    if isinstance(row["user_id"], int)
                    else row["user_id"][0]
                    for row in rows
                ]
                self.assertEqual(sorted(found), sorted(self.owners))

    def assertAllDone(self, answers):
        for answer in answers:
            self.assertNotIn("error", answer)

    # ------------------------------------------------------------
    # Tests
    # ------------------------------------------------------------

    def test_workers(self):
        """20 workers: no answer shows more than the old or the new line allows."""
        series = [
            self._get_changes(number) if number < OWNERS else self._get_looks(number)
            for number in range(COPIES)
        ]
        for worker, calls in zip(self.crowd, series, strict=True):
            worker.send(threads=[calls])
        answers = [worker.receive()[0] for worker in self.crowd]
        for number in range(COPIES):
            check = self.assertAllDone if number < OWNERS else self.assertOneEach
            check(answers[number])

    def test_threads(self):
        """The same for 10 threads of one worker, which share its caches."""
        series = [
            self._get_changes(number) if number < OWNERS else self._get_looks(number)
            for number in range(THREADS)
        ]
        worker = self.crowd[0]
        worker.send(threads=series)
        answers = worker.receive()
        for number in range(THREADS):
            check = self.assertAllDone if number < OWNERS else self.assertOneEach
            check(answers[number])

    def test_meeting_and_line(self):
        """A meeting is private if its activity and the line come at the same moment."""
        owner, contact = self._create_salespeople("owner late", 1)[0], "res.partner"
        record = self._do(contact, "create", {"name": "Flow contact"})
        model = self._do("ir.model", "search", [("model", "=", contact)])[0]
        for level in ("none", "busy"):
            times = {"start": "2026-10-08 10:00:00", "stop": "2026-10-08 11:00:00"}
            meeting = self._do(
                "calendar.event",
                "create",
                {"name": "Flow", "user_id": owner, "partner_ids": [], **times},
            )
            activity = {
                "activity_type_id": self.call_type,
                "calendar_event_id": meeting,
                "res_id": record,
                "res_model_id": model,
                "user_id": owner,
            }
            line = {"level": level, "user_id": owner, "viewer_id": self.viewers[0]}
            answers = self._race(
                self._call("mail.activity", "create", activity),
                self._call("mail.activity.share", "create", line),
            )
            self.assertAllDone(answers)
            [found] = self._do("calendar.event", "read", [meeting], ["privacy"])
            self.assertEqual(found["privacy"], "private")
            self._do("mail.activity.share", "unlink", [answers[1]["result"]])

    def test_line_before_merge(self):
        """A line that is saved while a merge waits for its type isn't lost."""
        merged, survivor = self._create_type(), self._create_type()
        owner = self._create_salespeople("owner before", 1)[0]
        merge = self._call(
            "mail.activity.type", "action_merge_into", [merged], survivor
        )
        with self._cursor() as cr:
            # as the line does, see mail.activity.share
            cr.execute(
                "SELECT FROM mail_activity_type WHERE id = %s FOR SHARE", [merged]
            )
            cr.execute(
                """
                INSERT INTO mail_activity_share (user_id, activity_type_id, level)
                     VALUES (%s, %s, 'none')
                """,
                [owner, merged],
            )
            self.workers[1].send(**merge)
            self._wait_for_blocked(1)
        self.assertNotIn("error", self.workers[1].receive())
        self.assertEqual(self._get_shared_types(owner), [survivor])

    def test_line_after_merge(self):
        """A line for a type that is being merged waits, and is refused then."""
        merged, survivor = self._create_type(), self._create_type()
        owners = self._create_salespeople("owner after", 2)
        held = self._share(owners[0], "busy", merged)
        merge = self._call(
            "mail.activity.type", "action_merge_into", [merged], survivor
        )
        line = {"user_id": owners[1], "level": "none", "activity_type_id": merged}
        with self._cursor() as cr:
            # the merge comes as far as this line
            cr.execute(
                "SELECT FROM mail_activity_share WHERE id = %s FOR UPDATE", [held]
            )
            self.workers[1].send(**merge)
            self._wait_for_blocked(1)
            self.workers[2].send(**self._call("mail.activity.share", "create", line))
            self._wait_for_blocked(2)
        self.assertNotIn("error", self.workers[1].receive())
        self.assertIn("is archived", self.workers[2].receive()["message"])
        self.assertEqual(self._get_shared_types(owners[0]), [survivor])
        self.assertEqual(self._get_shared_types(owners[1]), [])

    def _get_shared_types(self, owner):
        """Return the types that an owner's lines are for."""
        lines = self._do(
            "mail.activity.share",
            "search_read",
            [("user_id", "=", owner)],
            ["activity_type_id"],
        )
        return [line["activity_type_id"][0] for line in lines]

    def test_lines_of_two(self):
        """Two people who share the same type don't wait: none has to be repeated."""
        owners = self._create_salespeople("owner at once", 3)
        lines = [
            {"user_id": owner, "level": "busy", "activity_type_id": self.call_type}
            for owner in owners
        ]
        create = ("mail.activity.share", "create")
        answers = self._race(*(self._call(*create, line) for line in lines[:2]))
        self.assertAllDone(answers)
        ids = sorted(answer["result"] for answer in answers)
        # an attempt that was given up would have taken a number, too
        self.assertEqual(
            [*ids, self._do(*create, lines[2])], [*range(ids[0], ids[0] + 3)]
        )

    def test_next_request(self):
        """A line applies in all workers from the next request on."""
        mails = self.activities[1::2]
        domain = [("id", "in", self.activities)]
        for turn in range(2):
            expected = [mails, self.activities[::2]][turn]
            for number in range(OWNERS):
                change = self._get_changes(number)[turn]
                self.crowd[number].send(**change)
                self.assertNotIn("error", self.crowd[number].receive())
            for number, worker in enumerate(self.crowd):
                uid = self.viewers[number % OWNERS]
                look = self._call("mail.activity", "search", domain, uid=uid)
                worker.send(**look)
            for worker in self.crowd:
                self.assertEqual(sorted(worker.receive()["result"]), sorted(expected))
