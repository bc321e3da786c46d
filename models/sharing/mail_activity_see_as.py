from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import date_utils, html2plaintext
from odoo.tools.misc import get_lang

from odoo.addons.mail.models.res_users import ResUsers as MailUsers

from ..activity.client_values import (
    are_ids,
    is_id,
    is_integer,
    is_text,
)
from ..activity.mail_activity_access import STATES_AT_ONCE
from ..activity.records import parse_day
from ..activity.source import OWN_CODE
from ..availability.intervals import to_json
from ..planned_time.zones import get_first_of_week, get_zone, to_local
from .see_as import see_as

LIST, BOARD, CALENDAR = "list", "board", "calendar"
COUNTS, CARDS, OVERVIEW = "counts", "cards", "overview"
SCREENS = [
    (LIST, "List"),
    (BOARD, "Board"),
    (CALENDAR, "Calendar"),
    (COUNTS, "Counts"),
    (CARDS, "Opportunity"),
    (OVERVIEW, "Overview"),
]
PAGE = 80  # activities on a page, as in Odoo's lists
COLUMN = 40  # and in a column of a board
# those of the search on activities, see mail.mail_activity_view_search
DEADLINES = {
    "overdue": [("date_deadline", "<", "today")],
    "today": [("date_deadline", "=", "today")],
    "week": [
        ("date_deadline", ">=", "=week_start"),
        ("date_deadline", "<", "=week_start +1w"),
    ],
    "future": [("date_deadline", ">", "today")],
}
SEARCHED_MAX = 200  # characters
OFFSET_MAX = 1_000_000
# as in the view of the board
BOARD_ORDER = "done_at desc, date_done desc, cancelled_at desc, date_deadline, id"
PEOPLE_MAX = 50
SLOTS_MAX = 5_000
NAMED = {"fields": {"display_name": {}}}
SHOWN = {
    "activity_type_id": NAMED,
    "date_deadline": {},
    "icon": {},
    "is_private": {},
    "outcome_id": NAMED,
    "res_model": {},
    "res_name": {},
    "share_level": {},
    "state": {},
    "status_id": NAMED,
    "summary": {},
    "user_id": NAMED,
}
SHOWN_IN_CALENDAR = [
    "activity_id",
    "activity_type_id",
    "allday",
    "display_name",
    "res_name",
    "start",
    "state",
    "stop",
    "user_id",
]


