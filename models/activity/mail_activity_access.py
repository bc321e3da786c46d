import functools
from collections.abc import Set

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from .client_values import is_id, is_integer
from .source import has_mark

# PostgreSQL overestimates a condition with sub-queries for each model, and compiles it,
# which takes longer than the query. For the rest of the transaction only; selected by a
# query that is run anyway, so that it takes none of its own.
NO_COMPILING = SQL("set_config('jit', 'off', TRUE)")
# activities that are searched for a page of a list at most, and counted for its total
PAGE_MAX = 200
TOTAL_MAX = 20_000
# documents of one user that are named one by one; PostgreSQL takes a millisecond to
# estimate how many activities they have
NAMED_MAX = 2_000
# how the database decides on documents of a model, see ``_get_document_domains``
NAMED, HASHED, LOOKED_UP = ("named", "hashed", "looked_up")
# in the cache of the transaction
DOCUMENT_MODELS = "crm_activity_flow.document_models"
JUST_FOUND = "crm_activity_flow.just_found"  # the records that were found last
# in the context: what is found is asked for its states next, in many small parts
STATES_AT_ONCE = "activity_states_at_once"


def get_named(domain, names, is_value=is_id):
    """Return what a domain names of all activities that it finds.

    Conditions that name values are false for every activity with other values. If
    nothing can be found with all of these false, each activity found has one of them.

    :param Domain domain: of activities
    :param names: fields by which it can name them
    :param is_value: what says whether a value names something
    :return: their values; None if it can find others, too
    :rtype: set | None
    """
    named = set()

    def leave_out(condition):
        values = _get_values(condition) if condition.field_expr in names else None
        if values is None or not all(map(is_value, values)):
            return condition
        named.update(values)
        return Domain.FALSE

    return named if domain.map_conditions(leave_out).is_false() else None


def _get_values(condition):
    """Return the values that a condition gives; None if it isn't of that kind."""
    if condition.operator == "=":
        return [condition.value]
    is_list = isinstance(condition.value, list | tuple | Set)
    return condition.value if is_list and condition.operator == "in" else None


def _is_text(value):
    return isinstance(value, str)


def _all_in_order(*domains):
    """Return a domain for all of these, which the database checks in this order.

    Odoo sorts the parts of a domain; PostgreSQL takes those within an OR as they come.
    """
    both = Domain.AND(domains)
    if both.is_false() or both in domains:
        return both  # nothing is left to sort
    return Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "(%s)",
            SQL(" AND ").join(
                domain.optimize_full(model)._to_sql(model, alias, query)
                for domain in domains
            ),
        )
    )


