"""What was made of archived documents for looking at: page images, the XML out of a hybrid.

Everything here can be made again from the archive, so nothing here is locked, and an operator may
let the store delete it after some weeks. It lies in a bucket of its own because bytes reach people
through the gateway, and never over the broker.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.store_faults import is_absent, trouble
from billing_docs.domain.document import BillingDocument

_MOST_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredView:
    """Where a view lies, and how to prove that it is the right one."""

    bucket: str
    object_key: str
    sha256: str
    size_bytes: int


class Views:
    """Views in the object store. Safe to share between green threads."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def find(self, document: BillingDocument, name: str) -> StoredView | None:
        """Return a view that was made before, None if there is none (any more).

        Raises:
            DependencyDown: the store does not answer.
        """
        key = _key(document, name)
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key)
        except (ClientError, BotoCoreError) as error:
            if is_absent(error):
                return None
            raise trouble(error) from error
        sha256 = head["Metadata"].get("sha256", "")
        return StoredView(
            bucket=self._bucket, object_key=key, sha256=sha256, size_bytes=head["ContentLength"]
        )

    def keep(
        self, document: BillingDocument, name: str, content: bytes, media_type: str
    ) -> StoredView:
        """Keep a view; one that is there is replaced by what was just made.

        Raises:
            DependencyDown: the store does not answer.
        """
        key, digest = _key(document, name), hashlib.sha256(content)
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType=media_type,
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                Metadata={"sha256": digest.hexdigest()},
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        return StoredView(
            bucket=self._bucket,
            object_key=key,
            sha256=digest.hexdigest(),
            size_bytes=len(content),
        )

    def forget(self, document: BillingDocument) -> None:
        """Delete every view of a document; for when the document itself goes.

        Raises:
            DependencyDown: the store does not answer.
        """
        try:
            found = self._client.list_objects_v2(
                Bucket=self._bucket, Prefix=_folder(document), MaxKeys=_MOST_AT_ONCE
            ).get("Contents", [])
            for each in found:
                self._client.delete_object(Bucket=self._bucket, Key=each["Key"])
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error


def _folder(document: BillingDocument) -> str:
    return f"{document.organisation_id}/{document.id}/"


def _key(document: BillingDocument, name: str) -> str:
    # By the bytes it was made of, too: what else could it be a view of?
    return f"{_folder(document)}{document.sha256[:16]}-{name}"
