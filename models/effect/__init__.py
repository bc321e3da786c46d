"""What works: how deals ended after which outcomes, computed at night.

The table has two kinds of rows. Its cells, one for each combination of type, outcome,
attempt and so on, are for managers: whatever they group by, the deals behind the cells
are counted again, each once. Salespeople read only published rows, one for each of the
questions that they can ask: ``questions.py`` counts the deals of each, and
``publication.py`` says which of them are safe to answer.
Adds a line to the dialog for next steps. Needs *outcome* and *next_step*.
"""

from . import mail_activity_effect_deal
from . import mail_activity_effect
from . import ir_http
from . import res_company
from . import res_config_settings
