from . import test_activity_client_values
from . import test_activity_dates
from . import test_activity_deletion
from . import test_activity_hops
from . import test_activity_pipeline
from . import test_activity_remote_call
from . import test_activity_rooms
from . import test_activity_source
