"""`kontor verify-audit`: whether anybody has changed the audit trail."""

from argparse import Namespace
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import msgspec

from chassis.audit import Anchors, AuditTrail
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table

_AnchorFile: TypeAlias = dict[str, dict[UUID, tuple[int, str]]]


def verify_audit(services: list[KnownService], options: Namespace) -> int:
    """Write what is wrong with each service's trail; 1 when anything is.

    With `--anchors FILE` also what was cut off or written anew since the file was written. A run
    that finds nothing brings the file up to date.
    """
    kept = _read(options.anchors)
    verdicts: list[dict[str, object]] = []
    anchors: _AnchorFile = dict(kept)
    for service in services:
        with service.database.transaction() as session:
            trail = AuditTrail(session, service.now)
            faults = trail.faults(kept.get(service.name))
            newest = trail.anchors()
        anchors[service.name] = newest
        entries = sum(sequence for sequence, _ in newest.values())
        verdicts.append({"service": service.name, "entries": entries, "faults": faults})
    whole = not any(verdict["faults"] for verdict in verdicts)
    if whole and options.anchors is not None:
        options.anchors.write_bytes(msgspec.json.encode(anchors))
    if options.json:
        show_json(verdicts)
    else:
        _show(verdicts)
    return 0 if whole else 1


def _show(verdicts: list[dict[str, object]]) -> None:
    lines = [
        {
            "service": verdict["service"],
            "entries": verdict["entries"],
            "trail": "CHANGED" if verdict["faults"] else "whole",
        }
        for verdict in verdicts
    ]
    show_table(lines, none="No services.")
    for verdict in verdicts:
        for fault in verdict["faults"] if isinstance(verdict["faults"], list) else ():
            say(f"{verdict['service']}: {fault}")


def _read(file: Path | None) -> dict[str, Anchors]:
    if file is None or not file.exists():
        return {}
    return msgspec.json.decode(file.read_bytes(), type=_AnchorFile)