class MailActivitySeeAs(models.Model):
    """What managers see as another user, and who has looked as whom.

    One method for each screen. None of them takes the name of a model or method: what
    is computed with another user's access is fixed here. Each one records that it was
    used, before it answers.
    """

    _name = "mail.activity.see.as"
    _description = "See As History"
    _order = "id DESC"

    # names, too: the record of it outlives the users
    user_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_name = fields.Char("Who", readonly=True)
    seen_user_id = fields.Many2one(
        "res.users",
        "As User",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    seen_user_name = fields.Char("As Whom", readonly=True)
    screen = fields.Selection(SCREENS, readonly=True)
    seen_at = fields.Datetime("When", readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super
        """Refuse: no one changes what was recorded, whatever their rights."""
        raise self._get_lasting_error()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Refuse: no one deletes what was recorded, whatever their rights."""
        raise self._get_lasting_error()

    @api.model
    def _get_lasting_error(self):
        return UserError(
            self.env._("The history of See As can't be changed or deleted.")
        )

    # ------------------------------------------------------------
    # Screens
    # ------------------------------------------------------------

    @api.model
    def get_list(self, user_id, own=True, offset=0, searched=False, deadlines=()):
        """Return a page of the list of open activities, as another user gets it.

        :param int user_id: as whom
        :param bool own: only what is assigned to that user, or all
        :param int offset: how many activities are on the pages before
        :param str searched: a part of the summary, or of the record's name
        :param list[str] deadlines: ``overdue``, ``today``, ``week`` or ``future``;
            with several, any of them
        :return: ``user``, ``length`` and ``records``
        :rtype: dict
        """
        if not (is_integer(offset) and 0 <= offset <= OFFSET_MAX):
            raise ValidationError(
                self.env._(
                    "The offset has to be a number from 0 to %(limit)s.",
                    limit=OFFSET_MAX,
                )
            )
        asked = self._parse_search(searched, deadlines)
        with self._see(user_id, LIST) as (user, env):
            found = env["mail.activity"].web_search_read(
                _get_own_domain(env, own) & asked,
                self._get_shown(env),
                offset=offset,
                limit=PAGE,
                # as the list, which leaves the order of one day to chance
                order="date_deadline, id",
            )
            return {"user": user, **found}

    @api.model
    def get_board(self, user_id, own=True, searched=False, deadlines=()):
        """Return the columns of the board of activities, as another user gets it.

        :param int user_id: as whom
        :param bool own: only what is assigned to that user, or all
        :param str searched: see :meth:`get_list`
        :param list[str] deadlines: see :meth:`get_list`
        :return: ``user``, and ``columns`` with ``status``, ``count``, ``is_folded`` and
            ``records``, which folded ones don't have; none while Statuses is off
        :rtype: dict
        """
        asked = self._parse_search(searched, deadlines)
        with self._see(user_id, BOARD) as (user, env):
            if not env["mail.activity"]._has_statuses():
                return {"user": user, "columns": []}
            # empty columns, too, which ones are folded, and closed ones: as boards ask
            board = env["mail.activity"].with_context(read_group_expand=True)
            is_any = Domain("active", "in", [True, False])
            found = board.web_read_group(
                _get_own_domain(env, own) & asked & is_any,
                ["status_id"],
                ["__count"],
                order=BOARD_ORDER,
                auto_unfold=True,
                unfold_read_specification=self._get_shown(env),
                unfold_read_default_limit=COLUMN,
            )
            columns = [
                {
                    "status": group["status_id"] or False,
                    "count": group["__count"],
                    "is_folded": "__records" not in group,
                    "records": group.get("__records", []),
                }
                for group in found["groups"]
            ]
            return {"user": user, "columns": columns}

    @api.model
    def get_calendar(self, user_id, day=False, people=None):
        """Return a week of the shared calendar, as another user gets it.

        Days and times are those of that user's time zone, and weeks begin as in that
        user's language.

        :param int user_id: as whom
        :param str day: a day of the week, such as ``2026-12-31``; today by default
        :param list[int] people: whose slots; the user's own by default
        :return: ``user``, and ``days`` with ``day`` and ``slots``
        :rtype: dict
        """
        day = parse_day(self.env, day)
        people = self._parse_people(people or [])
        with self._see(user_id, CALENDAR) as (user, env):
            zone = get_zone(env.context["tz"], None)
            day = day or to_local(fields.Datetime.now(), zone).date()
            week_start = int(get_lang(env, env.user.lang).week_start)
            days = _get_week(day, week_start)
            domain = Domain("user_id", "in", people or [env.uid])
            domain &= env["mail.activity.slot"]._get_overlap_domain(days, zone)
            slots = env["mail.activity.slot"].search_read(
                domain, SHOWN_IN_CALENDAR, limit=SLOTS_MAX
            )
            shown = [_place(slot, zone) for slot in slots]
            return {
                "user": user,
                "days": [
                    {
                        "day": fields.Date.to_string(day),
                        "slots": [
                            slot for first, last, slot in shown if first <= day <= last
                        ],
                    }
                    for day in days
                ],
            }

    @api.model
    def get_counts(self, user_id):
        """Return what Odoo counts in the menu of activities for another user.

        Without what other addons make of it: Calendar adds meetings, whose titles
        aren't shared.

        :param int user_id: as whom
        :return: ``user``, and ``counts`` with ``name`` and the four numbers
        :rtype: dict
        """
        names = ("name", "overdue_count", "today_count", "planned_count", "total_count")
        with self._see(user_id, COUNTS) as (user, env):
            users = env["res.users"].with_context(**{STATES_AT_ONCE: OWN_CODE})
            # past other addons, which count in SQL, also what the manager may not know
            groups = MailUsers._get_activity_groups(users)
            return {
                "user": user,
                "counts": [
                    {name: group[name] for name in names}
                    for group in groups
                    if group["type"] == "activity"
                ],
            }

    @api.model
    def get_cards(self, user_id, lead_id):
        """Return the activities in an opportunity's chatter, as another user gets them.

        Not being able to open it is an answer, too, and recorded as one.

        :param int user_id: as whom
        :param int lead_id: an opportunity that both can open
        :return: ``user``, the ``name`` of the opportunity, and ``records``; or
            ``refused``, a sentence, if one of the two can't open it
        :rtype: dict
        """
        with self._see(user_id, CARDS) as (user, env):
            lead = self.env["crm.lead"].browse([lead_id] if is_id(lead_id) else [])
            for viewer in (self.env.user, env.user):
                lead = viewer._filter_openable(lead.exists())
            if not lead:
                refused = self.env._(
                    "%(name)s can't open this opportunity, or you can't. Choose "
                    "another one.",
                    name=user["name"],
                )
                return {"user": user, "refused": refused}
            lead = lead.with_env(env)
            records = lead.activity_ids.web_read({**self._get_shown(env), "note": {}})
            for record in records:
                record["note"] = html2plaintext(record["note"] or "")
            return {"user": user, "name": lead.display_name, "records": records}

    @api.model
    def get_overview(self, user_id, date_from=False, date_to=False):
        """Return what the overview counts, as another user gets it.

        The dashboard of a period, and all activities by assignee and sentiment, or by
        state while Outcomes is off, as in the pivot.

        :param int user_id: as whom
        :param str date_from: the first day, such as ``2026-12-01``; both days are those
            of the current month by default
        :param str date_to: the last day
        :return: ``user``; ``dashboard``, see
            :meth:`mail.activity.overview.get_dashboard`; ``cells`` with ``row``,
            ``column`` and ``count``; and ``labels`` of the columns
        :rtype: dict
        """
        with self._see(user_id, OVERVIEW) as (user, env):
            overview = env["mail.activity.overview"]
            if not date_from and not date_to:
                zone = get_zone(env.context["tz"], None)
                today = to_local(fields.Datetime.now(), zone).date()
                date_from, date_to = date_utils.get_month(today)
            return {
                "user": user,
                "dashboard": overview.get_dashboard([], date_from, date_to),
                **self._get_overview_cells(overview),
            }

    @api.model
    def _get_overview_cells(self, overview):
        """Return the cells of the pivot, and what its columns are called.

        :param mail.activity.overview overview: in another user's environment
        """
        env = overview.env
        has_outcomes = env.user.has_group("crm_activity_flow.group_activity_outcome")
        column = "sentiment" if has_outcomes else "state"
        labels = overview._fields[column]._description_selection(env)
        groups = overview._read_group([], ["user_id", column], ["__count"])
        unassigned = env._("Unassigned")
        return {
            "labels": [*labels, (False, env._("No outcome"))],
            "cells": [
                {
                    "row": [
                        assignee.id,
                        assignee.sudo().display_name or unassigned,
                    ],
                    "column": value,
                    "count": count,
                }
                for assignee, value, count in groups
            ],
        }

    # ------------------------------------------------------------
    # What all of them do
    # ------------------------------------------------------------

    @contextmanager
    def _see(self, user_id, screen):
        """Give what another user is called, and that user's environment.

        :raise UserError: the current user may not look as that user
        """
        user = self._get_seen_user(user_id)
        self._record(user, screen)
        shown = {"id": user.id, "name": user.name, "tz": user.tz or "UTC"}
        with see_as(self.env, user) as env:
            yield shown, env

    @api.model
    def _check_may_look(self):
        activities = self.env["mail.activity"]
        if not activities._has_sharing():
            raise AccessError(
                self.env._("See As needs Sharing. Turn it on in the settings.")
            )
        if not activities._is_activity_manager():
            raise AccessError(self.env._("Only activity managers can use See As."))

    @api.model
    def _get_seen_user(self, user_id):
        """Return the user as whom the current one may look, as the superuser.

        :raise AccessError: the current user may not look as anyone
        :raise UserError: or not as this one
        """
        self._check_may_look()
        if user_id == self.env.uid:
            raise UserError(
                self.env._("This is you. Choose someone else to see what they see.")
            )
        user = self.env["res.users"].sudo()._browse_other(user_id)
        if not user or user.company_id.id not in self.env.user._get_company_ids():
            raise UserError(
                self.env._(
                    "You can't use See As for this user. Choose an internal user of "
                    "one of your companies."
                )
            )
        return user

    @api.model
    def _record(self, user, screen):
        """Record who looks as whom, before anything is shown."""
        self.sudo().create(
            {
                "user_id": self.env.uid,
                "user_name": self.env.user.name,
                "seen_user_id": user.id,
                "seen_user_name": user.name,
                "screen": screen,
                "seen_at": fields.Datetime.now(),
            }
        )

    @api.model
    def _get_shown(self, env):
        """Return what is read of activities: what that user has the fields of."""
        activities = env["mail.activity"]
        return {
            name: specification
            for name, specification in SHOWN.items()
            if activities._has_field_access(activities._fields[name], "read")
        }

    @api.model
    def _parse_search(self, searched, deadlines):
        """Return what a client looks for, as Odoo's search does.

        :rtype: Domain
        :raise ValidationError: a value is invalid
        """
        searched = "" if searched is None or searched is False else searched
        if not is_text(searched) or len(searched) > SEARCHED_MAX:
            raise ValidationError(
                self.env._(
                    "Search for a text of at most %(limit)s characters.",
                    limit=SEARCHED_MAX,
                )
            )
        if not _are_deadlines(deadlines):
            raise ValidationError(
                self.env._(
                    "Choose deadlines from this list: %(names)s.",
                    names=", ".join(DEADLINES),
                )
            )
        domain = Domain.TRUE
        if searched:
            domain &= Domain.OR(
                Domain(name, "ilike", searched) for name in ("res_name", "summary")
            )
        if deadlines:
            domain &= Domain.OR(DEADLINES[name] for name in deadlines)
        return domain

    @api.model
    def _parse_people(self, people):
        if not are_ids(people) or len(people) > PEOPLE_MAX:
            raise ValidationError(
                self.env._(
                    "Choose people by their IDs, at most %(limit)s at once.",
                    limit=PEOPLE_MAX,
                )
            )
        return people


def _get_own_domain(env, own):
    """Return what is assigned to the user of an environment, or everything."""
    return Domain("user_id", "=", env.uid) if own else Domain.TRUE


def _are_deadlines(names):
    return isinstance(names, list | tuple) and all(
        isinstance(name, str) and name in DEADLINES for name in names
    )


def _get_week(day, week_start):
    """Return the days of a day's week.

    :param int week_start: on which day weeks begin, from 1 for Monday to 7
    :rtype: list[date]
    """
    first = get_first_of_week(day, week_start)
    return [first + timedelta(days=number) for number in range(7)]


def _place(slot, zone):
    """Return the first and the last day of a slot, and what is shown of it."""
    start, stop = slot["start"], slot["stop"]
    if not slot["allday"]:
        start, stop = (
            to_local(each, zone).replace(tzinfo=None) for each in (start, stop)
        )
    # what ends at midnight isn't on the next day
    last = max(start, stop - timedelta(seconds=1)).date()
    return start.date(), last, {**slot, **to_json(start, stop)}
