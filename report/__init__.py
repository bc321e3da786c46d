from . import (
    mail_activity_overview,
    mail_activity_overview_groups,
    mail_activity_overview_query,
)
