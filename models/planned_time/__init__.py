"""Planned time and duration, consistent with deadline, time zone and meeting.

Takes part in creating, checking and on the floor of writing, whatever the other rooms
write. Closed activities keep their time, and open ones follow people to another zone.
Offers ``planned_start`` and ``planned_duration``, and days and hours in the assignee's
time zone; ``zones.py`` has these without records. Needs *activity*.
"""

from . import mail_activity
from . import calendar_event
from . import res_partner
