"""What services announce to each other on `<service>.events` (Nameko's own exchanges)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.bounces import Bounce
from contracts.master_data import MasterData, MasterDataKind
from contracts.principal import OrganisationKind

NOTICE_REQUESTED = "notice_requested"
ORGANISATION_CHANGED = "organisation_changed"
ACCESS_ENDED = "access_ended"
NOTICE_FAILED = "notice_failed"
NOTICE_SENT = "notice_sent"
RECIPIENT_REACHED = "recipient_reached"
E_BILLING_ADDRESS_NAMED = "e_billing_address_named"
CONTRACT_COVERAGE_CHANGED = "contract_coverage_changed"
STORAGE_USED_CHANGED = "storage_used_changed"
SUPPORT_CALL_MADE = "support_call_made"
ENTITLEMENTS_CHANGED = "entitlements_changed"
ACCESS_WISHED = "access_wished"
LINK_WISHED = "link_wished"
MASTER_DATA_IN_FORCE = "master_data_in_force"

Language = Literal["de", "en"]
# Marks a field of an event that nothing keeps longer than it is needed.
SECRET = msgspec.Meta(extra={"secret": True})
WishedLink = Literal["password_reset", "registration"]

AccessEndReason = Literal["signed_out", "rights_changed", "password_changed", "revoked"]


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file that goes with a mail, by where it lies in the archive: bytes travel in no event.

    Whoever sends reads that version and compares its SHA-256 before he hands anything over.
    """

    object_key: str
    version_id: str
    sha256: str
    size_bytes: int
    media_type: str
    file_name: str


class NoticeRequested(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is to be told something, once per `idempotency_key`.

    The asking service decides who is told what; notifications decides how. `kind` names a template.
    `secrets` are parameters that must not outlive the sending (a link's token): a message that is
    set aside loses them (docs/adr/0026).
    """

    idempotency_key: str
    kind: str
    recipient: str
    language: Language
    organisation_id: UUID | None = None
    parameters: dict[str, str] = {}
    secrets: Annotated[dict[str, str], SECRET] = {}
    attachments: tuple[Attachment, ...] = ()
    reply_to: str | None = None
    """Where an answer by mail is read; None where none is."""
    thread_id: str | None = None
    """A Message-ID under which mail programs keep together what belongs together."""
    is_reported: bool = False
    """Whether `notice_sent` is to be said when the mail server has taken the mail."""
    person_id: UUID | None = None
    """Whom it is for; needed for what people may switch off (news)."""


class OrganisationChanged(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation is new or changed; `version` grows, an older one changes nothing."""

    organisation_id: UUID
    version: int
    kind: OrganisationKind
    customer_number: str | None
    name: str
    language: Language
    e_billing_address: str | None = None
    """As first named in the ERP's master data; billing-docs owns it from then on."""


class AccessEnded(msgspec.Struct, frozen=True, kw_only=True):
    """A session ended or a right changed: forget what was cached about these sessions."""

    session_ids: tuple[UUID, ...]
    reason: AccessEndReason
    at: datetime


class ContractCoverageChanged(msgspec.Struct, frozen=True, kw_only=True):
    """How long an organisation's contracts open the portal to it; `version` grows.

    `ends_on` is the last day of the contract that runs longest. From `access_until` on, which comes
    some weeks after it, the organisation's people are let in no more (SE-70). Both are None while
    a contract runs until further notice, and where no contract is known.
    """

    organisation_id: UUID
    version: int
    ends_on: date | None
    access_until: datetime | None


class StorageUsedChanged(msgspec.Struct, frozen=True, kw_only=True):
    """How many documents are kept for an organisation, and their bytes; `version` grows.

    Told some seconds after a change, several changes at once; the newest version is what counts.
    """

    organisation_id: UUID
    version: int
    documents: int
    used_bytes: int
    at: datetime


class SupportCallMade(msgspec.Struct, frozen=True, kw_only=True):
    """A service answered a call in a support session: what was asked, and what was shown.

    `arguments` and `shown` hold ids and no words; `outcome` is `ok` or the code of an error.
    """

    support_session_id: UUID
    organisation_id: UUID | None
    person_id: UUID
    service: str
    method: str
    arguments: dict[str, str]
    outcome: str
    shown: tuple[UUID, ...]
    is_cut: bool = False
    """More was shown than an event holds."""
    at: datetime


class EntitlementsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation may use from now on, as names; `version` grows.

    The list is whole: what is not in it has ended. An area that must be booked is open where its
    own name is in it.
    """

    organisation_id: UUID
    version: int
    entitlements: tuple[str, ...]


class NoticeFailed(msgspec.Struct, frozen=True, kw_only=True):
    """A message was given up, or came back; announced once for each message.

    `recipient_sha256` is the digest of the recipient's address in lower case, in hexadecimal: who
    knows the address can compare it, and it says nothing to anybody else. A message that came back
    may have been told as `notice_sent` before, and that may still be under way.
    """

    idempotency_key: str
    kind: str
    organisation_id: UUID | None
    recipient_sha256: str
    at: datetime
    bounce: Bounce | None = None
    """What a mail server said; None where none was asked, or it said nothing of use."""


class NoticeSent(msgspec.Struct, frozen=True, kw_only=True):
    """A message was handed over to the mail server, for who asked to be told (`is_reported`)."""

    idempotency_key: str
    kind: str
    organisation_id: UUID | None
    recipient_sha256: str
    at: datetime


class RecipientReached(msgspec.Struct, frozen=True, kw_only=True):
    """After messages of this kind had failed, one was handed over for the same recipient."""

    kind: str
    organisation_id: UUID
    recipient_sha256: str
    at: datetime


class EBillingAddressNamed(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's new documents are told to another address from `at` on (SE-53)."""

    organisation_id: UUID
    recipient_sha256: str
    at: datetime


class AccessWished(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asked to be let in under a customer number that may be nobody's (SE-32).

    identity tells it to itself: whoever asks must not notice whether there is such a company.
    """

    person_id: UUID
    customer_number: str
    note: str = ""


class LinkWished(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asked for a link by mail, with an address that may be nobody's (FD-04, FD-20).

    identity tells it to itself: whoever asks must not notice whether there is such an account.
    `language` is that of the page.
    """

    purpose: WishedLink
    email: str
    language: Language


class MasterDataInForce(msgspec.Struct, frozen=True, kw_only=True):
    """A change of master data that the vendor's people have approved holds from `at` on.

    Whoever owns what it is about takes it over, unless something newer is known there.
    """

    change_id: UUID
    organisation_id: UUID
    kind: MasterDataKind
    new: MasterData
    approved_by: UUID
    at: datetime
