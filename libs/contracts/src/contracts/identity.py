"""Requests and answers of the identity service."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.events import Language
from contracts.inbound import DocumentType
from contracts.principal import DataScope, OrganisationKind, Role, Team

Email = Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=50)]
Token = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
OperatorNumber = Annotated[str, msgspec.Meta(max_length=20)]
"""Three digits as text, `007`; longer ones are taken to say what is wrong with them (SE-41)."""
Reason = Annotated[str, msgspec.Meta(max_length=1000)]

InvitationState = Literal["pending", "accepted", "revoked", "expired"]
SecondFactorMethod = Literal["totp", "recovery_code", "passkey"]


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """A customer, a partner, or the vendor."""

    id: UUID
    kind: OrganisationKind
    customer_number: str | None
    name: str
    language: Language
    is_certified: bool = False
    """A partner whom the vendor certified: its chosen members enter `business` (DW-01)."""


class RegisterOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """A new organisation; its contact gets the initial invitation (SE-22)."""

    kind: OrganisationKind
    name: Name
    customer_number: Annotated[str, msgspec.Meta(pattern="^[0-9]{5}$", max_length=5)] | None = None
    language: Language = "de"
    contact_email: Email | None = None


class ImportCustomers(msgspec.Struct, frozen=True, kw_only=True):
    """A list of customers to register: CSV text with a heading, at most 500 rows (SE-13).

    Columns by name, in any order, parted by semicolons or commas: `customer_number`, `name`, and
    if wanted `contact_email`, `e_billing_address`, `language`.
    """

    csv: Annotated[str, msgspec.Meta(max_length=1_000_000)]


class ImportedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one row; `line` counts from 1, the heading."""

    line: int
    customer_number: str
    outcome: Literal["registered", "known", "refused"]
    invited: bool = False
    field: str | None = None
    reason: str | None = None


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """Every row of the list, in its order."""

    items: tuple[ImportedCustomer, ...]


class UnactivatedContact(msgspec.Struct, frozen=True, kw_only=True):
    """A customer whose contract contact has not come in yet (SE-14); without one, no address."""

    organisation: Organisation
    email: str | None
    invited_at: datetime | None
    expires_at: datetime | None
    generic_address: bool = False


class UnactivatedContacts(msgspec.Struct, frozen=True, kw_only=True):
    """By customer number; `next_cursor` continues, None at the end."""

    items: tuple[UnactivatedContact, ...]
    next_cursor: str | None


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """What one person is in one organisation."""

    person_id: UUID
    person_name: str
    email: str
    role: Role
    areas: tuple[str, ...]
    is_initial: bool = False
    """Came in by the address the vendor has on file (SE-37)."""
    operator_number: str | None = None
    """Who the person is in the ERP (SE-42)."""
    grants: tuple[str, ...] = ()
    data_scope: DataScope = "all"
    team: Team | None = None
    document_types: tuple[DocumentType, ...] | None = None
    """Which types of documents Post shows to the person (B3); None: every one, also later ones."""


class Members(msgspec.Struct, frozen=True, kw_only=True):
    """The members of one organisation, by name."""

    items: tuple[Membership, ...]


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """An address and its password; `client` is the network address, for rate limits.

    Who is a member of several organisations may name the one he wants to act for.
    """

    email: Email
    password: Password
    client: Annotated[str, msgspec.Meta(max_length=200)] = ""
    organisation_id: UUID | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """An open session; `token` is shown once and stored only as a hash.

    While it `awaits` a second factor it is no session yet: the token is good for `complete_sign_in`
    alone, which answers with another one.
    """

    token: str
    session_id: UUID
    person_id: UUID
    person_name: str
    organisation: Organisation | None
    expires_at: datetime
    awaits: tuple[SecondFactorMethod, ...] = ()
    """What completes the sign-in, one of these; empty when nothing is missing."""


class Authenticated(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to "whose token is this?": a signed principal, good for at most 60 seconds."""

    principal: str
    principal_expires_at: datetime
    session_id: UUID
    person_name: str
    email: str
    language: Language
    organisation: Organisation | None
    session_expires_at: datetime


class InvitePerson(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation's preset: what the person will be once it is accepted.

    Admins invite into their own organisation; the vendor's people name one and give a reason.
    """

    email: Email
    role: Role = "member"
    areas: tuple[str, ...] | None = None
    organisation_id: UUID | None = None
    reason: str | None = None
    operator_number: OperatorNumber | None = None
    team: Team | None = None
    """Of a partner; for those who may put members into teams."""
    data_scope: DataScope | None = None
    """Of a partner; without one: all for its administrators, own for others."""


class InvitationChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One invitation to renew or to revoke; the vendor's people give a reason."""

    invitation_id: UUID
    organisation_id: UUID | None = None
    reason: Reason | None = None


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation as its organisation sees it."""

    id: UUID
    organisation_id: UUID
    email: str
    role: Role
    areas: tuple[str, ...]
    state: InvitationState
    created_at: datetime
    expires_at: datetime
    generic_address: bool = False
    """A desk's shared mailbox such as info@ (SE-34)."""
    is_initial: bool = False
    """Went to the address the vendor has on file (SE-22)."""
    operator_number: str | None = None
    team: Team | None = None
    data_scope: DataScope = "all"


class Invitations(msgspec.Struct, frozen=True, kw_only=True):
    """The invitations of one organisation, newest first."""

    items: tuple[Invitation, ...]


class InvitationPreview(msgspec.Struct, frozen=True, kw_only=True):
    """What the holder of an invitation link sees before accepting; looking uses nothing up."""

    organisation_name: str
    email: str
    role: Role
    language: Language
    expires_at: datetime
    has_account: bool = False
    """The address signs in already: its own password joins it to the organisation."""


class TypedCode(msgspec.Struct, frozen=True, kw_only=True):
    """The second way in, typed by hand: the mail's address and its code (SE-38).

    Five wrong codes close this way for the address; its link stays good.
    """

    email: Email
    code: Code


class AcceptInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """The holder's answer: who is really acting (SE-35), and the password of his choice (SE-23).

    Either the link's `token` or the `typed` code proves it. `client` is the network address, for
    rate limits.
    """

    token: Token | None = None
    typed: TypedCode | None = None
    person_name: Name
    password: Password
    client: Annotated[str, msgspec.Meta(max_length=200)] = ""


class SetAreas(msgspec.Struct, frozen=True, kw_only=True):
    """Which areas one member sees from now on (SE-26)."""

    person_id: UUID
    areas: tuple[str, ...]


class CreateApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key for a machine. `sources` are the CloudEvents sources a publishing system speaks for."""

    name: Name
    scopes: tuple[str, ...]
    sources: tuple[str, ...] = ()


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A new key; `key` is shown this once and stored only as a hash."""

    id: UUID
    name: str
    key: str
    scopes: tuple[str, ...]


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit trail: who did what for whom (BR-11)."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, str]


class AuditPage(msgspec.Struct, frozen=True, kw_only=True):
    """Entries, newest first; `next_cursor` continues, None at the end."""

    items: tuple[AuditEntry, ...]
    next_cursor: str | None
