"""Who was to be erased, kept outside the database: a restored one does not know it any more.

One object for each person in the bucket for attachments, under `erasures/`. It holds ids and times,
and nothing that says who he was.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from tickets.adapters.attachment_store import AttachmentStore

PREFIX = "erasures/"


class LoggedErasure(msgspec.Struct, frozen=True, kw_only=True):
    """An order to erase somebody."""

    person_id: UUID
    ordered_by: UUID
    ordered_at: datetime


class ErasureLog:
    """Orders to erase people, in the object store."""

    def __init__(self, store: AttachmentStore) -> None:
        self._store = store

    def keep(self, erasure: LoggedErasure) -> None:
        """Keep an order; a later one about the same person takes its place.

        Raises:
            DependencyDown: the store does not answer.
        """
        key = f"{PREFIX}{erasure.person_id}.json"
        self._store.put_note(key, msgspec.json.encode(erasure))

    def orders(self) -> list[LoggedErasure]:
        """Return every order, the oldest first.

        Raises:
            DependencyDown: the store does not answer.
        """
        notes = self._store.notes_under(PREFIX)
        found = [msgspec.json.decode(note, type=LoggedErasure) for note in notes]
        return sorted(found, key=lambda erasure: erasure.ordered_at)
