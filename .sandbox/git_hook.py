"""git's hook before a commit: pre-commit, with our own linters and formatters."""

import subprocess

from console import Stop, output, say, tied
from places import CACHE, ROOT
from python_tools import program, tool_environment

# Names no folder: the checkout may move, and the cache may be removed and made again.
HOOK = """#!/bin/sh
# Written by ./sandbox hook
exec ./sandbox hook run
"""


def install():
    """Write the hook, unless the checkout has another one."""
    where = ["git", "-C", ROOT, "rev-parse", "--git-path", "hooks/pre-commit"]
    path = ROOT / output(where)
    if path.exists() and path.read_text() != HOOK:
        raise Stop(f"{path} is another hook. Add to it: ./sandbox hook run")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HOOK)
    path.chmod(0o755)
    say("git commit now formats and lints what changed.")


def run():
    """Run pre-commit on what is staged; return its exit code."""
    env = tool_environment(PRE_COMMIT_HOME=str(CACHE / "pre-commit"))
    return subprocess.call(tied([program("pre-commit"), "run"]), cwd=ROOT, env=env)
