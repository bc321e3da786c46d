from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..plan.common import PlanCommon
from ..post_sale.common import PostSaleCommon
from .common import SharingCommon

SECRET = "Flow secret"
# what the owner and the company say, private, quiet; each line: level, viewer, type
RULES = [
    ([], "full", False, False),
    ([], "read", False, False),
    ([], "busy", False, True),
    ([], "none", False, True),
    ([], "full", True, True),
    ([("busy", None, None)], "full", False, True),
    ([("read", None, None)], "full", False, False),
    ([("none", None, "mail")], "full", False, False),
    ([("none", None, "call")], "full", False, True),
    # one person is enough
    ([("none", "employee", None)], "full", False, True),
    ([("busy", "employee", "call")], "full", False, True),
    ([("busy", "employee", "mail")], "full", False, False),
    ([("read", None, None), ("none", "employee", None)], "full", False, True),
    # lines that others replace for everyone they are about
    ([("none", None, None), ("full", None, "call")], "full", False, False),
    ([("none", "employee", None), ("full", "employee", "call")], "full", False, False),
    ([("busy", None, "call"), ("full", "employee", None)], "full", False, True),
    # portal users and other companies never get more than the default
    ([("full", None, None)], "none", False, True),
]
COUNT = 100


class MessageCommon(SharingCommon):
    """Outcomes and Statuses are on; Olga's activities on a deal, hidden or not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._switch_outcomes()
        cls._switch("group_activity_status")
        cls.call = cls._create_type(outcomes=cls.outcome_good | cls.outcome_bad)

    @classmethod
    def _hide(cls, level="none"):
        """Let one colleague know less than Olga's activities: that makes them quiet."""
        return cls._share(level, cls.users["employee"])

    @classmethod
    def _create_secret(cls, count=1, **values):
        """Create activities of Olga on the deal that say something everywhere."""
        return cls._create_activity(
            cls.call,
            count=count,
            **{
                "user_id": cls.owner.id,
                "summary": f"{SECRET} title",
                "note": f"<p>{SECRET} note</p>",
                **values,
            },
        )

    def _complete(self, activities, **kwargs):
        """Complete activities as Olga, with an outcome and a feedback."""
        activities.with_user(self.owner).action_complete(
            outcome_id=self.outcome_good.id, feedback=f"{SECRET} feedback", **kwargs
        )

    def _create_file(self, name="file", **values):
        files = self.env["ir.attachment"].with_user(self.owner).sudo()
        return files.create({"name": f"{SECRET} {name}.txt", "raw": b"x", **values})

    def _get_new_messages(self, act, record=None):
        record = self.lead if record is None else record
        before = record.message_ids
        act()
        record.invalidate_recordset(["message_ids"])
        return (record.message_ids - before).sorted("id")

    def assertSays(self, messages, *texts):
        """Check that all that these messages say are these sentences, one after one."""
        bodies = [str(message.body) for message in messages]
        for tag in ("<p>", "<ul>", "<li>"):
            bodies = [body.replace(tag, "") for body in bodies]
        for tag in ("</p>", "</li>", "</ul>", "<br/>", "<br>"):
            bodies = [body.replace(tag, "\n") for body in bodies]
        said = [line.strip() for body in bodies for line in body.split("\n")]
        self.assertEqual([line for line in said if line], list(texts))
        self.assertFalse(messages.mail_activity_type_id)
        self.assertFalse(messages.attachment_ids)


