"""Uninstalls a module; read by `odoo shell`, which provides `env`.

The request is JSON in SANDBOX_REQUEST: `module` and `report` (the file to write).
"""

import json
import logging
import os
from pathlib import Path


class LogGuard(logging.Handler):
    """Collects what Odoo's log warns about."""

    lines = []

    def emit(self, record):
        """Keep a record as one line."""
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


request = json.loads(os.environ["SANDBOX_REQUEST"])
logging.getLogger().addHandler(LogGuard(logging.WARNING))
module = env["ir.module.module"].search([("name", "=", request["module"])])
module.button_immediate_uninstall()
Path(request["report"]).write_text(json.dumps({"log": LogGuard.lines}))
