"""The parts of the product: how each is started, prepared, and asked whether it is ready."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from kontor_local.environment import BOUNCE_ADDRESS, REQUEST_MAIL_ADDRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One program of the product; `name` is that of its folder, `package` that of its code."""

    name: str
    package: str
    serve: tuple[str, ...]
    prepare: tuple[str, ...] | None
    ready_path: str
    work: str | None = None
    """The kinds of work of its service that it does, comma-separated; None where it does all."""
    mail_setting: str | None = None
    """Which setting says where it takes mails in; None where it takes none."""
    mail_address: str | None = None
    """Mails to this address, and to those below it (name+…), are handed over to it."""
    stop_seconds: float = 25  # beyond KONTOR_STOP_SECONDS, in which work in flight is finished


def service_part(name: str) -> Part:
    """Return a service that runs in the chassis."""
    package = name.replace("-", "_")
    chassis = (sys.executable, "-m", "chassis")
    return Part(
        name=name,
        package=package,
        serve=(*chassis, "serve", package),
        prepare=(*chassis, "prepare", package),
        ready_path="/ready",
    )


def apart(part: Part, *works: str) -> tuple[Part, ...]:
    """Return a service as several parts, one for each of `works`: `apart(tickets, "rpc", …)`.

    Each is named after its first kind of work: `tickets-rpc`. The first one prepares for all.
    """
    return tuple(
        replace(
            part,
            name=f"{part.name}-{work.partition(',')[0]}",
            work=work,
            prepare=None if number else part.prepare,
        )
        for number, work in enumerate(works)
    )


GATEWAY = Part(
    name="gateway",
    package="gateway",
    serve=(sys.executable, "-m", "gateway"),
    prepare=None,
    ready_path="/health",
)

PARTS = (
    *(
        service_part(name)
        for name in ("identity", "billing-docs", "tickets", "catalog", "notifications")
    ),
    GATEWAY,
)

# What takes mails in beside the services; `make run` starts these too, and of our tests those that
# need them.
MAIL_PARTS = (
    Part(
        name="mail-intake",
        package="tickets",
        serve=(sys.executable, "-m", "tickets.mail_intake"),
        prepare=None,
        ready_path="/ready",
        mail_setting="KONTOR_REQUEST_MAIL_LISTEN",
        mail_address=REQUEST_MAIL_ADDRESS,
    ),
    Part(
        name="bounce-listener",
        package="notifications",
        serve=(sys.executable, "-m", "notifications.bounce_listener"),
        prepare=None,
        ready_path="/ready",
        mail_setting="KONTOR_BOUNCE_LISTEN",
        mail_address=BOUNCE_ADDRESS,
    ),
)
