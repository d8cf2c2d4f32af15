"""Compare a publisher's book, as somebody hands it in, with the archive."""

import io
from collections import Counter

from billing_docs.adapters.ledger_file import UnreadableLedger, ledger_entries
from billing_docs.use_cases.publications.reconcile_ledger import reconcile_ledger
from chassis.clock import Clock
from chassis.database import Database
from contracts.document_office import (
    MOST_FINDINGS,
    LedgerCount,
    LedgerFinding,
    LedgerOutcome,
    Reconciliation,
)
from contracts.errors import InvalidInput


def compare_ledger(ledger: str, database: Database, clock: Clock) -> Reconciliation:
    """Return how many lines of each kind there are, and which are not in order; changes nothing.

    Raises:
        InvalidInput: a line of the book cannot be read.
    """
    counted: Counter[LedgerOutcome] = Counter()
    wrong: list[LedgerFinding] = []
    try:
        entries = ledger_entries(io.StringIO(ledger.removeprefix("\ufeff"), newline=""))
        for finding in reconcile_ledger(entries, database, clock):
            counted[finding.outcome] += 1
            if not finding.is_in_order and len(wrong) < MOST_FINDINGS:
                wrong.append(
                    LedgerFinding(
                        outcome=finding.outcome,
                        source=finding.entry.source,
                        event_id=finding.entry.event_id,
                        number=finding.entry.number,
                        detail=finding.detail,
                    )
                )
    except UnreadableLedger as error:
        raise InvalidInput("ledger", "unreadable_ledger") from error
    return Reconciliation(
        counts=tuple(
            LedgerCount(outcome=outcome, count=count) for outcome, count in sorted(counted.items())
        ),
        findings=tuple(wrong),
    )
