"""The ground that all rooms stand on: how an activity ended, where it comes from, who
finds it, and the one way that every change of it takes.

The rooms take part in that way by filling its steps, ``_flow_*``, which stand in
``mail_activity.py`` in their order. A reader follows one completion, from the click to
the row and back, in eight hops:

1. ``static/src/outcome/outcome_choice.js``, ``complete``: what was chosen goes to the
   server; on the way back come the dialog with what follows, or *Undo*.
2. ``next_step/mail_activity_suggestion.py``, ``action_complete``: remembers what may
   have suggestions, and adds them on the way back.
3. ``outcome/mail_activity.py``, ``action_complete``: checks what the client sent, and
   settles the outcome.
4. ``activity/mail_activity.py``, ``_action_done``: Odoo posts the messages and
   archives.
5. ``activity/mail_activity.py``, ``write``: the door; it sees that these are closed.
6. ``activity/mail_activity.py``, ``_flow_close``: settled, stamped with who and when
   and the status.
7. ``activity/mail_activity.py``, ``_flow_write``: the row, with its tracking.
8. ``next_step/mail_activity.py``, ``_flow_after_close``: what rules create.

Some models write a column of their own row with a value that nobody reads, just to make
two transactions collide: each would check only what it sees, and both together could
break a rule. PostgreSQL refuses the second UPDATE, and Odoo tries that transaction
again.
"""

from . import res_groups
from . import ir_http
from . import res_users
from . import mail_activity
from . import mail_activity_access
from . import mail_activity_detail_mixin
