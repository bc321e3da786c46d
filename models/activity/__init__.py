"""The base of all rooms: an activity's end, origin, access and pipeline of changes.

Rooms take part in the pipeline by filling its steps, ``_flow_*``, which are listed in
order in ``mail_activity.py``. One completion, from the click to the row and back, takes
eight hops:

1. ``static/src/outcome/outcome_choice.js``, ``complete``: sends the choice to the
   server; on the way back, shows the dialog with the next steps, or *Undo*.
2. ``next_step/mail_activity_suggestion.py``, ``action_complete``: remembers which
   activities might have suggestions, and adds these on the way back.
3. ``outcome/mail_activity.py``, ``action_complete``: checks what the client sent, and
   settles the outcome.
4. ``activity/mail_activity.py``, ``_action_done``: Odoo posts the messages and
   archives.
5. ``activity/mail_activity.py``, ``write``: the entrance; it detects the closing.
6. ``activity/mail_activity.py``, ``_flow_close``: settles the end, and records who,
   when and the status.
7. ``activity/mail_activity.py``, ``_flow_write``: writes the row and tracks it.
8. ``next_step/mail_activity.py``, ``_flow_after_close``: creates what the rules say.

Completing many posts as many messages, on documents of any model. ``posting.py`` holds
what Odoo asks for each of them, asked once for all.

Two plain modules say who is acting: ``remote_call.py`` tells what a client sent from
what code adds, and ``source.py`` lets the addon's own code say that it is that.

Some models update their own row with a value that is never read, just to make two
transactions collide: each would check only what it sees, and together they could break
a rule. PostgreSQL refuses the second UPDATE, and Odoo retries that transaction.
"""

from . import res_groups
from . import ir_http
from . import ir_model
from . import res_users
from . import mail_activity_group_mixin
from . import mail_activity
from . import mail_activity_access
from . import mail_activity_mixin
from . import mail_followers
from . import mail_thread
from . import res_partner
from . import mail_activity_detail_mixin
