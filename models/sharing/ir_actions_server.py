from odoo import models
from odoo.exceptions import ValidationError

from ..activity.client_values import are_ids
from .hidden_error import tells_of_meetings

# what creates records, and changes the one at hand only if it links them to it
CREATING = ("object_copy", "object_create")


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def run(self):
        """Ask for access to what actions change, of whatever model a client says it is.

        Odoo asks for records of that model, if at all, and changes those of the
        action's model as the superuser. What code does is up to who wrote it.
        """
        if self.env["mail.activity"]._is_limited():
            for action in self.sudo():
                if action._sharing_changes_hidden():
                    self._sharing_check_active(action)
        return super().run()

    def _sharing_get_active_ids(self):
        """Return the ids of the records at hand.

        :raise ValidationError: something else is given, of which Odoo could make ids
        """
        active_id = self.env.context.get("active_id") or None
        active_ids = self.env.context.get("active_ids") or ()
        is_list = isinstance(active_ids, list | tuple)
        ids = [*(active_ids if is_list else [active_ids])]
        if active_id is not None:
            ids.append(active_id)
        if not are_ids(ids):
            raise ValidationError(
                self.env._("Invalid record IDs: %(ids)s.", ids=repr(ids))
            )
        return ids

    def _sharing_changes_hidden(self):
        """Return whether it changes records at hand that can be hidden."""
        if self.state == "code" or not tells_of_meetings(self.env, self.model_name):
            return False
        return self.state not in CREATING or bool(self.link_field_id)

    def _sharing_check_active(self, action):
        """Check that the user can change the records at hand by an action.

        Groups open an action without Odoo's own rules, but not past what others keep.

        :raise AccessError: one of them is hidden, masked, or only to be read
        """
        ids = self._sharing_get_active_ids()
        records = self.env[action.model_name].browse(ids)
        if not action.group_ids:
            records.check_access("write")
        records._sharing_check_changeable()
