"""Bytes that clients send, put into the object store as they come, in constant memory."""

import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from botocore.exceptions import BotoCoreError, ClientError

from gateway.clients.failures import AreaUnavailable

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

AREA = "uploads"
_IN_MEMORY_BYTES = 1024 * 1024


class UploadTooLarge(Exception):
    """The upload has more bytes than it may have. Nothing was kept."""


class UploadEmpty(Exception):
    """The upload has no bytes at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredStream:
    """What was stored, and where."""

    object_key: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamStore:
    """Puts streams into one store; all who transfer share its limit."""

    store: "S3Client"
    limiter: CapacityLimiter

    async def put(
        self,
        bucket: str,
        key_of: Callable[[str], str],
        chunks: AsyncIterator[bytes],
        *,
        largest_bytes: int,
    ) -> StoredStream:
        """Store the bytes under the key that `key_of` makes of their SHA-256.

        Raises:
            UploadTooLarge, UploadEmpty: nothing was stored.
            AreaUnavailable: the object store does not answer.
        """
        digest, size_bytes = hashlib.sha256(), 0
        with SpooledTemporaryFile[bytes](max_size=_IN_MEMORY_BYTES) as spool:
            async for chunk in chunks:
                size_bytes += len(chunk)
                if size_bytes > largest_bytes:
                    raise UploadTooLarge
                digest.update(chunk)
                spool.write(chunk)
            if size_bytes == 0:
                raise UploadEmpty
            stored = StoredStream(
                object_key=key_of(digest.hexdigest()),
                sha256=digest.hexdigest(),
                size_bytes=size_bytes,
            )
            await to_thread.run_sync(
                self._put_object, bucket, stored, spool, digest.digest(), limiter=self.limiter
            )
        return stored

    def _put_object(
        self,
        bucket: str,
        stored: StoredStream,
        spool: SpooledTemporaryFile[bytes],
        digest: bytes,
    ) -> None:
        spool.seek(0)
        try:
            self.store.put_object(
                Bucket=bucket,
                Key=stored.object_key,
                Body=spool,
                ContentLength=stored.size_bytes,
                # The store refuses the object if it did not arrive as it was sent.
                ChecksumSHA256=b64encode(digest).decode(),
            )
        except (BotoCoreError, ClientError, OSError) as error:
            raise AreaUnavailable(AREA, type(error).__name__) from error
