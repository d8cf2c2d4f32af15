"""What is remembered of people looking at documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from billing_docs.domain.document import BillingDocument

LookKind = Literal["opened", "previewed", "downloaded"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """When a person first previewed and first downloaded a document; None: not yet."""

    person_id: UUID
    first_previewed_at: datetime | None
    first_downloaded_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownDocument:
    """A document as it is shown to somebody: `read_at` and the looks are his, None without him."""

    document: BillingDocument
    reader: UUID | None
    read_at: datetime | None
    first_previewed_at: datetime | None
    first_downloaded_at: datetime | None
    is_damaged: bool
    """Whether its bytes are known not to be the right ones; nobody is served them."""

    @property
    def is_unread(self) -> bool:
        """Whether it waits in Post for its reader; for nobody in particular nothing does."""
        is_read = self.reader is None or self.read_at is not None
        return self.document.folder == "post" and not is_read

    def has_been(self, kind: LookKind) -> bool:
        """Return whether there is nothing to remember of the reader's look; not his, nothing is."""
        if self.reader is None:
            return True
        first = {
            "opened": self.read_at,
            "previewed": self.first_previewed_at,
            "downloaded": self.first_downloaded_at,
        }[kind]
        return first is not None and self.read_at is not None
