"""One ZIP of an export: documents as they are, an index of them, a manifest that is signed."""

import hashlib
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.archive import Archive
from billing_docs.adapters.exporting.check_export import KEY, MANIFEST, SIGNATURE, link
from billing_docs.adapters.exporting.part_upload import PartUpload
from billing_docs.adapters.exporting.signing import ExportSigner
from billing_docs.adapters.store_faults import is_absent, trouble
from billing_docs.domain.document import BillingDocument, Language
from billing_docs.domain.export import FORMAT, LeftOut, Listed, index_csv, index_json, path_of
from chassis.log import get_logger

_FOLDER = "exports"
_ENCLOSED = ("README.txt", "LIESMICH.txt", "check_export.py")
_COMPRESSED = {"xml", "csv", "json", "txt", "py", "jws"}
_log = get_logger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartHeading:
    """What a part says of itself and of the one before it."""

    export_id: UUID
    organisation_id: UUID
    customer_number: str
    customer_name: str
    requested_at: datetime
    selection: dict[str, Any]
    number: int
    chain_begins_with: str
    previous_manifest_sha256: str | None
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedPart:
    """Where a part lies, and what the next one continues."""

    object_key: str
    version_id: str
    size_bytes: int
    sha256: str
    chain: str
    manifest_sha256: str


@dataclass(kw_only=True)
class PartFile:
    """A part that is being written; `finish` or `give_up` ends it."""

    archive: Archive
    signer: ExportSigner
    heading: PartHeading
    listed: list[Listed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin the upload."""
        self._key = f"{_FOLDER}/{self.heading.export_id}/{self.heading.number}.zip"
        self._upload = PartUpload(self.archive.client, self.archive.bucket, self._key)
        # Its output cannot be wound back: sizes follow each file, as every unpacker understands.
        self._zip = zipfile.ZipFile(self._upload, "w", allowZip64=True)  # type: ignore[call-overload]  # a writer is all it needs
        self._entries: list[dict[str, Any]] = []
        self._chain = self.heading.chain_begins_with

    @property
    def size_bytes(self) -> int:
        """Return how much was written so far."""
        return self._upload.size_bytes

    @property
    def document_count(self) -> int:
        """Return how many documents were dealt with, left out or not."""
        return len(self.listed) + len(self.left_out)

    def add(self, document: BillingDocument) -> None:
        """Write one document down, or that its archived bytes are not the right ones.

        Raises:
            DependencyDown: the store does not answer.
        """
        content = self._content_of(document)
        if content is None:
            self.left_out.append(
                LeftOut(document_id=document.id, number=document.number, reason="archive_damaged")
            )
            return
        path = path_of(document)
        self._write(path, content, document.received_at)
        self.listed.append(Listed(document=document, path=path))

    def finish(self, *, is_last: bool, now: datetime) -> FinishedPart:
        """Write index, readings and signed manifest, and let the file appear."""
        self._write("index.csv", index_csv(self.listed, self.heading.language), now)
        self._write("index.json", index_json(self.listed), now)
        for name in _ENCLOSED:
            self._write(name, files(__package__).joinpath(name).read_bytes(), now)
        manifest = self._manifest(is_last=is_last, now=now)
        self._put(MANIFEST, manifest, now)
        self._put(SIGNATURE, self.signer.sign(manifest), now)
        self._put(KEY, self.signer.public_jwk(), now)
        self._zip.close()
        version_id = self._upload.complete()
        return FinishedPart(
            object_key=self._key,
            version_id=version_id,
            size_bytes=self._upload.size_bytes,
            sha256=self._upload.sha256,
            chain=self._chain,
            manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        )

    def give_up(self) -> None:
        """Leave nothing behind of a part that was not finished."""
        self._upload.abort()

    def _write(self, path: str, content: bytes, at: datetime) -> None:
        self._put(path, content, at)
        sha256 = hashlib.sha256(content).hexdigest()
        self._chain = link(self._chain, path, len(content), sha256)
        self._entries.append(
            {"path": path, "size_bytes": len(content), "sha256": sha256, "chain": self._chain}
        )

    def _put(self, path: str, content: bytes, at: datetime) -> None:
        entry = zipfile.ZipInfo(path, date_time=at.timetuple()[:6])
        entry.external_attr = 0o644 << 16
        is_compressed = path.rpartition(".")[2] in _COMPRESSED
        entry.compress_type = zipfile.ZIP_DEFLATED if is_compressed else zipfile.ZIP_STORED
        self._zip.writestr(entry, content)

    def _manifest(self, *, is_last: bool, now: datetime) -> bytes:
        heading = self.heading
        return msgspec.json.format(
            msgspec.json.encode(
                {
                    "format": FORMAT,
                    "export_id": heading.export_id,
                    "organisation_id": heading.organisation_id,
                    "customer_number": heading.customer_number,
                    "customer_name": heading.customer_name,
                    "requested_at": heading.requested_at,
                    "selection": heading.selection,
                    "part": heading.number,
                    "is_last": is_last,
                    "made_at": now,
                    "document_count": len(self.listed),
                    "left_out": self.left_out,
                    "previous_manifest_sha256": heading.previous_manifest_sha256,
                    "chain_begins_with": heading.chain_begins_with,
                    "files": self._entries,
                }
            ),
            indent=2,
        )

    def _content_of(self, document: BillingDocument) -> bytes | None:
        try:
            answer = self.archive.client.get_object(
                Bucket=self.archive.bucket, Key=document.object_key, VersionId=document.version_id
            )
            content: bytes = answer["Body"].read()
        except (ClientError, BotoCoreError) as error:
            if not is_absent(error):
                raise trouble(error) from error
            content = b""
        if hashlib.sha256(content).hexdigest() != document.sha256:
            _log.error("archive damaged", document_id=str(document.id))
            return None
        return content


def delete_part(archive: Archive, object_key: str, version_id: str) -> None:
    """Delete a part for good; one that is gone is fine. Raises DependencyDown."""
    try:
        archive.client.delete_object(Bucket=archive.bucket, Key=object_key, VersionId=version_id)
    except (ClientError, BotoCoreError) as error:
        if not is_absent(error):
            raise trouble(error) from error


def delete_export(archive: Archive, export_id: UUID) -> None:
    """Delete everything that was ever written for an export. Raises DependencyDown."""
    client, prefix = archive.client, f"{_FOLDER}/{export_id}/"
    while True:
        try:
            found = client.list_object_versions(Bucket=archive.bucket, Prefix=prefix)
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        entries = [*found.get("Versions", []), *found.get("DeleteMarkers", [])]
        if not entries:
            return
        for entry in entries:
            delete_part(archive, entry["Key"], entry["VersionId"])
