from . import test_planned_time
from . import test_planned_time_days
from . import test_planned_time_meeting
from . import test_planned_time_zones
