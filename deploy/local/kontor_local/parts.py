"""The parts of the product: how each is started, prepared, and asked whether it is ready."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One program of the product; `name` is that of its folder, `package` that of its code."""

    name: str
    package: str
    serve: tuple[str, ...]
    prepare: tuple[str, ...] | None
    ready_path: str
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
