"""`kontor parked`: list, show, replay and discard what was set aside."""

import hashlib
import os
import pwd
import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.engine import Row

from chassis.audit import AuditTrail
from chassis.cli.services import KnownService, UsageError, service_with
from chassis.cli.showing import age, harmless, say, show_fields, show_json, show_table
from chassis.outbox import Outbox
from chassis.parking import SecretsGone

_LONGEST_SHOWN_BODY = 64 * 1024
_SETTLED = "is not parked any more"


def list_parked(services: list[KnownService], options: Namespace) -> int:
    """Write what is parked, oldest first."""
    found: list[tuple[KnownService, Row[Any]]] = []
    for service in services:
        with service.parking() as (_, parking):
            rows = parking.listed(state=options.state, code=options.code, limit=options.limit)
        found += [(service, row) for row in rows]
    if options.json:
        show_json([{"service": service.name, **_described(row)} for service, row in found])
    else:
        table = [_line(service, row) for service, row in found]
        show_table(table, none=f"Nothing is {options.state}.")
    return 0


def show_parked(services: list[KnownService], options: Namespace) -> int:
    """Write one parked message whole, or its body as it came to a file."""
    service, row = service_with(services, options.id)
    body = bytes(row.body)
    if options.body_to is not None:
        options.body_to.write_bytes(body)
        return 0
    described = {"service": service.name, **_described(row), "headers": row.headers}
    described["body_sha256"] = hashlib.sha256(body).hexdigest()
    described["body"] = _text_of(body)
    if options.json:
        show_json(described)
        return 0
    show_fields({name: value for name, value in described.items() if name != "body"})
    say("")
    text = described["body"] or f"{len(body)} bytes that are no text: --body-to FILE writes them."
    say(harmless(text, but="\n\t"))
    return 0


def replay_parked(services: list[KnownService], options: Namespace) -> int:
    """Send messages through the front door again; `--dry-run` says only which."""
    chosen = _chosen(services, options)
    if options.dry_run:
        table = [_line(service, row) for service, row in chosen]
        if options.json:
            show_json({"would_replay": [line["id"] for line in table]})
        else:
            show_table(table, none="Nothing to replay.")
        return 0
    outcomes = {}
    for service, row in chosen:
        try:
            outcomes[row.id] = None if _replay(service, row) else _SETTLED
        except SecretsGone as lost:
            outcomes[row.id] = (
                f"was kept without its {lost}: have it asked for anew, then discard it"
            )
    return _report(outcomes, "replayed", options)


def _replay(service: KnownService, row: Row[Any]) -> bool:
    with service.parking() as (session, parking):
        outbox = Outbox(session, service.name, service.now)
        replayed = parking.replay(outbox, row.id, by=operator())
        if replayed:
            _record(session, service, row, "message.replayed", {})
    return replayed


def discard_parked(services: list[KnownService], options: Namespace) -> int:
    """Settle messages without replaying them; their rows stay as the record."""
    outcomes = {}
    for parked_id in options.ids:
        service, row = service_with(services, parked_id)
        with service.parking() as (session, parking):
            discarded = parking.discard(row.id, by=operator(), reason=options.reason)
            if discarded:
                reason = {"reason": options.reason}
                _record(session, service, row, "message.discarded", reason)
        outcomes[row.id] = None if discarded else _SETTLED
    return _report(outcomes, "discarded", options)


def operator() -> str:
    """Return who types: the login of the process's real user, which no variable changes."""
    try:
        return f"operator:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"operator:{os.getuid()}"


def _chosen(
    services: list[KnownService], options: Namespace
) -> list[tuple[KnownService, Row[Any]]]:
    if sum((bool(options.ids), bool(options.code), options.all)) != 1:
        raise UsageError("name the messages by their ids, or all of one --code, or --all")
    if options.ids:
        return [service_with(services, parked_id) for parked_id in options.ids]
    chosen: list[tuple[KnownService, Row[Any]]] = []
    for service in services:
        with service.parking() as (_, parking):
            rows = parking.listed(code=options.code, limit=options.limit)
        chosen += [(service, row) for row in rows]
    return chosen


def _record(
    session: Any, service: KnownService, row: Row[Any], action: str, more: dict[str, str]
) -> None:
    AuditTrail(session, service.now).record(
        organisation_id=None,
        actor=operator(),
        action=action,
        subject=f"parked:{row.id}",
        details={"code": row.code, "queue": row.queue, **more},
    )


def _report(outcomes: Mapping[UUID, str | None], what: str, options: Namespace) -> int:
    """Say what became of each message; 1 where one was not settled."""
    left = {str(parked_id): why for parked_id, why in outcomes.items() if why is not None}
    done = [str(parked_id) for parked_id, why in outcomes.items() if why is None]
    if options.json:
        show_json({what: done, "left": left})
    else:
        for parked_id in done:
            say(f"{parked_id} {what}")
        for parked_id, why in left.items():
            sys.stderr.write(f"{parked_id} {why}\n")
    return 1 if left else 0


def _line(service: KnownService, row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "service": service.name,
        "code": row.code,
        "event_type": row.event_type,
        "event": f"{row.event_source} {row.event_id}".strip(),
        "waits_for": row.waits_for,
        "since": age(row.first_seen_at, service.now),
    }


def _described(row: Row[Any]) -> dict[str, Any]:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    return {k: v for k, v in values.items() if k not in ("body", "headers", "fingerprint")}


def _text_of(body: bytes) -> str | None:
    try:
        return body.decode() if len(body) <= _LONGEST_SHOWN_BODY else None
    except UnicodeDecodeError:
        return None


def body_file(name: str) -> Path:
    """Return the file that a body is written to; refuse to overwrite one."""
    file = Path(name)
    if file.exists():
        raise UsageError(f"{name} exists")
    return file
