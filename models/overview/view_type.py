"""The type of view that shows the dashboard, and what its definition can say."""

DASHBOARD = "activity_dashboard"
# "__validate__" is Odoo's own, while it checks a view
ATTRIBUTES = {"__validate__", "class", "js_class", "string"}