@tagged("post_install", "-at_install")
class TestSharingQuiet(MessageCommon):
    """Which activities are kept quiet depends on all of an owner's lines."""

    def test_rules(self):
        """The lowest level that anyone gets decides, and the lock."""
        types = {"call": self.call, "mail": self.mail, None: None}
        for lines, default, is_private, quiet in RULES:
            with self.subTest(lines=lines, default=default, is_private=is_private):
                self.env.company.activity_share_default = default
                shares = self.Share.browse()
                for level, viewer, kind in lines:
                    viewer = viewer and self.viewers[viewer]
                    shares |= self._share(level, viewer, types[kind])
                activity = self._create_secret(is_private=is_private)
                self.assertEqual(bool(activity._flow_filter_quiet()), quiet)
                shares.unlink()
        self.env.company.activity_share_default = "full"

    def test_nobody(self):
        """Without an assignee, an activity follows its document alone."""
        self.env.company.activity_share_default = "none"
        activity = self._create_secret(user_id=False)
        self.assertFalse(activity._flow_filter_quiet())
        activity.is_private = True
        self.assertTrue(activity._flow_filter_quiet())

    def test_one_query(self):
        """All activities of all owners take one query, and none the second time."""
        self._hide()
        owners = [self.owner, self.leader, self.creator]
        activities = self.Activity.browse()
        for owner in owners:
            activities |= self._create_secret(count=10, user_id=owner.id)
        self.env.flush_all()
        activities._clear_share_policies()
        with self.assertQueryCount(1):
            quiet = activities._flow_filter_quiet()
        with self.assertQueryCount(0):
            activities._flow_filter_quiet()
        self.assertEqual(quiet.user_id, self.owner)

    def test_switched_off(self):
        """Without the switch, everything is told, and nothing is asked."""
        self._hide()
        activity = self._create_secret(is_private=True)
        self._switch("group_activity_sharing", on=False)
        activity._has_sharing()
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(activity._flow_filter_quiet())


@tagged("post_install", "-at_install")
class TestSharingMessages(MessageCommon):
    """What is kept quiet is told by nothing on its document."""

    def test_completion(self):
        """The message says who and when; the rest stays on the done activity."""
        self._hide()
        activity = self._create_secret()
        message = self._get_new_messages(lambda: self._complete(activity))
        self.assertSays(message, "An activity was completed.")
        self.assertEqual(message.author_id, self.owner.partner_id)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_activities"))
        self.assertDone(activity, self.outcome_good, by=self.owner)
        self.assertEqual(activity.feedback, f"{SECRET} feedback")
        self.assertIn(f"{SECRET} note", activity.note)
        self.env.flush_all()
        report = self.env["crm.activity.report"]
        self.assertFalse(report.search([("lead_id", "=", self.lead.id)]))

    def test_completion_in_odoos_ways(self):
        """The buttons without an outcome are quiet, too, and so is code."""
        self._hide("busy")
        self._switch_outcomes(on=False)
        for method in ("action_done", "action_feedback", "_action_done"):
            activity = self._create_secret().with_user(self.owner)
            message = self._get_new_messages(getattr(activity, method))
            self.assertSays(message, "An activity was completed.")

    def test_told(self):
        """Where everyone can read it, the message is Odoo's."""
        self._share("read")
        activity = self._create_secret()
        file = self._create_file(res_model="mail.activity", res_id=activity.id)
        message = self._get_new_messages(lambda: self._complete(activity))
        for text in ("title", "note", "feedback"):
            self.assertIn(f"{SECRET} {text}", message.body)
        self.assertIn("Flow good", message.body)
        self.assertEqual(message.mail_activity_type_id, self.call)
        self.assertEqual(message.attachment_ids, file)
        self.assertEqual(file.res_model, "mail.message")

    def test_mixed(self):
        """Of a batch, some are told and some are not."""
        self._hide()
        quiet = self._create_secret()
        told = self._create_secret(user_id=self.leader.id)
        messages = self._get_new_messages(
            lambda: (quiet | told).action_complete(
                outcome_id=self.outcome_bad.id, feedback=f"{SECRET} feedback"
            )
        )
        said = messages.filtered("mail_activity_type_id")
        self.assertIn(f"{SECRET} title", said.body)
        self.assertSays(messages - said, "An activity was completed.")
        self.assertDone(quiet | told, self.outcome_bad)
        self.assertEqual(quiet.feedback, told.feedback)

    def test_private(self):
        """A locked activity is quiet, whatever its assignee shares."""
        activity = self._create_secret(is_private=True)
        message = self._get_new_messages(lambda: self._complete(activity))
        self.assertSays(message, "An activity was completed.")

    def test_switched_off(self):
        """Without the switch, the message is Odoo's, also for locked activities."""
        self._hide()
        activity = self._create_secret(is_private=True)
        self._switch("group_activity_sharing", on=False)
        message = self._get_new_messages(lambda: self._complete(activity))
        self.assertIn(f"{SECRET} title", message.body)

    def test_meeting_notes(self):
        """Odoo adds the feedback to the meeting's notes, but not that of quiet ones."""
        event = self.env["calendar.event"].create(
            {"name": "Flow", "start": "2026-10-08 10:00", "stop": "2026-10-08 11:00"}
        )
        self._hide()
        self._complete(self._create_secret(calendar_event_id=event.id))
        self.assertFalse(event.notes)
        told = self._create_secret(user_id=self.leader.id, calendar_event_id=event.id)
        told.action_complete(outcome_id=self.outcome_bad.id, feedback="Flow feedback")
        self.assertIn("Flow feedback", event.notes)

    def test_own_lines(self):
        """Cancelled, reopened, corrected, trouble with what follows: all are quiet."""
        self._hide()
        activity = self._create_secret()
        as_owner = activity.with_user(self.owner)
        good, bad = self.outcome_good.id, self.outcome_bad.id
        acts = {
            "An activity was cancelled.": lambda: as_owner.action_cancel(SECRET),
            "An activity was reopened.": as_owner.action_reopen,
            "An activity was completed.": lambda: as_owner.action_complete(good),
            "An activity was corrected.": lambda: as_owner.write({"outcome_id": bad}),
            "What follows an activity couldn't be created.": (
                lambda: as_owner._log_not_created([(activity, SECRET)])
            ),
        }
        for text, act in acts.items():
            with self.subTest(text):
                self.assertSays(self._get_new_messages(act), text)

    def test_reason_afterwards(self):
        """A reason that is added later is told to no one, nor that there is one."""
        self._hide()
        activity = self._create_secret().with_user(self.owner)
        activity.action_cancel()
        messages = self._get_new_messages(
            lambda: activity.action_set_cancel_reason(f"{SECRET} reason")
        )
        self.assertFalse(messages)
        self.assertEqual(activity.cancel_reason, f"{SECRET} reason")

    def test_reason_of_what_was_told(self):
        """A line from before the owner hid it stays as it was."""
        activity = self._create_secret().with_user(self.owner)
        message = self._get_new_messages(activity.action_cancel)
        self._hide()
        before = message.body
        activity.action_set_cancel_reason(f"{SECRET} reason")
        self.assertIn(f"{SECRET} title", before)
        self.assertEqual(message.body, before)

    def test_leaving(self):
        """Archiving a user cancels quietly."""
        self._hide()
        self._create_secret()
        messages = self._get_new_messages(self.owner.action_archive)
        self.assertSays(messages, "An activity was cancelled.")

    def test_cancelled_mail(self):
        """The assignee is told everything, and no one else."""
        self._hide()
        activity = self._create_secret()
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        activity.with_user(self.users["manager"]).sudo().action_cancel(SECRET)
        notice = self.env["mail.message"].search(
            [("id", ">", last.id), ("message_type", "=", "user_notification")]
        )
        self.assertIn(f"{SECRET} title", notice.body)
        self.assertEqual(notice.notified_partner_ids, self.owner.partner_id)
        for viewer in ("employee", "salesperson", "settings"):
            self.assertFalse(self._as(viewer, notice).search([("id", "=", notice.id)]))


