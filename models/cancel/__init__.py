"""Cancelled activities: kept with who, when and why, and never counted as done.

Takes part in the checks of create, write and completion, in adding a reason afterwards,
in reopening and in searching. Offers ``action_cancel`` and its siblings, the state of
activities as SQL, and the hook ``_keeps_cancelled()``: unless a room returns True,
cancelling deletes, as in Odoo. While a switch is on, deleting a meeting keeps closed
activities. Needs *activity*.
"""

from . import mail_activity
from . import calendar_event
