"""Templates with delays, launched on many records of many kinds.

Takes part in no step but for its system fields and what the web client has to know.
Offers steps and their due dates (``mail.activity.step.mixin``), ``_schedule_on``, the
one way to launch a plan, ``_assign_steps``, and notices that say it once. Needs
*activity*, *planned_time* and *availability*.
"""

from . import mail_activity_step_mixin
from . import mail_activity_plan
from . import mail_activity_plan_template
from . import mail_activity_plan_client
from . import mail_activity
