"""Files that publishing systems hand in before they announce them (docs/adr/0016)."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec

from gateway.clients.stored_streams import StreamStore

LARGEST_UPLOAD_BYTES = 25 * 1024 * 1024


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A stored upload: name `reference` in the event, with the digest computed here."""

    reference: str
    sha256: str
    size_bytes: int


class Uploads:
    """Stores uploads in the bucket that the archiving service reads them from."""

    def __init__(self, streams: StreamStore, bucket: str) -> None:
        self._streams = streams
        self._bucket = bucket

    async def receive(self, subject: UUID, chunks: AsyncIterator[bytes]) -> Upload:
        """Store the bytes under the system that hands them in; a repetition stores them again.

        Raises:
            UploadTooLarge, UploadEmpty: nothing was stored.
            AreaUnavailable: the object store does not answer.
        """
        # Named by its content: a repetition is the same upload, and whoever can name it has the
        # file already.
        stored = await self._streams.put(
            self._bucket,
            lambda sha256: f"{subject}/{sha256}",
            chunks,
            largest_bytes=LARGEST_UPLOAD_BYTES,
        )
        return Upload(
            reference=f"upload:{stored.object_key}",
            sha256=stored.sha256,
            size_bytes=stored.size_bytes,
        )
