from . import test_sharing_documents
from . import test_sharing_doors_tour
from . import test_sharing_levels
from . import test_sharing_lines
from . import test_sharing_links
from . import test_sharing_policy
from . import test_sharing_property
from . import test_sharing_slots
