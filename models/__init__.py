"""The rooms, in the order in which they build on one another.

A room uses only the rooms before it. Where an earlier room needs something from a later
one, it offers a hook, which the later one fills.
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
from . import overview
from . import sharing
from . import effect
