"""Exports on the real use cases: asked for, made part by part, opened, checked."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from billing_docs.adapters.exporting import check_export
from billing_docs.adapters.exporting.signing import ExportSigner
from billing_docs.domain.export import ExportJob, Requester
from billing_docs.store.exports import ExportStore
from billing_docs.use_cases.exports.cancel_export import cancel_export
from billing_docs.use_cases.exports.make_export_part import Workshop, make_export_part
from billing_docs.use_cases.exports.open_export_part import open_export_part
from billing_docs.use_cases.exports.request_export import request_export
from billing_docs.use_cases.exports.sweep_exports import sweep_exports
from chassis.audit import AuditTrail
from chassis.ids import new_id
from contracts.billing_docs import ArchivedFile
from contracts.exports import Export, RequestExport
from tests.billing_docs.integration.desk import Desk

CHECKER = Path(check_export.__file__)


@dataclass(kw_only=True)
class Exporting:
    """A person of a customer, and the place where exports are made."""

    desk: Desk
    signer: ExportSigner
    customer: UUID
    folder: Path
    person: UUID = field(default_factory=new_id)
    email: str | None = "erika@musterkunde.example"
    part_documents: int = 2000

    @property
    def requester(self) -> Requester:
        return Requester(
            organisation_id=self.customer,
            person_id=self.person,
            actor=f"person:{self.person}",
            language="de",
            notify_email=self.email,
        )

    def ask(self, **selection: Any) -> Export:
        with self.desk.database.transaction(organisation_id=self.customer) as session:
            return request_export(
                RequestExport(**selection), self.requester, session, self.desk.clock.now()
            )

    def shop(self, **changes: Any) -> Workshop:
        values: dict[str, Any] = {
            "database": self.desk.database,
            "archive": self.desk.archive,
            "signer": self.signer,
            "clock": self.desk.clock,
            "keep_for": timedelta(days=7),
            "portal_url": "https://portal.example.com",
            "part_documents": self.part_documents,
        }
        return Workshop(**(values | changes))

    def make_part(self, **changes: Any) -> bool:
        return make_export_part(self.shop(**changes))

    def make(self) -> None:
        """Make every part that waits."""
        while self.make_part():
            pass

    def jobs(self) -> list[ExportJob]:
        with self.desk.database.transaction(organisation_id=self.customer) as session:
            return ExportStore(session).of_person(self.customer, self.person)

    def cancel(self, export_id: UUID) -> Export:
        with self.desk.database.transaction(organisation_id=self.customer) as session:
            return cancel_export(
                self.requester, export_id, ExportStore(session), self.desk.clock.now()
            )

    def sweep(self) -> int:
        with self.desk.database.transaction(every_organisation=True) as session:
            return sweep_exports(session, self.desk.archive, self.desk.clock.now())

    def open(self, export_id: UUID, number: int = 1) -> ArchivedFile:
        with self.desk.database.transaction(organisation_id=self.customer) as session:
            return open_export_part(
                self.requester,
                export_id,
                number,
                bucket=self.desk.archive.bucket,
                store=ExportStore(session),
                audit=AuditTrail(session, self.desk.clock.now()),
            )

    def fetch(self, export_id: UUID, number: int = 1) -> Path:
        """Return a part as its person has saved it."""
        file = self.open(export_id, number)
        answer = self.desk.store().get_object(
            Bucket=file.bucket, Key=file.object_key, VersionId=file.version_id
        )
        saved = self.folder / file.file_name
        saved.write_bytes(answer["Body"].read())
        return saved

    def objects(self, export_id: UUID) -> int:
        """Return how many versions of files the store holds for an export."""
        found = self.desk.store().list_object_versions(
            Bucket=self.desk.archive.bucket, Prefix=f"exports/{export_id}/"
        )
        return len(found.get("Versions", []))


def content_of(file: Path, name: str) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return archive.read(name)


def manifest_of(file: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(content_of(file, "manifest.json"))
    return manifest


def documents_in(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return [name for name in archive.namelist() if name.startswith("documents/")]


def check(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    """Run the checker as an auditor does: one file, without any package but Python's own."""
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", "-S", str(CHECKER), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def rewritten(file: Path, change: Any) -> Path:
    """Return a copy of a ZIP whose files `change(dict)` has changed."""
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    change(contents)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    copy = file.with_name(f"changed-{file.name}")
    copy.write_bytes(buffer.getvalue())
    return copy
