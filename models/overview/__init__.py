"""What Odoo's own models need for the overview: view type, favorites, digest mail.

The report itself is ``mail.activity.overview``, in ``report/``. Offers the view type
``activity_dashboard``, which views of the overview switch to and from like to a pivot.
The favorites that ship are data; while Outcomes is off, those about outcomes are
hidden. Takes part in no step of activities. Needs *outcome*.
"""

from . import digest_digest
from . import ir_actions_act_window_view
from . import ir_filters
from . import ir_ui_view
