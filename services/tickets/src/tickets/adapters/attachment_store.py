"""The object store, as far as files of requests lie in it: a bucket of their own, without locks."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import cached_property
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from chassis.errors import DependencyDown
from process.object_store import StoreKeys, connect_object_store
from tickets.settings import Settings

DEPENDENCY = "object store"
_ABSENT = ("NoSuchKey", "404", "NotFound")
_CHUNK_BYTES = 256 * 1024
# What is larger waits on disk: many files at once must not fill the memory.
_IN_MEMORY_BYTES = 1024 * 1024


class FileTooLarge(Exception):
    """The stored file has more bytes than it may have; it was not read."""


class HeldFile:
    """A file's bytes, on disk if they are many; to be closed."""

    def __init__(self, chunks: Iterator[bytes], *, largest_bytes: int) -> None:
        digest, size_bytes = hashlib.sha256(), 0
        with ExitStack() as on_failure:
            self.file: IO[bytes] = on_failure.enter_context(
                SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)
            )
            for chunk in chunks:
                size_bytes += len(chunk)
                if size_bytes > largest_bytes:
                    raise FileTooLarge
                digest.update(chunk)
                self.file.write(chunk)
            on_failure.pop_all()
        self.size_bytes = size_bytes
        self.sha256 = digest.hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the first on."""
        self.file.seek(0)
        while chunk := self.file.read(_CHUNK_BYTES):
            yield chunk

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.file.close()


class AttachmentStore:
    """Where the bytes of attachments lie. Safe to share between green threads."""

    def __init__(self, settings: Settings) -> None:
        self.bucket = settings.attachments_bucket
        self._settings = settings

    def fault(self) -> str | None:
        """Return why the bucket cannot be used, None where it answers."""
        try:
            self._client.head_bucket(Bucket=self.bucket)
        except ClientError as error:
            return str(error.response["Error"].get("Code", "refused"))
        except BotoCoreError as error:
            return type(error).__name__
        return None

    def put_note(self, key: str, note: bytes) -> None:
        """Store a few words of our own; what was there before gives way.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            self._client.put_object(Bucket=self.bucket, Key=key, Body=note)
        except (ClientError, BotoCoreError, OSError) as error:
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error

    def notes_under(self, prefix: str) -> Iterator[bytes]:
        """Yield all notes whose keys begin so.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    answer = self._client.get_object(Bucket=self.bucket, Key=entry["Key"])
                    yield answer["Body"].read()
        except (ClientError, BotoCoreError, OSError) as error:
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error

    def fetch(self, object_key: str, *, largest_bytes: int) -> HeldFile | None:
        """Return a stored file, None if there is none.

        Raises:
            FileTooLarge: it has more than `largest_bytes`.
            DependencyDown: the store does not answer.
        """
        try:
            answer = self._client.get_object(Bucket=self.bucket, Key=object_key)
            with closing(answer["Body"]) as body:
                return HeldFile(body.iter_chunks(_CHUNK_BYTES), largest_bytes=largest_bytes)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _ABSENT:
                return None
            raise DependencyDown(DEPENDENCY, code) from error
        except (BotoCoreError, OSError) as error:
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error

    def put(self, object_key: str, held: HeldFile) -> None:
        """Store a file; the store refuses it if it does not arrive as it was sent.

        Raises:
            DependencyDown: the store does not answer.
        """
        held.file.seek(0)
        try:
            self._client.put_object(
                Bucket=self.bucket,
                Key=object_key,
                Body=held.file,
                ContentLength=held.size_bytes,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(held.sha256)).decode(),
            )
        except (ClientError, BotoCoreError, OSError) as error:
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error

    def remove(self, object_key: str) -> None:
        """Delete a file; one that is not there is fine.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            self._client.delete_object(Bucket=self.bucket, Key=object_key)
        except (ClientError, BotoCoreError, OSError) as error:
            raise DependencyDown(DEPENDENCY, type(error).__name__) from error

    @cached_property
    def _client(self) -> Any:
        return connect_object_store(
            StoreKeys(
                url=self._settings.s3_url,
                access_key=self._settings.s3_access_key,
                secret_key=self._settings.s3_secret_key,
            )
        )
