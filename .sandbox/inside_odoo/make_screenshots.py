"""Takes the pictures of the README; read by `odoo shell`, which provides `env`.

The request is JSON in SANDBOX_REQUEST: `folder_of` (where the pictures go) and `report`
(the file to write). Odoo's own browser for tests is used: whatever is clicked is rolled
back.
"""

import base64
import json
import os
from pathlib import Path
from unittest.mock import patch

from odoo.service.server import server
from odoo.tests import HttpCase, loader, result
from odoo.tests.common import ChromeBrowser
from odoo.tests.suite import OdooSuite
from odoo.tools import config

request = json.loads(os.environ["SANDBOX_REQUEST"])
env = globals()["env"]

# By the name of a picture: the page, what is clicked there, one after the other, and
# what is on it in the end. Selectors as in tours, without jQuery's.
PICTURES = {
    "complete": {
        "url": "/odoo/action-mail.mail_activity_action_my?view_type=list",
        # nothing is chosen: Odoo's browser refuses to end on a form with changes
        "clicks": [".o_data_row button[name=action_open_complete]"],
        "shown": ".modal [role=radio]",
    },
    "board": {
        "url": "/odoo/action-crm_activity_flow.mail_activity_board_action",
        "shown": ".o_kanban_record",
    },
    "dashboard": {
        "url": "/odoo/action-crm_activity_flow.mail_activity_overview_action",
        # drawn, not only there: Chart.js gives it a style
        "shown": ".o_dashboard_chart:last-child canvas[style]",
    },
    "what_works": {
        "url": "/odoo/action-crm_activity_flow.mail_activity_effect_action",
        "shown": ".o_pivot td, .o_data_row",
    },
}
SIZE = "1280x800"
# Nothing moves, nothing blinks: a picture doesn't depend on the moment.
STILL = "*, *::before, *::after {animation: none !important; caret-color: transparent;"
STILL += " transition: none !important}"
SETTLED_SECONDS = 2

CODE = """(async () => {
    const find = async (selector) => {
        for (let tries = 0; tries < 300; tries++) {
            const found = document.querySelector(selector);
            if (found) {
                return found;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`There is no ${selector}`);
    };
    const style = document.createElement("style");
    style.textContent = %(still)s;
    document.head.append(style);
    for (const selector of %(clicks)s) {
        (await find(selector)).click();
    }
    await find(%(shown)s);
    await new Promise((resolve) => setTimeout(resolve, %(settled)s * 1000));
    console.log("test successful");
})().catch((error) => console.error(error.message))"""


class Pictures(HttpCase):
    """One picture for each method, made from PICTURES below."""

    browser_size = SIZE
    # what Odoo's loader would give to a test in an addon
    test_tags = frozenset({"post_install"})
    test_module = "crm_activity_flow"
    test_class = "Pictures"

    def take(self, name):
        """Open a page, click, and save what is shown."""
        picture = PICTURES[name]
        code = CODE % {
            "still": json.dumps(STILL),
            "clicks": json.dumps(picture.get("clicks", [])),
            "shown": json.dumps(picture["shown"]),
            "settled": SETTLED_SECONDS,
        }
        wait = ChromeBrowser._wait_code_ok

        def wait_and_take(browser, *args, **kwargs):
            wait(browser, *args, **kwargs)
            taken = browser._websocket_request("Page.captureScreenshot")
            path = Path(request["folder_of"], f"{name}.png")
            path.write_bytes(base64.b64decode(taken["data"]))

        with patch.object(ChromeBrowser, "_wait_code_ok", wait_and_take):
            ready = "document.querySelector('.o_action_manager > *') !== null"
            self.browser_js(picture["url"], code, ready, login="admin", timeout=120)


class Recorder(result.OdooTestResult):
    """Keeps why a picture couldn't be taken."""

    problems = []

    def logError(self, flavour, test, error):
        self.problems.append(f"{test}: {self._exc_info_to_string(error, test)}")
        super().logError(flavour, test, error)


def make_test(name):
    """Return the method that takes a picture."""
    return lambda self: self.take(name)


for name in PICTURES:
    setattr(Pictures, f"test_{name}", make_test(name))
env.cr.rollback()
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
if not server.httpd:
    server.http_spawn()
config["test_enable"] = True
loader.OdooTestResult = Recorder
loader.run_suite(OdooSuite(Pictures(f"test_{name}") for name in PICTURES))
Path(request["report"]).write_text(json.dumps({"problems": Recorder.problems}))
