"""Debian's or Ubuntu's packages, unpacked in a folder of ours and not installed.

apt does what it is good at (finding, fetching, checking signatures) with its state in our folder,
so root is not needed and nothing of the system changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

# Set by us, or commands of the system that must not run for a private update.
NOT_COPIED = re.compile(r"^(APT::Update::P|DPkg::P|Dir(::| )|APT::Sandbox|Debug::NoLocking)")


class PackagesUnavailableError(RuntimeError):
    """apt does not answer, or knows no such package; the message holds its own words."""


def fetch_packages(
    unpacked: Path,
    *,
    name: str,
    wanted: Sequence[str],
    kept: re.Pattern[str],
    report: Callable[[str], None] = print,
) -> None:
    """Unpack `wanted`, and of what they stand on what `kept` matches, into `unpacked`/root.

    `unpacked`/complete says that all of it is there. `name` is what people call it.

    Raises:
        PackagesUnavailableError: apt could not fetch them.
    """
    shutil.rmtree(unpacked, ignore_errors=True)
    packages, root = unpacked / "packages", unpacked / "root"
    for folder in (packages, unpacked / "apt/lists/partial", unpacked / "apt/archives/partial"):
        folder.mkdir(parents=True)
    environment = os.environ | {"APT_CONFIG": str(_private_settings(unpacked / "apt"))}

    report(f"{name}: reading the list of packages")
    _run(["apt-get", "update"], unpacked, environment)
    plan = _run(
        # With nothing counted as installed, the plan names everything even where parts are.
        ["apt-get", "install", "--simulate", "--no-install-recommends", *wanted],
        unpacked,
        environment,
    )
    planned = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    names = [each for each in planned if kept.match(each)]
    report(f"{name}: fetching {len(names)} packages")
    _run(["apt-get", "download", *names], packages, environment)
    report(f"{name}: unpacking")
    for package in sorted(packages.glob("*.deb")):
        _run(["dpkg", "-x", str(package), str(root)], unpacked, environment)
    shutil.rmtree(packages)
    shutil.rmtree(unpacked / "apt")
    (unpacked / "complete").touch()


def _private_settings(folder: Path) -> Path:
    """Write apt's present settings (mirrors, proxies) with its state moved into `folder`."""
    present = _run(["apt-config", "dump"], folder, dict(os.environ))
    etc = [line for line in present.splitlines() if line.startswith("Dir::Etc")]
    kept = [line for line in present.splitlines() if not NOT_COPIED.match(line)]
    (folder / "status").touch()
    own = {
        "Dir::State": folder,
        "Dir::State::lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder,
        "Dir::Cache::archives": folder / "archives",
        # The settings files are in the dump already, and theirs may run commands.
        "Dir::Etc::main": "/dev/null",
        "Dir::Etc::parts": "/dev/null",
        "Debug::NoLocking": "true",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
    }
    settings = folder / "apt.conf"
    settings.write_text("\n".join([*etc, *kept, *(f'{k} "{v}";' for k, v in own.items()), ""]))
    return settings


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    answer = subprocess.run(  # noqa: S603 - our own words
        command,
        cwd=folder,
        env=environment | {"LC_ALL": "C"},
        check=False,
        capture_output=True,
        text=True,
    )
    if answer.returncode != 0:
        message = f"`{' '.join(command[:3])} …` failed:\n{answer.stdout}{answer.stderr}"
        raise PackagesUnavailableError(message)
    return answer.stdout
