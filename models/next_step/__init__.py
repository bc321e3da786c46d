"""Rules for what follows a completion: suggested, or created automatically.

Takes part in closing (a later attempt gets a later moment), after closing (creates
follow-ups), after reopening (withdraws untouched ones), and in checking what an
activity follows. Offers the rules, suggestions that clients get and send back,
``previous_activity_id``, and the refusal of endless chains. Needs *outcome* and *plan*.
"""

from . import mail_activity_next_step
from . import mail_activity_type
from . import mail_activity
from . import mail_activity_suggestion
from . import mail_activity_outcome
from . import mail_activity_plan
from . import mail_activity_plan_template
from . import ir_model
