"""Files that go with what is said: what is known of them, and how many there may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from chassis.clock import BERLIN
from contracts.attachments import (
    LARGEST_TOGETHER_BYTES,
    MOST_ATTACHMENTS,
    AttachedFile,
    StoredAttachment,
)
from contracts.conversations import Side
from contracts.errors import InvalidInput

# So long a file may wait for the entry that names it.
USABLE_FOR = timedelta(hours=24)
SWEPT_AFTER = USABLE_FOR + timedelta(hours=1)
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAttachment:
    """A file that is about to come."""

    id: UUID
    organisation_id: UUID
    request_id: UUID | None
    uploaded_by: UUID
    side: Side
    file_name: str
    """As it was given: what the file is, is not known yet."""
    begun_at: datetime

    @property
    def object_key(self) -> str:
        """Where its bytes lie; nothing in it says what it is."""
        return f"attachments/{self.organisation_id}/{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedAttachment:
    """A file that was looked at."""

    id: UUID
    organisation_id: UUID
    file_name: str
    media_type: str
    size_bytes: int
    sha256: str
    object_key: str

    def described(self) -> AttachedFile:
        """Return the file as readers of its entry see it."""
        return AttachedFile(
            id=self.id,
            file_name=self.file_name,
            media_type=self.media_type,
            size_bytes=self.size_bytes,
        )

    def stored_in(self, bucket: str) -> StoredAttachment:
        """Return where its bytes are to be fetched."""
        return StoredAttachment(
            file=self.described(), bucket=bucket, object_key=self.object_key, sha256=self.sha256
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class DailyUse:
    """What one side has sent in for an organisation since midnight in Berlin."""

    files: int
    size_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DailyLimits:
    """How much that may be."""

    files: int
    megabytes: int

    def check(self, use: DailyUse) -> None:
        """Return if there is still room.

        Raises:
            InvalidInput: there was too much of it today.
        """
        if use.files > self.files or use.size_bytes > self.megabytes * _MEGABYTE:
            raise InvalidInput("file", "daily_limit_reached")


def day_begins(now: datetime) -> datetime:
    """Return the last midnight in Berlin."""
    return datetime.combine(now.astimezone(BERLIN).date(), time(), BERLIN)


def check_together(wanted: Sequence[UUID], found: Sequence[CheckedAttachment]) -> None:
    """Return if an entry may have these files.

    Raises:
        InvalidInput: some are not there, or are somebody else's; or they are too many or too large.
    """
    if len(set(wanted)) > MOST_ATTACHMENTS:
        raise InvalidInput("attachments", "too_many_files")
    if {file.id for file in found} != set(wanted):
        raise InvalidInput("attachments", "not_there")
    if sum(file.size_bytes for file in found) > LARGEST_TOGETHER_BYTES:
        raise InvalidInput("attachments", "too_large_together")
