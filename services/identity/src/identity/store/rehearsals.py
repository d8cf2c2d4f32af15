"""Transactions that are undone at their end, whatever was done in them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar
from uuid import UUID

from chassis.clock import Clock
from chassis.database import Database
from identity.store.records import RecordRoom, Records

T = TypeVar("T")


class _Undone(Exception):
    """Leaves a transaction, so that it is rolled back: rows, outbox and trail alike."""


class RehearsalRoom(RecordRoom, Generic[T]):
    """Opens transactions that never commit, and looks at each before and after.

    What a use case does here is what it does in earnest, except that nothing stays of it. It waits
    for the same locks, and gives them back at once.
    """

    def __init__(
        self, database: Database, clock: Clock, observe: Callable[[UUID | None, Records], T]
    ) -> None:
        super().__init__(database, clock)
        self._observe = observe
        self.seen: tuple[T, T] | None = None
        """What `observe` saw before and after; None while nothing was tried."""

    @contextmanager
    def of(self, organisation_id: UUID) -> Iterator[Records]:
        """Yield the records of one organisation; nothing that is done to them stays."""
        with suppress(_Undone), super().of(organisation_id) as records:
            before = self._observe(organisation_id, records)
            yield records
            self.seen = before, self._observe(organisation_id, records)
            raise _Undone

    @contextmanager
    def of_everybody(self, *, may_be_forgotten: bool = False) -> Iterator[Records]:
        """Yield the records of all organisations; nothing that is done to them stays."""
        with suppress(_Undone), super().of_everybody(may_be_forgotten=may_be_forgotten) as records:
            before = self._observe(None, records)
            yield records
            self.seen = before, self._observe(None, records)
            raise _Undone
