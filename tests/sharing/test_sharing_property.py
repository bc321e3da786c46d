import random
from unittest.mock import patch

from odoo import models
from odoo.tests import tagged

from odoo.addons.crm_activity_flow.models.activity import mail_activity_access

from .common import SharingCommon, in_database

LEVELS = ("none", "busy", "read", "full")
ROUNDS = 6
ACTIVITIES = 60
LINES = 40


@tagged("post_install", "-at_install")
class TestSharingProperty(SharingCommon):
    """Whatever people share, all questions about an activity have the same answer.

    The expected levels are worked out here once more, for one activity and one viewer
    at a time, in the words of the specification. A failure names its seed.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.users["settings"]
        cls.both.company_ids += cls.other_company
        cls.types = cls.call | cls.mail | cls._create_type("Flow visit")
        cls.owners = cls.owner | cls.outsider | cls.users["salesperson"] | cls.creator

    # ------------------------------------------------------------
    # What is random
    # ------------------------------------------------------------

    def _fill(self, chance):
        """Let owners share at random, and create activities of all kinds."""
        self.Share.search([]).unlink()
        self.Activity.with_context(active_test=False).search([]).unlink()
        for company in (self.owner.company_id, self.other_company):
            company.activity_share_default = chance.choice(LEVELS)
        internal = [user for user in self.viewers.values() if user._is_internal()]
        lines = {
            (
                chance.choice(self.owners).id,
                chance.choice([False, *(user.id for user in internal)]),
                chance.choice([False, *self.types.ids]),
            ): chance.choice(LEVELS)
            for _number in range(LINES)
        }
        names = ("user_id", "viewer_id", "activity_type_id")
        self.Share.create(
            [
                {**dict(zip(names, key, strict=True)), "level": level}
                for key, level in lines.items()
            ]
        )
        activities = self.Activity.create(
            [self._prepare(chance) for _number in range(ACTIVITIES)]
        )
        for activity in activities:
            self._set_creator(activity, chance.choice(list(self.viewers.values())))
        return activities

    def _prepare(self, chance):
        document = chance.choice([self.contact, self.contact, self.lead, None])
        values = {
            "activity_type_id": chance.choice([*self.types.ids, False]),
            "automated": chance.random() < 0.3,
            "is_private": chance.random() < 0.2,
            "origin": chance.choice(["manual", "manual", "plan"]),
            "summary": "Flow",
            "user_id": chance.choice([*self.owners.ids, *self.owners.ids, False]),
        }
        if document is None:
            return {**values, "user_id": values["user_id"] or self.owner.id}
        model_id = self.env["ir.model"]._get_id(document._name)
        return {**values, "res_model_id": model_id, "res_id": document.id}

    # ------------------------------------------------------------
    # What is expected
    # ------------------------------------------------------------

    def _get_expected_level(self, viewer, activity):
        """Return the level as the specification words it."""
        owner = activity.user_id
        if owner == viewer:
            return "full"
        is_by_hand = activity.origin == "manual" and not activity.automated
        if activity.create_uid == viewer and is_by_hand and activity.res_id:
            return "full"
        if activity.is_private:
            return "none"
        if not activity.res_id:
            return self._get_shared_level(viewer, activity, None)
        is_leader = (
            self.env["crm.team"]
            .search([("user_id", "=", viewer.id)])
            .filtered(lambda team: owner in team.member_ids)
        )
        is_manager = viewer.has_group("crm_activity_flow.group_activity_manager")
        if not owner or is_leader or is_manager:
            return "full"
        default = owner.company_id.activity_share_default
        return self._get_shared_level(viewer, activity, default)

    def _get_shared_level(self, viewer, activity, default):
        """Return the level of the line that wins, or the default.

        :param default: of the owner's company; None if only lines count
        """
        owner = activity.user_id
        is_internal = viewer._is_internal()
        is_colleague = is_internal and owner.company_id in viewer.company_ids
        lines = self.Share.search([("user_id", "=", owner.id)])
        for viewer_id in (viewer, viewer.browse()):
            for activity_type in (activity.activity_type_id, self.types.browse()):
                line = lines.filtered(
                    lambda each, who=viewer_id, kind=activity_type: (
                        each.viewer_id == who and each.activity_type_id == kind
                    )
                )
                if not line:
                    continue
                opens = is_colleague or (viewer_id and is_internal)
                if opens:
                    return line.level
                if default is None:
                    continue
                return min(line.level, default, key=LEVELS.index)
        return default or "none"

    def _is_readable(self, viewer, activity, level):
        """Return whether the level is enough, and Odoo would allow it."""
        if level not in ("read", "full"):
            return False
        if activity.user_id == viewer or not activity.res_id:
            return True
        document = self.env[activity.res_model].browse(activity.res_id)
        return document.with_user(viewer).has_access("read")

    # ------------------------------------------------------------
    # The property
    # ------------------------------------------------------------

    def test_all_agree(self):
        """Level, search, count, page and access say the same, for every viewer."""
        seed = random.randrange(10**6)
        chance = random.Random(seed)
        for number in range(ROUNDS):
            activities = self._fill(chance)
            for role, viewer in self.viewers.items():
                with self.subTest(seed=seed, number=number, role=role):
                    self._check(role, viewer, activities)

    def _check(self, role, viewer, activities):
        self.env.invalidate_all()
        expected = {
            activity.id: self._get_expected_level(viewer, activity)
            for activity in activities
        }
        readable = activities.filtered(
            lambda each: self._is_readable(viewer, each, expected[each.id])
        )
        seen = self._as(role, activities)
        levels = seen._get_share_levels()
        self.assertEqual({id_: level for id_, (level, _) in levels.items()}, expected)
        if not viewer._is_internal():
            return  # Odoo lets them read no activity
        self.assertEqual(seen._filtered_access("read").ids, readable.ids)
        self._check_searches(seen, readable, expected)
        self._check_writing(seen, expected)

    def _check_searches(self, seen, readable, expected):
        """Check all ways to search, page by page, too, and the levels of what's found.

        On the way through the database: pages of the other one are Odoo's.
        """
        ids = readable.sorted("id").ids
        domain = [("id", "in", seen.ids)]
        Activity = seen.browse().with_context(active_test=False)
        self.assertEqual(Activity.search(domain, order="id").ids, ids)
        self.assertEqual(Activity.search_count(domain), len(ids))
        listed = in_database(domain)
        pages = [
            id_
            for offset in range(0, len(ids) + 1, 7)
            for id_ in Activity.search(listed, order="id", limit=7, offset=offset).ids
        ]
        self.assertEqual(pages, ids)
        self.assertEqual(Activity.search_count(listed), len(ids))
        with patch.object(mail_activity_access, "PAGE_MAX", 0):
            for limit in (1, 7, 10_001):
                total = Activity.search_count(listed, limit)
                self.assertEqual(total, min(limit, len(ids)))
        rows = Activity.search(listed).read(["share_level"])
        levels = {row["id"]: row["share_level"] for row in rows}
        self.assertEqual(levels, {id_: expected[id_] for id_ in ids})
        groups = Activity._read_group(listed, ["activity_type_id"], ["__count"])
        self.assertEqual(sum(count for _type, count in groups), len(ids))
        overview = self.env["mail.activity.overview"].with_env(Activity.env)
        self.assertEqual(sorted(overview.search(domain).ids), ids)
        figures = overview.get_dashboard(domain, "2020-01-01", "2029-12-31")["figures"]
        for name in ("completed", "open"):
            figure = figures[name]
            self.assertEqual(figure["value"], overview.search_count(figure["domain"]))
        total = figures["completed"]["value"] + figures["open"]["value"]
        self.assertEqual(total, len(ids))
        for level in LEVELS:
            found = Activity.search([*domain, ("share_level", "=", level)])
            self.assertEqual(
                set(found.ids), {id_ for id_ in ids if expected[id_] == level}
            )
        for activity in Activity.browse(ids):
            self.assertEqual(activity.share_level, expected[activity.id])

    def _check_writing(self, seen, expected):
        """Check that exactly that can be written which is full, and Odoo allows."""
        for operation in ("write", "unlink"):
            writable = seen.filtered(
                lambda each, operation=operation: (
                    expected[each.id] == "full" and self._is_writable(each, operation)
                )
            )
            self.assertEqual(seen._filtered_access(operation).ids, writable.ids)

    def _is_writable(self, activity, operation):
        """Return whether Odoo would allow it; for a free one, the line stands."""
        if not models.BaseModel._check_access(activity, operation):
            return True
        values = activity.sudo()
        if not values.res_id:
            return True
        document = activity.env[values.res_model].browse(values.res_id)
        return document.has_access("write")
