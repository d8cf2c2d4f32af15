"""RabbitMQ and Erlang from Debian's or Ubuntu's packages, unpacked in our folder, not installed.

apt does what it is good at (finding, fetching, checking signatures) with its state in our folder,
so root is not needed and nothing of the system changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

INSTALLED_SCRIPTS = Path("/usr/lib/rabbitmq/bin")
DOCKER_IMAGE = "rabbitmq:4-management"

# Their other dependencies (C library, zlib, OpenSSL, terminfo) are on every Debian.
WANTED = re.compile(r"^(rabbitmq-server|erlang-[a-z0-9-]+)$")

# Set by us, or commands of the system that must not run for a private update.
NOT_COPIED = re.compile(r"^(APT::Update::P|DPkg::P|Dir(::| )|APT::Sandbox|Debug::NoLocking)")


class RabbitmqUnavailableError(RuntimeError):
    """Nothing here leads to RabbitMQ; the message names the ways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RabbitmqInstallation:
    """Where RabbitMQ's scripts and Erlang's root folder are; None where Docker stands in."""

    scripts: Path
    erlang: Path


def ensure_rabbitmq(
    local: Path, report: Callable[[str], None] = print
) -> RabbitmqInstallation | None:
    """Return an installation, fetched into `local` if the machine has none; quick if it is there.

    Returns None where only Docker can run the broker.

    Raises:
        RabbitmqUnavailableError: no package, no apt, no Docker.
    """
    if (INSTALLED_SCRIPTS / "rabbitmq-server").exists():
        return RabbitmqInstallation(scripts=INSTALLED_SCRIPTS, erlang=Path("/usr/lib/erlang"))
    unpacked = local / "rabbitmq"
    if not (unpacked / "complete").exists():
        if shutil.which("apt-get") and shutil.which("dpkg"):
            _fetch(unpacked, report)
        elif shutil.which("docker"):
            return None
        else:
            message = (
                "No RabbitMQ: install the package rabbitmq-server, or Docker, or name a running"
                " one in KONTOR_AMQP_URL and KONTOR_AMQP_MANAGEMENT_URL."
            )
            raise RabbitmqUnavailableError(message)
    return RabbitmqInstallation(
        scripts=unpacked / "root/usr/lib/rabbitmq/bin", erlang=unpacked / "root/usr/lib/erlang"
    )


def _fetch(unpacked: Path, report: Callable[[str], None]) -> None:
    shutil.rmtree(unpacked, ignore_errors=True)
    packages, root = unpacked / "packages", unpacked / "root"
    for folder in (packages, unpacked / "apt/lists/partial", unpacked / "apt/archives/partial"):
        folder.mkdir(parents=True)
    environment = os.environ | {"APT_CONFIG": str(_private_settings(unpacked / "apt"))}

    report("RabbitMQ: reading the list of packages")
    _run(["apt-get", "update"], unpacked, environment)
    plan = _run(
        # With nothing counted as installed, the plan names Erlang even where parts of it are.
        ["apt-get", "install", "--simulate", "--no-install-recommends", "rabbitmq-server"],
        unpacked,
        environment,
    )
    planned = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    names = [name for name in planned if WANTED.match(name)]
    report(f"RabbitMQ: fetching {len(names)} packages (about 35 MB)")
    _run(["apt-get", "download", *names], packages, environment)
    report("RabbitMQ: unpacking")
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
        raise RabbitmqUnavailableError(message)
    return answer.stdout
