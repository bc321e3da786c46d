"""What follows a completion: suggested to people or created at once, by rules.

Takes part after closing (it creates), after reopening (it withdraws what nobody
touched), and in checking what an activity follows. Offers the rules, suggestions that
clients get and send back, ``previous_activity_id``, and the refusal of chains without
end. Needs *outcome* and *plan*.
"""

from . import mail_activity_next_step
from . import mail_activity_type
from . import mail_activity
from . import mail_activity_suggestion
from . import mail_activity_outcome
from . import mail_activity_plan
from . import mail_activity_plan_template
from . import ir_model