@tagged("post_install", "-at_install")
class TestSharingFiles(MessageCommon):
    """The files of activities are readable as these are, also when they are done."""

    def setUp(self):
        super().setUp()
        self._hide()
        self.activity = self._create_secret()
        self.file = self._create_file(
            res_model="mail.activity", res_id=self.activity.id
        )

    def assertReadable(self, file, viewer, readable):
        file = self._as(viewer, file)
        found = file.search([("id", "=", file.id)])
        self.assertEqual(bool(found), readable, viewer)
        self.assertEqual(bool(file.read(["name"])), readable, viewer)

    def test_open_and_done(self):
        """Whoever isn't to know the activity doesn't find its file, nor on the deal."""
        self.users["employee"].group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        for _state in ("open", "done"):
            self.assertReadable(self.file, "employee", False)
            self.assertReadable(self.file, "salesperson", True)
            self.assertReadable(self.file, "owner", True)
            if self.activity.active:
                self._complete(self.activity)
        self.assertEqual(self.file.res_model, "mail.activity")
        self.assertEqual(self.file.res_id, self.activity.id)

    def test_given(self):
        """A file given with the completion leaves the deal, where it was uploaded."""
        uploaded = self._create_file(res_model="crm.lead", res_id=self.lead.id)
        pending = self._create_file(res_model="mail.compose.message", res_id=0)
        given = uploaded | pending
        message = self._get_new_messages(
            lambda: self._complete(self.activity, attachment_ids=given.ids)
        )
        self.assertSays(message, "An activity was completed.")
        self.assertEqual(set(given.mapped("res_model")), {"mail.activity"})
        self.assertEqual(self.activity.attachment_ids, given)

    def test_not_taken(self):
        """Files of others, and those that the chatter shows, stay on the deal."""
        others = self._create_file(res_model="crm.lead", res_id=self.lead.id)
        self.env.cr.execute(
            "UPDATE ir_attachment SET create_uid = %s WHERE id = %s",
            (self.leader.id, others.id),
        )
        others.invalidate_recordset()
        shown = self._create_file(res_model="crm.lead", res_id=self.lead.id)
        self.lead.message_post(body=shown.name, attachment_ids=shown.ids)
        given = others | shown
        self._complete(self.activity, attachment_ids=given.ids)
        self.assertEqual(set(given.mapped("res_model")), {"crm.lead"})

    def test_gone_document(self):
        """With the document, Odoo deletes the activity and its files, quiet or not."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_lead WHERE id = %s", (self.lead.id,))
        self.env.invalidate_all()
        self.activity.action_done()
        self.assertFalse(self.activity.exists() or self.file.exists())


@tagged("post_install", "-at_install")
class TestSharingFollowers(MessageCommon):
    """Neither being assigned nor completing makes anyone follow what is kept quiet."""

    def assertFollows(self, user, follows, record=None):
        record = self.lead if record is None else record
        record.invalidate_recordset(["message_partner_ids"])
        self.assertEqual(user.partner_id in record.message_partner_ids, follows)

    def test_created_one_by_one(self):
        """One that subscribes no one doesn't keep the next from doing so."""
        user = self.users["salesperson"]
        activities = self.Activity.with_env(self.env(su=True, context={}))
        activities.env.user.name  # noqa: B018  # keeps the environment, with its context
        values = {"activity_type_id": self.call.id, "user_id": user.id}
        activities.create(values)
        model_id = self.env["ir.model"]._get_id("crm.lead")
        on_lead = {"res_id": self.lead.id, "res_model_id": model_id}
        activities.create({**values, **on_lead})
        self.assertFollows(user, True)

    def test_created(self):
        """Odoo lets the assignee follow, unless that tells of a hidden activity."""
        for hidden in (True, False):
            shares = self._hide() if hidden else self.Share.browse()
            activity = self._create_secret()
            self.assertFollows(self.owner, not hidden)
            shares.unlink()
            self._complete(activity)
        self.assertFollows(self.owner, True)

    def test_completed(self):
        """Completing makes no follower either."""
        self._hide()
        self._complete(self._create_secret())
        self.assertFollows(self.owner, False)

    def test_private(self):
        """A locked activity makes no follower."""
        self._create_secret(is_private=True)
        self.assertFollows(self.owner, False)

    def test_reassigned(self):
        """A new assignee follows only what is told."""
        self._hide()
        activities = self._create_secret(count=2, user_id=self.leader.id)
        activities[0].user_id = self.creator
        self.assertFollows(self.creator, True)
        activities.user_id = self.owner
        self.assertFollows(self.owner, False)
        self.assertEqual(activities.user_id, self.owner)

    def test_mixed(self):
        """Each document of a batch is looked at by itself."""
        self._share("none", activity_type=self.call)
        other = self.lead.copy()
        both = self.lead.copy()
        values = {
            "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
            "user_id": self.owner.id,
        }
        self.Activity.create(
            [
                {**values, "activity_type_id": kind.id, "res_id": lead.id}
                for kind, lead in (
                    (self.call, self.lead),
                    (self.mail, other),
                    (self.call, both),
                    (self.mail, both),
                )
            ]
        )
        self.assertFollows(self.owner, False)
        self.assertFollows(self.owner, True, other)
        self.assertFollows(self.owner, True, both)

    def test_others_follow(self):
        """Who followed before, or is subscribed by someone, still follows."""
        self._hide()
        self.lead.message_subscribe(self.owner.partner_id.ids)
        self._create_secret()
        self.assertFollows(self.owner, True)

    def test_forged(self):
        """A client's context holds nothing back."""
        lead = self.lead.with_context(activity_assigning=[])
        lead.message_subscribe(self.leader.partner_id.ids)
        self.assertFollows(self.leader, True)

    def _assign(self):
        """Create an activity on the deal, of which Odoo tells its assignee."""
        creating = self.Activity.with_context(mail_activity_quick_update=False)
        creating.create(
            {
                "activity_type_id": self.call.id,
                "res_id": self.lead.id,
                "res_model": "crm.lead",
                "summary": f"{SECRET} title",
                "user_id": self.owner.id,
            }
        )

    def test_assignment_mail(self):
        """The mail about an assignment reaches the assignee alone, and says it all."""
        self._hide()
        self.lead.message_subscribe(self.users["salesperson"].partner_id.ids)
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        self._assign()
        message = self.env["mail.message"].search([("id", ">", last.id)])
        self.assertIn(f"{SECRET} title", message.body)
        # others read the subject of what is answered
        self.assertNotIn(SECRET, message.subject)
        self.assertEqual(message.notified_partner_ids, self.owner.partner_id)
        self.assertEqual(message.partner_ids, self.owner.partner_id)
        for viewer in ("salesperson", "manager"):
            found = self._as(viewer, message).search([("id", "=", message.id)])
            self.assertFalse(found, viewer)
            thread = self._as(viewer, self.lead)
            self.assertNotIn(message.id, thread.message_ids.ids)

    def test_assignment_push(self):
        """What waits for the assignee's browsers is for the assignee alone, too."""
        self._hide()
        self.owner.notification_type = "inbox"
        devices = self.env["mail.push.device"]
        devices.get_web_push_vapid_public_key()
        keys = {"keys": "flow", "partner_id": self.owner.partner_id.id}
        # Odoo sends to fewer at once
        devices.create([{"endpoint": f"flow {n}", **keys} for n in range(5)])
        self._assign()
        waiting = self.env["mail.push"].search([("payload", "like", SECRET)])
        self.assertEqual(len(waiting), 5)
        self.owner.group_ids += self.env.ref("base.group_system")
        for viewer, found in (("settings", waiting.browse()), ("owner", waiting)):
            seen = self._as(viewer, waiting)
            self.assertEqual(seen.search([]), found, viewer)
            self.assertEqual([row["id"] for row in seen.read()], found.ids, viewer)


