"""`kontor-publish`: publish a file, send what waits, ask what became of events.

Exit codes: 0 confirmed, spool empty, or all archived · 1 not confirmed and nothing kept, or no
answer: repeat the same command · 2 arguments or settings are wrong · 3 kept in the spool, or
events still wait there · 4 nobody takes the event · 5 refused · 6 some events are not archived.
"""

import argparse
import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import msgspec

from contracts.inbound import DocumentType
from kontor_publisher.amounts import money
from kontor_publisher.errors import (
    InvalidDocument,
    NotConfirmed,
    PortalAway,
    PublisherError,
    Refused,
    Unroutable,
)
from kontor_publisher.ledger import difference, read_entries
from kontor_publisher.publisher import Publisher

_WRONG_USE = 2
_KEPT = 3
_NOT_ALL_ARCHIVED = 6
_EXIT_CODES: tuple[tuple[type[PublisherError], int], ...] = (
    (NotConfirmed, 1),
    (PortalAway, 1),
    (InvalidDocument, _WRONG_USE),
    (Unroutable, 4),
    (Refused, 5),
)
_SETTINGS = """settings (environment):
  KONTOR_AMQP_URL  amqp://user:password@host:port/vhost, amqps:// with TLS (required);
                   or the portal's https:// address, to publish over HTTP with KONTOR_API_KEY
  KONTOR_SOURCE    the name Kontor knows this system by, for example /erp/demo (required)
  KONTOR_LEDGER    file that gets a line for each published document, for reconcile --ledger
  KONTOR_SPOOL     folder for events that could not be confirmed
  KONTOR_API_URL   the portal's address, for files above 1 MiB and for reconcile
  KONTOR_API_KEY   the API key for it
  KONTOR_CA_FILE   certificates to trust instead of the system's
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if arguments[:1] == ["flush"]:
        command, options = _flush, _flush_arguments().parse_args(arguments[1:])
    elif arguments[:1] == ["reconcile"]:
        command, options = _reconcile, _reconcile_arguments().parse_args(arguments[1:])
    else:
        command, options = _publish, _publish_arguments().parse_args(arguments)
    try:
        with _publisher(os.environ, deadline_seconds=options.deadline) as publisher:
            return command(publisher, options)
    except PublisherError as error:
        print(f"kontor-publish: {error}", file=sys.stderr)
        return _exit_code(error)
    except (OSError, ValueError) as error:
        print(f"kontor-publish: {error}", file=sys.stderr)
        return _WRONG_USE


def _publish(publisher: Publisher, options: argparse.Namespace) -> int:
    receipt = publisher.publish_document(
        options.file,
        customer_number=options.customer,
        number=options.number,
        issued_on=options.issued_on or _last_written_on(options.file),
        document_type=options.type,
        due_on=options.due_on,
        total=money(*options.total) if options.total else None,
        run_id=options.run,
        title=options.title,
        media_type=options.media_type,
        event_id=options.event_id,
    )
    if options.json:
        _print_json(receipt)
    else:
        print(f"{receipt.state} {receipt.event_id}")
    if receipt.reason is not None:
        print(f"kontor-publish: kept for later: {receipt.reason}", file=sys.stderr)
    return 0 if receipt.state == "confirmed" else _KEPT


def _flush(publisher: Publisher, options: argparse.Namespace) -> int:
    flushed = publisher.flush_spool()
    if options.json:
        trouble = None if flushed.trouble is None else str(flushed.trouble)
        _print_json(
            {"confirmed": flushed.confirmed, "waiting": flushed.waiting, "trouble": trouble}
        )
    else:
        for event_id in flushed.confirmed:
            print(f"confirmed {event_id}")
        print(f"{flushed.waiting} waiting")
    if flushed.trouble is not None:
        print(f"kontor-publish: {flushed.trouble}", file=sys.stderr)
    return _KEPT if flushed.waiting else 0


def _reconcile(publisher: Publisher, options: argparse.Namespace) -> int:
    if options.ledger is not None:
        return _reconcile_ledger(publisher, options)
    publications = publisher.reconcile(options.event_id)
    if options.json:
        _print_json(publications)
    else:
        for publication in publications:
            about = publication.document_id or publication.code or ""
            print(f"{publication.state} {publication.event_id} {about}".rstrip())
    is_all_archived = all(publication.state == "archived" for publication in publications)
    return 0 if is_all_archived else _NOT_ALL_ARCHIVED


def _reconcile_ledger(publisher: Publisher, options: argparse.Namespace) -> int:
    entries = list(read_entries(options.ledger, publisher.source))
    publications = publisher.reconcile([entry.event_id for entry in entries])
    wrong = [
        {"event_id": entry.event_id, "number": entry.number, "difference": found}
        for entry, publication in zip(entries, publications, strict=True)
        if (found := difference(entry, publication)) is not None
    ]
    if options.json:
        _print_json({"compared": len(entries), "not_in_order": wrong})
    else:
        for line in wrong:
            print(f"{line['difference']}  {line['number']} {line['event_id']}")
        print(f"{len(entries)} compared, {len(wrong)} not in order")
    return _NOT_ALL_ARCHIVED if wrong else 0


def _publisher(environment: Mapping[str, str], *, deadline_seconds: float) -> Publisher:
    missing = [name for name in ("KONTOR_AMQP_URL", "KONTOR_SOURCE") if not environment.get(name)]
    if missing:
        raise ValueError(f"please set {' and '.join(missing)} in the environment")
    spool = environment.get("KONTOR_SPOOL")
    ca_file = environment.get("KONTOR_CA_FILE")
    return Publisher(
        environment["KONTOR_AMQP_URL"],
        environment["KONTOR_SOURCE"],
        spool=Path(spool) if spool else None,
        ledger=Path(environment["KONTOR_LEDGER"]) if environment.get("KONTOR_LEDGER") else None,
        api_url=environment.get("KONTOR_API_URL"),
        api_key=environment.get("KONTOR_API_KEY"),
        ca_file=Path(ca_file) if ca_file else None,
        deadline_seconds=deadline_seconds,
    )


def _publish_arguments() -> argparse.ArgumentParser:
    parser = _parser(
        "kontor-publish",
        "Publish one document. Other commands: kontor-publish flush, kontor-publish reconcile ID…",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="PDF or XML")
    parser.add_argument("--customer", required=True, help="customer number, five digits")
    parser.add_argument("--number", required=True, help="the document's number")
    parser.add_argument("--type", default="invoice", choices=get_args(DocumentType))
    parser.add_argument(
        "--issued-on",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the document's date (default: the day the file was last written)",
    )
    parser.add_argument("--due-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--total", nargs=2, metavar=("AMOUNT", "CURRENCY"), help="119.00 EUR")
    parser.add_argument("--run", help="the invoice run it belongs to")
    parser.add_argument("--title")
    parser.add_argument("--media-type", help="when the file is neither PDF nor XML")
    parser.add_argument("--event-id", help="instead of the one that follows from the file")
    return parser


def _flush_arguments() -> argparse.ArgumentParser:
    return _parser("kontor-publish flush", "Send the events that wait in the spool, oldest first.")


def _reconcile_arguments() -> argparse.ArgumentParser:
    parser = _parser("kontor-publish reconcile", "Ask the portal what became of events.")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("event_id", nargs="*", default=[], metavar="ID")
    asked.add_argument("--ledger", type=Path, metavar="FILE", help="compare each of its documents")
    return parser


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    codes = (__doc__ or "").partition("\n\n")[2]
    parser = argparse.ArgumentParser(
        prog=name,
        description=description,
        epilog=f"{_SETTINGS}\n{codes}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.add_argument(
        "--deadline",
        type=_seconds,
        default=10.0,
        metavar="SECONDS",
        help="wait so long for the broker's confirm of an event (default: 10)",
    )
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < threading.TIMEOUT_MAX:
        raise argparse.ArgumentTypeError("a number of seconds greater than 0")
    return seconds


def _last_written_on(file: Path) -> date:
    # Not today: the same command repeated after midnight must say the same.
    return datetime.fromtimestamp(file.stat().st_mtime, tz=ZoneInfo("Europe/Berlin")).date()


def _exit_code(error: PublisherError) -> int:
    return next(code for kind, code in _EXIT_CODES if isinstance(error, kind))


def _print_json(value: Any) -> None:
    print(json.dumps(msgspec.to_builtins(value)))


if __name__ == "__main__":
    sys.exit(main())
