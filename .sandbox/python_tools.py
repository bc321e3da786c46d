"""The Python environment: Odoo's own needs, the test tools and the linters."""

import os
import shutil
import sys
from pathlib import Path

from cache import alone
from console import run, step
from places import CACHE, SANDBOX, short_hash

REQUIREMENTS = SANDBOX / "requirements.txt"
VENVS = CACHE / "venv"


def venv(requirements=REQUIREMENTS):
    """Return the environment's folder, made when it is missing.

    An environment can't be renamed once it is made (its scripts name it), so a stamp
    written at the end says that it is complete.

    :param Path requirements: the file that says what is in it
    """
    folder = VENVS / short_hash(requirements.read_text(), _python())
    if not (folder / "complete").exists():
        with alone("python"):
            if not (folder / "complete").exists():
                _make(folder, requirements)
    return folder


def _python():
    """Return the machine's interpreter, also when we run in an environment of it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return Path(sys.base_prefix) / "bin" / version


def _make(folder, requirements):
    shutil.rmtree(folder, ignore_errors=True)
    with step("Installing Python packages"):
        run([_python(), "-m", "venv", folder], log="venv")
        run(
            [folder / "bin/pip", "install", "--no-input", "-r", requirements],
            log="pip",
            sentence="Python packages could not be installed: is there a network?",
            tail=1,
            env=_plain_environment() | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        )
    (folder / "complete").touch()


def program(name):
    """Return the path of a program in the environment."""
    return venv() / "bin" / name


def tool_environment(**more):
    """Return the process environment with the environment's programs first."""
    path = f"{venv() / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return _plain_environment() | {"PATH": path, "PYTHONNOUSERSITE": "1"} | more


def _plain_environment():
    """Return our environment without what would lead Python or Odoo elsewhere."""
    misleading = {"ODOO_RC", "OPENERP_SERVER", "PYTHONHOME", "PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in misleading}
