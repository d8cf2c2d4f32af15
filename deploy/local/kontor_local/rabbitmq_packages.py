"""RabbitMQ and Erlang from Debian's or Ubuntu's packages, unpacked in our folder, not installed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kontor_local.debian_packages import PackagesUnavailableError, fetch_packages

INSTALLED_SCRIPTS = Path("/usr/lib/rabbitmq/bin")
DOCKER_IMAGE = "rabbitmq:4-management"

# Their other dependencies (C library, zlib, OpenSSL, terminfo) are on every Debian.
WANTED = re.compile(r"^(rabbitmq-server|erlang-[a-z0-9-]+)$")


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
    try:
        fetch_packages(
            unpacked,
            name="RabbitMQ",
            wanted=["rabbitmq-server"],
            kept=WANTED,
            report=report,
        )
    except PackagesUnavailableError as error:
        raise RabbitmqUnavailableError(str(error)) from error
