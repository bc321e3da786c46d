from . import test_availability
from . import test_availability_find_time
from . import test_availability_find_time_tour
from . import test_availability_intervals
