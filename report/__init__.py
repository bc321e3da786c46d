from . import (
    mail_activity_overview,
    mail_activity_overview_groups,
    mail_activity_overview_query,
    mail_activity_status_time,
)
