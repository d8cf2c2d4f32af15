"""Request Tracker 5 out of Debian's packages, unpacked in a folder of ours and not installed.

Only Debian packages it with all the Perl that it stands on. Installed, it would begin to run; and
root is not needed this way.
"""

import re
import shutil
from pathlib import Path

from bench.peers.environments import folder_of
from kontor_local.debian_packages import PackagesUnavailableError, fetch_packages

NAME = "request-tracker"
_WANTED = ["request-tracker5", "rt5-db-postgresql", "starman"]
# Perl itself is on every Debian, and what is left out draws charts and pages.
_KEPT = re.compile(
    r"^(request-tracker5|rt5-db-postgresql|starman|lib.*-perl"
    r"|lib(ossp-uuid16|gumbo1|pq5|gd3|expat1|xml2))$"
)
_HOME = "usr/share/request-tracker5"
_WITH_PATHS = (
    f"{_HOME}/lib/RT/Generated.pm",
    f"{_HOME}/libexec/rt-server",
    "usr/sbin/rt-setup-database-5",
)
# By what the packages call them: where an installed one keeps what is its own.
_PLACES = (_HOME, "var/cache/request-tracker5", "var/lib/request-tracker5", "etc/request-tracker5")


def request_tracker_root() -> Path | None:
    """Return where it is unpacked, or None where `make peers` could not do that."""
    unpacked = folder_of(NAME)
    return unpacked / "root" if (unpacked / "ready").exists() else None


def fetch_request_tracker() -> str:
    """Unpack it unless that is done; return where it lies, or why there is none."""
    unpacked = folder_of(NAME)
    root = request_tracker_root()
    if root is not None:
        return str(root)
    if not (shutil.which("apt-get") and shutil.which("dpkg") and shutil.which("perl")):
        return "there is no apt with Perl on this machine"
    try:
        fetch_packages(unpacked, name="Request Tracker", wanted=_WANTED, kept=_KEPT)
    except PackagesUnavailableError as error:
        return str(error)
    root = unpacked / "root"
    for name in _WITH_PATHS:
        _lead_into(root, root / name)
    for place in ("mason_data", "session_data"):
        (root / "var/cache/request-tracker5" / place).mkdir(parents=True, exist_ok=True)
    (unpacked / "ready").touch()
    return str(root)


def _lead_into(root: Path, file: Path) -> None:
    """Let the file's absolute paths name what was unpacked, and not what is not installed."""
    words = file.read_text(encoding="utf-8")
    for place in _PLACES:
        words = words.replace(f"/{place}", f"{root}/{place}")
    file.write_text(words, encoding="utf-8")
