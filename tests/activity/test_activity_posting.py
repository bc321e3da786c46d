from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..common import ActivityFlowCommon

LEADS = 6


@tagged("post_install", "-at_install")
class TestActivityPosting(ActivityFlowCommon):
    """Completing many posts what Odoo posts, and asks less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._create_type()
        cls.user = cls.users["salesperson"]
        domain = cls.env["mail.alias.domain"].create({"name": "flow.example.com"})
        team = cls.env["crm.team"].create({"name": "Flow team", "alias_name": "flow"})
        team.alias_id.alias_domain_id = domain
        cls.followers = [
            new_test_user(cls.env, "flow_inbox", notification_type="inbox").partner_id,
            cls.env["res.partner"].create({"name": "Flow", "email": "a@example.com"}),
        ]
        cls.leads = cls.env["crm.lead"].create(
            [
                {
                    "name": f"Flow {number}",
                    "type": "opportunity",
                    "user_id": cls.user.id,
                    "team_id": number % 2 and team.id,
                }
                for number in range(LEADS)
            ]
        )
        subtypes = cls.env.ref("mail.mt_activities") + cls.env.ref("mail.mt_comment")
        for lead, follower in zip(cls.leads, cls.followers * 2, strict=False):
            lead.message_subscribe(follower.ids, subtypes.ids)
        cls._write_messages()
        cls.activities = cls._schedule([*cls.leads, cls.leads[0], cls.contact])

    @classmethod
    def _write_messages(cls):
        """Let leads have histories of all kinds."""
        cls.contact = cls.env["res.partner"].create({"name": "Flow contact"})
        first, second, third = cls.leads[:3]
        for lead, kind in (
            (first, "comment"),
            (first, "notification"),
            (second, "notification"),
        ):
            lead.message_post(body=kind, message_type=kind)
        second.message_notify(body=kind, partner_ids=cls.user.partner_id.ids)
        early, late = (
            third.message_post(body=body, message_type="comment") for body in "ab"
        )
        early.date, late.date = "2026-01-02 10:00:00", "2026-01-01 10:00:00"
        cls.leads[3].message_ids.unlink()

    @classmethod
    def _schedule(cls, records):
        activities = [
            cls._create_activity(cls.call, record=record, user_id=cls.user.id)
            for record in records
        ]
        return cls.Activity.union(*activities)

    def _complete(self, activities):
        own = activities.with_env(self.env(user=self.user, context={}))
        return self._count_queries(own.action_done)

    def _get_posted(self):
        """Complete, and return what was posted; then nothing has happened."""
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        with self.env.cr.savepoint() as savepoint:
            self._complete(self.activities)
            messages = self.env["mail.message"].search([("id", ">", last.id)])
            place = {each: number for number, each in enumerate(messages.sorted("id"))}
            posted = [self._get_values(message, place) for message in place]
            savepoint.rollback()
        self.env.invalidate_all()
        return posted

    def _get_values(self, message, place):
        names = ("model", "res_id", "body", "reply_to", "email_from", "message_type")
        return {
            **{name: message[name] for name in names},
            "parent": place.get(message.parent_id, message.parent_id),
            "alias domain": message.record_alias_domain_id,
            "author": message.author_id,
            "subtype": message.subtype_id,
            "notified": sorted(
                (each.res_partner_id.id, each.notification_type)
                for each in message.notification_ids
            ),
        }

    def test_same_messages(self):
        """Parents, reply addresses and recipients are those of Odoo, one by one."""
        together = self._get_posted()
        cls = self.registry["mail.activity"]
        with patch.object(cls, "_post_together", lambda activities: activities):
            one_by_one = self._get_posted()
        self.assertEqual(len(together), len(self.activities))
        self.assertTrue(any(values["notified"] for values in together))
        self.assertEqual(len({values["reply_to"] for values in together}), 2)
        self.assertEqual(together, one_by_one)

    def test_changed_by_message(self):
        """What the first message on a record changes holds for the second one."""
        cls = self.registry["crm.lead"]
        follower = self.followers[0]
        lead = self.leads[5]
        activities = self._schedule([lead, lead])

        def subscribe(record, _message, _values):
            record.message_subscribe(follower.ids, subtypes.ids)

        subtypes = self.env.ref("mail.mt_activities")
        with patch.object(cls, "_message_post_after_hook", subscribe):
            self._complete(activities)
        second, first = lead.message_ids.filtered("mail_activity_type_id")
        self.assertEqual(second.parent_id, first)
        self.assertIn(follower, second.notified_partner_ids)

    def test_changed_by_message_on_another(self):
        """Whom a message subscribes to other records gets the next messages there."""
        cls = self.registry["crm.lead"]
        inbox = self.followers[0]
        _first, second, left, _kept, joined = leads = self.leads[:5]
        subtypes = self.env.ref("mail.mt_activities")

        def subscribe(record, _message, _values):
            if record == second:  # the first one asked about all
                joined.with_env(record.env).message_subscribe(inbox.ids, subtypes.ids)
                left.with_env(record.env).message_unsubscribe(inbox.ids)

        with patch.object(cls, "_message_post_after_hook", subscribe):
            self._complete(self._schedule(leads))
        for lead, is_notified in ((left, False), (joined, True)):
            posted = lead.message_ids.filtered("mail_activity_type_id")[0]
            self.assertEqual(inbox in posted.notified_partner_ids, is_notified)

    def test_queries(self):
        """One more completion is one more message, and nothing else."""
        leads = self.leads.create(
            [{"name": "Flow", "type": "opportunity"} for _number in range(30)]
        )
        self._complete(self._schedule(leads[:2]))  # fills caches
        few = self._complete(self._schedule(leads[2:7]))
        many = self._complete(self._schedule(leads[7:27]))
        self.assertLessEqual(many - few, 15 + 2)
