"""Where an open activity stands; done and cancelled ones have one status each.

Takes part first in writing, because a status is translated into what it means, and on
its floor, because each change is tracked. Offers the catalogue, the board and the dots
(``action_move``, ``action_drop``), and ``_has_statuses()``; while it is on, what is
cancelled stays. Needs *activity*, *cancel* and *outcome*.
"""

from . import mail_activity_status
from . import mail_activity_status_change
from . import mail_activity
from . import mail_activity_board
from . import mail_activity_mixin
from . import ir_actions_act_window
from . import res_config_settings
