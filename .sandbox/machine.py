"""The machine's own part: the few Debian packages that must be installed."""

import contextlib
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import postgres
from cache import alone
from console import Stop, run, step

# Debian's server package creates and starts a cluster when it is installed; ours is
# private, so this switch is laid down while we install, and removed again.
CLUSTER_SWITCH = Path("/etc/postgresql-common/createcluster.d/sandbox.conf")


def missing_packages(browser=False):
    """Return the Debian packages that this machine lacks."""
    wanted = {
        f"python3.{sys.version_info.minor}-venv": importlib.util.find_spec("ensurepip"),
        "postgresql": postgres.is_foreign() or postgres.folder(),
        "postgresql-client": not postgres.is_foreign() or shutil.which("psql"),
        "libmagic1": ctypes.util.find_library("magic"),
        "chromium": not browser or shutil.which("chromium"),
    }
    return [name for name, found in wanted.items() if not found]


def install_packages(browser=False):
    """Install what is missing, in one call; nothing at all when nothing is."""
    if not missing_packages(browser):
        return
    with alone("apt"):
        packages = missing_packages(browser)
        if packages:
            with step(f"Installing Debian packages ({' '.join(packages)})"):
                _apt_install(packages)


def _apt_install(packages):
    line = f"apt-get install --no-install-recommends {' '.join(packages)}"
    prefix = _privilege(line)
    sentence = f"Debian packages could not be installed (is there a network?): {line}"
    settings = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    # After an interrupted installation apt refuses to go on before this.
    run([*settings, "dpkg", "--configure", "-a"], log="dpkg", sentence=sentence)
    # A source of the machine's that does not answer is no reason to stop here.
    run([*settings, "apt-get", "update"], log="apt-update", sentence=sentence, tail=2)
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    with _no_machine_cluster(prefix):
        run([*settings, *install], log="apt-install", sentence=sentence, tail=2)


def _privilege(line):
    """Return the words that make a command run as root."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        raise Stop(f"Please have these packages installed first, as root: {line}")
    # Asks for the password here, at the terminal, when one is needed.
    if subprocess.call(["sudo", "-v"]):
        raise Stop(f"Please have these packages installed first, as root: {line}")
    return ["sudo"]


@contextlib.contextmanager
def _no_machine_cluster(prefix):
    script = f'mkdir -p "{CLUSTER_SWITCH.parent}" && echo "$0" > "{CLUSTER_SWITCH}"'
    setting = "create_main_cluster = false"
    run([*prefix, "sh", "-c", script, setting], log="apt-cluster")
    try:
        yield
    finally:
        run([*prefix, "rm", "-f", str(CLUSTER_SWITCH)], log="apt-cluster")
