from datetime import timedelta

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.client_values import is_id
from ..activity.records import is_active_internal
from ..activity.texts import as_html_items
from .calendar_event import HAS_MEETING
from .policy import BUSY
from .see_as import see_as

DAYS_SHOWN = 14
PREVIEWED_MAX = 500


class ResUsers(models.Model):
    """Users set what they share in their preferences, and look at what comes of it."""

    _name = "res.users"
    _inherit = ["res.users", "mail.activity.policy.mixin"]

    activity_share_ids = fields.One2many(
        "mail.activity.share",
        "user_id",
        "Activity Sharing",
        # and the user: see SELF_READABLE_FIELDS
        groups="crm_activity_flow.group_activity_manager",
    )
    activity_share_default = fields.Selection(
        related="company_id.activity_share_default", string="Shared by Default"
    )
    share_preview_user_id = fields.Many2one(
        "res.users",
        "What does this person see?",
        domain="[('share', '=', False), ('id', '!=', id)]",
        store=False,
        help="Shows what you have saved, not what you are changing.",
    )
    share_preview = fields.Html("Preview", compute="_compute_share_preview")

    @property
    def SELF_READABLE_FIELDS(self):
        """Let users read what they share, and no one else's.

        All that the form of the preferences has: Odoo refuses it else, where another
        app lets users read some of theirs alone.
        """
        return [
            *super().SELF_READABLE_FIELDS,
            "activity_share_default",
            "activity_share_ids",
            "share_preview",
            "share_preview_user_id",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        """Let users save their preferences; rules of access apply to the lines."""
        return [
            *super().SELF_WRITEABLE_FIELDS,
            "activity_share_ids",
            "share_preview_user_id",
        ]

    @api.depends_context("lang", "uid")
    @api.depends("share_preview_user_id")
    def _compute_share_preview(self):
        """Show users themselves what others see: it tells what their lines say."""
        self.share_preview = False
        for user in self.filtered("share_preview_user_id"):
            if user._origin == self.env.user:
                viewer = self._browse_other(user.share_preview_user_id._origin.id)
                if viewer:
                    user.share_preview = user._origin._get_share_preview(viewer)

    @api.model
    def _get_policy_fields(self):
        """Add the user's own company, and what makes a viewer one of everyone."""
        return super()._get_policy_fields() | {"company_id", "company_ids", "group_ids"}

    def _get_policy_owners(self):
        return self

    def unlink(self):
        """Let meetings follow what others had shared with these."""
        self.env["mail.activity.share"]._delete_about("viewer_id", self)
        return super().unlink()

    def _adapt_owned_meetings(self):
        """Let the meetings of these users' activities follow what they share."""
        if self and self.env["mail.activity"]._has_sharing():
            self._collide_over_meetings()
            self.env["calendar.event"]._adapt_privacy(
                SQL(
                    "%s AND mail_activity.user_id = ANY(%s)",
                    HAS_MEETING,
                    list(self.ids),
                ),
                SQL("reason.owner = ANY(%s)", list(self.ids)),
            )

    def _collide_over_meetings(self):
        """Make what these share, and their activities with meetings, change in turn.

        Of two changes at once, neither sees the other: the meeting would stay open. The
        second one is repeated, see ``models/activity/__init__.py``.
        """
        if self:
            self.env.execute_query(
                SQL(
                    """
                    UPDATE res_users SET write_date = write_date
                     WHERE id = ANY(ARRAY(
                               SELECT id FROM res_users WHERE id = ANY(%s)
                                ORDER BY id FOR NO KEY UPDATE
                           ))
                 RETURNING id
                    """,
                    list(self.ids),
                )
            )

    def _get_busy_activity_domain(self):
        """Leave out activities of which the current user isn't to know the time.

        Busy times are looked up as the superuser, but told to the user.
        """
        activities = self.env["mail.activity"].sudo(False)
        level = activities._get_level_domain(BUSY)
        return Domain(super()._get_busy_activity_domain()) & level

    # ------------------------------------------------------------
    # What a person sees
    # ------------------------------------------------------------

    def _get_share_preview(self, viewer):
        """Return what a person sees of this user's activities, type by type.

        :rtype: Markup
        """
        activities = self.env["mail.activity"].with_user(viewer)
        on_records, free = activities._get_levels_of_owner(self)
        labels = dict(
            self.env["mail.activity.share"]
            ._fields["level"]
            ._description_selection(self.env)
        )
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                activity_type.name,
                *(
                    labels[by_type.get(activity_type.id, level)]
                    for level, by_type in (on_records, free)
                ),
            )
            for activity_type in self.env["mail.activity.type"].search([])
        )
        head = (
            self.env._("Activity Type"),
            self.env._("On records"),
            self.env._("Without a record"),
        )
        return Markup(
            "<table class='table table-sm'><thead><tr>%s</tr></thead>"
            "<tbody>%s</tbody></table>%s"
        ) % (
            Markup().join(Markup("<th>%s</th>") % text for text in head),
            rows,
            as_html_items(self._get_share_notes(viewer)),
        )

    def _get_share_notes(self, viewer):
        """Return sentences on what else decides on what a person sees.

        :rtype: list[str]
        """
        name = viewer.sudo().name
        activities = self.env["mail.activity"].with_user(viewer)
        notes = []
        if activities._is_activity_manager():
            notes.append(
                self.env._(
                    "%(name)s is an activity manager, and always has full access to "
                    "activities on records.",
                    name=name,
                )
            )
        elif self.id in activities._get_led_users():
            notes.append(
                self.env._(
                    "%(name)s leads your sales team, and always has full access to "
                    "activities on records.",
                    name=name,
                )
            )
        return [
            *notes,
            self.env._(
                "%(name)s always has full access to what they created for you.",
                name=name,
            ),
            self.env._(
                "Your other private activities are hidden from %(name)s.", name=name
            ),
            self.env._(
                "On records that %(name)s can't open, they see at most when you are "
                "busy.",
                name=name,
            ),
        ]

    @api.model
    @api.readonly
    def get_shared_weeks(self, viewer_id):
        """Return the current user's next two weeks, as another person sees them.

        What is open, from today on, by start; nothing of anyone else. With that
        person's access: of what is on records that the person can't open, only the
        time.

        :param int viewer_id: an internal user
        :return: dicts of ``start`` and ``stop`` (in UTC), ``allday``, ``name``,
            ``record`` (its name, or False), ``icon`` and ``is_busy`` (True if the
            person only sees that the user is busy)
        :rtype: list[dict]
        :raise UserError: this isn't a person that the user can choose
        """
        viewer = self._get_share_viewer(viewer_id)
        first = fields.Date.context_today(self)
        days = [first, first + timedelta(days=DAYS_SHOWN - 1)]
        domain = Domain("user_id", "=", self.env.uid)
        domain &= self.env["mail.activity.slot"]._get_overlap_domain(days, self.env.tz)
        with see_as(self.env, viewer) as env:
            slots = env["mail.activity.slot"].search(domain, limit=PREVIEWED_MAX)
            return [slot._prepare_shared() for slot in slots]

    @api.model
    def _get_share_viewer(self, viewer_id):
        """Return the person whose view of their activities users look at.

        :raise UserError: this isn't a person that the user can choose
        """
        if not self.env["mail.activity"]._has_sharing():
            raise UserError(
                self.env._("Turn on Sharing in the settings to see what others see.")
            )
        viewer = self._browse_other(viewer_id)._filtered_access("read")
        if not viewer:
            raise UserError(
                self.env._("Choose another person who works with you in Odoo.")
            )
        return viewer

    @api.model
    def _browse_other(self, user_id):
        """Return the other person whom a client names, to look as that one, or none.

        Of OdooBot, Odoo would make the superuser, who sees everything.

        :return: an internal user, whom the current one may not be able to read
        :rtype: res.users
        """
        user = self.browse(user_id if is_id(user_id) else 0).exists()
        is_other = user.id not in (False, SUPERUSER_ID, self.env.uid)
        return user if is_other and is_active_internal(user) else self.browse()
