"""What is made of a document to go with a mail: its XML by itself, a reading copy.

It lies in the archive's bucket, for whoever sends mails reads that bucket alone; without a lock,
for all of it can be made again, and it goes when its document goes.
"""

import hashlib
from uuid import UUID

from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.store_faults import trouble
from billing_docs.adapters.sweeping import delete_folder
from contracts.events import Attachment

_FOLDER = "mail-parts"


class MailParts:
    """Parts in the archive's bucket. Safe to share between green threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def keep(
        self, document_id: UUID, content: bytes, *, media_type: str, file_name: str
    ) -> Attachment:
        """Store a part, as a mail will carry it; the same bytes again find the same place.

        Raises:
            DependencyDown: the store does not answer.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        key = f"{_FOLDER}/{document_id}/{sha256}"
        try:
            answer = self._archive.client.put_object(
                Bucket=self._archive.bucket, Key=key, Body=content, ContentType=media_type
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        return Attachment(
            object_key=key,
            version_id=answer["VersionId"],
            sha256=sha256,
            size_bytes=len(content),
            media_type=media_type,
            file_name=file_name,
        )

    def forget(self, document_id: UUID) -> None:
        """Delete every part of a document. Raises DependencyDown."""
        delete_folder(self._archive, f"{_FOLDER}/{document_id}")
