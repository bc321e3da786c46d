from . import test_overview
from . import test_overview_access
