"""Merging types, outcomes and statuses, and refusing to delete a type in use.

Takes part when models are deleted: types in use elsewhere stay. References to records
are moved in SQL. Offers ``action_merge_into``. What merging means for each catalog is
here in one place. Needs *outcome*, *status* and *next_step*.
"""

from . import mail_activity_merge_mixin
from . import mail_activity_outcome
from . import mail_activity_status
from . import mail_activity_type
from . import ir_model
