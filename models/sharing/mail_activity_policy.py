import functools
import itertools
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..activity.client_values import is_id
from ..activity.mail_activity import MANUAL
from ..activity.mail_activity_access import JUST_FOUND, NO_COMPILING, get_named
from .per_user import forget_all
from .policy import (
    ALL_TYPES,
    BUSY,
    EVERYONE,
    FULL,
    LEVELS,
    NONE,
    PAIR_BITS,
    POLICIES_KEPT,
    READ,
    Facts,
    Line,
    get_lowest_levels,
    group_pairs,
    read_ids,
    split,
    work_out,
)
from .see_as import LOOKER

SHARING = "crm_activity_flow.group_activity_sharing"
# in the cache of the transaction
POLICIES = "crm_activity_flow.share_policies"  # by viewer
LOWEST_LEVELS = "crm_activity_flow.share_lowest_levels"  # by owner
LAST_LEVELS = "crm_activity_flow.share_levels"  # of the activities asked about last
# of the activity, on which the level depends; reports need columns of these names
POLICY_FIELDS = (
    "activity_type_id",
    "automated",
    "create_uid",
    "is_private",
    "origin",
    "res_id",
    "user_id",
)
# the condition of the index on free activities, which queries need word for word
IS_FREE = "COALESCE(%s, 0) = 0"
# of these, what indexes take along beside the document
TAKEN_ALONG = ", ".join(name for name in POLICY_FIELDS if name != "res_id")


