"""How an activity ended: a label with a sentiment, which people have to choose.

Takes part in closing and correcting, and in the checks and resets that go with them.
Offers the catalog, ``action_complete`` and Odoo's ways to complete with an outcome, the
one rule (``_settle_outcome``), the last outcome and the counts on documents, and
``_has_outcomes()``. Needs *activity* and *cancel*.
"""

from . import mail_activity_outcome
from . import mail_activity_type
from . import mail_activity
from . import mail_activity_mixin
from . import mail_activity_outcome_mixin
from . import crm_lead
from . import res_partner
from . import res_company
from . import res_config_settings
