"""Who may know what of whose activities: nothing, busy times, reading, everything.

Words of this room: something is *hidden* if it looks missing to the user, whose level
is none or busy; a meeting is *masked* if Odoo shows it as *Busy*, and *marked* if
activities made it private, for *reasons* that it notes (``reasons.py``); an activity is
*quiet* if someone is to know no more than busy times, so that messages don't name it;
*free* ones have no document, and are *opened* if a line shares them. Rows in Odoo's
tables are *known* if they tell of nothing hidden, and *told* to whom they are sent. A
*looker* uses *See As*.

The room takes part in searching, in Odoo's check of access, and in the checks of create
and write; in completing and assigning, where it keeps quiet what not everyone is to
know, see ``mail_activity_message.py``, and in the privacy of meetings. The policy is
written once, as SQL, in ``mail_activity_policy.py``: offers
``_get_level_domain(level)`` for searches, ``_get_level_condition(alias, level)`` and
``_get_level_sql(alias)`` for queries, ``_get_share_levels()`` for ids, and
``_has_sharing()``. ``policy.py`` works out what the lines of ``mail.activity.share``
say, without records. ``per_user.py`` has the fields through which documents show
activities; ``properties.py`` keeps properties from pointing to them, ``base.py`` all
other links of users to what is hidden, and ``sudo_values.py`` those that code would
write for them as the superuser. ``hidden_error.py`` and ``mail.activity.hidden.mixin``
say how something looks missing; in Odoo's tables, a domain says what
(``mail.activity.known.mixin``), and in its queues of mails, whom it is for
(``mail.activity.told.mixin``). Private meetings of others are masked and closed in
``calendar_event.py`` and its neighbors; why they are private is worked out in
``calendar_event_privacy.py``.

``see_as.py`` gives the environment of another user, in which nothing is written, and
which is narrowed to what the current user may read, too; ``mail.activity.see.as`` has
the screens for it, and its history. Of users' own activities, ``res.users`` shows what
others see: ``get_shared_weeks``. What the calendar shows is a report on top of the
policy, ``mail.activity.slot``; ``mail.activity.slot.filter`` remembers whom a user
looks at there; such rows and lines of sharing are their user's own
(``mail.activity.own.mixin``), and so are all dialogs (``ir_rule.py``). Uses hooks of
*activity*, *availability*, *outcome*, *merge* and *planned_time*.
"""

from . import conditions
from . import mail_activity_hidden_mixin
from . import mail_activity_known_mixin
from . import mail_activity_masked_mixin
from . import mail_activity_told_mixin
from . import mail_activity_own_mixin
from . import mail_activity_policy_mixin
from . import mail_activity_share
from . import mail_activity_slot_filter
from . import res_company
from . import res_partner
from . import res_users
from . import crm_team
from . import crm_team_member
from . import mail_activity_policy
from . import mail_activity
from . import mail_activity_detail_mixin
from . import mail_activity_see_as
from . import calendar_attendee
from . import calendar_event
from . import calendar_event_privacy
from . import calendar_recurrence
from . import crm_lead
from . import digest_digest
from . import discuss_channel
from . import mail_followers
from . import mail_compose_message
from . import mail_mail
from . import mail_message
from . import mail_notification
from . import mail_push
from . import mail_render_mixin
from . import mail_template
from . import mail_thread
from . import mail_tracking_value
from . import mail_activity_message
from . import mail_activity_type
from . import mail_activity_mixin
from . import mail_activity_outcome_mixin
from . import base
from . import ir_actions_server
from . import ir_attachment
from . import ir_binary
from . import ir_default
from . import ir_fields_converter
from . import ir_model
from . import ir_model_data
from . import ir_rule
from . import ir_http
from . import res_config_settings
