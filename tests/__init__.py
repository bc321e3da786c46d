"""Tests, with one folder per room.

Odoo's runner only looks for files in this namespace, where all rooms end up: each file
name starts with the room's name, so no two are the same. Only common.py exists several
times: as an attribute it's one of the rooms', so use `from …tests.common import`.
"""

from . import test_calls
from . import test_hoot
from . import test_limits
from . import test_readme_tour

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
from .sharing import *
from .overview import *
from .effect import *