@tagged("post_install", "-at_install")
class TestSharingLaunches(PlanCommon):
    """What plans start and what is undone is quiet, without the plan's name."""

    def setUp(self):
        super().setUp()
        self._switch("group_activity_sharing")
        self.colleague = self.users["manager"]
        self.share = self.env["mail.activity.share"].create(
            {"user_id": self.user.id, "level": "none"}
        )

    def _get_bodies(self, act):
        before = self.lead.message_ids
        act()
        self.lead.invalidate_recordset(["message_ids"])
        return [str(each.body) for each in self.lead.message_ids - before]

    def test_launched_and_undone(self):
        """Each hidden activity is a line that is always the same."""
        plan = self.plan.with_user(self.user)
        created = "<p>An activity was created.</p>"
        self.assertEqual(
            self._get_bodies(lambda: plan._schedule_on(self.lead)), [created * 2]
        )
        activities = self.lead.activity_ids.with_user(self.user)
        self.assertEqual(
            self._get_bodies(activities.action_undo_launch),
            ["<p>An activity was deleted.</p>"],
        )

    def test_some_told(self):
        """The steps of others are listed as always."""
        steps = self.plan.template_ids
        steps[1].write({"responsible_type": "other", "responsible_id": self.manager.id})
        plan = self.plan.with_user(self.user)
        (body,) = self._get_bodies(lambda: plan._schedule_on(self.lead))
        self.assertIn("Flow plan", body)
        self.assertNotIn(steps[0].summary, body)
        self.assertIn(steps[1].summary, body)
        self.assertTrue(body.endswith("<p>An activity was created.</p>"))


