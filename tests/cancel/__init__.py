from . import test_cancel
