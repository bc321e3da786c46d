from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ..activity.remote_call import is_called
from ..activity.source import OWN_CODE, has_mark
from ..planned_time.mail_activity import TIME_VALUES
from .calendar_event import CREATING, MOVING, SYNCING
from .mail_activity_mixin import HANDING_OVER
from .mail_activity_told_mixin import NEUTRAL, TELLING
from .mail_followers import ASSIGNING, Subscriptions
from .policy import BUSY, NONE

# on which it depends whether an activity is quiet, and whose meetings follow
QUIET_FIELDS = {
    "active",
    "activity_type_id",
    "calendar_event_id",
    "is_private",
    "user_id",
}


class MailActivity(models.Model):
    """Which activities are kept quiet: what documents say of them, and who follows.

    A class of its own: it isn't about what the current user knows, but about what
    everyone reads who reads the document, now or later.
    """

    _inherit = "mail.activity"

    def _flow_filter_quiet(self):
        """Keep quiet what is private, or what anyone is to know no more of than busy.

        Asked of the database once for each assignee and transaction.
        """
        quiet = super()._flow_filter_quiet()
        if not self or not self._has_sharing():
            return quiet
        levels = self._get_lowest_levels(self.user_id.ids)
        return quiet | self.filtered(
            lambda activity: self._is_quiet(
                levels,
                activity.user_id.id,
                activity.activity_type_id.id,
                activity.is_private,
            )
        )

    @api.model
    def _is_quiet(self, levels, owner, activity_type, is_private):
        """Return whether an activity with these values is kept quiet.

        Without an assignee, it follows its document alone.

        :param dict levels: see :meth:`_get_lowest_levels`
        :param int owner: the id of the assignee, or a false value
        :param int activity_type: the id of the type, or a false value
        """
        if is_private or not owner:
            return bool(is_private)
        level, by_type = levels[owner]
        return by_type.get(activity_type, level) in (NONE, BUSY)

    # ------------------------------------------------------------
    # Completing
    # ------------------------------------------------------------

    def _flow_complete(self, feedback, attachment_ids):
        """Leave feedback and files on those that are kept quiet.

        Odoo would add the feedback to the notes of the meeting, too, and move the files
        to the message.
        """
        quiet = self._flow_filter_quiet()
        if not quiet:
            return super()._flow_complete(feedback, attachment_ids)
        told = self - quiet
        messages, triggered = self.env["mail.message"], self.browse()
        if told:
            messages, triggered = super(MailActivity, told)._flow_complete(
                feedback, attachment_ids
            )
        files = quiet._detach_files()
        more_messages, more_triggered = super(MailActivity, quiet)._flow_complete(
            False, attachment_ids
        )
        quiet &= quiet.sudo().exists()
        if feedback:
            quiet.feedback = feedback
        quiet._attach_files(files)
        if attachment_ids and quiet and not told:
            quiet[0]._take_files(attachment_ids)
        return messages + more_messages, triggered | more_triggered

    def _detach_files(self):
        """Take away and return the files of these, for Odoo moves those that it finds.

        :return: the files, as the superuser
        """
        files = self.env["ir.attachment"].sudo()
        files = files.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        if files:
            files.res_model = False
        return files

    def _attach_files(self, files):
        """Give files back to these; those of activities that Odoo deleted go, too."""
        kept = files.filtered(lambda file: file.res_id in self._ids)
        if kept:
            kept.res_model = self._name
        (files - kept).unlink()

    def _take_files(self, attachment_ids):
        """Take the files with which the user completed this from its document.

        That is where the web client uploads them; a message would have shown them.
        Files of others, and those that a message shows already, stay there.
        """
        files = self.env["ir.attachment"].sudo().browse(attachment_ids).exists()
        uploaded = files.filtered(
            lambda file: (
                file.create_uid == self.env.user
                and (
                    not file.res_id
                    or (file.res_model, file.res_id) == (self.res_model, self.res_id)
                )
            )
        )
        messages = self.env["mail.message"].sudo()
        messages = messages.search([("attachment_ids", "in", uploaded.ids)])
        taken = uploaded - messages.attachment_ids
        if taken:
            taken.write({"res_model": self._name, "res_id": self.id})

    # ------------------------------------------------------------
    # Telling assignees
    # ------------------------------------------------------------

    def action_notify(self):
        """Let the mails that assignees get be theirs alone.

        Others see the subject of what is answered, in the chatter or by mail: that of a
        quiet activity is neutral. By OdooBot if a plan or a rule has made what the user
        doesn't know of: users read what they send.
        """
        unknown = self._filter_made_unknown()
        if unknown:
            unknown.with_user(SUPERUSER_ID).action_notify()
            return (self - unknown).action_notify()
        quiet, others = self._split_to_tell(self._flow_filter_quiet())
        if quiet:
            super(MailActivity, quiet).action_notify()
        return super(MailActivity, others).action_notify()

    def _notify_each_assignee(self, get_subject, get_line):
        """Do the same where each assignee gets one notice of several.

        By OdooBot if the user doesn't know of all of them.
        """
        hidden = self.sudo(False)._filter_hidden_from_user()
        if hidden:
            unknown = self._filter_of_assignees(hidden)
            unknown.with_user(SUPERUSER_ID)._notify_each_assignee(get_subject, get_line)
            return (self - unknown)._notify_each_assignee(get_subject, get_line)
        quiet, others = self._split_to_tell(
            self._filter_of_assignees(self._flow_filter_quiet())
        )
        if quiet:
            super(MailActivity, quiet)._notify_each_assignee(get_subject, get_line)
        return super(MailActivity, others)._notify_each_assignee(get_subject, get_line)

    def _filter_made_unknown(self):
        """Return those that were just made, and that the user isn't to know of.

        Not by hand, or the user would know them; and no client has them told again.
        """
        if is_called("action_notify"):
            return self.browse()
        hidden = self.sudo(False)._filter_hidden_from_user().sudo()
        now = self.env.cr.now()
        new = hidden.filtered(lambda activity: activity.create_date == now)
        return new.with_env(self.env)

    def _filter_of_assignees(self, activities):
        """Return those of these whose assignees have some of other ones."""
        assignees = activities.sudo().user_id
        return self.filtered(lambda each: each.sudo().user_id in assignees)

    def _split_to_tell(self, quiet):
        """Return these in two parts: those to tell of with a neutral subject, others.

        :param mail.activity quiet: the first ones
        """
        telling = {TELLING: OWN_CODE}
        return (
            quiet.with_context(**telling, **{NEUTRAL: OWN_CODE}),
            (self - quiet).with_context(**telling),
        )

    def _tell_unseen(self, assignees):
        """Tell users that they don't see what they have just given to others.

        All is saved, but these are gone from their screens.

        :param dict assignees: by the id of each activity, whom it was given
        """
        unseen = self._filter_hidden_from_user()
        if not unseen:
            return
        unsharing = self.env["res.users"].union(*map(assignees.get, unseen._ids))
        names = ", ".join(unsharing.sudo().mapped("name"))
        if len(unseen) == 1:
            message = self.env._(
                "Saved. You won't see it, because %(name)s doesn't share it with you.",
                name=names,
            )
        else:
            message = self.env._(
                "Saved. You won't see %(count)s activities. They aren't shared with "
                "you by %(names)s.",
                count=len(unseen),
                names=names,
            )
        self.env.user._bus_send(
            "simple_notification", {"message": message, "type": "info"}
        )

    # ------------------------------------------------------------
    # Following
    # ------------------------------------------------------------

    @api.model
    def _flow_create(self, vals_list):
        """Let assignees follow the documents, but for what is kept quiet."""
        if not self._has_sharing():
            return super()._flow_create(vals_list)
        if has_mark(self.env.context, CREATING):
            vals_list = self._liken(vals_list)
        held = Subscriptions()
        assigning = self.with_context(**{ASSIGNING: held})
        activities = super(MailActivity, assigning)._flow_create(vals_list)
        activities = activities.with_env(self.env)
        held.release(activities._get_quiet_followers)
        return activities

    @api.model
    def _liken(self, vals_list):
        """Return values for those that Odoo adds to meetings about other activities.

        They are no less quiet: they have the same type, or else only the owner sees it.
        """
        ids = [vals.get("calendar_event_id") for vals in vals_list]
        meetings = self.env["calendar.event"].browse(ids)
        # all meetings of a series, and all copies, are about the same
        quiet = {
            kind: own._get_originals()._flow_filter_quiet()[:1]
            for kind, own in meetings.grouped(_get_kind).items()
        }
        return [
            self._liken_to(quiet[_get_kind(meeting)], meeting, vals)
            for meeting, vals in zip(meetings, vals_list, strict=True)
        ]

    @api.model
    def _liken_to(self, quiet, meeting, vals):
        if not quiet:
            # of an activity that is gone, or that the user doesn't know
            return {**vals, "is_private": True} if meeting._is_marked() else vals
        owner, kind = vals.get("user_id") or self.env.uid, quiet.activity_type_id.id
        is_told = not self._is_quiet(
            self._get_lowest_levels({owner}), owner, kind, is_private=False
        )
        is_private = quiet.is_private or is_told
        return {**vals, "activity_type_id": kind, "is_private": is_private}

    def _flow_after_create(self):
        super()._flow_after_create()
        if self._has_sharing():
            self.filtered("calendar_event_id")._adapt_meetings()
            given = self.filtered(
                lambda each: not each.automated and each.user_id != self.env.user
            )
            given._tell_unseen({each.id: each.user_id for each in given})

    def _flow_write(self, vals):
        """Let new assignees follow the documents, but for what is kept quiet.

        Meetings follow, too, as long as the activities are open, and users are told of
        what they don't see any more. What users can't change does no more than move.
        """
        kept, rest = self._get_kept(vals)
        if kept:
            # each part comes here again, until nothing of it is kept
            for activities, values in ((self - kept, vals), (kept, rest)):
                if activities and values:
                    activities._flow_write(values)
        elif QUIET_FIELDS.isdisjoint(vals) or not self._has_sharing():
            super()._flow_write(vals)
        else:
            # before these may become hidden from the current user
            is_linking = bool(vals.get("calendar_event_id"))
            with_meeting = self if is_linking else self.filtered("calendar_event_id")
            held = Subscriptions()
            assigning = self.with_context(**{ASSIGNING: held})
            super(MailActivity, assigning)._flow_write(vals)
            held.release(self._get_quiet_followers)
            self._follow_written(vals, with_meeting)

    def _get_kept(self, vals):
        """Return those of these that take only some of the values, and these values.

        Those that follow their meeting come first: the others are asked about their
        assignee when they are written.

        :rtype: tuple[mail.activity, dict]
        """
        moved = self._filter_changing_time_alone(vals)
        if moved:
            return moved, {name: vals[name] for name in TIME_VALUES & vals.keys()}
        kept = self._filter_keeping_assignee(vals)
        return kept, {name: vals[name] for name in vals.keys() - {"user_id"}}

    def _follow_written(self, vals, with_meeting):
        """Let levels and meetings follow, and tell users of what they no longer see.

        :param dict vals: what was written
        :param mail.activity with_meeting: those that had a meeting, or have one now
        """
        if vals.get("is_private"):
            self._clear_share_policies()
        if vals.get("active", True):
            with_meeting._adapt_meetings()
        if vals.get("user_id"):
            user = self.env["res.users"].browse(vals["user_id"])
            self._tell_unseen(dict.fromkeys(self._ids, user))

    def _filter_changing_time_alone(self, vals):
        """Return those that the user can't change, but that follow their meeting.

        Odoo writes as the superuser here what a user has written on the meeting.
        """
        if not has_mark(self.env.context, SYNCING) or vals.keys() <= TIME_VALUES:
            return self.browse()
        asking = self.sudo(False)
        return self - asking._filtered_access("write").with_env(self.env)

    def _filter_keeping_assignee(self, vals):
        """Return private ones that code would take from their assignees.

        A document may be handed over, or a meeting have no organizer any more; what is
        private stays with the assignee, unless it is the user's to hand over.
        """
        takes = has_mark(self.env.context, SYNCING) and not vals.get("user_id")
        gives = has_mark(self.env.context, HANDING_OVER)
        if "user_id" not in vals or not (takes or gives) or not self._has_sharing():
            return self.browse()
        private = self.filtered("is_private")
        own = private.sudo(False)._filter_own().with_env(self.env)
        return private if takes else private - own

    def _adapt_meetings(self):
        """Let the meetings of these be as private as they are.

        Also of closed ones, which can have made them private.
        """
        if self and not has_mark(self.env.context, MOVING):
            self.filtered("calendar_event_id").user_id._collide_over_meetings()
            self.env["calendar.event"]._adapt_privacy(
                SQL("mail_activity.id = ANY(%s)", list(self.ids))
            )

    def _get_quiet_followers(self):
        """Return who isn't to follow what because of these: they would tell.

        Whoever has another activity among these, on the same document, follows it.

        :return: names of models, ids of records, and ids of partners
        :rtype: set[tuple[str, int, int]]
        """
        quiet = self._flow_filter_quiet()
        return quiet._get_assignee_followers() - (
            (self - quiet)._get_assignee_followers()
        )

    def _get_assignee_followers(self):
        return {
            (each.res_model, each.res_id, each.user_id.sudo().partner_id.id)
            for each in self
            if each.res_model and each.user_id
        }


def _get_kind(meeting):
    """Return what is the same for meetings about the same activities."""
    return meeting.recurrence_id or frozenset(meeting.sudo().quieted_by or ())