@tagged("post_install", "-at_install")
class TestSharingPostSale(PostSaleCommon):
    """What a won deal starts is quiet, too, and so is what is withdrawn."""

    def test_won_and_reopened(self):
        """The deal's chatter names neither plan nor title nor reason."""
        self._switch("group_activity_sharing")
        self.env.company.activity_share_default = "busy"
        before = self.deal.message_ids
        self.deal.action_set_won()
        self.env.flush_all()
        self.assertTrue(self.deal.activity_ids)
        self.deal.stage_id = self.open_stage
        self.env.flush_all()
        self.deal.invalidate_recordset(["message_ids"])
        said = "".join(map(str, (self.deal.message_ids - before).mapped("body")))
        self.assertIn("An activity was created.", said)
        self.assertIn("An activity was deleted.", said)
        for step in self.won_plan.template_ids:
            self.assertNotIn(step.summary, said)
        self.assertNotIn(self.won_plan.name, said)
        self.assertNotIn(self.call.name, said)

    def test_failures(self):
        """Why something couldn't be cancelled names what it is."""
        self._switch("group_activity_sharing")
        activity = self._create_activity(self.call, self.deal)
        closing = self.Closing.create(
            {"lead_id": self.deal.id, "event": "lost", "closed_at": "2026-10-08"}
        )
        activities = self.env.registry["mail.activity"]
        for default, reason in (
            ("full", SECRET),
            ("none", "An activity couldn't be cancelled."),
        ):
            self.env.company.activity_share_default = default
            with patch.object(
                activities, "action_cancel", side_effect=ValidationError(SECRET)
            ):
                errors = self.Closing._cancel_each({closing: activity}, "Flow")
            self.assertEqual(
                {key: str(errors[key]) for key in errors}, {closing: reason}
            )


