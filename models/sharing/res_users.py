from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..activity.texts import as_html_items
from .policy import BUSY


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
        """Let users read what they share, and no one else's."""
        return [*super().SELF_READABLE_FIELDS, "activity_share_ids"]

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
                viewer = user.share_preview_user_id._origin
                user.share_preview = user._origin._get_share_preview(viewer)

    @api.model
    def _get_policy_fields(self):
        """Add the user's own company, and what makes a viewer one of everyone."""
        return frozenset({"company_id", "company_ids", "group_ids"})

    def _get_policy_owners(self):
        return self

    def _adapt_owned_meetings(self):
        """Let the meetings of these users' activities follow what they share."""
        if self and self.env["mail.activity"]._has_sharing():
            self.env["calendar.event"]._adapt_privacy(
                SQL("mail_activity.user_id = ANY(%s)", list(self.ids))
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
        elif self.id in activities._load_led_users():
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
                "On records that %(name)s can't open, your activities stay hidden.",
                name=name,
            ),
        ]
