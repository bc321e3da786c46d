from contextlib import contextmanager
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, ormcache

from .records import has_lost_default_user

# where it is earliest and latest on Earth
FIRST_ZONE, LAST_ZONE = timedelta(hours=-12), timedelta(hours=14)
STATE_FIELDS = ("active", "date_deadline", "res_id", "res_model", "user_tz")


class MailActivityMixin(models.AbstractModel):
    _inherit = "mail.activity.mixin"

    def write(self, vals):
        """Let the names that activities store follow their records, done ones, too.

        While both switches are off, they stay as they were, as in Odoo.
        """
        with self._activity_renaming(vals):
            return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Do the same for names that are corrected in the dialog of translations."""
        with self._activity_renaming([field_name]):
            return super()._update_field_translations(
                field_name, translations, digest, source_lang
            )

    @contextmanager
    def _activity_renaming(self, names):
        """Let the names that activities store follow a change of some fields.

        :param names: names of the fields that change
        """
        is_name = not self._activity_get_name_fields().isdisjoint(names)
        if not is_name or not self.env["mail.activity"]._flow_keeps_trace():
            yield
            return
        named = self._activity_get_named_after(names)._activity_filter_having_any()
        before = named._activity_get_stored_names()
        yield
        self._activity_rename(before, named._activity_get_stored_names())

    def _search_activity_state(self, operator, value):
        """Find documents with overdue activities by these alone.

        Odoo works out the state of every document first.
        """
        if operator != "in" or {*value} != {"overdue"}:
            return super()._search_activity_state(operator, value)
        return [("id", "in", self._activity_select_overdue())]

    @api.model
    def _activity_select_overdue(self):
        """Return the query of documents with an activity that is overdue, as SQL.

        In its assignee's time zone, which is looked up only for deadlines on a day that
        it is somewhere on Earth; where it is latest limits what has to be read. What is
        active is put as in the index that has all of this.
        """
        self.env["mail.activity"].flush_model(STATE_FIELDS)
        first_day, last_day = self._activity_get_days_on_earth()
        return SQL(
            """(
            SELECT mail_activity.res_id
              FROM mail_activity
             WHERE mail_activity.active
               AND mail_activity.res_model = %(model)s
               AND mail_activity.date_deadline < %(last_day)s
               AND (
                    mail_activity.date_deadline < %(first_day)s
                    OR mail_activity.date_deadline < %(today)s
               )
            )""",
            first_day=first_day,
            last_day=last_day,
            model=self._name,
            today=self._activity_get_today_sql("UTC"),
        )

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group documents by state in less time than Odoo's query takes."""
        if groupby_spec != "activity_state":
            return super()._read_group_groupby(alias, groupby_spec, query)
        if alias != self._table:
            # Odoo's error would show the query, and what it says of other users
            raise UserError(
                self.env._(
                    "You can't group by the state of another record's activities. "
                    "Choose another field."
                )
            )
        documents = None
        if self._activity_is_about_user(query):
            # without the query's limit: that one is for groups
            documents = SQL(
                "(SELECT %s FROM %s WHERE %s)",
                SQL.identifier(alias, "id"),
                query.from_clause,
                query.where_clause,
            )
        joined = set(query._joins)
        result = super()._read_group_groupby(alias, groupby_spec, query)
        for name in query._joins.keys() - joined:
            kind, _states, condition = query._joins[name]
            query._joins[name] = (
                kind,
                self._activity_select_states(documents),
                condition,
            )
        return result

    @api.model
    def _activity_is_about_user(self, query):
        """Return whether a rule or a filter names the current user as the responsible.

        The query then has few of all documents, and it pays to begin with these. It is
        no more than a guess: another condition can have the same number.
        """
        return '"user_id"' in query.where_clause.code and any(
            self.env.uid in value if isinstance(value, tuple) else self.env.uid == value
            for value in query.where_clause.params
        )

    @api.model
    def _activity_select_states(self, documents=None):
        """Hook: return the query of documents and their states, as SQL.

        The earliest deadline decides, in its assignee's time zone. That is looked up
        only for the few deadlines on a day that it is somewhere on Earth: for all of
        them, it takes most of the time in Odoo's query.

        :param SQL documents: a query of ids in parentheses; None for all
        """
        self.env["mail.activity"].flush_model(STATE_FIELDS)
        zone = self.env.context.get("tz")
        first_day, last_day = self._activity_get_days_on_earth()
        return SQL(
            """(
            SELECT res_id,
                   CASE MIN(
                       CASE WHEN date_deadline < %(first_day)s THEN -1
                            WHEN date_deadline > %(last_day)s THEN 1
                            ELSE SIGN(date_deadline - %(today)s)::int
                        END
                   )
                   WHEN -1 THEN 'overdue'
                   WHEN 0 THEN 'today'
                   WHEN 1 THEN 'planned'
                    END AS activity_state
              FROM mail_activity
             WHERE res_model = %(model)s AND active AND %(is_asked)s
             GROUP BY res_id
            )""",
            first_day=first_day,
            is_asked=SQL("res_id IN %s", documents) if documents else SQL("TRUE"),
            last_day=last_day,
            model=self._name,
            today=self._activity_get_today_sql(
                zone if zone in pytz.all_timezones_set else "UTC"
            ),
        )

    @api.model
    def _activity_get_days_on_earth(self):
        """Return the first and the last of the days that it is somewhere now."""
        now = fields.Datetime.now()
        return (now + FIRST_ZONE).date(), (now + LAST_ZONE).date()

    @api.model
    def _activity_get_today_sql(self, zone):
        """Return which day it is for the assignee of an activity, as SQL.

        :param str zone: of those who have none
        """
        return SQL(
            "(%s AT TIME ZONE COALESCE(mail_activity.user_tz, %s))::date",
            pytz.utc.localize(fields.Datetime.now()),
            zone,
        )

    @api.model
    @ormcache("name")
    def _activity_get_name_fields(self, name="display_name"):
        """Return the fields on which the names of these records depend.

        :param str name: the field of the name, or a part of it
        :rtype: frozenset[str]
        """
        found = {name}
        pending = [self._fields[name]]
        while pending:
            for path in self.pool.field_depends[pending.pop()]:
                name = path.partition(".")[0]
                if name in self._fields and name not in found:
                    found.add(name)
                    pending.append(self._fields[name])
        return frozenset(found)

    def _activity_get_named_after(self, names):
        """Hook: return the records whose names contain those of these.

        :param names: names of the fields that change
        """
        return self

    def _activity_get_stored_names(self):
        """Return the names in each language in which an activity can have stored them.

        As the superuser, like the activities' own computation, without what a form adds
        to names.

        :return: by id and language; the user's own is first
        :rtype: dict[tuple[int, str], str]
        """
        current = self.env.context.get("lang")
        languages = [current]
        if any(
            self._fields[name].translate for name in self._activity_get_name_fields()
        ):
            installed = self.env["res.lang"].get_installed()
            languages += [code for code, _name in installed if code != current]
        return {
            (record.id, language): record.display_name
            for language in languages
            for record in self.with_env(self.env(context={"lang": language}, su=True))
        }

    def _activity_filter_having_any(self):
        """Return those of these that have activities, done ones included.

        Access to these isn't checked.
        """
        if not self:
            return self
        self.env["mail.activity"].flush_model(["res_id", "res_model"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT res_id
                  FROM mail_activity
                 WHERE res_model = %(model)s
                   AND res_id = ANY(%(ids)s)
                """,
                ids=list(self.ids),
                model=self._name,
            )
        )
        found = {res_id for (res_id,) in rows}
        return self.filtered(lambda document: document.id in found)

    @api.model
    def _activity_rename(self, before, after):
        """Store new names of documents on their activities, in one statement.

        A name was stored in the language of whoever created the activity, and stays in
        it. What has none of the names of before gets that of the current user.

        :param dict before: names by id and language, the current user's first
        :param dict after: the same, afterward
        """
        changed = {key[0] for key, name in before.items() if after[key] != name}
        keys = [key for key in before if key[0] in changed]
        if not keys:
            return
        self.env["mail.activity"].flush_model(["res_id", "res_model", "res_name"])
        self.env.cr.execute(
            SQL(
                """
                WITH renamed (id, before, after, position) AS (
                    SELECT * FROM unnest(
                        %(ids)s::int[], %(before)s::varchar[], %(after)s::varchar[]
                    ) WITH ORDINALITY
                ),
                chosen AS (
                    SELECT DISTINCT ON (activity.id) activity.id, renamed.after
                      FROM mail_activity activity
                      JOIN renamed ON renamed.id = activity.res_id
                     WHERE activity.res_model = %(model)s
                     ORDER BY activity.id,
                              (activity.res_name = renamed.before) IS NOT TRUE,
                              renamed.position
                )
                UPDATE mail_activity activity
                   SET res_name = chosen.after
                  FROM chosen
                 WHERE chosen.id = activity.id
                   AND activity.res_name IS DISTINCT FROM chosen.after
                """,
                after=[after[key] for key in keys],
                before=[before[key] for key in keys],
                ids=[id_ for id_, _lang in keys],
                model=self._name,
            )
        )
        self.env["mail.activity"].invalidate_model(["res_name"], flush=False)

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Keep what code creates for no one in particular from those who have left."""
        if not act_values.get("user_id") and self._activity_has_lost_default_user(
            act_type_xmlid, act_values
        ):
            act_values["user_id"] = self.env.uid
        return super().activity_schedule(
            act_type_xmlid, date_deadline, summary, note, **act_values
        )

    def _activity_has_lost_default_user(self, act_type_xmlid, act_values):
        """Return whether Odoo would assign to an archived default user.

        The parameters are those of :meth:`activity_schedule`.
        """
        if not self.env["mail.activity"]._flow_keeps_trace():
            return False
        type_id = act_values.get("activity_type_id", False)
        if act_type_xmlid:
            type_id = self.env["ir.model.data"]._xmlid_to_res_id(act_type_xmlid)
        kind = self.env["mail.activity.type"].browse(type_id)
        return has_lost_default_user(kind or self._default_activity_type())

    def activity_search(
        self,
        act_type_xmlids="",
        user_id=None,
        additional_domain=None,
        only_automated=True,
    ):
        """Find open activities only, whatever the caller's context is about.

        What business code finds, it completes, deletes or moves. A done activity can't
        be completed again while Outcomes or Statuses is on, and would block that code.
        """
        records = self
        if self.env["mail.activity"]._flow_keeps_trace():
            records = self.with_context(active_test=True)
        activities = super(MailActivityMixin, records).activity_search(
            act_type_xmlids,
            user_id=user_id,
            additional_domain=additional_domain,
            only_automated=only_automated,
        )
        return activities.with_env(self.env)