@tagged("post_install", "-at_install")
class TestSharingMessagesSpeed(MessageCommon):
    """Being quiet costs no more than telling."""

    def _count_completing(self, count):
        activities = self._create_secret(count=count).with_user(self.owner)
        return self._count_queries(self._complete, activities)

    def test_completions(self):
        """100 completions, quiet, told, and with the switch off."""
        for _round in range(2):  # fill the caches of a running server
            self._count_completing(1)
        told = self._count_completing(COUNT)
        self._hide()
        self._count_completing(1)
        quiet = self._count_completing(COUNT)
        self._switch("group_activity_sharing", on=False)
        self._count_completing(1)
        off = self._count_completing(COUNT)
        # the switch costs what it asks once for all, such as the levels before each
        # step, and quiet ones their files
        self.assertEqual((told - off, quiet - off), (4, 6))


@tagged("post_install", "-at_install")
class TestSharingUses(MessageCommon):
    """Refusing to delete types, outcomes and statuses counts no hidden activity."""

    def setUp(self):
        super().setUp()
        self.waiting = self.env["mail.activity.status"].create({"name": "Flow waiting"})
        self.used = [self.call, self.outcome_good, self.waiting]
        self._share("none")
        self._share("busy", self.users["settings"])

    def _use(self, count, **values):
        """Create done activities of everything that is asked about below."""
        activities = self._create_activity(self.call, count=count, **values)
        activities.status_id = self.waiting
        activities.action_complete(self.outcome_good.id)
        self.env.flush_all()

    def _get_answers(self):
        """Return what an administrator, who is no manager, is told and offered."""
        answers = []
        for record in self.used:
            seen = self._as("settings", record)
            with self.assertRaises(UserError) as refused:
                seen.unlink()
            others = seen.search([("id", "!=", seen.id)], limit=1)
            lines = seen.env["mail.activity.merge"]._create_for(seen | others).line_ids
            counts = {line.name: line.activity_count for line in lines}
            answers.append((str(refused.exception), counts[record.name]))
        return answers

    def test_same_numbers(self):
        """Hidden activities don't count where others are shown."""
        self._use(2, user_id=self.creator.id)
        answers = self._get_answers()
        for text, count in answers:
            self.assertIn("(2)", text)
            self.assertEqual(count, 2)
        self._use(1, user_id=self.owner.id)
        self._use(1, user_id=self.creator.id, is_private=True)
        self.assertEqual(self._get_answers(), answers)

    def test_only_hidden(self):
        """What only hidden activities use is kept, without a number."""
        self._use(3, user_id=self.owner.id)
        for text, count in self._get_answers():
            with self.subTest(text=text):
                self.assertNotRegex(text, r"\d")
                self.assertEqual(count, 0)
        self._switch("group_activity_sharing", on=False)
        for text, count in self._get_answers():
            with self.subTest(text=text):
                self.assertIn("(3)", text)
                self.assertEqual(count, 3)
