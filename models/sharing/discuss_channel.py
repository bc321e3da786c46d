from odoo import api, models

from .hidden_error import check_readable, empty_names


class DiscussChannel(models.Model):
    """The call of a private meeting is a conversation with the meeting's name."""

    _inherit = "discuss.channel"

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Name no conversation to users who can't read it."""
        return super(DiscussChannel, empty_names(self))._compute_display_name()

    def _sharing_check_in_memory(self):
        """Let no form have conversations in memory that the user can't read."""
        check_readable(self)
        return super()._sharing_check_in_memory()

    def _sharing_filter_known(self):
        """Leave out those that the user can't read: it can be a meeting's call."""
        return self.exists()._filtered_access("read")
