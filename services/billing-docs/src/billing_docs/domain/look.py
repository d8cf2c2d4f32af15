"""What is remembered of people looking at documents."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """When a person first previewed and first downloaded a document; None: not yet."""

    person_id: UUID
    first_previewed_at: datetime | None
    first_downloaded_at: datetime | None