class MailActivity(models.Model):
    """The one policy of sharing, as SQL: which level the current user has.

    A class of its own: everything that asks for a level asks here, and a second copy
    of the policy would differ from it sooner or later.

    What all share lines say about one viewer is a small map of owners and types. It is
    loaded once for each transaction, and compiled into sets, in which PostgreSQL looks
    up each row; joining the lines to the rows takes many times as long.
    """

    _inherit = "mail.activity"

    # with what access and the policy ask of a row: most counts read nothing else
    _open_idx = models.Index(
        f"(date_deadline, id) INCLUDE (res_model, res_id, {TAKEN_ALONG}) "
        "WHERE active IS TRUE"
    )
    _document_state_idx = models.Index(
        f"(res_model, res_id, date_deadline, user_tz) INCLUDE ({TAKEN_ALONG}) "
        "WHERE active"
    )
    # whether there are any: else no query needs to look at the column
    _private_idx = models.Index("(user_id) WHERE is_private IS TRUE")
    # Free activities that lines open. People with few documents find more of these than
    # of all others, and would look at the free activities of everybody.
    _free_idx = models.Index(
        f"(user_id, activity_type_id, active) WHERE {IS_FREE % 'res_id'}"
    )

    @api.model
    @ormcache(cache="groups")
    def _has_sharing(self):
        """Return whether Sharing is switched on, also for portal users."""
        return self.env["res.groups"]._is_feature_enabled(SHARING)

    @api.model
    def _is_limited(self):
        """Return whether levels limit what the current user knows."""
        return not self.env.su and self._has_sharing()

    # ------------------------------------------------------------
    # The policy as SQL
    # ------------------------------------------------------------

    @api.model
    def _get_level_domain(self, level=READ):
        if not self._is_limited():
            return super()._get_level_domain(level)
        # not the model's environment: the domain can be searched as the superuser
        return Domain.custom(
            to_sql=lambda _model, alias, _query: self._get_level_condition(alias, level)
        )

    @api.model
    def _get_linked_domain(self, is_searched):
        """Return which activities the user knows through a link, see ``per_user.py``.

        :param bool is_searched: whether the user searches them, and finds no others
        """
        return Domain.TRUE if is_searched else self._get_level_domain()

    @api.model
    def _get_shared_domain(self):
        """Return which activities on documents the current user can read.

        Less than :meth:`_get_level_domain` says: other conditions find one's own, and
        those without a document. It can be NULL, as only what it finds is asked for.
        """
        if not self._is_limited():
            return super()._get_shared_domain()
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "(%s OR %s)",
                self._get_shared_sql(alias, self._compile_share_policy(READ)[0]),
                self._get_created_sql(alias),
            )
        )

    @api.model
    def _get_opened_domain(self, uses_index):
        """Return the free activities that lines open to the current user.

        Where most activities are read anyway, in a form for no index: PostgreSQL would
        collect all of them through indexes, to read a page.
        """
        if not self._is_limited() or not self._get_share_policy().free:
            return super()._get_opened_domain(uses_index)
        is_free = IS_FREE if uses_index else "(%s <> 0) IS NOT TRUE"
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "(%s AND %s)",
                SQL(is_free, SQL.identifier(alias, "res_id")),
                self._get_opened_sql(
                    alias, self._compile_share_policy(READ)[1], uses_index
                ),
            )
        )

    @api.model
    def _decides_in_database(self, domain, bypass_access=False):
        """Return True also for activities named by ids if lines open free ones.

        Odoo's way leaves these out. While someone looks as the current user, what both
        of them may read is always decided there, also where Odoo asks past the rules.
        """
        if self._get_looker() is not None:
            return True
        if super()._decides_in_database(domain, bypass_access):
            return True
        if bypass_access:
            return False
        if not self._is_limited() or get_named(domain, ("res_id",)) is not None:
            return False
        return bool(self._get_share_policy().free)

    @api.model
    def _get_level_sql(self, alias, known=NONE):
        """Return the level that the current user has for activities, as SQL.

        :param str known: the level that the user is known to have at least, below full
        """
        if not self._is_limited():
            return SQL("%s", FULL)
        asked = itertools.takewhile(lambda level: level != known, (FULL, READ, BUSY))
        return SQL(
            "CASE %s ELSE %s END",
            SQL(" ").join(
                SQL("WHEN %s THEN %s", self._get_level_condition(alias, level), level)
                for level in asked
            ),
            known,
        )

    @api.model
    def _get_level_condition(self, alias, level=READ):
        """Return whether the current user has at least a level, as SQL.

        :param str alias: of a table with the columns ``POLICY_FIELDS``
        :param str level: busy, read or full; everyone has none
        """
        if not self._is_limited():
            return super()._get_level_condition(alias, level)
        documents, free = self._compile_share_policy(level)
        # either true or false: it is also asked who doesn't have the level
        condition = SQL(
            "((CASE WHEN %s <> 0 THEN %s ELSE %s END OR %s) IS TRUE)",
            SQL.identifier(alias, "res_id"),
            self._get_shared_sql(alias, documents),
            self._get_opened_sql(alias, free),
            self._get_own_sql(alias),
        )
        looker = self._get_looker()
        if looker is None:
            return condition
        return SQL("(%s AND %s)", condition, looker._get_level_condition(alias, level))

    @api.model
    def _compile_share_policy(self, level):
        """Return what gives the current user a level, and save what it asks of rows.

        :return: for activities on documents, and for those without one
        :rtype: tuple[Sets, Sets]
        """
        self.flush_model(POLICY_FIELDS)
        return _compile_policy(self._get_share_policy(), level)

    @api.model
    def _get_own_sql(self, alias):
        """Return whether the current user's say on an activity is full, as SQL."""
        user_id = SQL.identifier(alias, "user_id")
        return SQL("%s = %s OR %s", user_id, self.env.uid, self._get_created_sql(alias))

    @api.model
    def _get_created_sql(self, alias):
        """Return whether the current user created an activity by hand, as SQL.

        Code creates in the name of whoever clicked. A free activity is its assignee's
        alone, as in Odoo.
        """
        return SQL(
            "(%(create_uid)s = %(uid)s AND %(origin)s = %(manual)s AND %(automated)s "
            "IS NOT TRUE AND %(res_id)s <> 0)",
            automated=SQL.identifier(alias, "automated"),
            create_uid=SQL.identifier(alias, "create_uid"),
            manual=MANUAL,
            origin=SQL.identifier(alias, "origin"),
            res_id=SQL.identifier(alias, "res_id"),
            uid=self.env.uid,
        )

    @api.model
    def _get_shared_sql(self, alias, owners):
        """Return whether owners share activities on documents, as SQL.

        What is assigned to no one is everyone's: such an activity is in no set.

        :param Sets owners: those who share less than everything
        """
        shared = []
        if owners.below:
            shared.append(
                SQL(
                    "((%s = ANY(%s)) IS NOT TRUE OR %s = ANY(%s))",
                    SQL.identifier(alias, "user_id"),
                    owners.below,
                    self._get_pair_sql(alias),
                    owners.pairs_above,
                )
            )
        shared += self._leave_out(alias, owners)
        return SQL("(%s)", SQL(" AND ").join(shared or [SQL("TRUE")]))

    @api.model
    def _get_opened_sql(self, alias, owners, by_type=False):
        """Return whether owners open activities without a document, as SQL.

        :param Sets owners: those who have a line for the current user
        :param bool by_type: whether pairs are asked for type by type: PostgreSQL can't
            say how many activities some pairs have, and would read all of an index
        """
        user_id = SQL.identifier(alias, "user_id")
        opened = [SQL("%s = ANY(%s)", user_id, owners.above)]
        if by_type:
            type_id = SQL.identifier(alias, "activity_type_id")
            opened += [
                SQL("%s = %s AND %s = ANY(%s)", type_id, shared, user_id, sharing)
                for shared, sharing in owners.above_by_type.items()
            ]
        else:
            pair = self._get_pair_sql(alias)
            opened.append(SQL("%s = ANY(%s)", pair, owners.pairs_above))
        conditions = [SQL("(%s)", SQL(" OR ").join(opened))]
        conditions += self._leave_out(alias, owners)
        return SQL("(%s)", SQL(" AND ").join(conditions))

    @api.model
    def _leave_out(self, alias, owners):
        """Return conditions that leave out types that aren't shared, and private ones.

        Nothing is looked up in an empty set, nor where nothing is private: that column
        is among the last of a row, which are slow to read.
        """
        conditions = []
        if owners.pairs_below:
            pair = self._get_pair_sql(alias)
            conditions.append(
                SQL("(%s = ANY(%s)) IS NOT TRUE", pair, owners.pairs_below)
            )
        if self._get_share_policy().has_private:
            is_private = SQL.identifier(alias, "is_private")
            conditions.append(SQL("%s IS NOT TRUE", is_private))
        return conditions

    @api.model
    def _get_pair_sql(self, alias):
        """Return assignee and type as one number, see ``policy.get_pair``.

        NULL without one of them: no line is about such an activity alone.
        """
        return SQL(
            "((%s::bigint << %s) + %s)",
            SQL.identifier(alias, "user_id"),
            PAIR_BITS,
            SQL.identifier(alias, "activity_type_id"),
        )

    # ------------------------------------------------------------
    # See as
    # ------------------------------------------------------------

    @api.model
    def _get_looker(self):
        """Return the model as the user who looks as the current one, if any.

        In all of that user's companies: the switch of companies in the web client
        says what is shown, and not what one may read.

        :rtype: mail.activity | None
        """
        uid = self.env.cr.postcommit.data.get(LOOKER)
        if not uid or self.env.su or uid == self.env.uid:
            return None
        looker = self.env["res.users"].sudo().browse(uid)
        context = {"allowed_company_ids": list(looker._get_company_ids())}
        return self.with_env(self.env(user=uid, su=False, context=context))

    @api.model
    def _get_readable_domain(self, among=Domain.TRUE, limit=None):
        """Leave out what someone who looks as the current user may not read."""
        readable = super()._get_readable_domain(among, limit)
        looker = self._get_looker()
        if looker is None:
            return readable
        return readable & looker._get_readable_domain(among, limit)

    def _search_readable(self):
        """Return those of these that the current user finds, as a query."""
        activities = self.with_context(active_test=False)
        return activities._search(Domain("id", "in", self.ids))

    # ------------------------------------------------------------
    # The levels of records
    # ------------------------------------------------------------

    def _get_share_levels(self):
        """Return the levels that the current user has for these, asked by id.

        Not from records: reading one as the superuser would put all of its values into
        the cache, from which the current user could read them.

        :return: the level of each, and whether a line opens it although it is free;
            ids that don't exist are left out
        :rtype: dict[int, tuple[str, bool]]
        """
        ids = [id_ for id_ in self._origin._ids if is_id(id_)]
        looker = self._get_looker()
        self.flush_model(POLICY_FIELDS)
        # Lists ask twice in a row. Without a statement since, the database would give
        # the same answer; what waits to be saved has cleared this one.
        looker_id = None if looker is None else looker.env.uid
        key = (self.env.uid, self.env.su, looker_id, *ids)
        asked = self._get_transaction_cache(LAST_LEVELS)
        if asked.get("at") != (self.env.cr.sql_log_count, key):
            known = READ if self._was_just_found(self) else NONE
            asked["levels"] = self._load_share_levels(ids, looker, known)
            asked["at"] = (self.env.cr.sql_log_count, key)
        return asked["levels"]

    @api.model
    def _load_share_levels(self, ids, looker, known):
        """Load the levels that the current user has for these, see above.

        :param list[int] ids: of activities
        :param looker: see :meth:`_get_looker`
        :param str known: the level that the user is known to have at least
        """
        levels = {}
        if looker is not None:
            # the looker's levels are in the query: here, it is about the documents
            ids = list(looker.browse(ids)._search_readable())
        elif self.env.uid not in self._get_transaction_cache(POLICIES):
            # before the policy is loaded: most lists of one's own don't need it
            own = self.browse(ids)._filter_own()
            levels = dict.fromkeys(own._ids, (FULL, False))
        missing = [id_ for id_ in ids if id_ not in levels]
        if not missing:
            return levels
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, %s, COALESCE(res_id, 0) = 0 AND user_id <> %s
                  FROM mail_activity
                 WHERE id IN %s
                """,
                self._get_level_sql(self._table, known),
                self.env.uid,
                tuple(missing),
            )
        )
        return levels | {id_: (level, is_opened) for id_, level, is_opened in rows}

    def _filter_own(self):
        """Return those of these on which the current user's say is full."""
        own = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL("(%s)", self._get_own_sql(alias))
        )
        self.flush_model(POLICY_FIELDS)
        activities = self.sudo().with_context(active_test=False)
        return self & self.browse(
            activities._search(Domain("id", "in", self.ids) & own)
        )

    # ------------------------------------------------------------
    # What the lines say about the current user
    # ------------------------------------------------------------

    @api.model
    def _get_levels_of_owner(self, owner):
        """Return the levels that the current user has for an owner's activities.

        As far as lines, companies and roles decide; not for private activities, nor
        for those that the current user created.

        :return: for activities on documents, and for those without one: the level of
            all types, and of the types that differ
        :rtype: tuple[tuple[str, dict[int, str]], tuple[str, dict[int, str]]]
        """
        policy = self._get_share_policy()
        return (
            policy.documents.get(owner.id, (FULL, {})),
            policy.free.get(owner.id, (NONE, {})),
        )

    @api.model
    def _clear_share_policies(self):
        """Work the levels out anew, because something they depend on changed."""
        for name in (POLICIES, LOWEST_LEVELS, LAST_LEVELS, JUST_FOUND):
            self._clear_transaction_cache(name)
        self.invalidate_model(["share_level"])
        forget_all(self.env)

    @api.model
    def _get_share_policy(self):
        """Return what decides on the levels of the current user.

        Kept until the end of the transaction: PostgreSQL shows it the same lines until
        then.

        :rtype: Policy
        """
        policies = self._get_transaction_cache(POLICIES)
        if self.env.uid not in policies:
            # code that acts for the user as the superuser doesn't make them a manager
            policies[self.env.uid] = self.sudo(False)._load_share_policy()
        return policies[self.env.uid]

    @api.model
    def _load_share_policy(self):
        """Load all that decides on the levels of the current user, in one query."""
        self._flush_share_policy()
        parts = self.env.execute_query(
            SQL(
                "SELECT (%s), (%s), (%s), (%s), %s",
                self._select_share_lines(),
                self._select_share_defaults(),
                self._select_led_users(),
                self._select_has_private(),
                NO_COMPILING,
            )
        )
        lines, defaults, led, has_private, _setting = parts[0]
        return work_out(
            Facts(
                lines,
                defaults,
                led,
                has_private,
                viewer=self.env.uid,
                sees_all=self._is_activity_manager(),
            )
        )

    @api.model
    def _flush_share_policy(self):
        """Save what the policy's queries read."""
        self.flush_model(["is_private"])
        self.env["mail.activity.share"].flush_model()
        self.env["res.users"].flush_model(["company_id"])
        self.env["res.company"].flush_model(["activity_share_default"])
        self.env["crm.team"].flush_model(["active", "user_id"])
        self.env["crm.team.member"].flush_model(["active", "crm_team_id", "user_id"])

    @api.model
    def _select_share_lines(self):
        """Select the lines that are about the current user, as rows of ``Line``.

        Everyone is whoever works in the owner's company. For others, such lines only
        close, and so do lines for a person who is no longer an internal user.

        Apart from one another, as the index has all that is asked of most of them.
        """
        is_internal = self.env.user._is_internal()
        companies = self.env.user._get_company_ids() if is_internal else ()
        return SQL(
            """
            SELECT STRING_AGG(
                       CONCAT_WS(
                           ' ', user_id, activity_type_id, is_personal, level, opens
                       ),
                       ','
                   )
              FROM (
                SELECT user_id,
                       COALESCE(activity_type_id, %(all_types)s) AS activity_type_id,
                       1 AS is_personal,
                       level,
                       %(is_internal)s::int AS opens
                  FROM mail_activity_share
                 WHERE viewer_id = %(uid)s
             UNION ALL
                SELECT line.user_id,
                       COALESCE(line.activity_type_id, %(all_types)s),
                       0,
                       line.level,
                       (owner.company_id = ANY(%(companies)s))::int
                  FROM mail_activity_share line
                  JOIN res_users owner ON owner.id = line.user_id
                 WHERE line.viewer_id IS NULL
              ) line
            """,
            all_types=ALL_TYPES,
            companies=_as_ids(companies),
            is_internal=is_internal,
            uid=self.env.uid,
        )

    @api.model
    def _select_share_defaults(self):
        """Select owners whose company doesn't share everything, with its default."""
        return SQL(
            """
            SELECT STRING_AGG(
                       CONCAT_WS(' ', owner.id, company.activity_share_default), ','
                   )
              FROM res_company company
              JOIN res_users owner ON owner.company_id = company.id
             WHERE company.activity_share_default <> %s
            """,
            FULL,
        )

    @api.model
    def _select_led_users(self):
        """Select the members of the sales teams that the current user leads."""
        return SQL(
            """
            SELECT STRING_AGG(member.user_id::text, ',')
              FROM crm_team team
              JOIN crm_team_member member ON member.crm_team_id = team.id
             WHERE team.user_id = %s AND team.active AND member.active
            """,
            self.env.uid,
        )

    @api.model
    def _select_has_private(self):
        return SQL("SELECT EXISTS (SELECT FROM mail_activity WHERE is_private IS TRUE)")

    @api.model
    def _get_led_users(self):
        """Return the members of the sales teams that the current user leads.

        :return: ids of users
        :rtype: list[int]
        """
        self._flush_share_policy()
        return read_ids(self.env.execute_query(self._select_led_users())[0][0])

    @api.model
    def _get_lowest_levels(self, owner_ids):
        """Return the lowest levels that owners give to anyone, whoever asks.

        :param owner_ids: ids of users
        :return: see ``policy.get_lowest_levels``, by owner
        :rtype: dict[int, tuple[str, dict[int, str]]]
        """
        levels = self._get_transaction_cache(LOWEST_LEVELS)
        missing = set(owner_ids) - levels.keys()
        if missing:
            levels.update(self._load_lowest_levels(missing))
        return levels

    @api.model
    def _load_share_lines(self, owner_ids):
        """Return the defaults of owners' companies, and their lines by viewer.

        :rtype: tuple[dict[int, str], dict[int, dict[int, list[Line]]]]
        """
        self._flush_share_policy()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT owner.id,
                       COALESCE(line.viewer_id, %(everyone)s),
                       COALESCE(company.activity_share_default, %(full)s),
                       COALESCE(line.activity_type_id, %(all_types)s),
                       line.level
                  FROM res_users owner
                  JOIN res_company company ON company.id = owner.company_id
             LEFT JOIN mail_activity_share line ON line.user_id = owner.id
                 WHERE owner.id = ANY(%(owners)s)
                """,
                all_types=ALL_TYPES,
                everyone=EVERYONE,
                full=FULL,
                owners=_as_ids(owner_ids),
            )
        )
        defaults = {}
        lines = defaultdict(lambda: defaultdict(list))
        for owner, viewer, default, activity_type, level in rows:
            defaults[owner] = default
            if level:
                is_personal = viewer != EVERYONE
                # as for people of the owner's company
                line = Line(owner, activity_type, is_personal, level, True, default)
                lines[owner][viewer].append(line)
        return defaults, lines

    @api.model
    def _load_lowest_levels(self, owner_ids):
        defaults, lines = self._load_share_lines(owner_ids)
        return {
            owner: get_lowest_levels(lines[owner], default)
            for owner, default in defaults.items()
        }


class Sets(NamedTuple):
    """A ``Split`` as SQL; below, None where there are none."""

    above: SQL
    below: SQL | None
    pairs_above: SQL
    pairs_below: SQL | None
    above_by_type: dict[int, SQL]  # the owners of the pairs above


@functools.lru_cache(len(LEVELS) * POLICIES_KEPT)
def _compile_policy(policy, level):
    """Return the owners and pairs on both sides of a level, as SQL.

    :return: for activities on documents, and for those without one
    :rtype: tuple[Sets, Sets]
    """
    return (
        _compile(split(policy.documents, level)),
        _compile(split(policy.free, level)),
    )


def _compile(owners):
    return Sets(
        above=_as_ids(owners.above),
        below=_as_ids(owners.below) if owners.below else None,
        pairs_above=_as_pairs(owners.pairs_above),
        pairs_below=_as_pairs(owners.pairs_below) if owners.pairs_below else None,
        above_by_type={
            activity_type: _as_ids(sharing)
            for activity_type, sharing in group_pairs(owners.pairs_above).items()
        },
    )


def _as_ids(ids):
    """Return ids as an array of their type: else PostgreSQL wouldn't hash it."""
    return SQL("%s::int[]", _as_text(ids))


def _as_pairs(pairs):
    return SQL("%s::bigint[]", _as_text(pairs))


def _as_text(numbers):
    """Return an array as text, which is read faster than a list of numbers."""
    return f"{{{','.join(map(str, sorted(numbers)))}}}"
