"""When people work, when they are busy, and when they are free.

Takes part in no step. Offers working days and hours of users, ``_get_busy`` and, to
clients, ``get_busy``: from when to when a person is busy, never with what, and
``find_time``: when several people are free. Has two hooks for code that knows more
about privacy: whose times are shown at all (``_filter_busy_users``), and which
activities are busy time (``_get_busy_activity_domain``). ``intervals.py`` finds gaps,
without records. Needs *activity* and *planned_time*.
"""

from . import resource_calendar
from . import res_users
from . import mail_activity
from . import calendar_event
