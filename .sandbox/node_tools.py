"""The JavaScript tools (prettier, eslint), with Node.js from the Python environment."""

import shutil

from cache import built
from console import run
from places import CACHE, SANDBOX, short_hash
from python_tools import program, tool_environment, venv

PACKAGE_FILES = (SANDBOX / "package.json", SANDBOX / "package-lock.json")
NODE_KEY = short_hash(*(path.read_text() for path in PACKAGE_FILES))


def node_folder():
    """Return the folder that holds `node_modules`, made when it is missing."""
    venv()
    return built(CACHE / "node" / NODE_KEY, "Installing JavaScript tools", _install)


def node_modules():
    """Return the installed packages' folder."""
    return node_folder() / "node_modules"


def _install(folder):
    for path in PACKAGE_FILES:
        shutil.copy(path, folder)
    run(
        [program("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        log="npm",
        sentence="JavaScript tools could not be installed: is there a network?",
        tail=1,
        cwd=folder,
        env=tool_environment(),
    )
