"""Planned time and duration, consistent with deadline, time zone and meeting.

Takes part in creating and on the floor of writing, whatever the other rooms write.
Offers ``planned_start`` and ``planned_duration``, and days and hours in the assignee's
time zone; ``zones.py`` has these without records. Needs *activity*.
"""

from . import mail_activity
from . import calendar_event
