"""What the web client asks for on Odoo's screens of activities. Plain data."""

PAGE = 80
COUNT_LIMIT = 10_001  # where the total of a list ends
LIST = {
    "summary": {},
    "activity_type_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "res_name": {},
    "date_deadline": {},
    "state": {},
}
CARD = {
    "name": {},
    "activity_ids": {},
    "activity_state": {},
    "activity_summary": {},
    "activity_type_icon": {},
    "activity_exception_decoration": {},
}
PROGRESS_BAR = {
    "field": "activity_state",
    "colors": {"planned": "success", "today": "warning", "overdue": "danger"},
}
