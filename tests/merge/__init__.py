from . import test_merge
from . import test_merge_concurrency
from . import test_merge_deletion
from . import test_merge_dialog
from . import test_merge_fields
from . import test_merge_performance
from . import test_merge_refused
from . import test_merge_rpc
