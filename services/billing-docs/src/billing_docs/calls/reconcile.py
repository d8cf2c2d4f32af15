"""`kontor reconcile LEDGER`: what of a publisher's book is not archived as it says."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import Any

from billing_docs.adapters.ledger_file import UnreadableLedger, read_ledger
from billing_docs.domain.ledger import Finding
from billing_docs.use_cases.publications.reconcile_ledger import reconcile_ledger
from chassis.cli.extension import OperatorCommand
from chassis.cli.services import KnownService, UsageError
from chassis.cli.showing import say, show_json, show_table

_NOT_AS_ASKED = 1


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "ledger",
        type=Path,
        metavar="LEDGER",
        help="CSV or JSON lines with source, event_id, number, sha256",
    )


def _run(service: KnownService, options: Namespace) -> int:
    """Name every line that is not in order; 1 if there is one."""
    counted: Counter[str] = Counter()
    wrong = []
    try:
        entries = read_ledger(options.ledger)
        for finding in reconcile_ledger(entries, service.database, service.clock):
            counted[finding.outcome] += 1
            if not finding.is_in_order:
                wrong.append(_row(finding))
    except (UnreadableLedger, OSError) as error:
        raise UsageError(f"{options.ledger}: {error}") from error
    if options.json:
        show_json({"counts": dict(sorted(counted.items())), "not_in_order": wrong})
    else:
        show_table(wrong, none="everything in the ledger is archived")
        say(", ".join(f"{count} {outcome}" for outcome, count in sorted(counted.items())))
    return _NOT_AS_ASKED if wrong else 0


def _row(finding: Finding) -> dict[str, Any]:
    entry = finding.entry
    return {
        "outcome": finding.outcome,
        "number": entry.number,
        "event_id": entry.event_id,
        "source": entry.source,
        "detail": finding.detail,
    }


COMMAND = OperatorCommand(
    name="reconcile",
    service="billing_docs",
    summary="compare a publisher's ledger with the archive",
    add_arguments=_add_arguments,
    run=_run,
)
