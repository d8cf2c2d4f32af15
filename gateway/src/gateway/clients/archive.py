"""Archived documents out of the object store, checked before the first byte leaves."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import closing
from tempfile import SpooledTemporaryFile
from threading import Event
from typing import TYPE_CHECKING, Self

import structlog
from anyio import CapacityLimiter, fail_after, to_thread
from botocore.exceptions import BotoCoreError, ClientError

from contracts.billing_docs import ArchivedFile
from contracts.errors import ArchiveDamaged
from gateway import measures
from gateway.clients.failures import AreaUnavailable

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

_log = structlog.get_logger(__name__)

AREA = "archive"
CHUNK_BYTES = 256 * 1024
# A store that gives a few bytes a second is never silent, and nobody sees a byte before the last
# one is proven: it has so long for any file, and besides that what the file takes at this speed.
PATIENCE_SECONDS = 20.0
LEAST_BYTES_PER_SECOND = 1024 * 1024
# After each piece it is seen whether anybody still waits. Of 5 MB, pieces of 16 KiB took 37 % more
# CPU than such of 256 KiB, and these take 11 % more.
PIECE_BYTES = 64 * 1024
# Most invoices are far smaller; larger ones wait on disk, not in memory.
SPOOL_IN_MEMORY_BYTES = 2 * 1024 * 1024

# The store has lost the very thing that the index says it holds.
_GONE = {"NoSuchKey", "NoSuchVersion", "404"}


class CheckedFile:
    """A document's bytes, read completely and proven to be the right ones."""

    def __init__(self, spool: SpooledTemporaryFile[bytes], size_bytes: int) -> None:
        self._spool = spool
        self.size_bytes = size_bytes

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes once, then free what they occupied."""
        with self._spool as spool:
            spool.seek(0)
            if self.size_bytes <= SPOOL_IN_MEMORY_BYTES:
                yield spool.read()
                return
            while chunk := await to_thread.run_sync(spool.read, CHUNK_BYTES):
                yield chunk

    def discard(self) -> None:
        """Free what the bytes occupied, unread."""
        self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


class Archive:
    """Reads archived files by version, so that what is served is what was archived."""

    def __init__(
        self,
        store: "S3Client",
        limiter: CapacityLimiter,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._store = store
        self._limiter = limiter
        self._patience_seconds = patience_seconds

    async def open(self, file: ArchivedFile) -> CheckedFile:
        """Return the file's bytes, complete and checked against their SHA-256.

        Raises:
            ArchiveDamaged: the bytes are gone or are not the ones that were archived.
            AreaUnavailable: the object store does not answer, or too slowly.
        """
        given_up = Event()
        longest = self._patience_seconds + file.size_bytes / LEAST_BYTES_PER_SECOND
        try:
            with fail_after(longest):
                return await to_thread.run_sync(
                    self._fetch, file, given_up, limiter=self._limiter, abandon_on_cancel=True
                )
        except TimeoutError as error:
            raise AreaUnavailable(AREA, "too_slow") from error
        finally:
            given_up.set()

    def _fetch(self, file: ArchivedFile, given_up: Event) -> CheckedFile:
        spool: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(  # noqa: SIM115  (handed on)
            max_size=SPOOL_IN_MEMORY_BYTES
        )
        try:
            digest, size_bytes = self._copy(file, spool, given_up)
        except BaseException:
            spool.close()
            raise
        if digest != file.sha256 or size_bytes != file.size_bytes:
            spool.close()
            raise _damaged(file, "checksum_mismatch")
        return CheckedFile(spool, size_bytes)

    def _copy(
        self, file: ArchivedFile, spool: SpooledTemporaryFile[bytes], given_up: Event
    ) -> tuple[str, int]:
        """Copy the stored object into `spool`; return its SHA-256 and its size."""
        digest, size_bytes = hashlib.sha256(), 0
        try:
            # Views have no versions: they are made again from the document when they are lost.
            stored = (
                self._store.get_object(
                    Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
                )
                if file.version_id
                else self._store.get_object(Bucket=file.bucket, Key=file.object_key)
            )
            with closing(stored["Body"]) as body:
                for piece in body.iter_chunks(PIECE_BYTES):
                    if given_up.is_set():
                        raise AreaUnavailable(AREA, "too_slow")
                    digest.update(piece)
                    size_bytes += len(piece)
                    if size_bytes > file.size_bytes:
                        break
                    spool.write(piece)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _GONE:
                raise _damaged(file, "missing") from error
            raise AreaUnavailable(AREA, code) from error
        except (BotoCoreError, OSError) as error:
            raise AreaUnavailable(AREA, type(error).__name__) from error
        return digest.hexdigest(), size_bytes


def _damaged(file: ArchivedFile, reason: str) -> ArchiveDamaged:
    measures.archive_damaged_total.inc()
    _log.error(
        "archive_damaged",
        reason=reason,
        document_id=str(file.document_id),
        bucket=file.bucket,
        object_key=file.object_key,
        version_id=file.version_id,
    )
    return ArchiveDamaged(str(file.document_id))
