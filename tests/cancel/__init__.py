from . import test_cancel
from . import test_cancel_meeting
