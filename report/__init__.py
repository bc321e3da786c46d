from . import mail_activity_overview
from . import mail_activity_overview_dashboard
from . import mail_activity_slot
from . import mail_activity_status_time
