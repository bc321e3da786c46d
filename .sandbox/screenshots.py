"""`./sandbox screenshots`: the pictures of the README, from the demo data."""

import shutil

import addon
import server
from console import Stop, say, step
from machine import install_packages
from places import CHECKOUT, ROOT

FOLDER = ROOT / "static" / "description"


def run():
    """Make the pictures anew, and say which ones have changed.

    They show the demo database as it was made: nothing in it is changed, so a second
    run on the same day makes the same files.
    """
    install_packages(browser=True)
    made = CHECKOUT / "screenshots"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    with step("Making the pictures"):
        report = addon.inside(server.demo(), "make_screenshots", folder_of=str(made))
    if report["problems"]:
        raise Stop("\n".join([*report["problems"], f"(log: {report['log_file']})"]))
    for picture in sorted(made.iterdir()):
        say(f"  {picture.name}: {_replace(FOLDER / picture.name, picture)}")


def _replace(old, new):
    """Take over a picture, and return what has become of the one before."""
    content = new.read_bytes()
    is_new = not old.exists()
    if not is_new and old.read_bytes() == content:
        return "unchanged"
    old.write_bytes(content)
    return "new" if is_new else "changed"