class MailActivity(models.Model):
    """Who finds which activities, as a condition for the database.

    A class of its own, to keep Odoo's decision on access in one place.
    """

    _inherit = "mail.activity"

    def _check_access(self, operation):
        """Decide as Odoo does, on those activities that rooms don't withhold.

        These first, and without the others: Odoo reads as the superuser to decide, and
        what it reads stays in the cache, from which the user could read it.
        """
        if operation == "read" and self._was_just_found(self):
            return None
        asked, refused, make_error = self._split_by_level(operation)
        result = super(MailActivity, asked)._check_access(operation)
        if not refused:
            return result
        return (refused + result[0] if result else refused), make_error

    @api.model
    @api.private
    @api.readonly
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Note what was found: a list reads it next, and need not ask for access."""
        found = super().search_fetch(domain, field_names, offset, limit, order)
        self._note_found(found)
        if has_mark(self.env.context, STATES_AT_ONCE):
            found.mapped("state")
        return found

    @api.model
    @api.readonly
    def search_count(self, domain, limit=None):
        """Count one's own first, for the total of a list.

        An index counts these; of all others, documents have to be looked up. It is all
        the same which of them make the total that a list ends at. Odoo advises to
        override ``_search`` instead, but that can only make one query.
        """
        domain = Domain(domain)
        if not self._counts_own_first(domain, limit):
            return super().search_count(domain, limit)
        own = Domain("user_id", "=", self.env.uid)
        count = super().search_count(domain & own, limit)
        if count < limit:
            # as many as for a page would be looked up one by one
            more = max(limit - count, PAGE_MAX + 1)
            count += super().search_count(domain & ~own, more)
        return min(count, limit)

    @api.model
    def _counts_own_first(self, domain, limit):
        """Return whether to count one's own activities before all others.

        :param Domain domain: what is counted
        :param limit: how many at most, if there is a limit; perhaps a client's
        """
        return (
            is_integer(limit)
            and limit > PAGE_MAX
            and not self.env.su
            and self._decides_in_database(domain)
            and get_named(domain, ("user_id",)) is None
        )

    @api.model
    def _note_found(self, records):
        """Note that the current user was just found to have read access to these.

        :param records: activities, or records about activities
        """
        self._get_transaction_cache(JUST_FOUND)["moment"] = self._get_moment(records)

    @api.model
    def _was_just_found(self, records):
        """Return whether exactly these were found, and no statement was sent since.

        Then the database would give the same answer. Changes of activities that wait to
        be saved are saved first, by a statement.
        """
        moment = self._get_transaction_cache(JUST_FOUND).get("moment")
        if moment != self._get_moment(records):
            return False
        self.flush_model()
        return moment == self._get_moment(records)

    @api.model
    def _names_just_found(self, domain):
        """Return whether a domain finds only what was just found, see above.

        Odoo searches, then reads what it found by its ids, and asks for access each
        time.

        :param Domain domain: of activities
        """
        named = get_named(domain, ("id",))
        return bool(named) and self._was_just_found(self.browse(named))

    @api.model
    def _get_moment(self, records):
        # a search that finds closed ones, too, asks for the same access
        env = records.with_context(active_test=False).env
        return env, records._name, frozenset(records._ids), env.cr.sql_log_count

    def _check_level(self, operation):
        """Refuse what others withhold, before a text names any of these.

        Only that: Odoo decides on the rest, where it always does.

        :raise AccessError: the level isn't enough, or one of these has to look missing
        """
        _asked, refused, make_error = self._split_by_level(operation)
        if refused:
            raise make_error()

    def _read_ahead(self):
        """Read the rows of these with one query: Odoo reads to decide, then once more.

        Where it refuses one, all is as if nothing had been read.
        """
        unread = any(self._fields["active"]._cache_missing_ids(self))
        if unread and self._check_access("read"):
            self.invalidate_recordset()

    def _split_by_level(self, operation):
        """Hook: split these by whether the current user's level is enough.

        :return: those on which Odoo decides, those that are refused, and what makes the
            error that refuses them
        :rtype: tuple[mail.activity, mail.activity, Callable | None]
        """
        return self, self.browse(), None

    @api.model
    def _get_level_domain(self, level="read"):
        """Hook: return which activities the current user has a level of access for.

        :param str level: ``busy``, ``read`` or ``full``
        :rtype: Domain
        """
        return Domain.TRUE

    @api.model
    def _get_level_condition(self, alias, level="read"):
        """Hook: return the same for queries, as SQL.

        :param str alias: of the table of activities, or one with the same columns
        :param str level: see :meth:`_get_level_domain`
        """
        return SQL("TRUE")

    @api.model
    def _get_shared_domain(self):
        """Hook: return which activities on documents the current user is to know.

        As far as others share them: whether the user can open the document, and is the
        assignee, are other conditions.

        :rtype: Domain
        """
        return Domain.TRUE

    @api.model
    def _get_opened_domain(self, uses_index):
        """Hook: return which activities without a document others share.

        :param bool uses_index: whether they are to be found through an index, because
            all others are, too
        :rtype: Domain
        """
        return Domain.FALSE

    @api.model
    def _decides_in_database(self, domain, bypass_access=False):
        """Hook: return whether the database decides on access, and not Odoo's way.

        Odoo loads all rows that match and then drops some: lists have pages with gaps
        and a wrong total, and with a million activities, they take seconds. For
        activities that are named, or those of some documents, its way is faster.

        :param Domain domain: what is searched
        :param bool bypass_access: whether Odoo asks past the rules
        """
        return not bypass_access and get_named(domain, ("id", "res_id")) is None

    @api.model
    def _get_readable_domain(self, among=Domain.TRUE, limit=None):
        """Return which activities the current user finds, as one condition.

        :param Domain among: what is searched
        :param int limit: how many of them are wanted, if not all
        :rtype: Domain
        :raise AccessError: the user can't read activities at all
        """
        return self._get_accessible_domain(self._get_shared_domain(), among, limit)

    @api.model
    def _get_accessible_domain(self, shared=Domain.TRUE, among=Domain.TRUE, limit=None):
        """Return which activities the current user would find if others shared these.

        It states what Odoo's ``_search`` of activities decides in Python, row by row:
        the record rules allow it AND the user is the assignee OR has the access to the
        document that its ``_mail_post_access`` requires. With a condition, the database
        can count and group any number of activities.

        What others share never narrows what the user is assigned to. For the order in
        which the database decides, see :meth:`_get_document_domains`.

        It uses only the fields ``id``, ``user_id``, ``res_model`` and ``res_id``, and
        the columns that rooms need for :meth:`_get_shared_domain`, so it also works in
        reports with the ids of activities.

        :param Domain shared: of those on documents, what others share; by default, all
        :param Domain among: what is searched: no documents decide on one's own, and
            no others than those of the models that it names
        :param int limit: how many are wanted, if not all
        :rtype: Domain
        :raise AccessError: the user can't read activities at all
        """
        self.browse().check_access("read")
        if self.env.su:
            return Domain.TRUE
        readable = Domain.TRUE
        if get_named(among, ("user_id",)) != {self.env.uid}:
            models_asked = get_named(among, ("res_model",), _is_text)
            named = get_named(among, ("id",))
            if named is not None:
                limit = min(limit or len(named), len(named))
            readable = Domain("user_id", "=", self.env.uid)
            documents = self._get_document_domains(models_asked, limit)
            for kind, on_documents in documents.items():
                readable |= (
                    _all_in_order(shared, on_documents)
                    if kind == LOOKED_UP
                    else on_documents & shared
                )
            # few of most activities, so after all others
            uses_index = NAMED in documents or not documents
            readable |= self._get_opened_domain(uses_index)
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        if not rules.is_true():
            activities = self.sudo().with_context(active_test=False)
            readable &= Domain("id", "in", activities._search(rules))
        return readable

    @api.model
    def _get_document_models(self):
        """Return the names of the models that have activities, in any state.

        Asked once for each transaction: a list asks for its page, its rows and its
        total.

        :rtype: list[str]
        """
        known = self._get_transaction_cache(DOCUMENT_MODELS)
        if "names" not in known:
            known["names"] = self._load_document_models()
        return known["names"]

    @api.model
    def _load_document_models(self):
        """Load them from the database.

        The recursion hops from name to name through the index on ``res_model``: a
        DISTINCT would read a million entries to find a handful of names.

        The conditions made of these aren't compiled, see ``NO_COMPILING``.
        """
        self.flush_model(["res_model"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE document (model) AS (
                    SELECT MIN(res_model) FROM mail_activity
                    UNION ALL
                    SELECT (SELECT MIN(res_model) FROM mail_activity
                             WHERE res_model > document.model)
                      FROM document
                     WHERE document.model IS NOT NULL
                )
                SELECT model, %s FROM document WHERE model <> ''
                """,
                NO_COMPILING,
            )
        )
        return [model_name for model_name, _setting in rows]

    @api.model
    def _get_transaction_cache(self, name):
        """Return what this transaction has worked out before.

        Odoo empties it with each savepoint that is rolled back.

        :param str name: of what is in it
        :rtype: dict
        """
        cr = self.env.cr
        if name not in cr.cache:
            cr.cache[name] = {}
            # a scheduled action uses the same cursor afterward
            cr.postcommit.add(functools.partial(cr.cache.pop, name, None))
        return cr.cache[name]

    @api.model
    def _clear_transaction_cache(self, name):
        """Work something out anew, because what it depends on has changed."""
        self.env.cr.cache.pop(name, None)

    @api.model
    def _get_document_domains(self, model_names=None, limit=None):
        """Return the activities on documents that the user can open.

        It is quicker to ask what others share after documents are named, or hashed and
        a small part of all; but before they are looked up, or hardly any is left out.

        :param set model_names: of the documents; None for all
        :param int limit: how many activities are wanted, if not all
        :return: by how the database decides: ``NAMED``, ``HASHED`` and ``LOOKED_UP``,
            as far as there are models that it decides on like that
        :rtype: dict[str, Domain]
        """
        if model_names is None:
            model_names = self._get_document_models()
        domains = {}
        for model_name in sorted(model_names):
            if not self._has_documents(model_name):
                continue
            allowed, kind = self._get_allowed_domain(model_name, limit)
            allowed &= Domain("res_model", "=", model_name)
            domains[kind] = domains.get(kind, Domain.FALSE) | allowed
        return domains

    @api.model
    def _has_documents(self, model_name):
        """Return whether the user can open documents of a model at all.

        :param str model_name: perhaps of an uninstalled addon, or of no table
        """
        if model_name not in self.env or self.env[model_name]._abstract:
            return False
        documents = self.env[model_name]
        return not self._shows_activities(model_name) and documents.has_access(
            self._get_document_operation(documents)
        )

    @api.model
    def _get_document_operation(self, documents):
        """Return the operation that documents have to allow for their activities."""
        return getattr(documents, "_mail_post_access", "read")

    @api.model
    def _get_allowed_domain(self, model_name, limit=None):
        """Return the activities on documents of a model that the user can open.

        :param str model_name: that has some of these
        :param int limit: how many activities are wanted, if not all
        :return: a domain of ``res_id``, and how the database decides
        :rtype: tuple[Domain, str]
        """
        documents = self.env[model_name].with_context(active_test=False)
        operation = self._get_document_operation(documents)
        if type(documents)._check_access is not models.BaseModel._check_access:
            return self._filter_documents(documents, operation), NAMED
        rules = self.env["ir.rule"]._compute_domain(model_name, operation)
        names_user = self._names_user(documents, rules)
        own = self._find_few(documents, rules) if names_user else None
        if own is not None:
            return Domain("res_id", "in", own), NAMED
        looks_up = self._looks_up_documents(names_user, limit)
        allowed = self._get_documents_exist_domain(documents, rules, looks_up)
        return allowed, HASHED if names_user and not looks_up else LOOKED_UP

    @api.model
    def _shows_activities(self, model_name):
        """Return whether a model shows activities, and asks here who can read them.

        An activity on one of these, which only programs can bring about, is left to its
        assignee.
        """
        details = self.env.registry["mail.activity.detail.mixin"]
        model = self.env.registry[model_name]
        return model_name == self._name or issubclass(model, details)

    @api.model
    def _filter_documents(self, documents, operation):
        """Check each document, for a model that decides on access in Python."""
        activities = self.sudo().with_context(active_test=False)
        groups = activities._read_group(
            [("res_model", "=", documents._name)], ["res_id"]
        )
        candidates = documents.browse(res_id for (res_id,) in groups).exists()
        return Domain("res_id", "in", candidates._filtered_access(operation).ids)

    @api.model
    def _names_user(self, documents, rules):
        """Return whether rules name the user, so that many documents aren't theirs.

        :param Domain rules: of the documents
        """
        return any(
            self.env.uid in (_get_values(condition) or ())
            and self._links_to_users(documents, condition.field_expr)
            for condition in rules.iter_conditions()
        )

    @api.model
    def _links_to_users(self, documents, path):
        """Return whether a path of fields, as in a domain, ends at users."""
        model_name = documents._name
        for name in path.split("."):
            field = self.env[model_name]._fields.get(name)
            model_name = field.comodel_name if field and field.relational else None
            if model_name is None:
                return False
        return model_name == "res.users"

    @api.model
    def _find_few(self, documents, rules):
        """Return the ids of the documents that rules allow; None if they are many.

        PostgreSQL knows how many activities named documents have, and begins with
        these; of a sub-query, it expects half of all activities.
        """
        if self._had_many(documents, rules):
            return None
        ids = self._search_few(documents, rules)
        return ids if len(ids) <= NAMED_MAX else None

    @api.model
    @ormcache("self.env.uid", "documents._name")
    def _had_many(self, documents, rules):
        """Return whether rules allowed many documents when this process first asked.

        Whoever has many isn't asked for each list again. Only the speed depends on it.
        """
        return len(self._search_few(documents, rules)) > NAMED_MAX

    @api.model
    def _search_few(self, documents, rules):
        # without the model's own narrowing: it isn't about access
        search = functools.partial(models.BaseModel._search, documents.sudo())
        return list(search(rules, limit=NAMED_MAX + 1))

    @api.model
    def _get_documents_exist_domain(self, documents, rules, looks_up):
        """Let the database check that the document exists and rules allow it.

        EXISTS, because PostgreSQL gives up hashing a large ``IN`` sub-query and then
        reads it again for each row; an EXISTS falls back to the primary key. Where few
        rows are wanted, it often has to do so at once, see :meth:`_looks_up_documents`,
        and only an OFFSET keeps PostgreSQL from hashing.
        """
        self._get_document_models()  # whose query also keeps this from being compiled

        def to_sql(model, alias, query):
            # without the model's own narrowing: it isn't about access
            allowed = models.BaseModel._search(documents.sudo(), rules)
            document_id = SQL.identifier(documents._table, "id")
            res_id = model._field_to_sql(alias, "res_id", query)
            allowed.add_where(SQL("%s = %s", document_id, res_id))
            found = allowed.select(SQL("1"))
            return SQL("EXISTS (%s%s)", found, SQL(" OFFSET 0") if looks_up else SQL())

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _looks_up_documents(self, names_user, limit):
        """Return whether to look up the document of each activity.

        To hash all documents takes many times as long as to look up those of a page.
        For a client's total, which ends at 10,001, it depends: with a rule that names
        the user, many activities are looked at in vain, and few documents are hashed.

        :param bool names_user: whether the rules of the documents do
        :param int limit: how many activities are wanted, if not all
        """
        if not limit or limit > TOTAL_MAX:
            return False
        return limit <= PAGE_MAX or not names_user
