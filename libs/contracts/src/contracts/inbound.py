"""What other systems say to Kontor on the exchange `kontor.in`: the `data` of each event type."""

from datetime import date
from typing import Annotated, Literal, get_args

import msgspec

from contracts.money import Money

DOCUMENT_ISSUED = "document.issued.v1"
INVOICE_RUN_ANNOUNCED = "invoice_run.announced.v1"
CUSTOMER_UPSERTED = "customer.upserted.v1"
CONTRACT_UPSERTED = "contract.upserted.v1"
PLAN_USAGE_REPORTED = "plan.usage_reported.v1"
CUSTOMER_SYSTEM_NOTICED = "customer_system.noticed.v1"
EQUIPMENT_UPSERTED = "equipment.upserted.v1"
ORDER_STATUS_CHANGED = "order.status_changed.v1"
ACCOUNT_ACTIVITY = "account.activity.v1"
EQUIPMENT_COUNTER_CHANGED = "equipment.counter_changed.v1"

# Ready for handlers to come; an event of a type nobody handles yet is parked, never dropped.
INBOUND_TYPES = (
    DOCUMENT_ISSUED,
    INVOICE_RUN_ANNOUNCED,
    CUSTOMER_UPSERTED,
    CONTRACT_UPSERTED,
    EQUIPMENT_UPSERTED,
    EQUIPMENT_COUNTER_CHANGED,
    ORDER_STATUS_CHANGED,
    PLAN_USAGE_REPORTED,
    CUSTOMER_SYSTEM_NOTICED,
    ACCOUNT_ACTIVITY,
)

DocumentType = Literal["invoice", "credit_note", "reminder", "contract", "delivery_note", "letter"]
DOCUMENT_TYPES: tuple[DocumentType, ...] = get_args(DocumentType)
CustomerNumber = Annotated[str, msgspec.Meta(pattern="^[0-9]{5}$", max_length=5)]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]

# Above this a file travels by reference (docs/adr/0016).
INLINE_LIMIT_BYTES = 1024 * 1024


class IssuedFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file itself: inline as base64 up to 1 MiB, or by reference.

    `reference` is what `POST /v1/uploads` answered (`upload:…`); exactly one of `content` and
    `reference` is given. `sha256` is the publisher's own digest.
    """

    name: Text
    media_type: Text
    sha256: Sha256
    content: bytes | None = None
    reference: Annotated[str, msgspec.Meta(max_length=500)] | None = None


class DocumentIssued(msgspec.Struct, frozen=True, kw_only=True):
    """`document.issued.v1`: a document was made for a customer and is to be delivered.

    `retain_until` asks for it to be kept longer than its type is; never for less, and for at most
    eleven years.
    """

    customer_number: CustomerNumber
    document_type: DocumentType
    number: Text
    issued_on: date
    file: IssuedFile
    due_on: date | None = None
    total: Money | None = None
    run_id: Text | None = None
    title: Text | None = None
    retain_until: date | None = None
    corrects: Text | None = None
    """The number of the issuer's invoice that this document corrects or cancels."""
    refers_to: Annotated[tuple[Text, ...], msgspec.Meta(max_length=20)] | None = None
    """The numbers of other documents of the issuer that this one is about."""


class NumberRange(msgspec.Struct, frozen=True, kw_only=True):
    """Every number from `first` to `last`, which differ in the digits at their end alone."""

    first: Text
    last: Text


class InvoiceRunAnnounced(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`invoice_run.announced.v1`: these documents belong together, and so many must arrive.

    Its documents bear `run_id`; they may come before or after this. `totals` has one sum for each
    currency, as the documents' own totals add up. `numbers` and `number_ranges` together name every
    document's number, or are both left out. A run is announced once; again, only in the same words.
    """

    run_id: Text
    document_count: Annotated[int, msgspec.Meta(ge=1, le=100_000)]
    totals: Annotated[tuple[Money, ...], msgspec.Meta(max_length=50)] = ()
    numbers: Annotated[tuple[Text, ...], msgspec.Meta(max_length=50_000)] = ()
    number_ranges: Annotated[tuple[NumberRange, ...], msgspec.Meta(max_length=1000)] = ()


class PostalAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a customer sits; `country` is two letters (ISO 3166-1)."""

    street: Text
    postal_code: Annotated[str, msgspec.Meta(max_length=20)] = ""
    city: Text
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] = "DE"


class CustomerUpserted(msgspec.Struct, frozen=True, kw_only=True):
    """`customer.upserted.v1`: a customer is new or changed in the ERP.

    `version` grows with every change in the ERP; an older version is recorded, not applied.
    `partner_number` is the number of the partner that serves the customer from now on; without it
    everything stays as it was. The partner may become known later. So it is with the address and
    the contact: what is left out stays.
    """

    customer_number: CustomerNumber
    name: Text
    version: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    language: Literal["de", "en"] = "de"
    contact_email: Annotated[str, msgspec.Meta(max_length=254)] | None = None
    e_billing_address: Annotated[str, msgspec.Meta(max_length=254)] | None = None
    partner_number: CustomerNumber | None = None
    address: PostalAddress | None = None
    contact_name: Text | None = None
    contact_phone: Annotated[str, msgspec.Meta(max_length=50)] | None = None


ContractKind = Literal["cloud", "on_premises"]
CONTRACT_KINDS: tuple[ContractKind, ...] = get_args(ContractKind)


class ContractProduct(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a contract, and how many of it."""

    name: Text
    quantity: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class CustomerSystem(msgspec.Struct, frozen=True, kw_only=True):
    """The customer's installation that the contract is about: its name, and where it is run."""

    name: Text
    region: Text | None = None


class ContractUpserted(msgspec.Struct, frozen=True, kw_only=True):
    """`contract.upserted.v1`: a contract with a customer is new or changed in the ERP.

    `version` grows with every change of the contract in the ERP; an older version is recorded, not
    applied. The contract runs to the end of `ends_on` in Europe/Berlin, without one until further
    notice. `grace_days` is how long the portal stays open after that, where the contract says so.

    Each version is whole: what it leaves out is not known (any more). `kind` says whether the
    customer's system runs with the vendor (`cloud`) or with himself. `notice_given_on` is the day
    on which either side gave notice; it needs `ends_on`. `auto_renews` says that a new period of
    `period_months` begins by itself after each, the first with `starts_on`; `period_ends_on` names
    the last day of the present one where it does not follow from that. `reactivation_fee` is what
    taking the contract up again costs once that is not free any more.
    """

    customer_number: CustomerNumber
    contract_number: Text
    version: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
    starts_on: date
    ends_on: date | None = None
    grace_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] | None = None
    title: Text | None = None
    kind: ContractKind | None = None
    notice_given_on: date | None = None
    auto_renews: bool | None = None
    period_months: Annotated[int, msgspec.Meta(ge=1, le=120)] | None = None
    period_ends_on: date | None = None
    products: Annotated[tuple[ContractProduct, ...], msgspec.Meta(max_length=100)] | None = None
    system: CustomerSystem | None = None
    reactivation_fee: Money | None = None
