from . import test_plan_action
from . import test_plan_dates
from . import test_plan_dialog
from . import test_plan_launch
from . import test_plan_parts
from . import test_plan_rpc
from . import test_plan_tour
from . import test_plan_usage
