from odoo import models
from odoo.exceptions import AccessError


class MailActivity(models.Model):
    """Who may say who completed an activity, and when: the system, and managers.

    That an activity is ``automated`` can't be written afterwards either. When it is
    created it can: other apps create activities as the user who works, and nothing
    tells that from the user's own call.
    """

    _inherit = "mail.activity"

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
