from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .client_values import is_integer

ORIGINS = [
    ("manual", "Created by hand"),
    ("plan", "Plan"),
    ("won", "Won deal"),
    ("lost", "Lost deal"),
    ("next_step", "Next step"),
]


class MailActivity(models.Model):
    """How an activity ended, where it comes from, and the one way to change it.

    Odoo's ``create``, ``write``, ``_action_done``, ``_search`` and
    ``_to_store_defaults`` are overridden here and nowhere else. They call steps, in
    the order that stands in them; their names begin with ``_flow_``. A room takes part
    by overriding a step, with ``super()``: first it looks at the keys, then at its
    switch, then at records, so that who isn't concerned costs nothing.

    Two rooms fill one step only where their order doesn't matter.
    """

    _inherit = "mail.activity"

    # Who completed it, and when, is for the system and for managers to say. So is,
    # afterwards, whether it is ``automated``; not while it is created, because other
    # apps create activities as the user who works, and nothing tells that from the
    # user's own call.
    done_at = fields.Datetime("Completed On", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        "res.users", "Completed By", readonly=True, ondelete="set null", copy=False
    )
    origin = fields.Selection(ORIGINS, default="manual", readonly=True, copy=False)
    # Whether anybody has changed it since it was created: what was created
    # automatically is withdrawn only as long as nobody has. The date of the last change
    # would not do, because Odoo sets it when it computes fields again, too.
    is_untouched = fields.Boolean(readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        """Create activities; those that are given closed end where they should."""
        prepared = self._flow_prepare_create(vals_list)
        activities = super().create([vals for vals, _later in prepared])
        activities._flow_check_created()
        activities._flow_after_create()
        activities._flow_close_created([later for _vals, later in prepared])
        return activities

    def write(self, vals):
        """Edit, close or reopen activities: whatever changes one passes here.

        Odoo's completion, an archive button, an import and the API all end in a write
        of ``active``. An open activity that becomes inactive is being completed.
        """
        if self._is_feedback_again(vals):
            return True
        vals = self._flow_translate(vals)
        if vals is None:
            return True
        self._flow_check(vals)
        self._flow_check_rights(vals)
        left = self._flow_write_ahead(vals)
        moving = self._filter_moving(left)
        if not moving:
            self._flow_edit(left)
        elif left["active"]:
            self._edit_others(moving, left)._flow_reopen(moving, left)
        else:
            self._edit_others(moving, left)._flow_close(moving, left)
        self._flow_check_written(vals)
        return True

    def _action_done(self, feedback=False, attachment_ids=None):
        """Complete, and return what follows of it with what Odoo triggered.

        Odoo posts the messages, and archives: that is when ``write`` closes these.
        """
        self._flow_check_done()
        self._flow_prepare_done()
        # before Odoo deletes those whose document is gone
        creating = self._flow_filter_creating()
        before = creating._flow_get_created()
        messages, triggered = super()._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )
        return messages, triggered | creating._flow_get_created() - before

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        """Find activities; on a board, the database decides on access.

        Odoo loads all rows that match and then drops some: with a million activities a
        column takes seconds. For the few activities of a document its way is quicker,
        so it stays. The key is no secret: both ways find the same.
        """
        domain = self._flow_narrow(domain)
        in_database = self.env.context.get("access_in_database")
        if in_database and not (self.env.su or bypass_access):
            domain = Domain(domain) & self._get_readable_domain()
            bypass_access = True
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    def _to_store_defaults(self, target):
        """Let the web client show what the rooms know of activities."""
        return [*super()._to_store_defaults(target), *self._flow_store_fields()]

    # ------------------------------------------------------------
    # Steps of create
    # ------------------------------------------------------------

    @api.model
    def _flow_prepare_create(self, vals_list):
        """Step: return how activities are created, and what is written afterwards.

        Untouched not by a default of the field: that would call so what was there
        before it. Filled by *planned_time* and *status*.

        :param list[dict] vals_list: what was given
        :return: for each the values to create it with, and those of its closing
        :rtype: list[tuple[dict, dict]]
        """
        return [({**vals, "is_untouched": True}, {}) for vals in vals_list]

    def _flow_check_created(self):
        """Step: refuse what was created, if it contradicts itself.

        On the records, not on the values: a client's context brings defaults, too.
        Filled by *cancel*, *outcome* and *next_step*.

        :raise ValidationError: it contradicts itself
        :raise AccessError: it isn't this user's to say
        """
        completed = self.filtered(
            lambda activity: activity.done_at or activity.done_by_id
        )
        if completed.filtered("active"):
            raise ValidationError(
                self.env._(
                    "“%(activity)s” is open, so nobody has completed it. Leave out who "
                    "completed it and when, or create it done.",
                    activity=completed.filtered("active")[0].display_name,
                )
            )
        history = self._flow_history_fields()
        if any(activity[name] for name in history for activity in self):
            self._check_may_write_system_fields()

    @api.model
    def _flow_history_fields(self):
        """Step: return what only managers give when they create an activity.

        Filled by *cancel* and *post_sale*.

        :rtype: frozenset[str]
        """
        return frozenset({"done_at", "done_by_id"})

    def _flow_after_create(self):
        """Step: bring what belongs to new activities in step, while they are open.

        Filled by *planned_time*.
        """

    def _flow_close_created(self, closings):
        """Step: close what was given closed; history is only dated.

        Filled by *status*.

        :param list[dict] closings: the values of each one's closing, see
            :meth:`_flow_prepare_create`
        """

    # ------------------------------------------------------------
    # Steps of write
    # ------------------------------------------------------------

    def _flow_translate(self, vals):
        """Step: return values in Odoo's words, or None if all is done with them.

        First of all, because what comes after looks at ``active``. Filled by *status*.
        """
        return vals

    def _flow_check(self, vals):
        """Step: refuse values that contradict the records.

        After the translation: a reason that came with a closing status is gone by now.
        Filled by *cancel* and *planned_time*.

        :raise ValidationError: they do
        """

    def _flow_check_rights(self, vals):
        """Step: refuse what isn't this user's to say.

        Filled by *outcome* and *next_step*.

        :raise AccessError: it is the system's, or somebody else's
        """
        if not self._flow_system_fields().isdisjoint(vals):
            self._check_may_write_system_fields()

    @api.model
    def _flow_system_fields(self):
        """Step: return what the system records, and only managers correct.

        Filled by every room that has such a field.

        :rtype: frozenset[str]
        """
        return frozenset({"done_at", "done_by_id", "origin"})

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

    @api.model
    def _flow_edited_fields(self):
        """Step: return what is edited on its own where others close or reopen.

        All else is written for all of them at once. Filled by *outcome*.

        :rtype: frozenset[str]
        """
        return frozenset()

    def _flow_write(self, vals):
        """Step: the floor. Whatever is written ends here, past all checks.

        With it, that somebody changed it: it is the same statement. Filled by
        *planned_time* and *status*.
        """
        # pylint: disable-next=super-method-mismatch  # this is the end of write()
        super().write({**vals, "is_untouched": False})

    def _flow_check_written(self, vals):
        """Step: refuse what was written, if the records don't fit together now.

        Filled by *outcome*.

        :raise ValidationError: they don't
        """

    # ------------------------------------------------------------
    # Closing, reopening and cancelling
    # ------------------------------------------------------------

    def _flow_close(self, moving, vals):
        """Complete open activities: settle how they end, and record who and when.

        In one write for all, as Odoo does: it counts them to tell the web client.

        :param mail.activity moving: those of them that are open until now
        """
        vals = moving._flow_settle(vals)
        if moving != self:
            self._flow_write(vals)
        moving._flow_write({**self._flow_completion_values(), **vals})
        moving._flow_after_close()

    def _flow_settle(self, vals):
        """Step: decide how these activities end, or refuse to let them end.

        Filled by *outcome*.

        :return: the values that are left to write
        """
        return vals

    @api.model
    def _flow_completion_values(self):
        """Step: return what is recorded of a completion; given values win.

        Filled by *status*.
        """
        return {"done_at": fields.Datetime.now(), "done_by_id": self.env.uid}

    def _flow_after_close(self):
        """Step: let follow what follows a completion. Filled by *next_step*."""

    def _flow_reopen(self, moving, vals):
        """Open closed activities again: they are as if they had never been closed.

        In one write for all, as :meth:`_flow_close`.

        :param mail.activity moving: those of them that are closed until now
        """
        if moving != self:
            self._flow_write(vals)
        moving._flow_write({**vals, **self._flow_reopening_values(vals)})
        moving._flow_after_reopen()
        if self._flow_keeps_trace():
            moving._log_reopened()

    @api.model
    def _flow_reopening_values(self, vals):
        """Step: return what is cleared when activities are open again.

        It wins over what is given, but for a given status. Filled by *cancel*,
        *outcome* and *status*.
        """
        return {"done_at": False, "done_by_id": False}

    def _flow_after_reopen(self):
        """Step: take back what the completion brought. Filled by *next_step*."""

    @api.model
    def _flow_cancellation_values(self, reason):
        """Step: return what is recorded of a cancellation.

        Cancelling is the way of the room *cancel*, past the rule for completions.
        Filled by *cancel*, *outcome* and *status*.

        :param str reason: why, or False
        """
        return {"active": False}

    # ------------------------------------------------------------
    # Steps of a completion, of a search, and for the web client
    # ------------------------------------------------------------

    def _flow_check_done(self):
        """Step: refuse to complete what is closed. Filled by *cancel*."""
        if self._flow_keeps_trace():
            self._check_open()

    def _flow_prepare_done(self):
        """Step: settle what the messages show, before they are posted.

        Filled by *outcome*.
        """

    def _flow_filter_creating(self):
        """Step: return those whose completion creates others. Filled by *next_step*."""
        return self.browse()

    def _flow_get_created(self):
        """Step: return what the completion of these created. Filled by *next_step*."""
        return self.browse()

    @api.model
    def _flow_narrow(self, domain):
        """Step: return a domain that finds less. Filled by *cancel*."""
        return domain

    def _flow_store_fields(self):
        """Step: return what else the web client gets of activities.

        Filled by *outcome*, *status*, *next_step* and *post_sale*.

        :rtype: list
        """
        return []

    # ------------------------------------------------------------
    # Switches
    # ------------------------------------------------------------

    @api.model
    def _flow_switches(self):
        """Step: return the switches of the rooms: external ids of groups by name.

        The name is what the web client knows it by. Filled by *outcome* and *status*.

        :rtype: dict[str, str]
        """
        return {}

    @api.model
    def _flow_on_switch(self, switch, switched_on):
        """Step: do what a switch brings about the moment it moves.

        Filled by *outcome*, *status* and *next_step*.

        :param str switch: external id of the switch's group
        :param bool switched_on: whether it is on now
        """

    @api.model
    def _flow_session_info(self):
        """Step: return what the web client has to know from its start.

        Filled by *plan* and *next_step*.

        :rtype: dict
        """
        return {}

    @api.model
    def _flow_keeps_trace(self):
        """Step: return whether the chatter says what Odoo doesn't: with a switch on.

        Filled by *outcome* and *status*.
        """
        return False

    # ------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------

    def action_reopen(self):
        """Reopen done activities: they are as if they had not been completed.

        Their outcome and completion data are cleared, and next steps that nobody
        touched since are withdrawn. While Outcomes is on, so is what Odoo triggered,
        and the feedback is cleared; while it is off, Odoo's way of reopening goes on.

        :raise AccessError: the user may not write one of them
        """
        self._check_ids()
        self.filtered(lambda activity: not activity.active).action_unarchive()
        return True

    def _log_reopened(self):
        self._log_on_documents(
            {
                activity: self.env._(
                    "“%(activity)s” was reopened.", activity=activity.display_name
                )
                for activity in self
            }
        )

    # ------------------------------------------------------------
    # What the steps and the rooms stand on
    # ------------------------------------------------------------

    def _is_feedback_again(self, vals):
        """Return whether Odoo writes, at the end, what the outcome brought before."""
        return vals.keys() == {"feedback"} and all(
            activity.feedback == vals["feedback"] for activity in self
        )

    def _filter_moving(self, vals):
        """Return those that values close or reopen."""
        if "active" not in vals:
            return self.browse()
        active = bool(vals["active"])
        return self.filtered(lambda activity: activity.active != active)

    def _edit_others(self, moving, vals):
        """Edit those that don't move, if it means something else to them.

        :return: those that are left to write
        """
        others = self - moving
        if not others or self._flow_edited_fields().isdisjoint(vals):
            return self
        others._flow_edit(vals)
        return moving

    def _check_ids(self):
        """Refuse what can't be an id, before PostgreSQL does in words of its own."""
        wrong = [id_ for id_ in self._ids if id_ and not is_integer(id_)]
        if wrong:
            raise ValidationError(
                self.env._(
                    "Activities are given by their ids, whole numbers, and these are "
                    "none: %(ids)s.",
                    ids=", ".join(map(repr, wrong[:5])),
                )
            )

    def _check_exist(self):
        """Refuse ids that are none, and those of activities that are gone."""
        self._check_ids()
        if self.exists() != self:
            raise ValidationError(
                self.env._("The activity was deleted meanwhile. Reload the page.")
            )

    def _check_open(self):
        """Refuse to complete twice: two people may look at the same activity."""
        for activity in self:
            if not activity.active:
                raise ValidationError(activity._get_closed_error())

    def _get_closed_error(self):
        """Hook: say why an activity that isn't open can't be closed another way.

        Who was first is not known of activities done before the addon came.
        """
        completer = self.done_by_id.sudo()
        if not completer:
            return self.env._(
                "“%(activity)s” was already completed. Reload the page to see it; it "
                "can be reopened there.",
                activity=self.display_name,
            )
        return self.env._(
            "“%(activity)s” was already completed by %(name)s. Reload the page to see "
            "how it ended; it can be reopened there.",
            activity=self.display_name,
            name=completer.name,
        )

    def _check_may_write_system_fields(self):
        if self._is_activity_manager():
            return
        raise AccessError(
            self.env._(
                "Who completed an activity and when, what it follows or comes from, "
                "and whether a person created it, is recorded by the system. Ask a "
                "manager of activities to correct it."
            )
        )

    def _is_activity_manager(self):
        """Return whether the user may correct what anybody recorded."""
        manager = "crm_activity_flow.group_activity_manager"
        return self.env.su or self.env.user.has_group(manager)

    def _sudo_open(self):
        """Return these as the superuser who finds what is to be done, and no more.

        Lists of what is done, and the dialog for a selection, look for all.
        """
        return self.sudo().with_context(active_test=True)

    def _get_documents(self):
        """Return the document of each activity, as the superuser; an empty record else.

        :rtype: dict[mail.activity, BaseModel]
        """
        documents = dict.fromkeys(self, self.browse())
        for model, own in self.filtered("res_model").grouped("res_model").items():
            existing = self.env[model].sudo().browse(own.mapped("res_id")).exists()
            by_id = {record.id: record for record in existing}
            for activity in own:
                documents[activity] = by_id.get(activity.res_id, existing.browse())
        return documents

    def _log_on_documents(self, texts):
        """Log one line for each activity in the chatter of its document.

        One message for each document, as the superuser: an assignee without access to
        the document may complete, and so correct and reopen, the activity.

        :param dict[mail.activity, str] texts: the line for each activity, plain text
        """
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
