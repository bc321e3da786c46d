"""Tours that record what the web client asks: each call is a door of sharing."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.http import request
from odoo.tests import HttpCase

from .doors import READING, WRITING, get_see_as_doors

# Routes that the doors call by their own names, see ``doors.CLIENT``.
ROUTES = {
    "/mail/data": "client.thread_data",
    "/mail/thread/messages": "client.messages",
    "/mail/inbox/messages": "client.inbox",
}
# What says nothing about activities, whoever asks; and dialogs, which are doors from
# the button that opens them to the one that applies them.
SILENT = re.compile(
    r"""
    mail\.activity\.(complete|correct|log|plan\.launch|schedule)\..+
    | crm\.lead\.lost\..+
    | /(base_setup|bus|discuss|html_editor|odoo|websocket)\b.*
    | /web/(action|assets|bundle|image|webclient)\b.*
    | /web/(manifest\.webmanifest|service-worker\.js)
    | .+\.(fields_get|get_views)  # the description of a screen
    | ir\.filters\..+
    | mail\.activity\.plan\.(read|web_read)
    | (crm\.(lost\.reason|post\.sale\.rule|stage|team)|discuss\.channel)\..+
    | res\.(company|config\.settings|currency)\..+
    | mail\.activity\.(share\.onchange|status\.action_archive)
    # one's own preferences
    | res\.users\.(action_get|has_group|onchange|preference_save|web_save)
    | ir\.model\.display_name_for
    """,
    re.VERBOSE,
)


class TourCase(HttpCase):
    """A tour through screens that show activities, or their documents.

    A call that isn't among the doors of ``doors.py`` fails the tour: it
    is added there, where it is asked in two worlds, or here, with its reason.
    """

    def start_tour(self, *args, **kwargs):
        """Run a tour, and check what the web client called."""
        with self._record() as calls:
            result = super().start_tour(*args, **kwargs)
        doors = {
            f"{door.model}.{door.method}"
            for door in [*READING, *WRITING, *get_see_as_doors(None)]
        }
        unknown = {call for call in calls - doors if not SILENT.fullmatch(call)}
        self.assertIn("/web/webclient/load_menus", calls, "Nothing was recorded.")
        self.assertFalse(unknown, "These calls are no doors of sharing.")
        return result

    @contextmanager
    def _record(self):
        http = self.env.registry["ir.http"]
        dispatch = http._pre_dispatch
        calls = set()

        def record(rule, args):
            calls.add(_get_call(request.httprequest.path))
            return dispatch(rule, args)

        with patch.object(http, "_pre_dispatch", staticmethod(record)):
            yield calls


class SellerTourCase(TourCase):
    """Tours of ``salesperson``, most of which begin on ``lead``."""

    def _start_on_lead(self, tour):
        url = f"/odoo/crm/{self.lead.id}"
        self.start_tour(url, tour, login=self.salesperson.login)

    def _start_on(self, action, tour, user=None):
        login = (user or self.salesperson).login
        self.start_tour(f"/odoo/action-{action}", tour, login=login)


def _get_call(path):
    """Return a model's method as a door names it, or a route."""
    method = re.fullmatch(r"/web/dataset/call_(?:kw|button)/([\w.]+)/(\w+)", path)
    if method:
        return ".".join(method.groups())
    return ROUTES.get(path, path)
