import re

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache
from odoo.tools.query import Query

from ..activity.client_values import is_id
from ..activity.remote_call import is_called
from ..activity.source import OWN_CODE, has_mark, is_own_code
from ..planned_time.calendar_event import EVENT_TIME_FIELDS
from .hidden_error import make_hidden_error
from .per_user import KNOWN_ALONE, get_asking, keep_per_user
from .reasons import SetBy, is_copy, take_reasons
from .sudo_values import ADDING, allow_sudo_commands

PRIVATE, PUBLIC = "private", "public"
ACTIVITY, PERSON = "activity", "person"
CREATING = "activity_creating_meeting"
NOTING = "activity_noting_reasons"  # while meetings are created, perhaps as copies
NOTED = ("privacy_set_by", "quieted_by")
# in the cache of the transaction
CREATED = "crm_activity_flow.created_meetings"
MASKED = "crm_activity_flow.masked"
MOVING = "activity_moving"  # while the activities of a whole series are moved
# open activities, which lines are about
HAS_MEETING = SQL(
    "mail_activity.active AND mail_activity.calendar_event_id IS NOT NULL"
)
JOINABLE = "activity_joinable"  # meetings whose attendees the user has begun to change
SYNCING = "activity_syncing"  # while activities follow what happens to their meeting
# what Odoo changes of the meeting of an activity that is rescheduled or completed
FOLLOWING = {*EVENT_TIME_FIELDS, "notes"}
PAGE_KEYS = {"hash", "pid", "token"}  # of portal, beside the user's access
# what meetings have of activities, and of the documents that these are on, and links to
# more of that
CONTENTS = {
    "access_token",
    "alarm_ids",
    "categ_ids",
    "description",
    "display_name",
    "has_message",
    "location",
    "message_follower_ids",
    "message_ids",
    "message_partner_ids",
    "name",
    "notes",
    "privacy_set_by",
    "quieted_by",
    "res_id",
    "res_model",
    "res_model_id",
    "res_model_name",
    "videocall_channel_id",
    "videocall_location",
    "website_message_ids",
}


