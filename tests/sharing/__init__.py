from . import test_sharing_policy
