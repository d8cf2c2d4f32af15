"""The archive: an S3 object store with versioning and Object Lock; what is written stays."""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.store_custody import StoreCustody
from billing_docs.adapters.store_destruction import StoreDestruction
from billing_docs.adapters.store_faults import ABSENT, code_of, trouble
from billing_docs.adapters.store_listing import StoreListing
from billing_docs.adapters.store_probe import StoreProbe
from billing_docs.adapters.store_proof import StoreProof
from billing_docs.domain.document import ArchivedObject
from billing_docs.settings import Settings
from process.object_store import USUAL, StoreKeys, connect_object_store

# How long a proof waits for bytes: a store may fall silent over a broken block, twice for each.
PROOF_SECONDS = 5
_PROVING = USUAL.merge(
    Config(read_timeout=PROOF_SECONDS, retries={"total_max_attempts": 1, "mode": "standard"})
)
_TAKEN = ("PreconditionFailed", "412")
_RECORD = "kontor-record"


class FileTooLarge(Exception):
    """The uploaded file has more bytes than a document may have."""


class ForeignObject(Exception):
    """Other bytes lie under the key: somebody else wrote there, or the store is damaged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToArchive:
    """One file to keep: its bytes, their digest, and until when nobody may delete it."""

    object_key: str
    content: bytes
    sha256: str
    media_type: str
    locked_until: datetime
    record: bytes


class Archive:
    """Documents in the object store. Safe to share between green threads."""

    def __init__(self, settings: Settings) -> None:
        self.bucket = settings.archive_bucket
        self._uploads = settings.uploads_bucket
        self._lock_mode: Any = settings.archive_lock_mode.upper()
        keys = StoreKeys(
            url=settings.s3_url,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
        )
        self._client = connect_object_store(keys)
        self.custody = StoreCustody(self._client, self.bucket, self._lock_mode)
        # What is silent over a broken block is not away.
        proving = connect_object_store(keys, _PROVING, is_left_alone_when_away=False)
        self.proof = StoreProof(proving, self.bucket)
        self.listing = StoreListing(self._client, self.bucket)
        self.probe = StoreProbe(self._client, self.bucket, self._lock_mode)
        self.destruction = StoreDestruction(
            connect_object_store(_deleting(settings, keys)), self.bucket
        )

    @property
    def client(self) -> Any:
        """Return the store's client, for what else lies in the bucket."""
        return self._client

    def keep(self, file: ToArchive) -> ArchivedObject:
        """Store the file once, locked; storing the same file again finds the first copy.

        The record (what the event said, as JSON) is stored with the bytes, so that the index can
        be rebuilt from the object store alone. A first copy keeps its record and gets a longer
        lock if this one would be longer.

        Raises:
            DependencyDown: the store does not answer.
            ForeignObject: other bytes lie under the key.
        """
        try:
            answer = self._client.put_object(
                Bucket=self.bucket,
                Key=file.object_key,
                Body=file.content,
                ContentType=file.media_type,
                ChecksumSHA256=_base64(file.sha256),
                IfNoneMatch="*",
                ObjectLockMode=self._lock_mode,
                ObjectLockRetainUntilDate=file.locked_until,
                Metadata={_RECORD: base64.b64encode(file.record).decode()},
            )
        except (ClientError, BotoCoreError) as error:
            if code_of(error) in _TAKEN:
                return self._found(file)
            raise trouble(error) from error
        return ArchivedObject(
            object_key=file.object_key, version_id=answer["VersionId"], record=file.record
        )

    def uploaded(self, reference_key: str, *, largest_bytes: int) -> bytes | None:
        """Return a file that waits for its event, None if there is none.

        Raises:
            DependencyDown: the store does not answer.
            FileTooLarge: it has more than `largest_bytes` and was not read.
        """
        try:
            answer = self._client.get_object(Bucket=self._uploads, Key=reference_key)
            if answer["ContentLength"] > largest_bytes:
                answer["Body"].close()
                raise FileTooLarge(reference_key)
            content: bytes = answer["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if code_of(error) in ABSENT:
                return None
            raise trouble(error) from error
        return content

    def content_of(self, object_key: str, version_id: str) -> bytes | None:
        """Return the bytes of one version, unchecked; None where they are gone.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            answer = self._client.get_object(
                Bucket=self.bucket, Key=object_key, VersionId=version_id
            )
            content: bytes = answer["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if code_of(error) in ABSENT:
                return None
            raise trouble(error) from error
        return content

    def has_upload(self, reference_key: str) -> bool:
        """Return whether a file waits under this key. Raises DependencyDown."""
        try:
            self._client.head_object(Bucket=self._uploads, Key=reference_key)
        except (ClientError, BotoCoreError) as error:
            if code_of(error) in ABSENT:
                return False
            raise trouble(error) from error
        return True

    def _found(self, file: ToArchive) -> ArchivedObject:
        try:
            head = self._client.head_object(
                Bucket=self.bucket, Key=file.object_key, ChecksumMode="ENABLED"
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        if head.get("ChecksumSHA256") != _base64(file.sha256):
            raise ForeignObject(file.object_key)
        version_id = head["VersionId"]
        locked_until = head.get("ObjectLockRetainUntilDate")
        if locked_until is None or locked_until < file.locked_until:
            self._lock_longer(file, version_id)
        record = base64.b64decode(head["Metadata"].get(_RECORD, ""))
        return ArchivedObject(object_key=file.object_key, version_id=version_id, record=record)

    def _lock_longer(self, file: ToArchive, version_id: str) -> None:
        # The first copy may be older than the document: an outage, or a replay months later.
        try:
            self._client.put_object_retention(
                Bucket=self.bucket,
                Key=file.object_key,
                VersionId=version_id,
                Retention={"Mode": self._lock_mode, "RetainUntilDate": file.locked_until},
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error


def _deleting(settings: Settings, usual: StoreKeys) -> StoreKeys:
    # Keys that may delete belong to nothing else: the intake's own cannot, where others are set.
    return replace(
        usual,
        access_key=settings.deletion_access_key or usual.access_key,
        secret_key=settings.deletion_secret_key or usual.secret_key,
    )


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(binascii.unhexlify(hexadecimal)).decode()
