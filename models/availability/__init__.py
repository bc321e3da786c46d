"""When people work, when they are busy, and when there is time.

Takes part in no step. Offers working days and hours of users, ``_get_busy`` and, to
clients, ``get_busy``: from when to when somebody is busy, never with what. Has two
hooks for those who know more about privacy: of whom anything is told at all
(``_filter_busy_users``), and which activities count (``_get_busy_activity_domain``).
Where there is a gap is found in ``intervals.py``, without records. Needs *activity* and
*planned_time*.
"""

from . import resource_calendar
from . import res_users
from . import mail_activity
from . import calendar_event
