from . import test_effect
from . import test_effect_access
from . import test_effect_line
from . import test_effect_night
from . import test_effect_publication
from . import test_effect_questions
from . import test_effect_random
from . import test_effect_tour
