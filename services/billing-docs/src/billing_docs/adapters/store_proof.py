"""Whether archived bytes are still the ones that were archived."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError

from billing_docs.adapters.store_faults import DEPENDENCY, is_absent, trouble
from billing_docs.domain.document import BillingDocument
from chassis.errors import DependencyDown
from contracts.damage import DamageKind

_CHUNK = 256 * 1024
_SERVER_FAULT = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """What reading one version has shown; `damage` is None where its bytes are the right ones."""

    damage: DamageKind | None
    read_bytes: int = 0
    locked_until: datetime | None = None


class StoreProof:
    """Reads versions and proves them. Safe to share between green threads."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def prove(self, document: BillingDocument) -> Proof:
        """Return whether a document's version has the bytes that were archived.

        Raises:
            DependencyDown: the store does not answer; that says nothing about the document.
        """
        return self._prove(document, document.version_id)

    def intact_version(self, document: BillingDocument) -> str | None:
        """Return another version under the document's key that has the right bytes, None if none.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            pages = self._client.get_paginator("list_object_versions")
            versions = [
                entry["VersionId"]
                for page in pages.paginate(Bucket=self._bucket, Prefix=document.object_key)
                for entry in page.get("Versions", ())
                if entry["Key"] == document.object_key
            ]
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        others = (version for version in versions if version != document.version_id)
        return next((each for each in others if self._prove(document, each).damage is None), None)

    def _prove(self, document: BillingDocument, version_id: str) -> Proof:
        which = {"Bucket": self._bucket, "Key": document.object_key, "VersionId": version_id}
        digest, read_bytes = hashlib.sha256(), 0
        try:
            answer = self._client.get_object(**which)
            for chunk in answer["Body"].iter_chunks(_CHUNK):
                digest.update(chunk)
                read_bytes += len(chunk)
        except FlexibleChecksumError:
            # The client has compared them with what the store says they should be.
            return Proof(damage="checksum_mismatch", read_bytes=document.size_bytes)
        except (ClientError, BotoCoreError) as error:
            if is_absent(error):
                return Proof(damage="missing")
            if _refuses_us(error):
                raise _not_now(error) from error
            # A store that checks its own blocks answers with an error instead of the wrong bytes.
            if self._answers_otherwise(which):
                return Proof(damage="unreadable", read_bytes=read_bytes)
            raise _not_now(error) from error
        is_right = digest.hexdigest() == document.sha256 and read_bytes == document.size_bytes
        return Proof(
            damage=None if is_right else "checksum_mismatch",
            read_bytes=read_bytes,
            locked_until=answer.get("ObjectLockRetainUntilDate"),
        )

    def _answers_otherwise(self, which: dict[str, str]) -> bool:
        """Return whether the store knows the version and reads others, although not this one.

        A store that checks its blocks may also fall silent over a broken one (SeaweedFS does).
        """
        try:
            self._client.head_object(**which)
            if not self._reads_another(which["Key"]):
                return False
            # A second try decides between a hiccup and a damage.
            self._client.get_object(**which)["Body"].read()
        except (ClientError, BotoCoreError):
            return self._reads_another(which["Key"])
        return False

    def _reads_another(self, key: str) -> bool:
        """Return whether the store gives the bytes of any other object; then it is up."""
        try:
            for prefix in (key[:2], ""):
                listed = self._client.list_object_versions(
                    Bucket=self._bucket, Prefix=prefix, MaxKeys=5
                )
                for entry in listed.get("Versions", ()):
                    if entry["Key"] != key:
                        version = {"Key": entry["Key"], "VersionId": entry["VersionId"]}
                        self._client.get_object(Bucket=self._bucket, **version)["Body"].read()
                        return True
        except (ClientError, BotoCoreError):
            return False
        return False


def _refuses_us(error: Exception) -> bool:
    """Return whether the store speaks of our request or our keys, not of the object."""
    if not isinstance(error, ClientError):
        return False
    status: int = error.response["ResponseMetadata"].get("HTTPStatusCode", _SERVER_FAULT)
    return status < _SERVER_FAULT


def _not_now(error: Exception) -> Exception:
    found = trouble(error)
    if isinstance(found, DependencyDown):
        return found
    return DependencyDown(DEPENDENCY, type(error).__name__)
