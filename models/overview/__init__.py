"""What the overview needs of Odoo's screens: a type of view, and favourites.

The report itself is ``mail.activity.overview``, in ``report/``. Offers the view type
``activity_dashboard``, which views of the overview switch to and from like to a pivot.
The favourites that ship are data; while Outcomes is off, those about outcomes are
hidden. Takes part in nothing of the other rooms.
"""

from . import ir_actions_act_window_view
from . import ir_filters
from . import ir_ui_view
