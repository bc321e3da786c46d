"""Where an open activity stands; done and cancelled ones have one status each.

Takes part at the start of writing, to translate a status into what it means, and on
its floor, to track each change. Offers the catalog, the board and the dots
(``action_move``, ``action_drop``), and ``_has_statuses()``; while Statuses is on,
cancelled activities stay. Needs *activity*, *cancel* and *outcome*.
"""

from . import mail_activity_status
from . import mail_activity_status_change
from . import mail_activity
from . import mail_activity_board
from . import mail_activity_mixin
from . import ir_actions_act_window
from . import res_config_settings
