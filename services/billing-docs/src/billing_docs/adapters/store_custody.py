"""The object store's own part in keeping documents: its legal holds and its locks."""

from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.store_faults import trouble
from billing_docs.domain.document import BillingDocument


class StoreCustody:
    """Holds and locks on single versions. Safe to share between green threads."""

    def __init__(self, client: Any, bucket: str, lock_mode: Any) -> None:
        self._client = client
        self._bucket = bucket
        self._lock_mode = lock_mode

    def hold(self, document: BillingDocument, *, on: bool) -> None:
        """Let the store hold a document's version whatever its lock says, or no more.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            self._client.put_object_legal_hold(
                **self._version(document), LegalHold={"Status": "ON" if on else "OFF"}
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error

    def lock_until(self, document: BillingDocument, until: datetime) -> None:
        """Let the store lock a document's version for longer; it refuses to be told less.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            self._client.put_object_retention(
                **self._version(document),
                Retention={"Mode": self._lock_mode, "RetainUntilDate": until},
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error

    def _version(self, document: BillingDocument) -> dict[str, str]:
        return {
            "Bucket": self._bucket,
            "Key": document.object_key,
            "VersionId": document.version_id,
        }
