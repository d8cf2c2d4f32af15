"""What of this machine and of the entrance somebody must mend in time: disk and certificate."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from chassis.cli.certificates import entrance_certificate
from chassis.cli.findings import Finding, failed, fine, not_looked, warning

_ROOM_WARNED, _ROOM_FAILED = 0.15, 0.05
_DAYS_WARNED, _DAYS_FAILED = 21, 3
_RENEW = "renew the certificate at the proxy, and see why that was not done by itself"


def examine_machine(environment: Mapping[str, str]) -> list[Finding]:
    """Return how much room the disks have, and how long the entrance's certificate is good."""
    places = {os.stat(place).st_dev: place for place in (tempfile.gettempdir(), "/")}  # noqa: PTH116 - which disk it lies on
    return [*(_room(Path(place)) for place in places.values()), _certificate(environment)]


def _room(place: Path) -> Finding:
    usage = shutil.disk_usage(place)
    share = usage.free / usage.total if usage.total else 1.0
    said = f"{share:.0%} of the disk of {place} is free"
    if share < _ROOM_FAILED:
        return failed("disk", said, "make room now: RabbitMQ and PostgreSQL stop on a full disk")
    if share < _ROOM_WARNED:
        return warning("disk", said, "make room")
    return fine("disk", said)


def _certificate(environment: Mapping[str, str]) -> Finding:
    certificate = entrance_certificate(environment)
    if certificate is None:
        return not_looked(
            "certificate",
            "the entrance's address is not known here",
            "set KONTOR_PUBLIC_URL, or put gateway.env into the settings folder",
        )
    said = f"{certificate.address}: {certificate.said}"
    if certificate.fault is not None:
        return failed("certificate", said, certificate.advice)
    if certificate.days is None:
        return fine("certificate", said)
    if certificate.days < _DAYS_FAILED:
        return failed("certificate", said, _RENEW)
    if certificate.days < _DAYS_WARNED:
        return warning("certificate", said, _RENEW)
    return fine("certificate", said)
