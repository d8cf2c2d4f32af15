"""Notices as other services ask for them."""

import hashlib
from typing import Any

import msgspec

from contracts.events import Attachment, NoticeRequested

DOCUMENT = NoticeRequested(
    idempotency_key="document:018f0000-0000-7000-8000-000000000001",
    kind="document_arrived",
    recipient="rechnung@muster.example",
    language="de",
    parameters={
        "document_type": "invoice",
        "number": "RE-2026-0815",
        "issued_on": "2026-03-02",
        "total_minor_units": "119000",
        "currency": "EUR",
        "organisation_name": "Muster & Söhne GmbH",
        "link": "https://portal.example/post/1",
    },
)

INVITATION = NoticeRequested(
    idempotency_key="invitation:018f0000-0000-7000-8000-000000000002",
    kind="invitation",
    recipient="neu@muster.example",
    language="de",
    parameters={"organisation_name": "Muster & Söhne GmbH", "valid_until": "2026-04-01"},
    secrets={
        "link": "https://portal.example/invitations/demo-token",
        "code": "7K3M-Q9RT-2XWB",
    },
)


def _notice_to_a_person(
    kind: str, parameters: dict[str, str] | None = None, link: str | None = None
) -> NoticeRequested:
    return NoticeRequested(
        idempotency_key=f"{kind}:018f0000-0000-7000-8000-000000000003",
        kind=kind,
        recipient="neu@muster.example",
        language="de",
        parameters=parameters or {},
        secrets={"link": link} if link else {},
    )


