"""Tests, a folder for each room.

Odoo's runner looks for files in this namespace alone, where all rooms end up: a file's
name starts with its room's, so that no two are the same. Only common.py is there more
than once: as an attribute it is a room's, so say `from …tests.common import`.
"""

from . import test_hoot

from .activity import *
from .cancel import *
from .planned_time import *
from .availability import *
from .outcome import *
from .status import *
from .plan import *
from .next_step import *
from .merge import *
from .post_sale import *
from .overview import *
