"""Where everything lives: the checkout, and the cache outside of it."""

import hashlib
import os
from pathlib import Path

ADDON = "crm_activity_flow"
ROOT = Path(__file__).resolve().parent.parent
SANDBOX = ROOT / ".sandbox"


def _cache():
    """Return the one folder that `./sandbox clean` removes."""
    own = os.environ.get("CRM_ACTIVITY_FLOW_CACHE")
    if own:
        return Path(own).expanduser().absolute()
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home).expanduser().absolute() / ADDON


def short_hash(*parts):
    """Return eight hex digits that stand for the given texts."""
    joined = "\0".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:8]


CACHE = _cache()
LOGS = CACHE / "logs"
# What belongs to this checkout only: two clones may share one cache.
CHECKOUT_KEY = short_hash(ROOT)
CHECKOUT = CACHE / "checkouts" / CHECKOUT_KEY
