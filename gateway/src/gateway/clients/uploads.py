"""Files that publishing systems hand in before they announce them (docs/adr/0016)."""

import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from anyio import CapacityLimiter, to_thread
from botocore.exceptions import BotoCoreError, ClientError

from gateway.clients.failures import AreaUnavailable

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

AREA = "uploads"
LARGEST_UPLOAD_BYTES = 25 * 1024 * 1024
_IN_MEMORY_BYTES = 1024 * 1024


class UploadTooLarge(Exception):
    """The upload has more than `LARGEST_UPLOAD_BYTES`. Nothing was kept."""


class UploadEmpty(Exception):
    """The upload has no bytes at all."""


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A stored upload: name `reference` in the event, with the digest computed here."""

    reference: str
    sha256: str
    size_bytes: int


class Uploads:
    """Stores uploads in the bucket that the archiving service reads them from."""

    def __init__(self, store: "S3Client", bucket: str, limiter: CapacityLimiter) -> None:
        self._store = store
        self._bucket = bucket
        self._limiter = limiter

    async def receive(self, subject: UUID, chunks: AsyncIterator[bytes]) -> Upload:
        """Store the bytes under the system that hands them in; a repetition stores them again.

        Raises:
            UploadTooLarge, UploadEmpty: nothing was stored.
            AreaUnavailable: the object store does not answer.
        """
        digest, size_bytes = hashlib.sha256(), 0
        with SpooledTemporaryFile[bytes](max_size=_IN_MEMORY_BYTES) as spool:
            async for chunk in chunks:
                size_bytes += len(chunk)
                if size_bytes > LARGEST_UPLOAD_BYTES:
                    raise UploadTooLarge
                digest.update(chunk)
                spool.write(chunk)
            if size_bytes == 0:
                raise UploadEmpty
            # Named by its content: a repetition is the same upload, and whoever can name it
            # has the file already.
            key = f"{subject}/{digest.hexdigest()}"
            await to_thread.run_sync(
                self._store_object,
                key,
                spool,
                digest.digest(),
                size_bytes,
                limiter=self._limiter,
            )
        return Upload(reference=f"upload:{key}", sha256=digest.hexdigest(), size_bytes=size_bytes)

    def _store_object(
        self, key: str, spool: SpooledTemporaryFile[bytes], digest: bytes, size_bytes: int
    ) -> None:
        spool.seek(0)
        try:
            self._store.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=spool,
                ContentLength=size_bytes,
                # The store refuses the object if it did not arrive as it was sent.
                ChecksumSHA256=b64encode(digest).decode(),
            )
        except (BotoCoreError, ClientError, OSError) as error:
            raise AreaUnavailable(AREA, type(error).__name__) from error
