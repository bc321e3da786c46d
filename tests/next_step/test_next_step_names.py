from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import NextStepCommon, RpcMixin


@tagged("post_install", "-at_install")
class TestNextStepNames(RpcMixin, NextStepCommon):
    """What an activity follows isn't named to users who can't read that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls.users["manager"]
        cls.user = cls.users["own_documents"]
        cls.user.group_ids += cls.env.ref("base.group_allow_export")
        leads = cls.env["crm.lead"].create(
            [
                {"name": "Hidden", "type": "opportunity", "user_id": manager.id},
                {"name": "Own", "type": "opportunity", "user_id": cls.user.id},
            ]
        )
        cls.hidden, cls.shown = cls.Activity.concat(
            *(
                cls._create_activity(
                    cls.call, lead, user_id=lead.user_id.id, summary=summary
                )
                for lead, summary in zip(leads, ("TOP SECRET", "Public"), strict=True)
            )
        )
        cls.followers = cls._create_activity(
            cls.email, leads[1], count=2, user_id=cls.user.id
        )
        for follower, previous in zip(
            cls.followers, (cls.hidden, cls.shown), strict=True
        ):
            follower.previous_activity_id = previous
        cls.shown.date_deadline = "2026-05-05"
        cls.hidden.date_deadline = "2026-01-01"

    def _ask(self, *args, **kwargs):
        return self._rpc("own_documents", "mail.activity", *args, **kwargs)

    def test_not_named(self):
        """No way to read or group shows the title; that of a readable one stays."""
        ids = self.followers.ids
        domain = [("id", "in", ids)]
        name = "previous_activity_id"
        spec = {name: {"fields": {"display_name": {}}}}
        for call in (
            ("read", ids, [name]),
            ("search_read", domain, [name]),
            ("web_read", ids, spec),
            ("web_search_read", domain, spec),
            ("web_save", ids, {}, spec),
            ("formatted_read_group", domain, [name], ["__count"]),
            ("read_group", domain, ["__count"], [name]),
            ("web_read_group", domain, [name], ["__count"]),
            ("formatted_read_group", domain, [f"{name}.summary"], ["__count"]),
        ):
            with self.subTest(call=call):
                answer = str(self._ask(*call))
                self.assertNotIn("SECRET", answer)
                self.assertIn("Public", answer)

    def test_other_fields(self):
        """Other fields of the hidden activity aren't read through it at all."""
        ids = self.followers.ids
        spec = {"previous_activity_id": {"fields": {"summary": {}, "note": {}}}}
        for call in (
            ("web_read", ids, spec),
            ("export_data", ids, ["previous_activity_id"]),
            ("export_data", ids, ["follows_label", "previous_activity_id/summary"]),
        ):
            with self.subTest(call=call), self.assertRaises(AccessError):
                self._ask(*call)

    def test_same_as_the_label(self):
        """It is named to whoever reads it, and the numbers stay those of the groups."""
        for role in ("manager", "salesperson"):
            [row] = self._rpc(
                role,
                "mail.activity",
                "read",
                self.followers[0].ids,
                ["previous_activity_id", "follows_label"],
            )
            name = row["previous_activity_id"][1]
            self.assertEqual((name, row["follows_label"]), ("TOP SECRET", "TOP SECRET"))
        groups = self._ask(
            "formatted_read_group",
            [("id", "in", self.followers.ids)],
            ["previous_activity_id"],
            ["__count"],
        )
        self.assertEqual(len(groups), 2)
        for group in groups:
            self.assertEqual(group["__count"], 1)
            found = self._ask("search", group["__extra_domain"])
            self.assertEqual(len(set(found) & set(self.followers.ids)), 1)

    def test_not_found(self):
        """No search by the name, or by what else it contains, matches."""
        own = [("id", "in", self.followers.ids)]
        for leaf in (
            ("previous_activity_id", "ilike", "SECRET"),
            ("previous_activity_id", "=", "TOP SECRET"),
            ("previous_activity_id.summary", "ilike", "SECRET"),
            ("previous_activity_id.display_name", "ilike", "SECRET"),
            ("previous_activity_id.date_deadline", "<", "2026-03-03"),
            ("previous_activity_id", "any", [("summary", "ilike", "SECRET")]),
            ("follows_label", "ilike", "SECRET"),
        ):
            with self.subTest(leaf=leaf):
                try:
                    self.assertFalse(self._ask("search", [*own, leaf]))
                except (AccessError, ValueError):
                    continue
        self.assertFalse(self._ask("name_search", "SECRET"))

    def test_not_sorted(self):
        """Sorting doesn't show when the hidden activity is due."""
        own = [("id", "in", self.followers.ids)]
        orders = []
        for day in ("2026-01-01", "2026-12-31"):
            self.hidden.date_deadline = day
            self.env.flush_all()
            orders.append(
                [
                    self._ask("search", own, order="previous_activity_id"),
                    self._ask("search", own, order="previous_activity_id desc"),
                    [
                        group["previous_activity_id"]
                        and group["previous_activity_id"][0]
                        for group in self._ask(
                            "formatted_read_group",
                            own,
                            ["previous_activity_id"],
                            ["__count"],
                            order="previous_activity_id",
                        )
                    ],
                ]
            )
        self.assertEqual(orders[0], orders[1])

    def test_queries(self):
        """Reading takes as many queries for ten as for forty."""
        counts = []
        for count in (5, 10, 40):
            activities = self._create_activity(
                self.email,
                self.shown and self.env["crm.lead"].browse(self.shown.res_id),
                count=count,
                user_id=self.user.id,
            )
            activities.previous_activity_id = self.hidden
            read = activities.with_user(self.user).read
            counts.append(self._count_queries(read, ["previous_activity_id"]))
        self.assertEqual(counts[1], counts[2])

    def test_reports(self):
        """Reports that name activities show none that the user can't read."""
        self._switch("group_activity_status")
        waiting = self.env.ref("crm_activity_flow.mail_activity_status_waiting")
        (self.hidden | self.shown).status_id = waiting
        self.env.flush_all()
        ids = (self.hidden | self.shown).ids
        domain = [("activity_id", "in", ids)]
        spec = {"activity_id": {"fields": {"display_name": {}}}}
        for model in ("mail.activity.status.change", "mail.activity.status.time"):
            for call in (
                ("search_read", domain, ["activity_id"]),
                ("web_search_read", domain, spec),
                ("formatted_read_group", domain, ["activity_id"], ["__count"]),
            ):
                with self.subTest(model=model, call=call):
                    answer = str(self._rpc("own_documents", model, *call))
                    self.assertNotIn("SECRET", answer)
                    self.assertIn("Public", answer)

    def test_dialog(self):
        """The dialog that completes takes no activity that the user can't read."""
        line = {"activity_ids": [Command.set(self.hidden.ids)]}
        values = {"line_ids": [Command.create(line)]}
        with self.assertRaises(AccessError) as caught:
            self._rpc("own_documents", "mail.activity.complete", "create", values)
        self.assertNotIn("SECRET", str(caught.exception))
