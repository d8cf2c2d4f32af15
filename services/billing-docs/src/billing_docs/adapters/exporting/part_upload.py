"""A file written to the object store as it is made: never whole in memory, nor on our disk."""

import hashlib
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.store_faults import trouble

# S3 takes no piece below 5 MiB but the last.
_PIECE_BYTES = 8 * 1024 * 1024


class PartUpload:
    """A multipart upload that looks like a file to write; `complete` or `abort` ends it."""

    def __init__(self, client: Any, bucket: str, key: str) -> None:
        self._client, self._bucket, self._key = client, bucket, key
        self._buffer = bytearray()
        self._pieces: list[dict[str, Any]] = []
        self._digest = hashlib.sha256()
        self.size_bytes = 0
        try:
            answer = client.create_multipart_upload(
                Bucket=bucket, Key=key, ContentType="application/zip"
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        self._upload_id = answer["UploadId"]

    def write(self, data: bytes) -> int:
        """Take more bytes. Raises DependencyDown."""
        self._buffer += data
        self._digest.update(data)
        self.size_bytes += len(data)
        while len(self._buffer) >= _PIECE_BYTES:
            self._send(bytes(self._buffer[:_PIECE_BYTES]))
            del self._buffer[:_PIECE_BYTES]
        return len(data)

    def flush(self) -> None:
        """Do nothing: pieces have a size of their own."""

    @property
    def sha256(self) -> str:
        """Return the digest of everything that was written."""
        return self._digest.hexdigest()

    def complete(self) -> str:
        """Make the object appear and return its version. Raises DependencyDown."""
        self._send(bytes(self._buffer))
        try:
            answer = self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=self._key,
                UploadId=self._upload_id,
                MultipartUpload={"Parts": self._pieces},
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        version_id: str = answer["VersionId"]
        return version_id

    def abort(self) -> None:
        """Forget what was sent. Raises DependencyDown."""
        try:
            self._client.abort_multipart_upload(
                Bucket=self._bucket, Key=self._key, UploadId=self._upload_id
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error

    def _send(self, piece: bytes) -> None:
        number = len(self._pieces) + 1
        try:
            answer = self._client.upload_part(
                Bucket=self._bucket,
                Key=self._key,
                UploadId=self._upload_id,
                PartNumber=number,
                Body=piece,
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        self._pieces.append({"ETag": answer["ETag"], "PartNumber": number})
