"""What can be wrong with a document: faults we archive it with, and reasons to refuse it."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """Name each reason for which a document is not archived. The values are promises."""

    # The event.
    INVALID_DATA = "invalid_data"
    CUSTOMER_NOT_ALLOWED = "customer_not_allowed"
    UNKNOWN_CUSTOMER = "unknown_customer"
    EVENT_CONFLICT = "event_conflict"
    NUMBER_CONFLICT = "number_conflict"
    RUN_CONFLICT = "run_conflict"
    # How its file came, and where it would go.
    TOO_LARGE = "too_large"
    REFERENCE_NOT_ALLOWED = "reference_not_allowed"
    REFERENCE_UNKNOWN = "reference_unknown"
    CHECKSUM_MISMATCH = "checksum_mismatch"
    ARCHIVE_CONFLICT = "archive_conflict"
    # The file itself.
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    EMPTY_FILE = "empty_file"
    NOT_A_PDF = "not_a_pdf"
    ENCRYPTED_PDF = "encrypted_pdf"
    TRUNCATED_PDF = "truncated_pdf"
    BROKEN_XML = "broken_xml"
    DOCTYPE_REFUSED = "doctype_refused"
    NOT_AN_INVOICE_XML = "not_an_invoice_xml"
    MALWARE_FOUND = "malware_found"
    NOT_SCANNED = "not_scanned"
    TOO_COSTLY_TO_READ = "too_costly_to_read"


class FaultCode(StrEnum):
    """Name each fault that is worth telling but forbids nothing. The values are promises."""

    # The XML and the event that brings it.
    NUMBER_DIFFERS_FROM_EVENT = "number_differs_from_event"
    DATE_DIFFERS_FROM_EVENT = "date_differs_from_event"
    TOTAL_DIFFERS_FROM_EVENT = "total_differs_from_event"
    # Dated, or to be kept, beyond eleven years: kept for eleven.
    RETENTION_CLAMPED = "retention_clamped"
    # The XML and the pages that bring it.
    NUMBER_DIFFERS_IN_PDF = "number_differs_in_pdf"
    DATE_DIFFERS_IN_PDF = "date_differs_in_pdf"
    TOTAL_DIFFERS_IN_PDF = "total_differs_in_pdf"
    TAX_DIFFERS_IN_PDF = "tax_differs_in_pdf"
    ACCOUNT_DIFFERS_IN_PDF = "account_differs_in_pdf"
    # The file.
    PDF_DAMAGED = "pdf_damaged"
    ACTIVE_CONTENT = "active_content"
    BYTES_AROUND_PDF = "bytes_around_pdf"
    ATTACHMENT_UNREADABLE = "attachment_unreadable"
    ATTACHMENT_TOO_LARGE = "attachment_too_large"
    SEVERAL_INVOICE_XMLS = "several_invoice_xmls"
    # The XML inside a PDF; a bare XML like that is refused under the same name.
    BROKEN_XML = "broken_xml"
    DOCTYPE_REFUSED = "doctype_refused"
    NOT_AN_INVOICE_XML = "not_an_invoice_xml"
    # What an XML says of itself.
    XML_BREAKS_SCHEMA = "xml_breaks_schema"
    RULES_NOT_CHECKED = "rules_not_checked"
    XML_ENCODING_WRONG = "xml_encoding_wrong"
    PROFILE_NOT_AN_INVOICE = "profile_not_an_invoice"
    AMOUNTS_CARRY_CURRENCY = "amounts_carry_currency"
    NUMBER_MISSING = "number_missing"
    ISSUE_DATE_MISSING = "issue_date_missing"
    CURRENCY_MISSING = "currency_missing"
    TOTAL_MISSING = "total_missing"
    TEXT_TOO_LONG = "text_too_long"
    DATE_UNREADABLE = "date_unreadable"
    CURRENCY_UNREADABLE = "currency_unreadable"
    AMOUNT_UNREADABLE = "amount_unreadable"
    AMOUNT_HAS_FRACTION = "amount_has_fraction"
    AMOUNT_IN_OTHER_CURRENCY = "amount_in_other_currency"
    TOTALS_CONTRADICT = "totals_contradict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with a document that we keep and show nevertheless.

    `explanation` is an English sentence for the publisher's developer: what, and which field.
    It never repeats names, numbers or other content of the document.
    """

    code: FaultCode
    explanation: str


class DocumentRefused(Exception):
    """Say why a document is not archived: a stable code, and an English sentence for the publisher.

    `waits_for` names what would make it acceptable as it is (`customer:10001`).
    """

    def __init__(
        self, code: RefusalCode, explanation: str, *, waits_for: str | None = None
    ) -> None:
        super().__init__(code.value, explanation)
        self.code = code
        self.explanation = explanation
        self.waits_for = waits_for

    def as_fault(self) -> Fault:
        """Return the same finding for a part of a document that is archived all the same.

        Raises:
            ValueError: the code speaks of a whole document, not of a part.
        """
        return Fault(code=FaultCode(self.code.value), explanation=self.explanation)
