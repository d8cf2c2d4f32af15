"""What reading each document brought to light, in the caller's transaction; never commits."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from billing_docs.domain.examination import Examination, InvoiceXml
from billing_docs.domain.invoice_fields import DocumentFormat
from billing_docs.domain.pdf_comparison import Difference
from billing_docs.domain.rule_findings import RuleFinding
from billing_docs.store.examination_tables import DOCUMENT_EXAMINATION
from chassis.database import Askable

# Made once: to say it anew with its values costs more than to send it.
_ADD = insert(DOCUMENT_EXAMINATION).on_conflict_do_nothing()


class ExaminationStore:
    """Examinations of the organisations that the transaction has opened."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def add(self, examination: Examination) -> None:
        """Remember what reading a document brought to light; the first time counts."""
        xml = examination.xml
        self._session.execute(
            _ADD,
            {
                "document_id": examination.document_id,
                "organisation_id": examination.organisation_id,
                "page_count": examination.page_count,
                "profile": examination.profile,
                "xml_name": xml.name if xml else None,
                "xml_syntax": xml.syntax.value if xml else None,
                "xml_sha256": xml.sha256 if xml else None,
                "xml_size_bytes": xml.size_bytes if xml else None,
                "rules": examination.rules,
                "findings": msgspec.to_builtins(examination.findings),
                "differences": msgspec.to_builtins(examination.differences),
                "examined_at": examination.examined_at,
            },
        )

    def forget(self, organisation_id: UUID, document_id: UUID) -> None:
        """Forget what was read in a document; for when its bytes are destroyed."""
        self._session.execute(
            delete(DOCUMENT_EXAMINATION).where(
                DOCUMENT_EXAMINATION.c.organisation_id == organisation_id,
                DOCUMENT_EXAMINATION.c.document_id == document_id,
            )
        )

    def of_document(self, organisation_id: UUID, document_id: UUID) -> Examination | None:
        """Return a document's examination; None for one from before, and for somebody else's."""
        row = self._session.execute(
            select(DOCUMENT_EXAMINATION).where(
                DOCUMENT_EXAMINATION.c.organisation_id == organisation_id,
                DOCUMENT_EXAMINATION.c.document_id == document_id,
            )
        ).first()
        return None if row is None else _examination(row)


def _examination(row: Any) -> Examination:
    xml = None
    if row.xml_sha256 is not None:
        xml = InvoiceXml(
            name=row.xml_name,
            syntax=DocumentFormat(row.xml_syntax),
            sha256=row.xml_sha256,
            size_bytes=row.xml_size_bytes,
        )
    return Examination(
        document_id=row.document_id,
        organisation_id=row.organisation_id,
        page_count=row.page_count,
        profile=row.profile,
        xml=xml,
        rules=row.rules,
        findings=msgspec.convert(row.findings, tuple[RuleFinding, ...]),
        differences=msgspec.convert(row.differences, tuple[Difference, ...]),
        examined_at=row.examined_at,
    )
