import json
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, split_every

from ..activity.source import OWN_CODE, SOURCE
from .calendar_event import ACTIVITY, HAS_MEETING, NOTING, PERSON, PRIVATE
from .reasons import Reason, add_missing, read_reasons

BATCH = 1_000


class Meeting(NamedTuple):
    """A meeting, whose privacy is to follow that of its activities."""

    id: int
    series: int | None  # the id of the recurrence
    privacy: str | None
    set_by: str | None
    noted: dict[int, Reason]  # why it is private
    linked: list[int]  # the activities that it has now

    @property
    def is_chosen(self):
        """Whether a person chose the privacy, perhaps before that was recorded."""
        return self.set_by == PERSON or (self.set_by is None and bool(self.privacy))


class CalendarEvent(models.Model):
    """The privacy of meetings follows that of their activities.

    Only where no one chose it: what a person sets stays, and so does what was set
    before the addon recorded who did. Empty means Odoo's default, that of the calendar.

    A meeting keeps the title of an activity that is done, deleted or linked elsewhere,
    and so do its copies, and what is taken out of its series. So each notes itself why
    it is private.

    A class of its own: it isn't about the current user, but about what everyone finds
    in the calendar. It is worked out in the database, past the cache and access.
    """

    _inherit = "calendar.event"

    def _adapt_own_privacy(self):
        """Adapt the privacy of these to their open activities."""
        self._adapt_privacy(
            SQL(
                "%s AND mail_activity.calendar_event_id = ANY(%s)",
                HAS_MEETING,
                list(self.ids),
            )
        )

    @api.model
    def _adapt_privacy(self, condition, noted=None):
        """Make meetings private that have a reason to be, and no others.

        Asked of the database, past the cache, which the current user reads as well.

        :param SQL condition: on the table of activities: their meetings, and whatever
            else is private because of them
        :param SQL noted: on the reasons ``(owner, activity_type)`` of meetings, if
            others follow, too
        """
        meetings = self._load_meetings(condition, noted)
        new = self.browse(each.id for each in meetings)._filter_being_created()
        meetings = [each for each in meetings if each.id not in new._ids]
        reasons = self._get_reasons(meetings)
        quiet = self._filter_quiet(
            {r for own in reasons.values() for r in own.values()}
        )
        private = {
            id_ for id_, own in reasons.items() if not quiet.isdisjoint(own.values())
        }
        # what is noted once stays: it can be a reason again
        self._note_reasons(
            {
                each.id: reasons[each.id]
                for each in meetings
                if each.noted != reasons[each.id] and (each.noted or each.id in private)
            }
        )
        following = [each for each in meetings if not each.is_chosen]
        closing = {each.id for each in following if each.privacy != PRIVATE} & private
        opening = {each.id for each in following if each.noted and each.set_by}
        opening -= private
        self._write_privacy(closing, PRIVATE, ACTIVITY)
        self._write_privacy(opening, False, False)

    @api.model
    def _load_meetings(self, condition, noted):
        """Load meetings with what is noted on them, and with their activities.

        Closed activities, too; and all meetings of a series.

        :param SQL condition: see :meth:`_adapt_privacy`
        :param SQL noted: see :meth:`_adapt_privacy`
        :rtype: list[Meeting]
        """
        self.flush_model(["privacy", "privacy_set_by", "quieted_by", "recurrence_id"])
        self.env["mail.activity"].flush_model(
            ["active", "activity_type_id", "calendar_event_id", "is_private", "user_id"]
        )
        # arrays, because PostgreSQL walks through all meetings to join them
        rows = self.env.execute_query(
            SQL(
                """
                WITH changed AS (
                    SELECT id, calendar_event_id FROM mail_activity WHERE %(condition)s
                ), asked AS (
                    SELECT id, recurrence_id
                      FROM calendar_event
                     WHERE id = ANY(ARRAY(SELECT calendar_event_id FROM changed))
                     UNION
                    SELECT id, recurrence_id
                      FROM calendar_event
                     WHERE quieted_by ?| ARRAY(SELECT id::text FROM changed)
                    %(or_noted)s
                ), series AS (
                    SELECT id FROM asked
                     UNION
                    SELECT id
                      FROM calendar_event
                     WHERE recurrence_id = ANY(ARRAY(SELECT recurrence_id FROM asked))
                )
                SELECT event.id, event.recurrence_id, event.privacy,
                       event.privacy_set_by, event.quieted_by,
                       ARRAY(
                           SELECT linked.id
                             FROM mail_activity linked
                            WHERE linked.calendar_event_id = event.id
                       )
                  FROM calendar_event event
                 WHERE id = ANY(ARRAY(SELECT id FROM series))
                """,
                condition=condition,
                or_noted=self._select_noted(noted) if noted else SQL(),
            )
        )
        return [
            Meeting(*row, read_reasons(noted), linked) for *row, noted, linked in rows
        ]

    @api.model
    def _select_noted(self, condition):
        """Return the query of meetings with a reason, for a union, as SQL."""
        return SQL(
            """
             UNION
            SELECT id, recurrence_id
              FROM calendar_event
             WHERE quieted_by IS NOT NULL
               AND EXISTS (
                   SELECT
                     FROM jsonb_each(quieted_by),
                          LATERAL (
                              SELECT (value->>0)::int AS owner,
                                     (value->>1)::int AS activity_type
                          ) reason
                    WHERE %s
               )
            """,
            condition,
        )

    @api.model
    def _get_reasons(self, meetings):
        """Return what keeps these private, or would if it were quiet, by meeting.

        What is noted, as activities are now if there still are; and for all meetings of
        a series the same.

        :param list[Meeting] meetings: with all of each series
        :rtype: dict[int, dict[int, Reason]]
        """
        now = self._load_reasons(
            set().union(*([*each.noted, *each.linked] for each in meetings))
        )
        reasons, of_series = {}, defaultdict(dict)
        for each in meetings:
            noted = {id_: now.get(id_, reason) for id_, reason in each.noted.items()}
            reasons[each.id] = noted | {id_: now[id_] for id_ in each.linked}
            add_missing(of_series[each.series or -each.id], reasons[each.id])
        for each in meetings:
            add_missing(reasons[each.id], of_series[each.series or -each.id])
        return reasons

    @api.model
    def _load_reasons(self, ids):
        """Return activities as reasons, by id; without those that are gone.

        :param set[int] ids: of activities
        :rtype: dict[int, Reason]
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id, user_id, activity_type_id, is_private IS TRUE"
                " FROM mail_activity WHERE id = ANY(%s)",
                list(ids),
            )
        )
        return {id_: Reason(*values) for id_, *values in rows}

    @api.model
    def _filter_quiet(self, reasons):
        """Return those of some reasons that keep meetings private.

        Of a user who is gone, no one can say any more who may know it.

        :param set[Reason] reasons: of any meetings
        """
        activities = self.env["mail.activity"]
        owners = self.env["res.users"].browse({r.owner for r in reasons} - {None})
        gone = {*(owners - owners.exists())._ids}
        levels = activities._get_lowest_levels({*owners._ids} - gone)
        return {
            reason
            for reason in reasons
            if reason.owner in gone or activities._is_quiet(levels, *reason)
        }

    @api.model
    def _note_reasons(self, reasons):
        """Note why meetings are private, past what Odoo does when meetings change.

        :param dict reasons: by meeting
        """
        if not reasons:
            return
        self.env.execute_query(
            SQL(
                """
                UPDATE calendar_event
                   SET quieted_by = noted.reasons
                  FROM unnest(%s, %s::jsonb[]) AS noted (id, reasons)
                 WHERE calendar_event.id = noted.id
             RETURNING calendar_event.id
                """,
                list(reasons),
                [json.dumps(own) for own in reasons.values()],
            )
        )
        self.invalidate_model(["quieted_by"], flush=False)

    @api.model
    def _change_reasons(self, types, name, value):
        """Change what meetings have noted of activities of some types.

        :param types: of activities
        :param str name: of the value in ``Reason``
        :param value: the new one
        """
        self.flush_model(["quieted_by"])
        self.env.execute_query(
            SQL(
                """
                UPDATE calendar_event
                   SET quieted_by = (
                           SELECT jsonb_object_agg(
                                      key,
                                      CASE WHEN (value->>1)::int = ANY(%(types)s)
                                           THEN jsonb_set(value, %(path)s, %(value)s)
                                           ELSE value
                                       END
                                  )
                             FROM jsonb_each(quieted_by)
                       )
                 WHERE quieted_by IS NOT NULL
                   AND EXISTS (
                       SELECT FROM jsonb_each(quieted_by)
                        WHERE (value->>1)::int = ANY(%(types)s)
                   )
             RETURNING id
                """,
                path=[str(Reason._fields.index(name))],
                types=list(types.ids),
                value=json.dumps(value),
            )
        )
        self.invalidate_model(["quieted_by"], flush=False)

    @api.model
    def _reset_privacy(self):
        """Show meetings as in Odoo again, but those that a person made private.

        What is noted on them stays for the next time.
        """
        self.flush_model(["privacy", "privacy_set_by"])
        query = SQL(
            "SELECT id FROM calendar_event WHERE privacy_set_by = %s AND privacy = %s",
            ACTIVITY,
            PRIVATE,
        )
        ids = {id_ for (id_,) in self.env.execute_query(query)}
        self._write_privacy(ids, False, ACTIVITY)

    @api.model
    def _write_privacy(self, ids, privacy, set_by):
        """Write with Odoo's means: calendars elsewhere are to follow, too."""
        context = {
            SOURCE: OWN_CODE,
            NOTING: OWN_CODE,
            "mail_activity_meeting_update": True,
            # calendars elsewhere refuse changes by others than the organizer, and of
            # series, unless they made these themselves
            "dont_notify": True,
            "skip_event_permission": True,
        }
        vals = {"privacy": privacy, "privacy_set_by": set_by}
        events = self.sudo().with_context(**context)
        for batch in split_every(BATCH, sorted(ids), events.browse):
            batch.write(dict(vals))
            # private ones of others are masked when they are fetched
            batch.invalidate_recordset()
