from . import test_overview
from . import test_overview_access
from . import test_overview_dashboard
from . import test_overview_period
from . import test_overview_screens
from . import test_overview_tour
