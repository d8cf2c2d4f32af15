"""`kontor verify-audit`: whether anybody has changed the audit trail."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

import msgspec

from chassis.audit import AuditTrail
from chassis.cli.anchors import Anchored, ServiceAnchors, anchor_bucket
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table


def verify_audit(
    services: list[KnownService], options: Namespace, environment: Mapping[str, str]
) -> int:
    """Write what is wrong with each service's trail; 1 when anything is.

    With `--anchors FILE`, and with every anchor in the object store where one is named, also what
    was cut off or written anew since. A run that finds nothing brings the file up to date.
    """
    kept = _read(options.anchors)
    bucket = anchor_bucket(environment)
    anchored = list(bucket.kept()) if bucket else []
    verdicts: list[dict[str, object]] = []
    anchors: ServiceAnchors = dict(kept)
    for service in services:
        with service.database.transaction() as session:
            trail = AuditTrail(session, service.now)
            faults = trail.faults(kept.get(service.name))
            faults += _departures(service.name, trail, anchored)
            newest = trail.anchors()
        anchors[service.name] = newest
        entries = sum(sequence for sequence, _ in newest.values())
        verdicts.append(
            {
                "service": service.name,
                "entries": entries,
                "faults": faults,
                "anchors": sum(service.name in each.services for each in anchored),
            }
        )
    whole = not any(verdict["faults"] for verdict in verdicts)
    if whole and options.anchors is not None:
        options.anchors.write_bytes(msgspec.json.encode(anchors))
    if options.json:
        show_json(verdicts)
    else:
        _show(verdicts)
    return 0 if whole else 1


def _departures(name: str, trail: AuditTrail, anchored: list[Anchored]) -> list[str]:
    found = [fault for each in anchored for fault in trail.departures(each.services.get(name, {}))]
    return sorted(set(found))


def _show(verdicts: list[dict[str, object]]) -> None:
    lines = [
        {
            "service": verdict["service"],
            "entries": verdict["entries"],
            "anchors": verdict["anchors"],
            "trail": "CHANGED" if verdict["faults"] else "whole",
        }
        for verdict in verdicts
    ]
    show_table(lines, none="No services.")
    for verdict in verdicts:
        for fault in verdict["faults"] if isinstance(verdict["faults"], list) else ():
            say(f"{verdict['service']}: {fault}")


def _read(file: Path | None) -> ServiceAnchors:
    if file is None or not file.exists():
        return {}
    return msgspec.json.decode(file.read_bytes(), type=ServiceAnchors)
