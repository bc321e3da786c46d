from . import base_partner_merge
from . import mail_activity_complete
from . import mail_activity_merge
from . import mail_activity_schedule
