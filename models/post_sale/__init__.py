"""Plans that start when an opportunity is won or lost.

Takes part only with its system fields and what the web client shows. Offers rules and
closings: a closing is recorded once, starts the plans of its rules, and withdraws
untouched activities when the opportunity is reopened. Needs *cancel* and *plan*.
"""

from . import crm_post_sale_rule
from . import crm_post_sale_closing
from . import crm_team
from . import crm_lead
from . import crm_lost_reason
from . import crm_tag
from . import mail_activity_plan
from . import mail_activity
