"""The third way to end: cancelled with who, when and why, and never counted as done.

Takes part in checking what is created, written and completed, in giving a reason
afterwards, in reopening and in searching. Offers ``action_cancel`` and its siblings,
the state of activities for the database, and the hook ``_keeps_cancelled()``: while no
room says yes, cancelling deletes, as in Odoo. Needs *activity*.
"""

from . import mail_activity
from . import calendar_event