class CalendarEvent(models.Model):
    """What users may do with private meetings of others, and who made them private.

    They are masked also where Odoo doesn't do so, and aren't joined. Why they are
    private is worked out in ``calendar_event_privacy.py``.
    """

    _name = "calendar.event"
    _inherit = ["calendar.event", "mail.activity.masked.mixin"]
    _allow_sudo_commands = allow_sudo_commands

    # so that it is this model's own, see ``keep_per_user``
    activity_ids = fields.One2many(export_string_translation=False)
    # see ``copy_data``: the meetings of a series are copies of the first one
    privacy_set_by = fields.Selection(
        [(ACTIVITY, "Activity"), (PERSON, "Person")], copy=False, readonly=True
    )
    # see ``reasons.py``
    quieted_by = fields.Json(copy=False, groups=".", export_string_translation=False)

    _quieted_by_idx = models.Index(
        "USING gin (quieted_by) WHERE quieted_by IS NOT NULL"
    )

    @api.model
    def _post_model_setup__(self):
        super()._post_model_setup__()
        keep_per_user(self, ["activity_ids"])

    # ------------------------------------------------------------
    # Saving
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Adapt the privacy at the end.

        Before, creators aren't attendees, who alone can go on with a private meeting.
        """
        has_sharing = self.env["mail.activity"]._has_sharing()
        if not has_sharing and not any(map(is_copy, vals_list)):
            return super().create(vals_list)
        is_noting = has_mark(self.env.context, NOTING)
        vals_list = [take_reasons(vals, is_noting) for vals in vals_list]
        if not has_sharing:
            noting = self.with_context(**{NOTING: OWN_CODE})
            return super(CalendarEvent, noting).create(vals_list).with_env(self.env)
        for vals in vals_list:
            if vals["quieted_by"] and vals["privacy_set_by"] == ACTIVITY:
                vals["privacy"] = PRIVATE
        if self.env["mail.activity"]._is_limited():
            self._check_series(self._sharing_add_defaults(vals_list, {"recurrence_id"}))
        # whoever else names activities changes these as the user
        is_named = any(
            "activity_ids" in vals
            for vals in self._sharing_add_defaults(vals_list, {"activity_ids"})
        )
        marks = {CREATING: OWN_CODE, ADDING: not is_named and OWN_CODE}
        creating = self.with_context(**marks, **{NOTING: OWN_CODE})
        events = super(CalendarEvent, creating).create(vals_list)
        # for a series, Odoo creates the other meetings while it creates the first one
        created = self.env["mail.activity"]._get_transaction_cache(CREATED)
        created.update(dict.fromkeys(events._ids))
        if not has_mark(self.env.context, CREATING):
            created_ids = [*created]
            created.clear()
            self.browse(created_ids)._adapt_own_privacy()
        return events.with_env(self.env)

    def copy_data(self, default=None):
        """Let copies be private for the same reasons, but for another privacy."""
        vals_list = super().copy_data(default)
        if is_called("copy_data"):
            return vals_list  # no client's to know
        has_sharing = self.env["mail.activity"]._has_sharing()
        events = self.sudo() if has_sharing else self
        for event, vals in zip(events, vals_list, strict=True):
            if vals and (has_sharing or event.privacy_set_by):
                is_same = vals.get("privacy", event.privacy) == event.privacy
                vals["privacy_set_by"] = SetBy(
                    event.privacy_set_by if is_same else PERSON,
                    event.sudo().quieted_by,
                )
        return vals_list

    def _has_field_access(self, field, operation):
        """Let no one read why a meeting is private, or write it, but for own code.

        Whoever takes part isn't to know either that there is a hidden activity.
        """
        if field.name not in NOTED or self.env.su:
            return super()._has_field_access(field, operation)
        if operation == "write" and has_mark(self.env.context, NOTING):
            return True
        is_secret = self.env["mail.activity"]._has_sharing()
        return not is_secret and super()._has_field_access(field, operation)

    def write(self, vals):
        """Let users who can change an activity also move its meeting, or add notes.

        If the meeting is private only because of activities. And record that a person
        chooses the privacy, even if it is none.
        """
        events = self
        if self.env["mail.activity"]._is_limited():
            self._check_series([vals])
            events = self._note_joinable() if "partner_ids" in vals else self
        following = events.browse()
        if vals.keys() <= FOLLOWING:
            following = events._filter_following()
        if following:
            # private ones of others are masked when they are fetched
            following.invalidate_recordset()
            for event in following.sudo():
                super(CalendarEvent, event).write(event._add_to_notes(vals))
            following.invalidate_recordset()
            events -= following
            if not events:
                return True
        kept = events._filter_synchronized(vals)
        if kept:
            values = {name: vals[name] for name in vals if name != "privacy"}
            super(CalendarEvent, kept).write(values)
            events -= kept
            if not events:
                return True
        noted = events._note_who_chose(vals)
        if "privacy_set_by" in noted:
            events = events.with_context(**{NOTING: OWN_CODE})
        return super(CalendarEvent, events).write(noted)

    def _filter_synchronized(self, vals):
        """Return those of which a calendar elsewhere says nothing about privacy.

        It sends back what it was told, or what it takes for no privacy.
        """
        is_sending = self.env.su and self.env.context.get("dont_notify")
        is_noting = has_mark(self.env.context, NOTING)
        if "privacy" not in vals or not is_sending or is_noting:
            return self.browse()
        if not self.env["mail.activity"]._has_sharing():
            return self.browse()
        is_empty = vals["privacy"] == PUBLIC
        return self.filtered(
            lambda event: (
                event._is_marked()
                or (
                    is_empty and not event.privacy and event.effective_privacy == PUBLIC
                )
            )
        )

    def _note_who_chose(self, vals):
        """Return values, with a note if a person chooses the privacy by them.

        A form sends the same again.
        """
        is_noting = self.env.su or has_mark(self.env.context, NOTING)
        ignored = {"quieted_by"} if is_noting else NOTED  # perhaps by a client
        vals = {name: vals[name] for name in vals if name not in ignored}
        if "privacy" not in vals or is_own_code(self.env.context):
            return vals
        privacy = vals["privacy"] or False
        is_new = any(event.privacy != privacy for event in self)
        return {**vals, "privacy_set_by": PERSON} if is_new else vals

    def _add_to_notes(self, vals):
        """Return a copy of values, in which notes follow those the user can't see."""
        if "notes" not in vals:
            return dict(vals)
        notes = Markup(self.notes or "") + Markup(vals["notes"] or "")
        return {**vals, "notes": notes}

    # ------------------------------------------------------------
    # What is masked
    # ------------------------------------------------------------

    def _filter_masked(self):
        """Return those that Odoo shows as *Busy* to the current user."""
        return self.filtered(lambda event: event._check_private_event_conditions())

    def _filter_masked_before(self):
        """Return masked ones, but for those that the current call creates."""
        masked = self._filter_masked()
        return masked - masked._filter_being_created()

    def _filter_being_created(self):
        """Return those that the current call creates: creators aren't attendees yet."""
        if not self or not has_mark(self.env.context, CREATING):
            return self.browse()  # no client can send it
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM calendar_event WHERE id = ANY(%s) AND create_uid = %s"
                " AND create_date = %s",
                list(self.ids),
                self.env.uid,
                self.env.cr.now(),
            )
        )
        return self.browse(id_ for (id_,) in rows)

    @api.model
    def _get_masked_domain(self):
        """Return which meetings Odoo shows as *Busy* to the current user.

        Private ones in which the user doesn't take part. Unlike Odoo's domain, also for
        organizers who have never opened their settings: theirs aren't private.
        """
        settings = self.env["res.users.settings"].sudo()
        private = settings._search([("calendar_default_privacy", "=", PRIVATE)])
        has_private = Domain("user_id", "in", private.select("user_id"))
        users = self.env["res.users"]
        if users._default_user_calendar_default_privacy() == PRIVATE:
            own = settings._search([]).select("user_id")
            has_private |= Domain("user_id", "not in", own)
        is_private = Domain("privacy", "=", PRIVATE) | (
            Domain("privacy", "=", False) & has_private
        )
        takes_part = Domain("user_id", "=", self.env.uid)
        takes_part |= Domain("partner_ids", "in", self.env.user.partner_id.ids)
        return is_private & ~takes_part

    @api.model
    def _get_masked_sql(self, alias, query):
        """Return whether a meeting in a query is one of these, as SQL.

        Odoo asks for each field of a query.
        """
        asked = self.env["mail.activity"]._get_transaction_cache(MASKED)
        key = (alias, self.env.uid, self.env.su)
        if query is None or asked.get("query") is not query or asked["key"] != key:
            masked = self._get_masked_domain().optimize_full(self)
            sql = masked._to_sql(self, alias, query)
            asked.update(query=query, key=key, sql=sql)
        return asked["sql"]

    @api.model
    def _get_linked_masked_sql(self, event_id):
        """Return whether a row is about one of these, as SQL.

        Looked up for each row: a list has few about meetings, and companies have many.

        :param SQL event_id: of the row
        """
        query = Query(self.env, "masked", SQL.identifier(self._table))
        return SQL(
            "((SELECT %s FROM calendar_event masked WHERE masked.id = %s) IS TRUE)",
            self.sudo()._get_masked_sql("masked", query),
            event_id,
        )

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name no masked meeting through a record in memory that stands for it.

        A client says how private that one is, and Odoo believes it.
        """
        busy = self.browse()
        if self.sudo(False).env["mail.activity"]._is_limited():
            standing = self.filtered(lambda each: not each.id and each._origin)
            masked_ids = {*standing._origin._filter_masked()._ids}
            busy = standing.filtered(lambda each: each._origin.id in masked_ids)
            busy.display_name = self.env._("Busy")
        return super(CalendarEvent, self - busy)._compute_display_name()

    # ------------------------------------------------------------
    # Joining and changing
    # ------------------------------------------------------------

    def _check_access(self, operation):
        """Refuse to change private meetings of others, or to write into their chatter.

        Odoo's rule doesn't know those that are private as their whole calendar is. But
        for what one has created there.
        """
        result = super()._check_access(operation)
        if operation != "write" or not self.env["mail.activity"]._is_limited():
            return result
        refused = result[0] if result else self.browse()
        closed = (self - refused)._filter_closed_by_others()
        return (refused | closed, self._get_closed_error) if closed else result

    def _filter_closed(self):
        """Return those masked for the user that others alone can change.

        Not those that the call creates, nor those that the user is about to leave.
        """
        masked = self._filter_masked_before()
        return masked - masked.browse(self._get_joinable_ids())

    def _filter_closed_by_others(self):
        """Return those of these that the user hasn't created.

        Past the cache, in which it is empty once Odoo has masked a meeting.
        """
        closed = self._filter_closed()
        if not closed:
            return closed
        own = SQL(
            "SELECT id FROM calendar_event WHERE id = ANY(%s) AND create_uid = %s",
            list(closed.ids),
            self.env.uid,
        )
        return closed - closed.browse(id_ for (id_,) in self.env.execute_query(own))

    def _get_closed_error(self):
        return AccessError(
            self.env._(
                "This is a private meeting of others. Ask its organizer to change it."
            )
        )

    def _check_not_masked(self):
        """Refuse to join, follow or change private meetings of others.

        Unless it is code that does so as the superuser.

        :raise AccessError: one of these is masked for the user
        """
        if not self.env["mail.activity"]._is_limited():
            return
        if self._filter_closed():
            raise self._get_closed_error()

    @api.model
    def _check_series(self, vals_list):
        """Refuse to join the series of private meetings of others: it brings changes.

        :raise AccessError: one of them is private to the user
        """
        self._sharing_get_linked("recurrence_id", vals_list)._check_not_masked()

    def _sharing_check_links(self, vals_list, is_new=False):
        """Let no one link the call of a private meeting, which has the same name.

        Copies of meetings that the user sees have the same call.
        """
        result = super()._sharing_check_links(vals_list, is_new)
        name = "videocall_channel_id"
        if is_new:
            vals_list = self._sharing_add_defaults(vals_list, [name])
        calls = self._sharing_get_linked(name, vals_list)
        unknown = calls - calls.exists()._filtered_access("read")
        if unknown:
            # finds no masked ones, see _search
            seen = self.with_context(active_test=False).search(
                [(name, "in", unknown.ids)]
            )
            unknown -= seen.videocall_channel_id
        if unknown:
            raise make_hidden_error(unknown)
        return result

    def _sharing_check_linkable(self):
        """Let nothing of users' be about private meetings of others.

        Code would write into their chatter what comes of it.
        """
        if self.exists()._filter_closed_by_others():
            raise self._get_closed_error()

    def _note_joinable(self):
        """Return these, with a note of which the user may change the attendees.

        Odoo changes the people first, and then the attendees: users can be gone then.
        """
        joinable = self._get_joinable_ids().union((self - self._filter_masked())._ids)
        return self.with_context(**{JOINABLE: joinable})

    def _get_joinable_ids(self):
        noted = self.env.context.get(JOINABLE)
        return noted if isinstance(noted, frozenset) else frozenset()  # not a client's

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let no one follow private meetings of others, and read what is said there.

        But for those whom one has created in someone's private calendar.
        """
        asking = self.sudo(False)
        if asking.env["mail.activity"]._is_limited():
            # a website lets visitors follow as the superuser, and code adds others
            is_own = self.env.user.partner_id.id in (partner_ids or ())
            if (is_own or not self.env.su) and asking._filter_closed_by_others():
                raise self._get_closed_error()
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_notify(self, *args, **kwargs):
        """Let no one send what seems to come from private meetings of others."""
        self._check_not_masked()
        return super().message_notify(*args, **kwargs)

    def message_unsubscribe(self, partner_ids=None):
        """Let no one take others from the followers of private meetings of others."""
        if {*(partner_ids or ())} - {self.env.user.partner_id.id}:
            self._check_not_masked()
        return super().message_unsubscribe(partner_ids)

    def _message_log_batch(self, *args, **kwargs):
        """Let no one write into the chatter of private meetings of others."""
        self._check_not_masked()
        return super()._message_log_batch(*args, **kwargs)

    def action_join_meeting(self, partner_id):
        """Let no one join a private meeting of others, with a link or without.

        Odoo finds it by an empty one, too, and whoever has seen the link before has it.
        """
        asking = self.sudo(False)
        if asking.env["mail.activity"]._is_limited():
            # as the superuser: portal users can't open what they are to join
            found = [("id", "in", self.ids)]
            if self.sudo().search_count(self._get_masked_domain() & Domain(found)):
                raise asking._get_closed_error()
        return super().action_join_meeting(partner_id)

    @api.model
    def _get_thread_with_access(self, thread_id, *, mode="read", **kwargs):
        """Open no meeting by the keys of pages, which Odoo doesn't have for meetings.

        Any field of that name is a key, also an empty one, and a signature is the same
        for all records with the same key.
        """
        if self.env["mail.activity"]._has_sharing():
            kwargs = {name: kwargs[name] for name in kwargs.keys() - PAGE_KEYS}
        return super()._get_thread_with_access(thread_id, mode=mode, **kwargs)

    @api.constrains("start", "stop", "start_date", "stop_date")
    def _check_closing_date(self):
        """Name no private meeting of others, which can move with an activity."""
        try:
            return super()._check_closing_date()
        except ValidationError:
            is_limited = self.sudo(False).env["mail.activity"]._is_limited()
            if not is_limited or not self._filter_masked_before():
                raise
        raise ValidationError(
            self.env._("A meeting can't end before it starts. Choose a later end.")
        )

    # ------------------------------------------------------------
    # Finding, sorting and grouping
    # ------------------------------------------------------------

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        """Find no one else's private meetings by what users can't read of them.

        Odoo shows them as *Busy*, and leaves them out of groups, but finds them by
        their titles. All of them, or it would tell which have an activity.
        """
        domain = Domain(domain)
        if has_mark(self.env.context, KNOWN_ALONE) or (
            not bypass_access and self._tells_contents(domain)
        ):
            domain &= ~self._get_masked_domain()
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    @api.private
    def filtered_domain(self, domain):
        """Find none of these by it either, where a user's domain reaches them."""
        found = super().filtered_domain(domain)
        asking = found.with_env(get_asking(self.env))
        if not asking or not asking._tells_contents(Domain(domain)):
            return found
        return found - asking._filter_masked()

    @api.model
    def _tells_contents(self, domain):
        """Return whether what is found says what meetings are about.

        Odoo resolves some conditions only as it begins to search, such as *id any*.
        """
        if not self.env["mail.activity"]._is_limited():
            return False
        names = {
            each.field_expr
            for asked in (domain, domain.optimize_full(self))
            for each in asked.iter_conditions()
        }
        contents = self._get_content_names()
        return any(re.split("[.:]", name)[0] in contents for name in names)

    @api.model
    @ormcache()
    def _get_content_names(self):
        """Return the fields that say what meetings are about, of other addons, too.

        Those link the documents on which activities are: opportunities, applicants.
        """
        public = self._get_public_fields()
        return frozenset(CONTENTS).union(
            name
            for name, field in self._fields.items()
            if field.type == "many2one"
            and name not in public
            and "activity_ids" in self.env[field.comodel_name]._fields
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Give the database nothing of these either, for orders, groups and totals.

        Also where another model leads to them.
        """
        value = super()._field_to_sql(alias, field_expr, query)
        if self.env.su or not self._has_contents(field_expr.split(".")[0]):
            return value
        is_masked = self._get_masked_sql(alias, query)
        return SQL("(CASE WHEN %s THEN NULL ELSE %s END)", is_masked, value)

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group by none of their tags and reminders, which are in tables of links."""
        joined = {*query._joins}
        value = super()._read_group_groupby(alias, groupby_spec, query)
        field = self._fields.get(groupby_spec)
        is_linked = field and field.type == "many2many"
        if not is_linked or self.env.su or not self._has_contents(groupby_spec):
            return value
        is_masked = self._get_masked_sql(alias, query)
        for name in query._joins.keys() - joined:
            kind, table, condition = query._joins[name]
            condition = SQL("%s AND (%s) IS NOT TRUE", condition, is_masked)
            query._joins[name] = (kind, table, condition)
        return value

    @api.model
    def _get_linked_domain(self, is_searched):
        """Return which meetings the user knows through a link, see ``per_user.py``.

        :param bool is_searched: whether the user searches them: *Busy* ones are found,
            but not what they are about
        """
        return ~self._get_masked_domain()

    def _sharing_filter_readable(self):
        """Leave out masked ones: users read these, but not what they are about."""
        readable = super()._sharing_filter_readable()
        return readable - readable._filter_masked()

    # ------------------------------------------------------------
    # Activities
    # ------------------------------------------------------------

    def _get_originals(self):
        """Return the activities that these new meetings are about once more.

        Odoo makes another activity for each meeting of a series, for a copy, and for
        another meeting about an activity. Only those that the user knows.
        """
        ids = {int(id_) for event in self.sudo() for id_ in event.quieted_by or ()}
        named = self.env.context.get("orig_activity_ids") or ()
        named = named if isinstance(named, list | tuple) else [named]
        ids.update(filter(is_id, named))
        meetings = self | self.recurrence_id.calendar_event_ids
        activities = self.env["mail.activity"].with_context(active_test=False)
        return activities.search(
            Domain("id", "in", [*ids]) | Domain("calendar_event_id", "in", meetings.ids)
        )

    def _is_marked(self):
        """Return whether activities made a meeting private, or the one it copies."""
        event = self.sudo()
        return event.privacy == PRIVATE and event.privacy_set_by == ACTIVITY

    def _filter_following(self, linking=()):
        """Return those that are private to the user only because of activities.

        If the user can change one of their open activities, or all of their activities.

        :param linking: ids of activities that don't count
        """
        activities = self.env["mail.activity"]
        private = self._filter_masked() if activities._is_limited() else self.browse()
        if not private:
            return private
        rows = [row for row in private._get_quieted_rows() if row[0] not in linking]
        linked = activities.browse(id_ for id_, *_ in rows)
        allowed = {*linked._filtered_access("write")._ids}
        refused = {event_id for id_, event_id, _ in rows if id_ not in allowed}
        following = {
            event_id
            for id_, event_id, is_open in rows
            if id_ in allowed and (is_open or event_id not in refused)
        }
        return private.filtered(lambda event: event.id in following)

    def _get_quieted_rows(self):
        """Return the activities, also done ones, of those that activities made private.

        But for calendars that are private by default. Not from records: what the
        superuser reads, the user could read afterward, and what is masked for the user,
        the superuser reads, too.

        :return: the activity, the meeting, and whether the activity is open
        :rtype: list[tuple[int, int, bool]]
        """
        self.flush_model(["privacy_set_by", "user_id"])
        self.env["mail.activity"].flush_model(["active", "calendar_event_id"])
        self.env["res.users.settings"].flush_model(["calendar_default_privacy"])
        return self.env.execute_query(
            SQL(
                """
                SELECT activity.id, event.id, activity.active IS TRUE
                  FROM calendar_event event
                  JOIN mail_activity activity ON activity.calendar_event_id = event.id
             LEFT JOIN res_users_settings settings ON settings.user_id = event.user_id
                 WHERE event.id = ANY(%s) AND event.privacy_set_by = %s
                   AND COALESCE(settings.calendar_default_privacy, %s) <> %s
                """,
                list(self._ids),
                ACTIVITY,
                self.env["res.users"]._default_user_calendar_default_privacy(),
                PRIVATE,
            )
        )

    def _filter_deletable(self):
        """Return those of these of which the user can delete all activities."""
        activities = self.env["mail.activity"].with_context(active_test=False)
        linked = activities.sudo().search([("calendar_event_id", "in", self.ids)])
        kept = linked.with_env(activities.env)
        kept -= kept._filtered_access("unlink")
        return self - kept.sudo().calendar_event_id.with_env(self.env)

    def _filter_refusing(self, linking=()):
        """Return private meetings of others, to which the user can't link activities.

        Else whoever wants to move one that is kept quiet would link an activity to it.
        All private ones, or it would tell which are kept quiet; but none that is only
        about to be created, with activities of its own.

        :param linking: ids of activities that don't count
        """
        masked = self._filter_masked_before()
        return masked - masked._filter_following(linking)

    def _check_linked(self, activities):
        """Refuse to link activities to private meetings of others.

        :raise AccessError: one of these is private, and the user can't move it
        """
        if self._filter_refusing(activities._ids):
            raise AccessError(
                self.env._(
                    "You can't link an activity to a private meeting that you don't "
                    "take part in. Ask its organizer to add you first."
                )
            )

    def _sync_activities(self, fields):
        """Let hidden activities move with their meeting, but change no more of them.

        Whoever can change a meeting could else read an activity's title into it, or
        become its assignee, see ``mail_activity_message.py``.
        """
        events = self
        # also where code changes the meeting in the user's name
        if self.sudo(False).env["mail.activity"]._is_limited():
            events = self.sudo().with_context(**{SYNCING: OWN_CODE})
        return super(CalendarEvent, events)._sync_activities(fields)

    def _move_activities(self, starts):
        """Adapt the privacy of a series once, and not for each of its activities."""
        moving = self.with_context(**{MOVING: OWN_CODE})
        result = super(CalendarEvent, moving)._move_activities(starts)
        if self.env["mail.activity"]._has_sharing():
            (self | self.recurrence_id.calendar_event_ids)._adapt_own_privacy()
        return result
