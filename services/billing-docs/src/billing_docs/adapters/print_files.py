"""The files of print batches in the object store, and the archived bytes they are made of."""

import hashlib
import io
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from uuid import UUID

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.store_faults import is_absent, trouble
from billing_docs.adapters.sweeping import delete_folder
from billing_docs.domain.printing import BatchFile, OrderedDocument
from chassis.log import get_logger

_log = get_logger(__name__)
# Beside the documents, whose keys begin with two hexadecimal digits; without a lock of their own:
# everything in them is archived anyway.
_FOLDER = "print-batches"


@dataclass(frozen=True, kw_only=True, slots=True)
class Naming:
    """What a file is saved as, and what it is."""

    file_name: str
    media_type: str


class PrintFiles:
    """Batches in the archive's bucket. Safe to share between green threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._bucket = archive.bucket
        self._client = archive.client

    def read(self, document: OrderedDocument) -> bytes | None:
        """Return a document's archived bytes, None if they are gone or not the right ones.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            answer = self._client.get_object(
                Bucket=self._bucket, Key=document.object_key, VersionId=document.version_id
            )
            content: bytes = answer["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if not is_absent(error):
                raise trouble(error) from error
            content = b""
        if hashlib.sha256(content).hexdigest() != document.sha256:
            _log.error("archive damaged", document_id=str(document.document_id))
            return None
        return content

    def keep(self, batch_id: UUID, content: BufferedReader | BytesIO, naming: Naming) -> BatchFile:
        """Store one file of a batch; the same content again finds the same place.

        Raises:
            DependencyDown: the store does not answer.
        """
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        size_bytes = content.seek(0, io.SEEK_END)
        content.seek(0)
        file = BatchFile(
            object_key=f"{_FOLDER}/{batch_id}/{sha256}",
            version_id="",
            sha256=sha256,
            size_bytes=size_bytes,
            media_type=naming.media_type,
            file_name=naming.file_name,
        )
        try:
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=file.object_key,
                Body=content,
                ContentLength=size_bytes,
                ContentType=file.media_type,
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        return msgspec.structs.replace(file, version_id=answer["VersionId"])

    def forget(self, batch_id: UUID) -> None:
        """Delete all that was ever made of a batch. Raises DependencyDown."""
        delete_folder(self._archive, f"{_FOLDER}/{batch_id}")
