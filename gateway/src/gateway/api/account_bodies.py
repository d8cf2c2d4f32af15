"""What clients send about their own sign-in, about being let in, and about other members."""

from typing import Annotated
from uuid import UUID

import msgspec

from contracts.identity import Code, Email, Name, OperatorNumber, Password, Reason
from contracts.inbound import DocumentType
from contracts.principal import Role


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """One mail address."""

    email: Email


class NewSignInAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The address to sign in with from now on, and the present password (SE-31)."""

    email: Email
    password: Password


class NewPassword(msgspec.Struct, frozen=True, kw_only=True):
    """The password of one's choice."""

    password: Password


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True):
    """The present password and the next one."""

    current: Password
    new: Password


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """The name and the password of one's choice (FD-07)."""

    person_name: Name
    password: Password


class ChosenOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation that one acts for from now on."""

    organisation_id: UUID


class EndedSessions(msgspec.Struct, frozen=True, kw_only=True):
    """How many sessions ended."""

    ended: int


class TypedInvitation(msgspec.Struct, frozen=True, kw_only=True):
    """The invitation's address and its code (SE-38)."""

    email: Email
    code: Code


class OnBehalf(msgspec.Struct, frozen=True, kw_only=True):
    """Only for the vendor's people: whose, and why (SE-33)."""

    organisation_id: UUID | None = None
    reason: Reason | None = None


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """What the person who asked becomes; without areas, those of the role's preset."""

    role: Role = "member"
    areas: tuple[str, ...] | None = None
    organisation_id: UUID | None = None
    reason: Reason | None = None


class NewRole(msgspec.Struct, frozen=True, kw_only=True):
    """What the member is from now on; the vendor's people say whose and why."""

    role: Role
    organisation_id: UUID | None = None
    reason: Reason | None = None


class ShownDocumentTypes(msgspec.Struct, frozen=True, kw_only=True):
    """Which types of documents the member is shown in Post; null: every one, later ones too (B3).

    The vendor's people say whose and why.
    """

    document_types: Annotated[tuple[DocumentType, ...], msgspec.Meta(max_length=6)] | None
    organisation_id: UUID | None = None
    reason: Reason | None = None


class NewOperatorNumber(msgspec.Struct, frozen=True, kw_only=True):
    """Three digits as text, or null to take the number away (SE-40)."""

    operator_number: OperatorNumber | None


class UnactivatedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the report: `cursor` as given by the page before."""

    cursor: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50
