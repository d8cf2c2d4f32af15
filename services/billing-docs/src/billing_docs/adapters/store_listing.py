"""Everything that lies in the archive's bucket, and each object with its record."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError

from billing_docs.adapters.store_faults import trouble

RECORD = "kontor-record"


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedObject:
    """A key and its versions, the first one first."""

    key: str
    version_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadVersion:
    """One version as it was read: its record, digest and size, and whether the store holds it."""

    version_id: str
    record: bytes
    sha256: str
    size_bytes: int
    media_type: str
    is_held: bool


class StoreListing:
    """Lists and reads versions. Safe to share between threads."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def objects(self) -> Iterator[ListedObject]:
        """Yield every object of the bucket in the order of keys.

        Raises:
            DependencyDown: the store does not answer.
        """
        key, versions = "", list[tuple[Any, str]]()
        pages = self._client.get_paginator("list_object_versions")
        try:
            for page in pages.paginate(Bucket=self._bucket):
                for entry in page.get("Versions", ()):
                    if entry["Key"] != key and versions:
                        yield _listed(key, versions)
                        versions = []
                    key = entry["Key"]
                    versions.append((entry["LastModified"], entry["VersionId"]))
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        if versions:
            yield _listed(key, versions)

    def read(self, key: str, version_id: str) -> ReadVersion:
        """Return one version, read whole.

        Raises:
            DependencyDown: the store does not answer.
        """
        digest, size_bytes = hashlib.sha256(), 0
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version_id)
            for chunk in answer["Body"].iter_chunks(256 * 1024):
                digest.update(chunk)
                size_bytes += len(chunk)
        except FlexibleChecksumError:
            # Read whole, and not what the store itself says it should be.
            return ReadVersion(
                version_id=version_id,
                record=_record_in(answer),
                sha256="",
                size_bytes=answer["ContentLength"],
                media_type=answer.get("ContentType", ""),
                is_held=answer.get("ObjectLockLegalHoldStatus") == "ON",
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        return ReadVersion(
            version_id=version_id,
            record=_record_in(answer),
            sha256=digest.hexdigest(),
            size_bytes=size_bytes,
            media_type=answer.get("ContentType", ""),
            is_held=answer.get("ObjectLockLegalHoldStatus") == "ON",
        )


def _record_in(answer: dict[str, Any]) -> bytes:
    return base64.b64decode(answer["Metadata"].get(RECORD, ""))


def _listed(key: str, versions: list[tuple[Any, str]]) -> ListedObject:
    # The store names the newest first; of two in one second that order counts.
    versions.reverse()
    versions.sort(key=lambda version: version[0])
    return ListedObject(key=key, version_ids=tuple(version_id for _, version_id in versions))
