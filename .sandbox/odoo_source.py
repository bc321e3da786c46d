"""Odoo's source: Debian's package, unpacked into the cache, or a checkout of one's own.

Odoo 19 is in Debian unstable only. It is fetched with apt through lists of our own:
the machine's sources stay as they are, and tell only the mirror's address.
"""

import os
import shutil
import subprocess
from pathlib import Path

from cache import built, write_atomically
from console import Stop, output, run, say
from node_tools import node_modules
from places import CACHE, short_hash

KEYRING = "/usr/share/keyrings/debian-archive-keyring"
# Where the package has its files.
LIBRARY = "usr/lib/python3/dist-packages"
# The package's relative links lead to files of these; a missing one stops every
# asset bundle. Font Awesome 4.7 is what Odoo names its icons after.
PACKAGES = (
    "odoo-19",
    "fonts-dejavu-core",
    "fonts-font-awesome/bookworm",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "gsfonts",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
NO_MIRROR = (
    "Odoo could not be fetched from this machine's Debian mirror: is there a network? "
    "(ODOO_SOURCE=/path/to/odoo uses a checkout of your own.)"
)
# Debian drops this file; without it every page logs a console error.
SELFIE = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SELFIE_SOURCE = "@mediapipe/selfie_segmentation/selfie_segmentation.js"


def odoo_source():
    """Return the folder that is to be on Odoo's PYTHONPATH."""
    own = os.environ.get("ODOO_SOURCE")
    if own:
        return _own_source(Path(own).expanduser().absolute())
    source = built(_unpacked(), "Fetching and unpacking Odoo 19", _fetch) / LIBRARY
    _complete(source / "odoo" / "addons" / SELFIE)
    return source


def odoo_script():
    """Return the script that starts Odoo, and that Odoo starts beside its workers."""
    source = odoo_source()
    own = source / "odoo-bin"
    return own if own.exists() else source.parents[2] / "bin" / "odoo"


def odoo_key():
    """Return a short text that changes when Odoo's source is another one."""
    return short_hash(os.environ.get("ODOO_SOURCE") or _unpacked().name)


def _own_source(folder):
    if not (folder / "odoo" / "release.py").is_file():
        raise Stop(f"ODOO_SOURCE={folder} is not a checkout of Odoo.")
    return folder


def _unpacked():
    return CACHE / "odoo" / short_hash(*PACKAGES)


def addons_folders():
    """Return the folders of Odoo's own addons, in a checkout or in the package."""
    source = odoo_source()
    found = [source / "odoo" / "addons", source / "addons"]
    in_package = (found[0] / "crm").is_dir()
    return found[:1] if in_package else found


def _fetch(folder):
    downloads = folder / "downloads"
    _download(downloads)
    for package in sorted(downloads.glob("*.deb")):
        run(["dpkg-deb", "-x", package, folder], log="unpack-odoo")
    shutil.rmtree(downloads)


def _complete(target):
    """Put the file in that Debian leaves out."""
    if not target.exists():
        text = (node_modules() / SELFIE_SOURCE).read_text()
        write_atomically(target, text)


def _download(folder):
    """Fetch the packages into `folder`, which holds apt's private state as well."""
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    sources = folder / "sources.list"
    sources.write_text(_source_lines())
    apt = ["apt-get", *_apt_options(folder, sources)]
    for words in (["update", "--error-on=any"], ["download", *PACKAGES]):
        log = f"odoo-{words[0]}"
        run([*apt, *words], log=log, sentence=NO_MIRROR, tail=2, cwd=folder)
    say("  downloaded, unpacking …")


def _apt_options(folder, sources):
    settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder,
        "Acquire::Languages": "none",
        # apt's own user may not enter our cache
        "APT::Sandbox::User": "root",
    }
    return [
        word for name, value in settings.items() for word in ("-o", f"{name}={value}")
    ]


def _source_lines():
    keyring = next(
        (f"{KEYRING}{end}" for end in (".gpg", ".pgp") if Path(KEYRING + end).exists()),
        None,
    )
    if not keyring:
        raise Stop(
            "Debian's own keyring is missing: apt-get install debian-archive-keyring"
        )
    address = _mirror()
    suites = ("unstable", "bookworm")
    return "".join(
        f"deb [signed-by={keyring}] {address} {suite} main\n" for suite in suites
    )


def _mirror():
    """Return the Debian mirror that this machine's apt is set up with."""
    show = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    # The second way is for machines whose package lists were never fetched.
    for question in (["Label: Debian"], ["--no-release-info"]):
        try:
            found = output([*show, *question]).splitlines()
        except subprocess.CalledProcessError:
            continue
        for address in found:
            if "debian" in address and "security" not in address:
                return address
    raise Stop("No Debian mirror is configured on this machine (apt-get indextargets).")