PASSWORD_RESET = _notice_to_a_person(
    "password_reset",
    {"valid_until": "2026-03-02T14:30+01:00"},
    link="https://portal.example/passwords/demo-token",
)
REGISTRATION = _notice_to_a_person(
    "registration",
    {"valid_until": "2026-07-02T09:05+02:00"},
    link="https://portal.example/registrations/demo-token",
)
PASSWORD_CHANGED = _notice_to_a_person("password_changed")
ALREADY_REGISTERED = _notice_to_a_person("already_registered")
ACCESS_REQUEST = _notice_to_a_person(
    "access_request",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "person_name": "Erika Muster",
        "person_email": "erika.muster@muster.example",
    },
)
AREAS_REQUESTED = _notice_to_a_person(
    "areas_requested",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "person_name": "Erika Muster",
        "person_email": "erika.muster@muster.example",
    },
)
AREAS_APPROVED, AREAS_DECLINED = (
    _notice_to_a_person(kind, {"organisation_name": "Muster & Söhne GmbH"})
    for kind in ("areas_approved", "areas_declined")
)
ACCESS_APPROVED = _notice_to_a_person(
    "access_approved", {"organisation_name": "Muster & Söhne GmbH"}
)
REQUEST_OPENED = _notice_to_a_person(
    "request_opened",
    {
        "number": "1001",
        "title": "Drucker <E-12> zieht nicht ein",
        "kind": "Serviceeinsatz",
        "attachments": "Anzeige.png",
    },
)
REQUEST_ANSWERED = _notice_to_a_person(
    "request_answered",
    {
        "number": "1001",
        "title": "Drucker <E-12> zieht nicht ein",
        "author": "Stefan Support",
        "comment": "Bitte öffnen Sie die hintere Klappe.\nZieht er <dann> ein?",
        "attachments": "Klappe <hinten>.png\nAnleitung.pdf",
    },
)
REQUEST_CLOSED = _notice_to_a_person(
    "request_closed", {"number": "1001", "title": "Drucker <E-12> zieht nicht ein"}
)
MAIL_NOT_TAKEN = _notice_to_a_person("mail_not_taken", {"reason": "not_assigned"})
REQUEST_OVERDUE = _notice_to_a_person(
    "request_overdue",
    {
        "number": "1001",
        "title": "Drucker <E-12> zieht nicht ein",
        "due_at": "2026-03-02T14:30+01:00",
    },
)
REQUEST_ARRIVED = _notice_to_a_person(
    "request_arrived", {"number": "1001", "title": "Drucker <E-12> zieht nicht ein"}
)
MASTER_DATA_APPROVED = _notice_to_a_person(
    "master_data_approved", {"number": "1002", "kind": "Umzug", "effective_on": "2027-01-01"}
)
MASTER_DATA_REFUSED = _notice_to_a_person(
    "master_data_refused",
    {"number": "1002", "kind": "Umfirmierung", "reason": "Es fehlt der Auszug <HRB 4711>."},
)
PACKAGE_REQUESTED = _notice_to_a_person(
    "package_requested",
    {
        "package": "Akademie <Plus>",
        "intent": "trial",
        "person_name": "Anna <Admin>",
        "due_at": "2026-03-04T17:00+01:00",
    },
)
PACKAGE_OFFERED = _notice_to_a_person(
    "package_offered", {"package": "Akademie <Plus>", "valid_through": "2026-04-01"}
)
SYSTEM_NOTICE = _notice_to_a_person(
    "system_notice",
    {
        "customer_name": "Muster & Söhne <GmbH>",
        "what": "storage_low",
        "system": "muster.archiv.example.com",
        "detail": "93 %",
    },
)
LIMIT_NEAR = _notice_to_a_person(
    "limit_near",
    {"limit": "web_shops", "percent": "80", "used": "4", "allowed": "5"},
)
OFFER_ACCEPTED = _notice_to_a_person(
    "offer_accepted",
    {
        "reference": "A-2026-17",
        "party": "Beispiel & Co. <KG>",
        "amount_minor_units": "119000",
        "currency": "EUR",
        "organisation_name": "Muster & Söhne GmbH",
    },
)
SUBSCRIPTION_INVOICE_SENT = _notice_to_a_person(
    "subscription_invoice_sent", {**OFFER_ACCEPTED.parameters, "reference": "AR-7"}
)
DUNNING_OVERDUE = _notice_to_a_person(
    "dunning_overdue", {**OFFER_ACCEPTED.parameters, "reference": "MA-17", "overdue": "partly"}
)
DUNNING_SENT = _notice_to_a_person(
    "dunning_sent", {**OFFER_ACCEPTED.parameters, "reference": "MA-18"}
)
TAN_DUE = _notice_to_a_person(
    "tan_due",
    {
        "party": "Musterbank <AG>",
        "expires_at": "2026-03-02T14:30+01:00",
        "organisation_name": "Muster & Söhne GmbH",
    },
)
COMPANY_DIGEST = _notice_to_a_person(
    "company_digest",
    {
        "event": "dunning_overdue",
        "count": "22",
        "more": "20",
        "lines": "MA-17\tBeispiel <KG>\t119000\tEUR\tpartly\nMA-18\t\t\t\tfully",
        "organisation_name": "Muster & Söhne GmbH",
    },
)
NEWS = _notice_to_a_person(
    "news",
    {
        "title": "Neue Version <5.2>",
        "summary": "Die Suche ist schneller.\nMehr steht im Portal.",
        "link": "https://portal.example/news/1",
    },
)
IMPORTANT_NOTICE = _notice_to_a_person("important_notice", NEWS.parameters)
METER_READINGS_DUE = _notice_to_a_person(
    "meter_readings_due",
    {"due_on": "2026-03-31", "devices": "12", "first_devices": "Drucker <EG>\n4711-0815"},
)
TRIAL_ENDS = _notice_to_a_person(
    "trial_ends", {"package": "Akademie <Plus>", "until": "2026-04-01"}
)
SEMINAR = {
    "title": "Rechnungen <richtig> schreiben",
    "starts_at": "2026-04-01T07:00:00+00:00",
    "ends_at": "2026-04-01T10:00:00+00:00",
    "place": "Musterstraße 1 & Saal 2",
}
SEMINAR_BOOKED = _notice_to_a_person("seminar_booked", SEMINAR)
SEMINAR_CHANGED = _notice_to_a_person("seminar_changed", SEMINAR)
SEMINAR_CALLED_OFF = _notice_to_a_person("seminar_called_off", SEMINAR)
ACCESS_DECLINED = _notice_to_a_person("access_declined", {"customer_number": "10001"})
EMAIL_CHANGE = _notice_to_a_person(
    "email_change",
    {"valid_until": "2026-07-02T09:05+02:00"},
    link="https://portal.example/email-changes/demo-token",
)
SUPPORT_SESSION_OPENED = _notice_to_a_person(
    "support_session_opened",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "person_name": "Stefan Support",
        "reason": "Rechnung <4711> lässt sich nicht öffnen",
        "valid_until": "2026-03-02T14:30+01:00",
    },
)
SUPPORT_CHANGE_PROPOSED = _notice_to_a_person(
    "support_change_proposed",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "person_name": "Stefan Support",
        "summary": "Die Bereiche eines Mitglieds ändern",
        "valid_until": "2026-03-09T14:30+01:00",
    },
)
WEBHOOK_DISABLED = _notice_to_a_person(
    "webhook_disabled",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "account_name": "DMS",
        "host": "dms.muster.example",
        "because": "long_failure",
        "link": "/connections/0193a0b0-0000-7000-8000-000000000510",
    },
)
SECOND_FACTOR_CHANGED = _notice_to_a_person("second_factor_changed", {"change": "totp_added"})
SIGN_IN_WARNING = _notice_to_a_person("sign_in_warning", {"danger": "wrong_codes"})
RECOVERY_CODE_USED = _notice_to_a_person("recovery_code_used", {"codes_left": "9"})
EMAIL_CHANGE_REQUESTED = _notice_to_a_person("email_change_requested")
EMAIL_CHANGED = _notice_to_a_person("email_changed", {"new_email": "erika@neu.example"})
EMAIL_IN_USE = _notice_to_a_person("email_in_use")
RISKS_FOUND = _notice_to_a_person(
    "risks_found",
    {"organisation_name": "Muster & Söhne GmbH", "risks": "admin_long_unused:2,single_admin:1"},
)
RISKS_OF_EVERYBODY = _notice_to_a_person(
    "risks_of_everybody",
    {"organisation_name": "Muster Software AG", "risks": "e_billing_address_bouncing:17"},
)
PROVIDER_LINKED = _notice_to_a_person(
    "provider_linked", {"organisation_name": "Muster & Söhne GmbH"}
)
EXPORT_READY = _notice_to_a_person(
    "export_ready",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "document_count": "412",
        "expires_on": "2026-03-09",
        "link": "https://portal.example/exports",
    },
)
EXPORT_FAILED = _notice_to_a_person(
    "export_failed",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "document_count": "412",
        "link": "https://portal.example/exports?issued_from=2026-01-01&issued_until=2026-03-31",
    },
)
DOCUMENTS_LEAVING = _notice_to_a_person(
    "documents_leaving",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "document_count": "17",
        "first_day": "2027-03-02",
        "last_day": "2027-03-31",
        "link": "https://portal.example/exports?issued_from=2026-03-01&issued_until=2026-03-31",
    },
)
_DOCUMENT = {name: value for name, value in DOCUMENT.parameters.items() if name != "link"}
DOCUMENT_SENT = _notice_to_a_person(
    "document_sent", {**_DOCUMENT, "note": "Bitte bis Freitag prüfen.\nDanke <Buchhaltung>"}
)
DOCUMENT_DELIVERED = _notice_to_a_person(
    "document_delivered", _DOCUMENT, link="https://portal.example/document-deliveries/demo-token"
)
RECIPIENT_CONFIRMATION = _notice_to_a_person(
    "recipient_confirmation",
    {
        "organisation_name": "Muster & Söhne GmbH",
        "document_type": "all",
        "valid_until": "2026-03-09T14:30+01:00",
    },
    link="https://portal.example/document-recipients/demo-token",
)
DELIVERY_FAILURES = _notice_to_a_person(
    "delivery_failures",
    {
        "count": "21",
        "failures": "10001\tRE-2026-0815\n10002\tMA-7",
        "printed_from": "2026-03-04T14:30+01:00",
        "link": "https://portal.example/delivery-failures",
    },
)
EVERY_KIND = (
    DOCUMENT_SENT,
    DOCUMENT_DELIVERED,
    RECIPIENT_CONFIRMATION,
    DELIVERY_FAILURES,
    DOCUMENT,
    INVITATION,
    PASSWORD_RESET,
    REGISTRATION,
    PASSWORD_CHANGED,
    ALREADY_REGISTERED,
    ACCESS_REQUEST,
    ACCESS_APPROVED,
    AREAS_REQUESTED,
    AREAS_APPROVED,
    AREAS_DECLINED,
    ACCESS_DECLINED,
    REQUEST_OPENED,
    REQUEST_ANSWERED,
    REQUEST_CLOSED,
    REQUEST_ARRIVED,
    MASTER_DATA_APPROVED,
    MASTER_DATA_REFUSED,
    PACKAGE_OFFERED,
    PACKAGE_REQUESTED,
    LIMIT_NEAR,
    SYSTEM_NOTICE,
    OFFER_ACCEPTED,
    SUBSCRIPTION_INVOICE_SENT,
    DUNNING_OVERDUE,
    DUNNING_SENT,
    TAN_DUE,
    COMPANY_DIGEST,
    NEWS,
    IMPORTANT_NOTICE,
    TRIAL_ENDS,
    SEMINAR_BOOKED,
    SEMINAR_CHANGED,
    SEMINAR_CALLED_OFF,
    METER_READINGS_DUE,
    REQUEST_OVERDUE,
    MAIL_NOT_TAKEN,
    WEBHOOK_DISABLED,
    SUPPORT_SESSION_OPENED,
    SUPPORT_CHANGE_PROPOSED,
    SECOND_FACTOR_CHANGED,
    SIGN_IN_WARNING,
    RECOVERY_CODE_USED,
    EMAIL_CHANGE,
    EMAIL_CHANGE_REQUESTED,
    EMAIL_CHANGED,
    EMAIL_IN_USE,
    RISKS_FOUND,
    RISKS_OF_EVERYBODY,
    PROVIDER_LINKED,
    EXPORT_READY,
    EXPORT_FAILED,
    DOCUMENTS_LEAVING,
)


def values_of(notice: NoticeRequested) -> dict[str, str]:
    """Return what the templates are filled in with: parameters and secrets."""
    return {**notice.parameters, **notice.secrets}


def a_notice(of: NoticeRequested = DOCUMENT, /, **changes: Any) -> NoticeRequested:
    """Return a notice with `changes`; `parameters` are merged into those there are."""
    parameters = {**of.parameters, **changes.pop("parameters", {})}
    return msgspec.structs.replace(of, parameters=parameters, **changes)


def an_attachment(content: bytes, **changes: Any) -> Attachment:
    """Return the reference to an archived file with these bytes."""
    values: dict[str, Any] = {
        "object_key": "00/demo/document.pdf",
        "version_id": "1",
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
        "media_type": "application/pdf",
        "file_name": "RE-2026-0815.pdf",
    }
    return Attachment(**{**values, **changes})
