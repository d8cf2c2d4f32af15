"""nginx and promtool from Debian's or Ubuntu's packages: what tests hold our own settings against.

The product runs without them on a developer's machine; tests that want them are skipped where they
cannot be fetched.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kontor_local.debian_packages import PackagesUnavailableError, fetch_packages

# What else they stand on (C library, zlib, OpenSSL, PCRE) is on every Debian.
KEPT = re.compile(r"^(nginx|prometheus)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """Where the programs are; None for what this machine does not have."""

    nginx: Path | None
    promtool: Path | None
    prometheus: Path | None


def find_probes(local: Path) -> Probes:
    """Return the programs of this machine, else those unpacked in `local`; fetches nothing."""
    unpacked = local / "probes"
    root = unpacked / "root/usr" if (unpacked / "complete").exists() else None

    def find(name: str) -> Path | None:
        installed = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
        if installed:
            return Path(installed)
        found = [root / folder / name for folder in ("sbin", "bin")] if root else []
        return next((path for path in found if path.exists()), None)

    return Probes(nginx=find("nginx"), promtool=find("promtool"), prometheus=find("prometheus"))


def fetch_probes(local: Path, report: Callable[[str], None] = print) -> None:
    """Unpack what is missing into `local`, where apt can; else say so, and leave it at that."""
    found = find_probes(local)
    if found.nginx and found.promtool and found.prometheus:
        return
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        report("test programs: no apt here; tests with nginx and promtool will be skipped")
        return
    try:
        fetch_packages(
            local / "probes",
            name="test programs",
            wanted=["nginx", "prometheus"],
            kept=KEPT,
            report=report,
        )
    except PackagesUnavailableError as error:
        report(f"test programs: {error}\nTests with nginx and promtool will be skipped.")
