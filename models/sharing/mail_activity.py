import functools

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.client_values import is_id
from .base import Pointer
from .calendar_event import HAS_MEETING
from .conditions import guard
from .hidden_error import EVENT, make_hidden_error
from .mail_activity_policy import POLICY_FIELDS, SHARING
from .mail_activity_share import SHARE_LEVELS
from .mail_render_mixin import RESTRICTED
from .per_user import forget
from .policy import BUSY, FULL, NONE, READ
from .sudo_values import allow_sudo_commands

DOCUMENT = Pointer("res_id", "res_model", "res_model_id")
# what decides on which documents an activity is shown, and to whom
SHOWING_FIELDS = {*POLICY_FIELDS, "calendar_event_id", "res_model"}
# When an activity is, as far as it says itself; without a time of day, all day. As in
# calendar.event, a whole day is stored with hours that are on it in all time zones.
SLOT_START = "COALESCE(planned_start, date_deadline + TIME '08:00')"
SLOT_STOP = """COALESCE(
    planned_start + make_interval(
        mins => COALESCE(NULLIF(ROUND(planned_duration * 60), 0), 30)::int
    ),
    date_deadline + TIME '18:00'
)"""


class MailActivity(models.Model):
    """What sharing adds to activities: privacy, the level, and who is refused how.

    Sharing narrows what Odoo allows. Only activities without a document, which Odoo
    keeps to their assignees, can be opened by a line.
    """

    _name = "mail.activity"
    _inherit = ["mail.activity.hidden.mixin", "mail.activity"]
    _allow_sudo_commands = allow_sudo_commands

    is_private = fields.Boolean(
        "Private",
        copy=False,
        help=(
            "Only the assignee and the person who created the activity see it, "
            "whatever they share. Managers don't see it either."
        ),
    )
    share_level = fields.Selection(
        SHARE_LEVELS,
        "Your Access",
        compute="_compute_share_level",
        search="_search_share_level",
        help="What the assignee lets you know and do.",
    )
    can_lock = fields.Boolean(
        "Can Make Private",
        compute="_compute_can_lock",
        help="The assignee and the person who created the activity can.",
    )

    # a week of the shared calendar; most activities that began before are over
    _slot_idx = models.Index(
        f"(({SLOT_STOP}), ({SLOT_START})) "
        "WHERE active IS TRUE AND calendar_event_id IS NULL"
    )

    @api.depends_context("uid")
    @api.depends(*POLICY_FIELDS)
    def _compute_share_level(self):
        """Ask the database; an activity that isn't saved yet is the user's own."""
        if not self._is_limited():
            self.share_level = FULL
            return
        levels = self._get_share_levels()
        for activity in self:
            level, _is_opened = levels.get(activity._origin.id, (FULL, False))
            activity.share_level = level

    @api.depends_context("uid")
    @api.depends(*POLICY_FIELDS)
    def _compute_can_lock(self):
        """An activity that isn't saved yet is the user's own, as for its level."""
        if not self._is_limited():
            self.can_lock = True
            return
        saved = self.filtered(lambda activity: is_id(activity._origin.id))
        own = saved._origin._filter_own() if saved else saved
        for activity in self:
            activity.can_lock = activity not in saved or activity._origin in own

    @api.model
    def _search_share_level(self, operator, value):
        if operator != "in":
            return NotImplemented
        levels = tuple(level for level in value if isinstance(level, str))
        return Domain.custom(
            to_sql=lambda _model, alias, _query: (
                SQL("%s IN %s", self._get_level_sql(alias), levels)
                if levels
                else SQL("FALSE")
            )
        )

    @api.readonly
    def activity_format(self):
        """Leave hidden activities out, as Odoo leaves out missing ones."""
        return super(MailActivity, self._drop_hidden()).activity_format()

    def export_data(self, fields_to_export):
        """Refuse hidden and missing activities in one place, as Odoo does missing ones.

        An export sends the traceback.
        """
        if self._is_limited():
            hidden = self._pick_hidden(self._get_share_levels())
            if hidden:
                raise make_hidden_error(hidden)
        return super().export_data(fields_to_export)

    def copy_data(self, default=None):
        """Link no copy to a meeting that would refuse it."""
        copies = super().copy_data(default)
        if self._is_limited() and "calendar_event_id" not in (default or {}):
            refusing = self.calendar_event_id._filter_refusing()
            for vals in copies:
                if vals.get("calendar_event_id") in refusing._ids:
                    vals["calendar_event_id"] = False
        return copies

    def unlink_w_meeting(self):
        """Delete meetings, too, that are private only because of these.

        Unless others have an activity there that isn't the user's to delete.
        """
        if not self._is_limited():
            return super().unlink_w_meeting()
        self.check_access("unlink")
        meetings = self.calendar_event_id._filter_following()
        own = self.filtered(lambda each: each.calendar_event_id in meetings)
        deletable = meetings._filter_deletable()
        result = super(MailActivity, self - own).unlink_w_meeting()
        own.unlink()
        deletable.sudo().unlink()
        return result

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    @api.model
    def _sharing_can_point_to_hidden(self, model_name):
        """Leave meetings to the check of documents, as all other ones."""
        return model_name != EVENT and super()._sharing_can_point_to_hidden(model_name)

    def _sharing_check_documents(self, vals):
        """Refuse documents that the user can't read: Odoo names them to everybody."""
        for model_name in self._sharing_get_models_pointed_to(vals, DOCUMENT):
            if model_name not in self.env or self.env[model_name]._abstract:
                continue
            ids = self._sharing_get_ids_pointed_to(vals, DOCUMENT)
            documents = self.env[model_name].browse(ids)
            unknown = documents - documents.exists()._sharing_filter_readable()
            if unknown and not self._load_document_ids(model_name).issuperset(
                unknown._ids
            ):
                raise make_hidden_error(unknown)
        return super()._sharing_check_documents(vals)

    def _sharing_check_changeable(self):
        """Ask for the level alone, without Odoo's own rules."""
        self._check_level("write")

    def _load_document_ids(self, model_name):
        """Return the ids of the documents of these of one model, past the cache.

        Of those that the user knows of; what the superuser reads stays in the cache.

        :rtype: set[int]
        """
        known = self._origin - self._origin._filter_hidden_from_user()
        self.flush_recordset(["res_id", "res_model"])
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id FROM mail_activity"
                " WHERE id = ANY(%s) AND res_model = %s",
                list(known.ids),
                model_name,
            )
        )
        return {id_ for (id_,) in rows}

    def _flow_check_created(self):
        super()._flow_check_created()
        private = self.filtered("is_private")
        if private:
            self._clear_share_policies()
            private._check_assigned({"is_private": True})
            if not private._can_lock():
                raise self._get_lock_error()
        if self._is_limited() and self.calendar_event_id:
            self.calendar_event_id._check_linked(self)

    def _flow_check_rights(self, vals):
        """Refuse links to private meetings, and changes of the lock by others."""
        super()._flow_check_rights(vals)
        self._check_meeting(vals)
        self._check_assigned(vals)
        self._check_locking(vals)

    def _check_meeting(self, vals):
        """Refuse to link these to someone's private meeting, which would change it.

        :raise AccessError: the user can't move the meeting
        """
        meeting = self._sharing_get_linked("calendar_event_id", [vals])
        if meeting and self._is_limited():
            linking = self.filtered(lambda each: each.calendar_event_id != meeting)
            if linking:
                meeting.exists()._check_linked(linking)

    def _check_assigned(self, vals):
        """Refuse private activities without an assignee: they would be lost.

        :param dict vals: values to write
        :raise AccessError: one of these would be one
        """
        if not {"is_private", "user_id"} & vals.keys() or not self._is_limited():
            return
        if vals.get("user_id") or not vals.get("is_private", True):
            return
        if self.filtered(
            lambda each: (
                vals.get("is_private", each.is_private)
                and not vals.get("user_id", each.user_id)
            )
        ):
            self.check_access("write")  # before the sentence says that there is one
            raise AccessError(
                self.env._(
                    "A private activity needs an assignee. Choose another person, or "
                    "make it visible first."
                )
            )

    def _check_locking(self, vals):
        """Let only the assignee and the creator lock or unlock an activity.

        :raise AccessError: the user is neither
        """
        if "is_private" not in vals:
            return
        is_private = bool(vals["is_private"])
        changing = self.filtered(lambda each: each.is_private != is_private)
        if not changing._can_lock():
            # before the sentence says that there is such an activity
            changing.check_access("write")
            raise self._get_lock_error()

    def _flow_store_fields(self):
        """Let the web client show the lock, and the level."""
        store_fields = super()._flow_store_fields()
        if self._has_sharing():
            store_fields += ["can_lock", "is_private", "share_level"]
        return store_fields

    @api.model
    def _flow_switches(self):
        return {**super()._flow_switches(), "activity_sharing": SHARING}

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        """Show everything as in Odoo again; lines and locks stay for the next time.

        Templates stay restricted as well: that is for administrators to undo.
        """
        super()._flow_on_switch(switch, switched_on)
        if switch == SHARING:
            self._clear_share_policies()
            # documents keep one value for all users, or one for each
            self.env.invalidate_all()
            events = self.env["calendar.event"]
            if switched_on:
                self.env["ir.config_parameter"].sudo().set_param(RESTRICTED, True)
                events._adapt_privacy(HAS_MEETING, SQL("TRUE"))
            else:
                events._reset_privacy()

    # ------------------------------------------------------------
    # What documents show
    # ------------------------------------------------------------

    @api.private
    def modified(self, fnames, create=False, before=False):
        """Forget what documents show: Odoo updates what the current user sees, only.

        And adds what is new, whether or not the current user is to see it.
        """
        super().modified(fnames, create=create, before=before)
        if not SHOWING_FIELDS.isdisjoint(fnames) and self._has_sharing():
            self._forget_on_documents()

    def _forget_on_documents(self):
        """Drop what is cached of the documents and meetings of these."""
        saved = self.sudo().browse(filter(None, self._ids))
        # without other columns: the cache is the user's, too
        saved.fetch(["calendar_event_id", "res_id", "res_model"])
        forget(saved.calendar_event_id)
        for model, own in saved.filtered("res_model").grouped("res_model").items():
            if model in self.env:
                forget(self.env[model].browse(own.mapped("res_id")))

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    @api.model
    def _flow_narrow(self, domain):
        """Look at the texts of those alone that the user is to know of."""
        domain = super()._flow_narrow(domain)
        return guard(self, domain, lambda alias, _: self._get_level_condition(alias))

    def _split_by_level(self, operation):
        """Withhold activities from users whose level isn't enough for an operation.

        Not on create: what users and code make for others isn't theirs to see
        afterward, but theirs to make.
        """
        unlimited = super()._split_by_level(operation)
        if operation == "create" or not self._is_limited():
            return unlimited
        if not any(self._ids) or self.browse()._check_access(operation):
            return unlimited
        levels = self._get_share_levels()
        enough = (READ, FULL) if operation == "read" else (FULL,)
        refused = {id_ for id_, (level, _) in levels.items() if level not in enough}
        opened = {id_ for id_, (_, is_opened) in levels.items() if is_opened} - refused
        hidden = self._pick_hidden(levels)
        refused = self._pick(refused) | hidden
        asked = self._pick({*self._ids} - opened - {*refused._ids})
        asked |= self._pick(opened)._filter_against_rules(operation)
        if hidden:
            return asked, refused, functools.partial(make_hidden_error, hidden)
        return asked, refused, functools.partial(refused._make_access_error, operation)

    def _filter_hidden_from_user(self):
        """Return those of these that have to look missing to the current user."""
        if not self._is_limited() or self._was_just_found(self):
            return self.browse()
        return self._pick_hidden(self._get_share_levels())

    def _pick_hidden(self, levels):
        """Return those of these that are hidden, and the missing ones.

        Both are refused in one place: the same error, the same answer to whether the
        user has access, and whatever Odoo makes of them is the same.

        :param dict levels: see :meth:`_get_share_levels`
        """
        return self._pick(
            {
                id_
                for id_ in filter(None, self._ids)
                if levels.get(id_, (NONE, False))[0] in (NONE, BUSY)
            }
        )

    def _pick(self, ids):
        """Return those of these that have some ids, to be read by themselves.

        Records that Odoo reads as the superuser to decide on access would bring along
        the others.
        """
        return self.browse(id_ for id_ in self._ids if id_ in ids)

    def _filter_against_rules(self, operation):
        """Return those of these free activities that record rules keep from the user.

        Odoo requires rules for reading; writing takes a rule or the document's access,
        for which the line stands.
        """
        if operation != "read":
            return self.browse()
        result = models.BaseModel._check_access(self, operation)
        return result[0] if result else self.browse()

    @api.model
    def _get_busy_slots(self, user, schedule, ignored):
        """Show the same time once, as the calendar does: how often isn't shared."""
        slots = super()._get_busy_slots(user, schedule, ignored)
        is_other = self._is_limited() and user != self.env.user
        return list({*slots}) if is_other else slots

    def _can_lock(self):
        """Return whether the user is the assignee or the creator of all of these."""
        return self.env.su or not self or self._filter_own() == self

    @api.model
    def _get_lock_error(self):
        return AccessError(
            self.env._(
                "Only the assignee and the person who created an activity can make it "
                "private, or visible again. Ask one of them."
            )
        )
