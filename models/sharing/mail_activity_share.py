from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import SQL

from ..activity.source import AUTOMATIC, SOURCE, is_automatic
from .policy import BUSY, FULL, NONE, READ, merge_types

SHARE_LEVELS = [
    (NONE, "Nothing"),
    (BUSY, "Busy times"),
    (READ, "Read"),
    (FULL, "Full"),
]


class MailActivityShare(models.Model):
    """One line of what a user shares: with whom, which type, and how much of it.

    Owners change their lines, and managers read them. No one else sees them, not even
    the person they are about.
    """

    _name = "mail.activity.share"
    _inherit = ["mail.activity.own.mixin", "mail.activity.policy.mixin"]
    _description = "Activity Sharing"
    _order = "user_id, id"
    # users save their preferences as the superuser, but no one else's lines
    _allow_sudo_commands = False

    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    viewer_id = fields.Many2one(
        "res.users",
        "Shared With",
        domain="[('share', '=', False)]",
        ondelete="cascade",
        help="The person this line is for. Leave empty for everyone.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        index="btree_not_null",
        ondelete="cascade",
        help="The type this line is for. Leave empty for all types.",
    )
    level = fields.Selection(
        SHARE_LEVELS,
        required=True,
        default=FULL,
        help=(
            "Nothing: your activities don't exist for them. Busy times: they see when "
            "you are busy, but not with what. Read: they see your activities, but "
            "can't change them. Full: they can do what Odoo lets them do."
        ),
    )

    # an empty value is a value: NULLs would be different ones
    _unique_line = models.UniqueIndex(
        "(user_id, COALESCE(viewer_id, 0), COALESCE(activity_type_id, 0))",
        "There is already a line for this person and this type. Change that one.",
    )
    # all that concerns one viewer, without reading the table
    _viewer_idx = models.Index("(viewer_id, user_id, activity_type_id, level)")

    @api.model_create_multi
    def create(self, vals_list):
        """Say nothing about types that are merged, perhaps at the same moment."""
        lines = super().create(vals_list)
        lines._check_types()
        return lines

    def write(self, vals):
        """Say nothing about them in other lines either."""
        result = super().write(vals)
        if vals.get("activity_type_id"):
            self._check_types()
        return result

    def _check_types(self):
        """Refuse archived types: activities have become those of another one.

        And let a merge wait that doesn't see these lines yet.

        :raise ValidationError: one of the types is archived
        """
        self.activity_type_id._lock_against_merge()
        archived = self.activity_type_id.filtered(lambda each: not each.active)
        if archived and not is_automatic(self.env.context):
            raise ValidationError(
                self.env._(
                    "The activity type “%(type)s” is archived. Choose another one.",
                    type=archived[0].name,
                )
            )

    @api.model
    def _delete_about(self, name, records):
        """Delete the lines that name records which are about to be deleted.

        The database would do it, too, but meetings wouldn't follow.

        :param str name: of the field that names them
        """
        records.check_access("unlink")
        self.sudo().search([(name, "in", records.ids)]).unlink()

    @api.model
    def _merge_types(self, types, survivor):
        """Replace the lines for types that become one, so that no level rises.

        :param mail.activity.type types: also the survivor, all locked for the merge
        """
        merged = self.sudo().search([("activity_type_id", "in", types.ids)])
        merged._check_newer(types)
        owners = merged.user_id
        defaults, lines = self.env["mail.activity"]._load_share_lines(owners.ids)
        used = self._get_used_types(owners, types)
        merged.unlink()
        merged.with_context(**{SOURCE: AUTOMATIC}).create(
            [
                {
                    "user_id": owner,
                    "viewer_id": viewer or False,
                    "activity_type_id": survivor.id,
                    "level": level,
                }
                for owner in owners.ids
                for viewer, level in merge_types(
                    lines[owner],
                    defaults[owner],
                    {*types.ids},
                    survivor.id,
                    used.get(owner, set()),
                ).items()
            ]
        )

    def _check_newer(self, types):
        """Let Odoo repeat this transaction if it doesn't see all lines for types.

        Which were saved while it waited for their types. Another transaction sees them.

        :raise ConcurrencyError: there are lines that aren't among these
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    SELECT id FROM mail_activity_share
                     WHERE activity_type_id = ANY(%s)
                    """,
                    list(types.ids),
                )
            )
            if {id_ for (id_,) in cr.fetchall()} - {*self._ids}:
                raise ConcurrencyError("Lines were added for types that are merged.")

    @api.model
    def _get_used_types(self, owners, types):
        """Return of which types owners have activities, see ``policy.merge_types``.

        :rtype: dict[int, set[tuple[int, bool]]]
        """
        self.env["mail.activity"].flush_model(["activity_type_id", "res_id", "user_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT user_id, activity_type_id, (res_id <> 0) IS NOT TRUE
                  FROM mail_activity
                 WHERE user_id = ANY(%s) AND activity_type_id = ANY(%s)
                """,
                list(owners.ids),
                list(types.ids),
            )
        )
        used = {}
        for owner, *kind in rows:
            used.setdefault(owner, set()).add(tuple(kind))
        return used

    @api.constrains("viewer_id")
    def _check_viewer(self):
        """Share with colleagues alone; lines for people who have left are kept."""
        if not is_automatic(self.env.context):
            self._check_colleagues(self.viewer_id)

    @api.model
    def _get_policy_fields(self):
        return super()._get_policy_fields() | {
            "activity_type_id",
            "level",
            "user_id",
            "viewer_id",
        }

    def _get_policy_owners(self):
        return self.user_id
