"""A time of day and a length, in step with the deadline, the assignee's time zone and
the meeting in which the activity is held.

Takes part in creating and on the floor of writing, whatever the other rooms write.
Offers ``planned_start`` and ``planned_duration``, and days and hours where the assignee
is; without records these are in ``zones.py``. Needs *activity*.
"""

from . import mail_activity
from . import calendar_event
