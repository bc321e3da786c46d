"""Cancelled activities: kept with who, when and why, and never counted as done.

Takes part in the checks of create, write and completion, in adding a reason afterwards,
in reopening and in searching. Offers ``action_cancel`` and its siblings, the state of
activities as SQL, and the hook ``_keeps_cancelled()``: unless a room returns True,
cancelling deletes, as in Odoo. While a switch is on, what is deleted or archived takes
no activity along without a trace: meetings, users. Needs *activity*.
"""

from . import mail_activity
from . import calendar_event
from . import ir_model
from . import res_users
