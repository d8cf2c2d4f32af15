"""Files that go with what is said about a request: requests and answers of tickets.

A file is stored in three steps: `begin_attachment` names the place, whoever has the bytes puts them
there, `finish_attachment` looks at them. It belongs to nothing until an entry names its id.
"""

from typing import Annotated
from uuid import UUID

import msgspec

LARGEST_ATTACHMENT_BYTES = 10 * 1024 * 1024
LARGEST_TOGETHER_BYTES = 25 * 1024 * 1024
MOST_ATTACHMENTS = 10

AttachmentIds = Annotated[tuple[UUID, ...], msgspec.Meta(max_length=MOST_ATTACHMENTS)]


class AttachedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as whoever may read its entry sees it."""

    id: UUID
    file_name: str
    """Cleaned, with an ending that says what the file really is."""
    media_type: str
    """As its content shows, whatever its name promised."""
    size_bytes: int


class FileFor(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is for: a request that is there already, or, without `request_id`, a new one.

    `organisation_id` is named by the vendor's people only, for a request that they take down.
    """

    request_id: UUID | None = None
    organisation_id: UUID | None = None


class BeginAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file is about to come."""

    file_name: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    file_for: FileFor = FileFor()


class FinishAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """The file has come, to the place that was named for it."""

    attachment_id: UUID
    file_for: FileFor = FileFor()


class AttachmentPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes are to be put; who does not put them there soon finds the place gone."""

    id: UUID
    bucket: str
    object_key: str


class StoredAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file's bytes lie and how to prove that they are the right ones."""

    file: AttachedFile
    bucket: str
    object_key: str
    sha256: str
