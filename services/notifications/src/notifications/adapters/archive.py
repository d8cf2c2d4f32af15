"""The archive: where the files lie that go with a message."""

import hashlib
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from contracts.events import Attachment
from notifications.settings import Settings
from process.object_store import StoreKeys, connect_object_store

_ABSENT = ("NoSuchKey", "404", "NotFound", "NoSuchVersion")


class ArchiveAwayError(Exception):
    """The archive does not answer, or refuses us: not now, and nothing about the message."""


class AttachmentDamagedError(Exception):
    """The archive holds no such version, or other bytes than the message names."""


class Archive:
    """Reads archived files by version. Safe to share between green threads."""

    def __init__(self, settings: Settings) -> None:
        self._bucket = settings.archive_bucket
        self._client: Any = connect_object_store(
            StoreKeys(
                url=settings.s3_url,
                access_key=settings.s3_access_key,
                secret_key=settings.s3_secret_key,
            )
        )

    def read(self, attachment: Attachment) -> bytes:
        """Return exactly the bytes that were archived, compared with their SHA-256.

        Raises:
            ArchiveAwayError: try again later.
            AttachmentDamagedError: the right bytes are not there; they are not sent.
        """
        try:
            answer = self._client.get_object(
                Bucket=self._bucket, Key=attachment.object_key, VersionId=attachment.version_id
            )
            # One byte more than announced is enough to know that it is another file.
            content: bytes = answer["Body"].read(attachment.size_bytes + 1)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in _ABSENT:
                raise AttachmentDamagedError(attachment.object_key) from error
            raise ArchiveAwayError(code) from error
        except (BotoCoreError, OSError) as error:
            raise ArchiveAwayError(type(error).__name__) from error
        if hashlib.sha256(content).hexdigest() != attachment.sha256:
            raise AttachmentDamagedError(attachment.object_key)
        return content
