from . import base_partner_merge
from . import mail_activity_complete
from . import mail_activity_merge
from . import mail_activity_plan_launch
from . import mail_activity_schedule_line
from . import mail_activity_schedule
from . import mail_activity_schedule_done
