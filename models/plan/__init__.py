"""Templates with delays, launched on many records of many kinds.

Takes part only with its system fields and what the web client has to know. Offers plan
steps and their due dates (``mail.activity.step.mixin``), ``_schedule_on``, the one way
to launch a plan, ``_assign_steps``, and one notification per assignee. Needs
*activity*, *planned_time* and *availability*.
"""

from . import mail_activity_step_mixin
from . import mail_activity_plan
from . import mail_activity_plan_template
from . import mail_activity_plan_client
from . import mail_activity
from . import ir_model
