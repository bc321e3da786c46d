import contextlib
from collections import defaultdict

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.api import NewId
from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .client_values import is_id, is_integer
from .mail_activity_access import DOCUMENT_MODELS, get_named
from .posting import POSTING, Posting
from .records import check_named
from .remote_call import is_named
from .source import OWN_CODE, SOURCE, TRIGGERING, is_automatic, is_own_code
from .texts import as_html_items

DOCUMENT_FIELDS = {"res_id", "res_model", "res_model_id"}
LINES_MAX = 1_000  # activities that one email lists; the rest is only counted
REASONS_MAX = 10  # lines of an error about many activities
# Prefetch group of what an activity tells about itself: among Odoo's own fields, it
# would be fetched for each row of lists that don't show it.
TRACE = "activity_trace"
MANUAL = "manual"
ORIGINS = [
    (MANUAL, "Created by hand"),
    ("plan", "Plan"),
    ("won", "Won deal"),
    ("lost", "Lost deal"),
    ("next_step", "Next step"),
    ("triggered", "Triggered"),
]


def _is_true(value):
    return value is True


class MailActivity(models.Model):
    """How an activity ended, where it comes from, and the one way to change it.

    Odoo's ``create``, ``write``, ``unlink``, ``_action_done``, ``_search`` and
    ``_to_store_defaults`` are overridden here and nowhere else. They call steps, named
    ``_flow_*``, in the order written in them. A room takes part by overriding a step,
    with ``super()``: it checks the keys first, then its switch, then records, so that
    it costs nothing where it doesn't apply.

    Two rooms fill the same step only where their order doesn't matter.
    """

    _name = "mail.activity"
    _inherit = ["mail.activity", "mail.activity.group.mixin"]

    # Only the system and managers set who completed it, when, and where it comes from.
    # Not read-only, so that imports can choose the first two.
    done_at = fields.Datetime("Completed On", copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Completed By", ondelete="set null", copy=False, prefetch=TRACE
    )
    origin = fields.Selection(
        ORIGINS, default=MANUAL, readonly=True, copy=False, prefetch=TRACE
    )
    # Unchanged since it was created: activities created automatically are withdrawn
    # only as long as this is true. The date of the last change wouldn't do, because
    # Odoo sets it when it recomputes fields, too.
    is_untouched = fields.Boolean(readonly=True, copy=False, prefetch=TRACE)

    # What people look at, among many rows that are done, in the order of lists: open
    # activities of one user; done ones, by Odoo's day and by our time. Then how many
    # one user has done, for totals. The conditions are those that Odoo writes. Where
    # *sharing* asks for more of a row, the index is there: open ones of all users, and
    # what a document's state depends on.
    _open_of_user_idx = models.Index(
        "(user_id, date_deadline, id) WHERE active IS TRUE"
    )
    _done_idx = models.Index("(date_done DESC, id DESC) WHERE active IS NOT TRUE")
    _history_idx = models.Index(
        "(done_at DESC NULLS LAST, date_done DESC NULLS LAST, id DESC) "
        "WHERE active IS NOT TRUE"
    )
    _done_of_user_idx = models.Index("(user_id) WHERE active IS NOT TRUE")

    # super() is called in _flow_create
    @api.model_create_multi  # pylint: disable-next=method-required-super
    def create(self, vals_list):
        """Create activities, and close those that were given as closed."""
        prepared = self._flow_prepare_create(vals_list)
        activities = self._flow_create([vals for vals, _later in prepared])
        activities._flow_check_created()
        activities._flow_after_create()
        activities._flow_close_created([later for _vals, later in prepared])
        return activities

    # super() is called on the floor, in _flow_write
    def write(self, vals):  # pylint: disable=method-required-super
        """Edit, close or reopen activities: every change passes through here.

        Odoo's completion, an archive button, an import and the API all end in a write
        of ``active``. An open activity that becomes inactive is being completed.
        """
        self._check_level("write")
        if self._is_feedback_again(vals):
            return True
        vals = self._flow_translate(vals)
        if vals is None:
            return True
        self._flow_check(vals)
        self._flow_check_rights(vals)
        left = self._flow_write_ahead(vals)
        changing = self._filter_changing_state(left)
        if not changing:
            self._flow_edit(left)
        elif left["active"]:
            self._edit_others(changing, left)._flow_reopen(changing, left)
        else:
            self._edit_others(changing, left)._flow_close(changing, left)
        self._flow_check_written(vals)
        return True

    def unlink(self):
        """Delete activities, except those that record how they ended."""
        self._check_level("unlink")
        self._flow_check_unlink()
        return super().unlink()

    # super() is called in _flow_complete
    # pylint: disable-next=method-required-super
    def _action_done(self, feedback=False, attachment_ids=None):
        """Complete activities, and return next steps along with what Odoo triggered.

        Odoo posts the messages and archives: that is when ``write`` closes these.
        """
        self._check_level("write")
        self._flow_check_done()
        self._flow_prepare_done()
        # before Odoo deletes those whose document is gone
        creating = self._flow_filter_creating()
        triggering = self._flow_filter_triggering()
        before = creating._flow_get_created()
        # what Odoo triggers follows these: that isn't the client's word
        completing = self._by_code(TRIGGERING if triggering else OWN_CODE)
        completing = completing._post_together()
        messages, triggered = completing._flow_complete(feedback, attachment_ids)
        triggered |= triggering.exists().with_env(completing.env)._flow_trigger()
        created = triggered.with_env(self.env) | creating._flow_get_created() - before
        return messages.with_env(self.env), created

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        """Find activities; in lists, the database decides on access.

        Both ways find the same activities, see :meth:`_decides_in_database`.

        What others don't share is left out either way, also where Odoo asks past the
        rules: through the documents, for example.
        """
        domain = Domain(self._flow_narrow(domain))
        order = self._leave_out_closing(domain, order)
        if self._names_just_found(domain):
            bypass_access = True
        elif self.env.su or not self._decides_in_database(domain, bypass_access):
            domain &= self._get_level_domain()
        else:
            domain &= self._get_readable_domain(domain, limit)
            bypass_access = True
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _leave_out_closing(self, domain, order):
        """Return an order without what is empty on all activities that are found.

        The board sorts open and closed ones in one way. The rest of it has an index.
        """
        if not order or get_named(domain, ("active",), _is_true) is None:
            return order
        closing = self._flow_closing_fields()
        terms = order.split(",")
        return ",".join(t for t in terms if closing.isdisjoint(t.split()[:1])) or None

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Sort what has no time of completion last, open or history, in any order.

        While more is traced than in Odoo, also what has no day of completion.
        """
        is_last = field_name == "done_at" or (
            field_name == "date_done" and self._flow_keeps_trace()
        )
        if is_last and not nulls.code:
            nulls = SQL("NULLS LAST")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def _to_store_defaults(self, target):
        """Add the rooms' fields to what the web client gets."""
        return [*super()._to_store_defaults(target), *self._flow_store_fields()]

    # ------------------------------------------------------------
    # Steps of create
    # ------------------------------------------------------------

    @api.model
    def _flow_prepare_create(self, vals_list):
        """Step: return the values to create, and those to write afterwards.

        ``is_untouched`` isn't set by a field default, which would also mark activities
        that existed before the field. No default says where an activity comes from:
        clients send some in the context, and users store their own. Filled by
        *planned_time*, *outcome*, *status* and *next_step*.

        :param list[dict] vals_list: the given values
        :return: for each activity, the values to create it with and to close it with
        :rtype: list[tuple[dict, dict]]
        """
        defaults = self.env["ir.default"]._get_model_defaults(self._name)
        plain = {
            name: False
            for name in self._flow_source_fields()
            if name in defaults or f"default_{name}" in self.env.context
        }
        vals_list = [self._add_model_id(vals) for vals in vals_list]
        names = self._get_document_names(vals_list)
        return [
            ({**plain, "origin": MANUAL, **vals, **name, "is_untouched": True}, {})
            for vals, name in zip(vals_list, names, strict=True)
        ]

    @api.model
    def _add_model_id(self, vals):
        """Take the document's model by name: salespeople can't look up its id.

        :raise ValidationError: there is no such model
        """
        name = vals.get("res_model")
        if not name or vals.get("res_model_id"):
            return vals
        if not isinstance(name, str) or name not in self.env:
            raise ValidationError(
                self.env._(
                    "There is no model “%(model)s”. Use a name such as crm.lead.",
                    model=name,
                )
            )
        return {**vals, "res_model_id": self.env["ir.model"]._get_id(name)}

    @api.model
    def _get_document_names(self, vals_list):
        """Return the values that name the documents of new activities.

        Odoo computes the same, but saves it in an update of each new row. It finds
        nothing to change then.

        :param list[dict] vals_list: the values to create
        :return: for each, more values; none if Odoo is to decide about its document
        :rtype: list[dict]
        """
        documents = [
            (vals.get("res_model_id"), vals.get("res_id")) for vals in vals_list
        ]
        documents = [ids if all(map(is_id, ids)) else None for ids in documents]
        by_model = defaultdict(dict)  # which keeps the order
        for model_id, res_id in filter(None, documents):
            by_model[model_id][res_id] = True
        names = {}
        for model_id, res_ids in by_model.items():
            with contextlib.suppress(MissingError):  # the model, or the document
                for document in self._browse_documents(model_id, res_ids):
                    name = {"res_name": document.display_name}
                    names[model_id, document.id] = name
        return [names.get(document, {}) for document in documents]

    @api.model
    def _browse_documents(self, model_id, res_ids):
        """Return documents as the superuser, as Odoo names them; none without a table.

        :raise MissingError: there is no such model
        """
        name = self.env["ir.model"].sudo().browse(model_id).model
        is_table = name in self.env and not self.env[name]._abstract
        return self.env[name].sudo().browse(res_ids) if is_table else ()

    @api.model
    def _flow_create(self, vals_list):
        """Step: let Odoo create activities, notify and subscribe their assignees.

        Filled by *sharing*.
        """
        # pylint: disable-next=super-method-mismatch  # the rest of create()
        activities = super().create(vals_list)
        self._clear_transaction_cache(DOCUMENT_MODELS)
        return activities

    def _flow_check_created(self):
        """Step: refuse new activities that contradict themselves.

        Checks the records, not the values: a client's context brings defaults, too.
        Filled by *cancel*, *outcome*, *next_step* and *sharing*.

        :raise ValidationError: an activity contradicts itself
        :raise AccessError: the user isn't allowed to set one of the values
        """
        completed = self._filter_filled(["done_at", "done_by_id"])
        if completed.filtered("active"):
            raise ValidationError(
                self.env._(
                    "“%(activity)s” is open, so no one has completed it. Leave out "
                    "who completed it and when, or create it as done.",
                    activity=completed.filtered("active")[0].display_name,
                )
            )
        for activity in completed:
            self._check_done_at(activity.done_at)
        if self._flow_keeps_trace():
            self.filtered("active")._check_assignees_active()
        names = self._flow_history_fields()
        if not is_own_code(self.env.context):
            names |= self._flow_source_fields()
        if self._filter_recorded(names):
            self._check_may_write_system_fields()

    @api.model
    def _flow_history_fields(self):
        """Step: return the fields that only managers set on create.

        Filled by *cancel*, *planned_time* and *post_sale*.

        :rtype: frozenset[str]
        """
        return frozenset({"done_at", "done_by_id"})

    @api.model
    def _flow_source_fields(self):
        """Step: return the fields that say where an activity comes from.

        On create, only the addon's own code and managers set them, see
        :meth:`_by_code`. Filled by *plan* and *next_step*.

        :rtype: frozenset[str]
        """
        return frozenset({"origin"})

    def _flow_after_create(self):
        """Step: update what belongs to new activities, while they are still open.

        Filled by *planned_time* and *sharing*.
        """
        self.filtered("done_at")._update_date_done()

    def _flow_close_created(self, closings):
        """Step: close activities that were given as closed; history only gets dates.

        Filled by *status*.

        :param list[dict] closings: the values to close each activity with, see
            :meth:`_flow_prepare_create`
        """

    # ------------------------------------------------------------
    # Steps of write
    # ------------------------------------------------------------

    def _flow_translate(self, vals):
        """Step: return the values in Odoo's terms, or None if nothing is left to do.

        Runs first, because later steps look at ``active``. Filled by *status*.
        """
        return vals

    def _flow_check(self, vals):
        """Step: refuse values that contradict the records.

        Runs after the translation, which has already used a reason given with a closing
        status. Filled by *cancel*, *planned_time* and *outcome*.

        :raise ValidationError: the values contradict the records
        """
        if vals.get("user_id") and self._flow_keeps_trace():
            user = self.env["res.users"].browse(vals["user_id"])
            opened = self if vals.get("active") else self.filtered("active")
            opened._check_assignees_active(user)
        if not (vals.get("done_at") or vals.get("done_by_id")):
            return
        self._check_done_at(vals.get("done_at"))

        def check(activity):
            if vals.get("active", activity.active):
                self._check_may_write_system_fields()  # the reason for most users
                raise ValidationError(activity._get_not_completed_error())

        self._check_each(check)

    def _check_assignees_active(self, user=None):
        """Refuse to open activities of people who have left: no one would see them.

        Business code isn't bound, and history of former colleagues has them.

        :param res.users user: the new assignee; by default, those of the activities
        """
        if self.env.su:
            return
        opened = self.filtered(lambda activity: not activity.automated)
        users = (opened and user) or opened.user_id
        # the system user is never active
        users = users.filtered(lambda each: each.id != SUPERUSER_ID)
        for archived in users.sudo().filtered(lambda each: not each.active):
            raise ValidationError(
                self.env._(
                    "%(name)s is archived and can't do this activity. Assign it to "
                    "someone else.",
                    name=archived.name,
                )
            )

    @api.model
    def _check_done_at(self, done_at):
        """Refuse to complete in the future.

        :param done_at: the time of completion, as given
        """
        if done_at and fields.Datetime.to_datetime(done_at) > fields.Datetime.now():
            raise ValidationError(
                self.env._(
                    "An activity can't be completed in the future. Choose a time up to "
                    "now."
                )
            )

    def _flow_check_rights(self, vals):
        """Step: refuse values that the user isn't allowed to set.

        Filled by *outcome*, *next_step* and *sharing*.

        :raise AccessError: only the system or someone else can set one of the values
        """
        if not self._flow_system_fields().isdisjoint(vals):
            self._check_may_write_system_fields()

    @api.model
    def _flow_system_fields(self):
        """Step: return the fields that the system records and only managers correct.

        Filled by *planned_time*, *outcome* and *status*, with what anyone can set on
        create.

        :rtype: frozenset[str]
        """
        return self._flow_history_fields() | self._flow_source_fields()

    def _flow_write_ahead(self, vals):
        """Step: write what the rest depends on, and return the rest.

        Filled by *outcome*.
        """
        return vals

    def _flow_edit(self, vals):
        """Step: write values that neither close nor reopen these activities.

        Filled by *cancel* and *outcome*.
        """
        self._flow_write(vals)

    def _flow_after_correct(self, before):
        """Step: replace what the wrong outcomes of these brought.

        Filled by *next_step*.

        :param dict before: the outcome that each had
        """

    @api.model
    def _flow_edited_fields(self):
        """Step: return the fields to edit separately on activities that don't move.

        All others are written to all activities together. Filled by *outcome*.

        :rtype: frozenset[str]
        """
        return frozenset()

    def _flow_write(self, vals):
        """Step: the floor of the pipeline, where every write ends, past all checks.

        Also records that the activity was changed, in the same statement, unless it
        just moves along with its document. Filled by *planned_time*, *outcome*,
        *status* and *sharing*.
        """
        if not self._is_automatic_change(vals):
            vals = {**vals, "is_untouched": False}
        # pylint: disable-next=super-method-mismatch  # this is the end of write()
        super().write(vals)
        if not DOCUMENT_FIELDS.isdisjoint(vals):
            self._clear_transaction_cache(DOCUMENT_MODELS)
        if "done_at" in vals or "date_done" in vals:
            self.filtered("done_at")._update_date_done()

    def _flow_check_written(self, vals):
        """Step: refuse a write that leaves the records inconsistent.

        Filled by *outcome*.

        :raise ValidationError: the records are inconsistent
        """

    # ------------------------------------------------------------
    # Steps of unlink
    # ------------------------------------------------------------

    def _flow_check_unlink(self):
        """Step: refuse to delete what happened, unless a manager or code does.

        Only while more is traced than in Odoo. Deleting a document deletes its
        activities as the superuser.

        :raise AccessError: one of them is done or cancelled
        """
        if not self._flow_keeps_trace() or self._is_activity_manager():
            return
        closed = self.filtered(lambda activity: not activity.active)
        if closed:
            # before the sentence names one of them
            closed.check_access("unlink")
            closed.check_access("read")
            raise AccessError(closed[0]._get_kept_error())

    # ------------------------------------------------------------
    # Closing, reopening and cancelling
    # ------------------------------------------------------------

    def _flow_close(self, changing, vals):
        """Complete open activities: settle how they end, and record who and when.

        One write for all, as in Odoo, which counts them to notify the web client.

        :param mail.activity changing: those of them that are still open
        """
        vals = changing._flow_settle(vals)
        if changing != self:
            self._flow_write(vals)
        changing._flow_write({**self._flow_completion_values(), **vals})
        changing._flow_after_close()

    def _flow_settle(self, vals):
        """Step: decide how these activities end, or refuse to end them.

        Filled by *outcome*.

        :return: the values that are left to write
        """
        return vals

    def _flow_completion_values(self):
        """Step: return what to record for the completion of these; given values win.

        A moment recorded ahead is the one that the caller gave, for all of these.
        Filled by *status* and *next_step*.
        """
        done_at = self[:1].done_at or fields.Datetime.now()
        return {"done_at": done_at, "done_by_id": self.env.uid}

    def _flow_after_close(self):
        """Step: create what follows a completion. Filled by *next_step*."""

    def _flow_reopen(self, changing, vals):
        """Reopen closed activities, as if they had never been closed.

        One write for all, as in :meth:`_flow_close`.

        :param mail.activity changing: those of them that are still closed
        """
        if changing != self:
            self._flow_write(vals)
        changing._flow_write({**vals, **self._flow_reopening_values(vals)})
        changing._flow_after_reopen()
        if self._flow_keeps_trace():
            changing._log_reopened()

    @api.model
    def _flow_reopening_values(self, vals):
        """Step: return what to clear when activities are reopened.

        Wins over given values, except for a given status. Filled by *cancel*, *outcome*
        and *status*.
        """
        return {"done_at": False, "done_by_id": False}

    def _flow_after_reopen(self):
        """Step: withdraw what the completion created. Filled by *next_step*."""

    @api.model
    def _flow_cancellation_values(self, reason):
        """Step: return what to record for a cancellation.

        The room *cancel* writes it, bypassing the rule for completions. Filled by
        *cancel*, *outcome* and *status*.

        :param str reason: the reason, or False
        """
        return {"active": False}

    # ------------------------------------------------------------
    # Steps of a completion, of a search, and for the web client
    # ------------------------------------------------------------

    def _flow_check_done(self):
        """Step: refuse to complete closed activities. Filled by *cancel*."""
        if self._flow_keeps_trace():
            self._check_open()

    def _flow_prepare_done(self):
        """Step: settle what the messages show, before they are posted.

        Filled by *outcome*.
        """

    def _flow_complete(self, feedback, attachment_ids):
        """Step: let Odoo post the messages and archive these. Filled by *sharing*.

        :return: the messages, and the activities that Odoo triggered
        :rtype: tuple
        """
        # pylint: disable-next=super-method-mismatch  # the rest of _action_done()
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _flow_filter_quiet(self):
        """Step: return those of which messages on documents say no more than that.

        No title, type, outcome or reason, because readers of the document aren't to
        know. Filled by *sharing*.
        """
        return self.browse()

    def _flow_filter_creating(self):
        """Step: return those whose completion creates others. Filled by *next_step*."""
        return self.browse()

    def _flow_get_created(self):
        """Step: return what their completion created. Filled by *next_step*."""
        return self.browse()

    def _flow_filter_triggering(self):
        """Step: return those that trigger an activity, unless Odoo creates it.

        Filled by *next_step*.
        """
        return self.browse()

    def _flow_trigger(self):
        """Step: create and return what these trigger. Filled by *next_step*."""
        return self.browse()

    @api.model
    def _flow_narrow(self, domain):
        """Step: return a narrower domain.

        Filled by *cancel*, *status* and *sharing*.
        """
        return domain

    @api.model
    def _flow_closing_fields(self):
        """Step: return the fields that are empty as long as an activity is open.

        Filled by *cancel*.

        :rtype: frozenset[str]
        """
        return frozenset({"date_done", "done_at"})

    def _flow_store_fields(self):
        """Step: return the additional fields that the web client gets.

        Filled by *outcome*, *status*, *next_step*, *post_sale* and *sharing*.

        :rtype: list
        """
        return []

    # ------------------------------------------------------------
    # Switches
    # ------------------------------------------------------------

    @api.model
    def _flow_switches(self):
        """Step: return the switches of the rooms: external ids of groups by name.

        These are the web client's names. Filled by *outcome*, *status* and *sharing*.

        :rtype: dict[str, str]
        """
        return {}

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        """Step: do what is needed when a switch is turned on or off.

        Filled by *outcome*, *status*, *next_step* and *sharing*.

        :param str switch: external id of the switch's group
        :param bool switched_on: whether it is on now
        """

    @api.model
    def _flow_session_info(self):
        """Step: return what the web client needs from the start.

        Filled by *plan* and *next_step*.

        :rtype: dict
        """
        return {}

    @api.model
    def _flow_keeps_trace(self):
        """Step: return whether more is traced than in Odoo: while a switch is on.

        Filled by *outcome* and *status*.
        """
        return False

    # ------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------

    def action_reopen(self):
        """Reopen done activities, as if they had never been completed.

        Their outcome and completion data are cleared, and untouched next steps are
        withdrawn. While Outcomes is on, what Odoo triggered is withdrawn, too, and the
        feedback is cleared; while it is off, both stay, as in Odoo.

        :raise AccessError: the user can't write one of them
        """
        self._check_named("action_reopen")
        self._check_level("write")
        self.filtered(lambda activity: not activity.active).action_unarchive()
        return True

    def _log_reopened(self):
        self._log_on_documents(
            {
                activity: self.env._(
                    "“%(activity)s” was reopened.", activity=activity.display_name
                )
                for activity in self
            },
            self.env._("An activity was reopened."),
        )

    # ------------------------------------------------------------
    # What the steps and the rooms build on
    # ------------------------------------------------------------

    def _notify_each_assignee(self, get_subject, get_line):
        """Notify each assignee once, in their language, and not the current user.

        Archived users aren't notified.

        :param callable get_subject: returns the subject for the activities of one user
        :param callable get_line: returns the line for one activity, plain text
        """
        for user, own in self.grouped("user_id").items():
            if not user.sudo().active or user == self.env.user:
                continue
            translated = own.with_context(lang=user.sudo().lang)
            self.env["mail.thread"].message_notify(
                partner_ids=user.sudo().partner_id.ids,
                subject=get_subject(translated),
                body=as_html_items(translated._get_first_texts(LINES_MAX, get_line)),
            )

    def _get_first_texts(self, limit, get_text):
        """Return a text for each of the first of these, and how many more there are.

        :param int limit: how many are shown
        :param callable get_text: returns the text for an activity
        :rtype: list[str]
        """
        texts = [get_text(activity) for activity in self[:limit]]
        if len(self) > limit:
            more = len(self) - limit
            texts.append(self.env._("and %(count)s more", count=more))
        return texts

    def _is_feedback_again(self, vals):
        """Return whether Odoo writes the feedback again that is already recorded."""
        return vals.keys() == {"feedback"} and all(
            activity.feedback == vals["feedback"] for activity in self
        )

    def _filter_changing_state(self, vals):
        """Return the activities that these values close or reopen."""
        if "active" not in vals:
            return self.browse()
        active = bool(vals["active"])
        return self.filtered(lambda activity: activity.active != active)

    def _edit_others(self, changing, vals):
        """Edit those that stay open or closed, if the values mean something else there.

        :return: the activities that are left to write
        """
        others = self - changing
        if not others or self._flow_edited_fields().isdisjoint(vals):
            return self
        others._flow_edit(vals)
        return changing

    def _check_ids(self):
        """Refuse invalid ids before PostgreSQL does with an error of its own.

        Ids of new records are valid: those are in a form, and no client can send them.
        """
        wrong = [
            id_
            for id_ in self._ids
            if not is_integer(id_) and not isinstance(id_, NewId)
        ]
        if wrong:
            raise ValidationError(
                self.env._(
                    "Invalid activity IDs: %(ids)s.",
                    ids=", ".join(map(repr, wrong[:5])),
                )
            )

    def _check_named(self, method):
        """Refuse invalid ids, and a client that sends none, see ``check_named()``."""
        check_named(self, method)
        self._check_ids()

    def _check_exist(self):
        """Refuse invalid ids, and ids of activities that no longer exist."""
        self._check_ids()
        if self.exists() != self:
            raise ValidationError(
                self.env._("This activity no longer exists. Reload the page.")
            )

    def _check_open(self):
        """Refuse to complete twice: two people can look at the same activity."""

        def check(activity):
            if not activity.active:
                raise ValidationError(activity._get_closed_error())

        self._check_each(check)

    def _check_each(self, check):
        """Check these activities, and name those that are refused.

        Several can have the same title, so that programs need the ids as well.

        :param callable check: takes one activity, and refuses it with an error
        :raise ValidationError: at least one is refused; the first ones are named
        """
        reasons = []
        for activity in self:
            try:
                check(activity)
            except ValidationError as error:
                if len(self) == 1:
                    raise
                reasons.append(
                    self.env._(
                        "ID %(id)s: %(reason)s", id=activity.id, reason=str(error)
                    )
                )
            if len(reasons) == REASONS_MAX:
                reasons.append(self.env._("There may be more."))
                break
        if reasons:
            raise ValidationError("\n".join(reasons))

    def _get_closed_error(self):
        """Hook: return why a closed activity can't be closed another way.

        For activities done before the addon was installed, no completer is known.
        """
        completer = self.done_by_id.sudo()
        if not completer:
            return self.env._(
                "“%(activity)s” was already completed. Reload the page to see it or "
                "reopen it.",
                activity=self.display_name,
            )
        return self.env._(
            "“%(activity)s” was already completed by %(name)s. Reload the page to see "
            "it or reopen it.",
            activity=self.display_name,
            name=completer.name,
        )

    def _filter_recorded(self, names):
        """Return the activities on which one of these fields says something.

        :param names: names of fields; by hand is no origin to speak of
        """
        recorded = self._filter_filled(names - {"origin"})
        if "origin" not in names:
            return recorded
        return recorded | self.filtered(
            lambda activity: activity.origin not in (False, MANUAL)
        )

    def _filter_filled(self, names):
        """Return the activities on which one of these fields isn't empty.

        Not mapped: of more than a thousand, Odoo fetches what is in the cache, too, and
        the user may not see what they have just created.
        """
        return self.browse().union(*(self.filtered(name) for name in names))

    def _get_not_completed_error(self):
        return self.env._(
            "“%(activity)s” is open, so no one has completed it. Complete it before "
            "you set who did and when.",
            activity=self.display_name,
        )

    def _get_kept_error(self):
        return self.env._(
            "“%(activity)s” is done or cancelled, so it can't be deleted. Reopen it if "
            "it was closed by mistake, or ask an activity manager to delete it.",
            activity=self.display_name,
        )

    def _update_date_done(self):
        """Let Odoo's day follow a time of completion that was given or corrected.

        Not by a dependency of the field: uninstalling would then delete fields that
        depend on it, see ``_compute_state`` in the room *cancel*.
        """
        if self:
            self.env.add_to_compute(self._fields["date_done"], self)

    def _by_code(self, source=OWN_CODE):
        """Return these for the addon's own code, which records where they come from.

        A client can't imitate it, see ``source.py``.
        """
        return self.with_context(**{SOURCE: source})

    def _post_together(self):
        """Return these for Odoo to post on their documents, see ``posting.py``."""
        if len(self) < 2:
            return self
        ids = {
            model: {*activities.mapped("res_id")}
            for model, activities in self.grouped("res_model").items()
            if model
        }
        return self.with_context(**{POSTING: Posting(ids)})

    def _check_may_write_system_fields(self):
        if self._is_activity_manager():
            return
        raise AccessError(
            self.env._(
                "The system records who completed an activity and when, and where it "
                "comes from. Ask an activity manager to correct it."
            )
        )

    def _is_activity_manager(self):
        """Return whether the user can correct what anyone recorded."""
        manager = "crm_activity_flow.group_activity_manager"
        return self.env.su or self.env.user.has_group(manager)

    def _filtered_untouched(self):
        """Return the activities that no one changed or attached a file to.

        Only these are withdrawn with what created them. A file isn't necessarily
        written to the activity: it can just name it as its record.
        """
        untouched = self.filtered("is_untouched")
        if not untouched:
            return untouched
        files = self.env["ir.attachment"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "in", untouched.ids)]
        attached = {res_id for (res_id,) in files._read_group(domain, ["res_id"])}
        return untouched.filtered(lambda activity: activity.id not in attached)

    def _is_automatic_change(self, vals):
        """Return whether no person changes these: a merge of their documents, say.

        Whoever puts them on another document by themselves names it.
        """
        if vals and vals.keys() <= DOCUMENT_FIELDS:
            return not any(map(is_named, vals))
        return is_automatic(self.env.context)

    def _mark_touched(self):
        """Keep these when what created them is undone: a person decided on them."""
        if self:
            self.sudo()._flow_write({})

    def _sudo_open(self):
        """Return these as the superuser, who finds open activities only.

        The context of lists of done activities, and of the dialog for a selection,
        would find all.
        """
        return self.sudo().with_context(active_test=True)

    def _get_documents(self):
        """Return each activity's document as the superuser, or an empty record.

        :rtype: dict[mail.activity, BaseModel]
        """
        documents = dict.fromkeys(self, self.browse())
        for model, own in self.filtered("res_model").grouped("res_model").items():
            existing = self.env[model].sudo().browse(own.mapped("res_id")).exists()
            by_id = {record.id: record for record in existing}
            for activity in own:
                documents[activity] = by_id.get(activity.res_id, existing.browse())
        return documents

    def _log_on_documents(self, texts, quiet_text):
        """Log one line for each activity in the chatter of its document.

        One message for each document, as the superuser: an assignee without access to
        the document can complete the activity, and so correct and reopen it.

        :param dict[mail.activity, str] texts: the line for each activity, plain text
        :param str quiet_text: the line for those that are kept quiet: the same whatever
            the activity is
        """
        texts = {**texts, **dict.fromkeys(self._flow_filter_quiet(), quiet_text)}
        for model, activities in (
            self.filtered("res_model").grouped("res_model").items()
        ):
            by_document = activities.grouped("res_id")
            documents = self.env[model].sudo().browse(by_document).exists()
            if hasattr(documents, "_message_log_batch"):
                documents._message_log_batch(
                    bodies={
                        document.id: Markup("<br/>").join(
                            texts[activity] for activity in by_document[document.id]
                        )
                        for document in documents
                    }
                )
