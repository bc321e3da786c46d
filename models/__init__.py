"""The rooms, in the order in which they build on one another.

A room uses only rooms that come before it. Where an earlier one needs something of a
later one, it has a hook, and the later one fills it.
"""

from . import activity
from . import cancel
from . import planned_time
from . import availability
from . import outcome
from . import status
from . import plan
from . import next_step
from . import merge
from . import post_sale
