"""Compare a publisher's ledger with the archive, line by line."""

from collections.abc import Iterable, Iterator
from itertools import islice

from billing_docs.domain.ledger import Finding, LedgerEntry, compare_with_archived
from billing_docs.store.documents import DocumentStore
from chassis.clock import Clock
from chassis.database import Database
from chassis.parking import Parking

_BATCH = 500


def reconcile_ledger(
    entries: Iterable[LedgerEntry], database: Database, clock: Clock
) -> Iterator[Finding]:
    """Yield one finding for each line, in order of the lines; changes nothing.

    A document that is there with the same number and bytes, but came under another event, is in
    order: somebody has resent it.
    """
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        with database.transaction(every_organisation=True) as session:
            store, parking = DocumentStore(session), Parking(session, clock.now())
            yield from _of_batch(batch, store, parking)


def _of_batch(batch: list[LedgerEntry], store: DocumentStore, parking: Parking) -> list[Finding]:
    findings = {}
    for source in dict.fromkeys(entry.source for entry in batch):
        said = [entry for entry in batch if entry.source == source]
        event_ids = [entry.event_id for entry in said]
        archived = store.documents_of_events(source, event_ids)
        parked = parking.of_events(source, event_ids)
        unmet = [entry.number for entry in said if entry.event_id not in archived]
        named = {
            (document.number, document.sha256)
            for document in store.documents_with_numbers(source, unmet)
        }
        for entry in said:
            document = archived.get(entry.event_id)
            if document is not None:
                finding = compare_with_archived(
                    entry, number=document.number, sha256=document.sha256
                )
            elif (entry.number, entry.sha256) in named:
                finding = Finding(entry=entry, outcome="under_another_event")
            elif entry.event_id in parked:
                finding = Finding(entry=entry, outcome="parked", detail=parked[entry.event_id])
            else:
                finding = Finding(entry=entry, outcome="missing")
            findings[id(entry)] = finding
    return [findings[id(entry)] for entry in batch]
