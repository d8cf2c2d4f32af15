"""What Kontor says to other systems on the exchange `kontor.out`: the `data` of each event type."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.bounces import Bounce
from contracts.master_data import MasterData, MasterDataKind
from contracts.money import Money

DOCUMENT_ARCHIVED = "document.archived.v1"
INVOICE_RUN_COMPLETED = "invoice_run.completed.v1"
DOCUMENT_MISMATCH = "document.mismatch.v1"
DOCUMENT_REJECTED = "document.rejected.v1"
MAIL_BOUNCED = "mail.bounced.v1"
MESSAGE_REJECTED = "message.rejected.v1"
PARTNER_CONTACT_CHANGED = "partner.contact_changed.v1"
CONTRACT_REACTIVATION_ORDERED = "contract.reactivation_ordered.v1"
PRINT_REQUESTED = "print.requested.v1"
REQUEST_ESCALATED = "request.escalated.v1"
MASTERDATA_CHANGED = "masterdata.changed.v1"
PACKAGE_WISHED = "package.requested.v1"
METER_READING_RECORDED = "meter.reading_recorded.v1"
METER_COUNTER_CHANGED = "meter.counter_changed.v1"
EQUIPMENT_TECHNICAL_ID_CHANGED = "equipment.technical_id_changed.v1"
ORDER_PLACED = "order.placed.v1"

Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class DocumentArchived(msgspec.Struct, frozen=True, kw_only=True):
    """`document.archived.v1`: the document is stored for good; names the event that brought it.

    `faults` names what is wrong with it nevertheless: codes of ours, and the ids of rules for
    e-invoices that its XML breaks (`BR-CO-15`).
    """

    event_source: str
    event_id: str
    document_id: UUID
    number: str
    sha256: str
    archived_at: Instant
    retained_until: Instant
    faults: tuple[str, ...] = ()


class InvoiceRunCompleted(msgspec.Struct, frozen=True, kw_only=True):
    """`invoice_run.completed.v1`: every document that a run announced is archived, and sums fit.

    Names the event that announced the run. Said once for each run.
    """

    event_source: str
    event_id: str
    run_id: str
    document_count: int
    totals: tuple[Money, ...]
    completed_at: Instant


class MismatchedField(msgspec.Struct, frozen=True, kw_only=True):
    """One field that differs: dates as 2026-03-02, amounts as 1190.00 in the invoice's currency.

    `in_pdf` holds up to five values that stand where it should; empty where many figures stand on
    the pages and none of them is the XML's.
    """

    field: Literal["number", "issued_on", "total", "tax", "account"]
    in_xml: str
    in_pdf: tuple[str, ...]


class DocumentMismatch(msgspec.Struct, frozen=True, kw_only=True):
    """`document.mismatch.v1`: the XML of a hybrid invoice and its pages contradict each other.

    The document is archived as it is, and its customer sees the difference. Told once a document,
    beside its first `document.archived.v1`; names the event that brought it.
    """

    event_source: str
    event_id: str
    document_id: UUID
    number: str
    sha256: str
    fields: tuple[MismatchedField, ...]
    found_at: Instant


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """`document.rejected.v1` (and `message.rejected.v1`): an event was set aside, and why.

    `parked_id` names the copy that an operator can look at, mend and replay; nothing is lost.
    `code` is stable; `explanation` is for a developer to read. Source, id and type are empty
    where the message was too broken to read them.
    """

    event_source: str
    event_id: str
    event_type: str
    code: str
    explanation: str
    parked_id: UUID
    rejected_at: Instant


class PartnerContact(msgspec.Struct, frozen=True, kw_only=True):
    """The one among a partner's people who looks after a customer (DW-13)."""

    person_id: UUID
    name: str
    email: str


class PartnerContactChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`partner.contact_changed.v1`: somebody else looks after a partner's customer, or nobody.

    Whoever manages the account at the vendor learns from it whom to ask (DW-27).
    """

    customer_id: UUID
    customer_number: str
    customer_name: str
    partner_id: UUID
    partner_name: str
    partner_number: str | None
    old_contact: PartnerContact | None
    new_contact: PartnerContact | None
    changed_at: Instant


class PrintRequested(msgspec.Struct, frozen=True, kw_only=True):
    """`print.requested.v1`: a document is to reach its customer on paper (SE-58).

    Said once for each document. It will stand in the print batch of `ordered_on`, a business day in
    Europe/Berlin. `reason` is why: the customer wants paper, or nobody could be reached by mail.
    """

    document_id: UUID
    customer_number: str
    customer_name: str
    document_type: str
    number: str
    issued_on: date
    sha256: str
    reason: Literal["postal_mode", "nobody_reached"]
    ordered_on: date
    ordered_at: Instant


class MailBounced(msgspec.Struct, frozen=True, kw_only=True):
    """`mail.bounced.v1`: a mail about a document did not reach the customer (B17).

    Said once for each mail: at once where it was refused, later where it was taken and came back.
    `way` tells the notice to the e-billing address from a mail by standing rule. The address is not
    said; `recipient_sha256` is the digest of it in lower case, in hexadecimal. `bounce` is None
    where no mail server said anything of use.
    """

    document_id: UUID
    customer_number: str
    document_type: str
    number: str
    way: Literal["notice", "rule"]
    recipient_sha256: str
    bounce: Bounce | None
    bounced_at: Instant


class RequestEscalated(msgspec.Struct, frozen=True, kw_only=True):
    """`request.escalated.v1`: a request was not answered in time; none of its words.

    Told once for each due time that passes.
    """

    request_id: UUID
    number: int
    organisation_id: UUID
    kind: str
    department: str
    priority: str
    assignee_id: UUID | None
    due_at: Instant


class MasterdataChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`masterdata.changed.v1`: the vendor's people have approved what a customer asked for (SE-68).

    Told once for each change, when it is approved. `old` is what was on file when the customer
    asked, `new` what holds from `effective_on` on, or at once; both hold what `kind` is about.
    """

    change_id: UUID
    request_number: int
    organisation_id: UUID
    customer_number: str | None
    kind: MasterDataKind
    old: MasterData
    new: MasterData
    effective_on: date | None
    approved_at: Instant


class ContractReactivationOrdered(msgspec.Struct, frozen=True, kw_only=True):
    """`contract.reactivation_ordered.v1`: a contract that ends or has ended is to run on.

    There is one order for each end of a contract. Whoever keeps contracts answers with a new
    version of it. `fee` is what the contract named for it; without one and not free, it is agreed
    upon. `ordered_for` is the partner or the customer whose person ordered.
    """

    order_id: UUID
    contract_number: str
    contract_source: str
    customer_number: str | None
    ends_on: date
    is_free: bool
    fee: Money | None
    ordered_for: UUID
    ordered_by: UUID
    ordered_at: datetime


class PackageWished(msgspec.Struct, frozen=True, kw_only=True):
    """`package.requested.v1`: a customer asks to book a package, or to try it.

    Said once for each request; there is one open request for each package. `due_at` is when the
    customer was promised an answer.
    """

    request_id: UUID
    customer_number: str | None
    package_key: str
    intent: Literal["book", "trial"]
    requested_at: Instant
    due_at: Instant
