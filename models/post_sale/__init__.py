"""Which plan starts when an opportunity is won or lost.

Takes part in no step but for its system fields and what the web client shows. Offers
rules and closings: a closing is recorded once, starts what its rules say, and takes
back what nobody touched when the opportunity is reopened. Needs *cancel* and *plan*.
"""

from . import crm_post_sale_rule
from . import crm_post_sale_closing
from . import crm_team
from . import crm_lead
from . import crm_lost_reason
from . import crm_tag
from . import mail_activity_plan
from . import mail_activity
