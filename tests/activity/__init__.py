from . import test_activity_client_values
from . import test_activity_hops
from . import test_activity_pipeline
from . import test_activity_rooms
