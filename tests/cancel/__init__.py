from . import test_cancel
from . import test_cancel_meeting
from . import test_cancel_notice
from . import test_cancel_people
