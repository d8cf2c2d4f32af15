"""Prove again, in small goes, what was not proven for a while."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.scrub import ScrubPlan
from billing_docs.store.damages import DamageStore
from billing_docs.use_cases.scrub.measures import DAMAGED, UNPROVEN_SECONDS
from billing_docs.use_cases.scrub.prove_document import Prover, prove_document

AT_ONCE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Scrubbed:
    """What one go has done."""

    proven: int = 0
    damaged: int = 0
    read_bytes: int = 0


def scrub_archive(
    prover: Prover, plan: ScrubPlan, *, wait: Callable[[float], None] = time.sleep
) -> Scrubbed:
    """Return what was proven in this go: first what is in quarantine, then the longest unproven.

    Documents in and out of the portal alike, until their bytes are destroyed. One at a time in all
    processes; a go that is cut short goes on where it was, for each document says when it was
    proven.

    Raises:
        DependencyDown: the store does not answer.
    """
    with prover.database.transaction() as session:
        if not DamageStore(session).takes_turn():
            return Scrubbed()
        return _go(prover, plan, wait)


def tell_soundness(prover: Prover) -> None:
    """Bring the gauges up to date, which alarms watch."""
    with prover.database.transaction(every_organisation=True) as session:
        store = DamageStore(session)
        DAMAGED.set(store.open_count())
        longest = store.longest_unproven()
    UNPROVEN_SECONDS.set((prover.now - longest).total_seconds() if longest else 0)


def _go(prover: Prover, plan: ScrubPlan, wait: Callable[[float], None]) -> Scrubbed:
    begun = time.monotonic()
    proven = damaged = read_bytes = 0
    queue = _damaged(prover)
    while queue or (queue := _due(prover, plan)):
        for document in queue:
            if time.monotonic() - begun > plan.seconds:
                return Scrubbed(proven=proven, damaged=damaged, read_bytes=read_bytes)
            proof = prove_document(document, prover, found_by="scrub")
            proven, read_bytes = proven + 1, read_bytes + proof.read_bytes
            damaged += proof.damage is not None
            ahead = read_bytes / plan.bytes_per_second - (time.monotonic() - begun)
            if ahead > 0:
                wait(ahead)
        queue = []
    return Scrubbed(proven=proven, damaged=damaged, read_bytes=read_bytes)


def _damaged(prover: Prover) -> list[BillingDocument]:
    with prover.database.transaction(every_organisation=True) as session:
        return DamageStore(session).damaged(limit=AT_ONCE)


def _due(prover: Prover, plan: ScrubPlan) -> list[BillingDocument]:
    with prover.database.transaction(every_organisation=True) as session:
        return DamageStore(session).due(plan.due_before(prover.now), limit=AT_ONCE)
