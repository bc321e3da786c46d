from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..activity.records import is_uninstalling

OPEN = "open"
DONE = "done"
CANCELLED = "cancelled"
KINDS = [(OPEN, "Open"), (DONE, "Done"), (CANCELLED, "Cancelled")]


class MailActivityStatus(models.Model):
    """Where an activity stands: any number of open statuses, one done, one cancelled.

    The two closing ones are shipped and stay: they can be renamed, recolored and
    translated. The pipeline reads statuses from a cache, which
    :meth:`_on_catalogue_change` clears.
    """

    _name = "mail.activity.status"
    _description = "Activity Status"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        KINDS,
        required=True,
        default=OPEN,
        help=(
            "Activities in an open status still need to be done. There is one status "
            "for done activities, and one for cancelled ones."
        ),
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    fold = fields.Boolean(
        "Folded on the Board", help="Fold this column when the board opens."
    )
    active = fields.Boolean(default=True)

    _sequence_in_range = models.Constraint(
        "CHECK (sequence BETWEEN -1000000 AND 2000000)",
        "The sequence of a status must be a number up to a million.",
    )
    _unique_closing = models.UniqueIndex(
        "(kind) WHERE kind <> 'open'",
        "There is one status for done activities, and one for cancelled ones. Rename "
        "it instead of adding another.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        default = self.default_get(["kind"])["kind"]
        for vals in vals_list:
            self._check_new_kind(vals.get("kind", default))
        statuses = super().create(vals_list)
        statuses._on_catalogue_change()
        return statuses

    def write(self, vals):
        self.check_access("write")
        self._check_closing_kept(vals)
        result = super().write(vals)
        self._on_catalogue_change()
        if "active" in vals:
            self._check_open_left()
        return result

    def unlink(self):
        self.check_access("unlink")
        result = super().unlink()
        self._on_catalogue_change()
        return result

    def copy(self, default=None):
        self._check_no_closing()
        return super().copy(default)

    @api.ondelete(at_uninstall=True)
    def _unlink_except_closing_or_used(self):
        if is_uninstalling(self.env):
            return
        self._check_no_closing()
        for status in self._get_activity_counts():
            raise UserError(status._get_used_error())

    @api.ondelete(at_uninstall=True)
    def _unlink_except_last_open(self):
        if is_uninstalling(self.env):
            return
        self._check_open_left(leaving=self)

    def _load_records_create(self, vals_list):
        """Take the closing status that is there if its external id was deleted.

        A second one would be refused, which would end the upgrade.
        """
        if not self.env.context.get("install_module"):
            return super()._load_records_create(vals_list)
        statuses = self.browse()
        for vals in vals_list:
            kind = vals.get("kind", OPEN)
            closing = self.browse(kind != OPEN and self._get_closing_id(kind))
            statuses += closing or super()._load_records_create([vals])
        return statuses

    def _get_used_error(self):
        shared = self.env["mail.activity"]._get_level_domain()
        count = self._get_activity_counts(shared).get(self)
        if not count:
            return self.env._(
                "“%(name)s” is or was the status of activities that aren't shared with "
                "you, so it can't be deleted. Archive it, or merge it into another "
                "status with Actions > Merge in the list.",
                name=self.name,
            )
        return self.env._(
            "“%(name)s” is or was the status of activities (%(count)s), so it "
            "can't be deleted. Archive it, or merge it into another status "
            "with Actions > Merge in the list.",
            name=self.name,
            count=count,
        )

    def _get_activity_counts(self, domain=Domain.TRUE):
        """Count the activities that are, or once were, in these statuses.

        :param Domain domain: which of them; by default all, whoever can read them: a
            hidden activity keeps a status in use
        :return: number of activities by status, used ones only
        :rtype: dict[mail.activity.status, int]
        """
        Activity = self.env["mail.activity"].sudo().with_context(active_test=False)
        changes = self.env["mail.activity.status.change"].sudo()
        counts = {}
        for status in self:
            left = changes._search([("previous_status_id", "=", status.id)])
            used = Domain("status_id", "=", status.id)
            used |= Domain("id", "in", left.subselect("activity_id"))
            count = Activity.search_count(used & domain)
            if count:
                counts[status] = count
        return counts

    def _check_new_kind(self, kind):
        """Refuse a second closing status of a kind: which to use would be unclear."""
        closing = self.browse(kind != OPEN and self._get_closing_id(kind))
        if closing:
            raise ValidationError(
                self.env._(
                    "There is one status of this kind, “%(name)s”. Rename it, or add "
                    "an open status instead.",
                    name=closing.name,
                )
            )

    def _check_closing_kept(self, vals):
        """Refuse changes to what the rule relies on: kinds and closing statuses."""
        if "kind" in vals and any(status.kind != vals["kind"] for status in self):
            raise UserError(
                self.env._(
                    "You can't change the kind of a status. Add another status, and "
                    "merge this one into it."
                )
            )
        if not vals.get("active", True):
            self._check_no_closing()

    def _check_no_closing(self):
        closing = self.filtered(lambda status: status.kind != OPEN)
        if closing:
            raise UserError(
                self.env._(
                    "Activities end in “%(name)s”. You can rename and recolor it, but "
                    "not archive, delete or duplicate it.",
                    name=closing[0].name,
                )
            )

    def _check_open_left(self, leaving=None):
        """Refuse to remove the last open status: new activities start with it.

        The UPDATE makes two transactions that archive different statuses collide, see
        ``models/activity/__init__.py``.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE mail_activity_status SET write_date = %s WHERE kind = %s",
                self.env.cr.now(),
                DONE,
            )
        )
        left = self.sudo().search([("kind", "=", OPEN)])
        if left == (leaving or left.browse()) & left:
            raise ValidationError(
                self.env._(
                    "You need at least one open status, because new activities start "
                    "with it. Add or restore another one first."
                )
            )

    def _on_catalogue_change(self):
        """Keep the closing statuses last, wherever any status is dragged."""
        self.env.registry.clear_cache()  # _get_cached_statuses
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_activity_status closing
                   SET sequence = last.sequence
                        + CASE closing.kind WHEN %(done)s THEN 1 ELSE 2 END
                  FROM (
                    SELECT MAX(sequence) AS sequence
                      FROM mail_activity_status
                     WHERE kind = %(open)s
                  ) last
                 WHERE closing.kind <> %(open)s
                   AND closing.sequence <> last.sequence
                        + CASE closing.kind WHEN %(done)s THEN 1 ELSE 2 END
                """,
                open=OPEN,
                done=DONE,
            )
        )
        self.invalidate_model(["sequence"])

    # ------------------------------------------------------------
    # Without a query
    # ------------------------------------------------------------

    @api.model
    @ormcache()
    def _get_cached_statuses(self):
        """Return id, kind and ``active`` of all statuses, in their order.

        Cached, so that neither creating nor moving an activity costs a query for it.

        :rtype: tuple[tuple[int, str, bool], ...]
        """
        statuses = self.sudo().with_context(active_test=False).search_fetch([])
        return tuple((status.id, status.kind, status.active) for status in statuses)

    @api.model
    def _get_first_id(self):
        """Return the id of the status that new activities start with."""
        return next(
            (
                id_
                for id_, kind, active in self._get_cached_statuses()
                if kind == OPEN and active
            ),
            False,
        )

    @api.model
    def _get_closing_id(self, kind):
        """Return the id of the status for done, or for cancelled, activities."""
        return next(
            (
                id_
                for id_, other, _active in self._get_cached_statuses()
                if other == kind
            ),
            False,
        )

    def _get_kind_and_active(self):
        """Return kind and ``active`` of this status, without a query.

        :rtype: tuple[str, bool]
        """
        self.ensure_one()
        return next(
            entry[1:] for entry in self._get_cached_statuses() if entry[0] == self.id
        )

    @api.model
    def _get_choice_names(self):
        """Return the names of the statuses for open activities, as one text."""
        return ", ".join(self.sudo().search([("kind", "=", OPEN)]).mapped("name"))
