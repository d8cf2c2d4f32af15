"""The one place that removes archived bytes, and only what the store does not lock any more."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.store_faults import ABSENT, DEPENDENCY, code_of, trouble
from billing_docs.domain.document import BillingDocument
from chassis.errors import DependencyDown


class StoreDestruction:
    """Removes every version of an object. It never bypasses a lock, whatever its keys allow."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def destroy(self, document: BillingDocument) -> bool:
        """Remove all versions under a document's key; False if the store still keeps one of them.

        The store's own clock counts. What is gone already is fine: safe to repeat.

        Raises:
            DependencyDown: the store does not answer, or refuses our keys.
        """
        try:
            versions = self._versions(document.object_key)
            if any(self._is_kept(document.object_key, version) for version in versions):
                return False
            for version in versions:
                self._client.delete_object(
                    Bucket=self._bucket, Key=document.object_key, VersionId=version
                )
            if self._versions(document.object_key):
                raise DependencyDown(DEPENDENCY, "a removed version is still there")
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        return True

    def _versions(self, key: str) -> list[str]:
        """Return the versions under a key, delete markers too."""
        pages = self._client.get_paginator("list_object_versions")
        return [
            entry["VersionId"]
            for page in pages.paginate(Bucket=self._bucket, Prefix=key)
            for entry in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            if entry["Key"] == key
        ]

    def _is_kept(self, key: str, version: str) -> bool:
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key, VersionId=version)
        except ClientError as error:
            if code_of(error) in (*ABSENT, "405", "MethodNotAllowed"):  # a delete marker
                return False
            raise
        until = head.get("ObjectLockRetainUntilDate")
        is_locked: bool = until is not None and until > _store_time(head)
        is_held: bool = head.get("ObjectLockLegalHoldStatus") == "ON"
        return is_locked or is_held


def _store_time(answer: dict[str, Any]) -> datetime:
    """Return what the store takes for now; without a word of it, no time has passed."""
    named = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return parsedate_to_datetime(named) if named else datetime.min.replace(tzinfo=UTC)
