"""What identity is asked about a person's own particulars."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from contracts.events import Language
from contracts.identity import Reason

OwnName = Annotated[str, msgspec.Meta(max_length=200)]
AccountSubject = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]

# Particulars that the customer account outside Kontor keeps; here they are only named (MB-03).
MANAGED_ELSEWHERE = ("date_of_birth", "phone", "mobile", "postal_address")


class LinkedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The person's account with another provider (MB-01); `manage_url` asks for its own sign-in."""

    provider: str
    subject: str
    manage_url: str


class ProviderAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The person's account with an organisation's identity provider, by which he signs in."""

    organisation_name: str
    issuer: str
    linked_at: datetime


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A person as he sees himself; `name` is what everybody is shown."""

    person_id: UUID
    name: str
    given_name: str
    family_name: str | None
    email: str
    language: Language
    linked_account: LinkedAccount | None
    managed_elsewhere: tuple[str, ...]
    """Fields that are kept at `manage_url`, and changed only there."""
    manage_url: str | None
    provider_accounts: tuple[ProviderAccount, ...] = ()


class UpdateProfile(msgspec.Struct, frozen=True, kw_only=True):
    """What changes (RFC 7396): a field that is left out stays, null takes it away.

    The fields of `MANAGED_ELSEWHERE` are taken only to say where they are changed.
    """

    given_name: OwnName | UnsetType | None = UNSET
    family_name: OwnName | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    # Any: they are refused, whatever they hold.
    date_of_birth: Any = UNSET
    phone: Any = UNSET
    mobile: Any = UNSET
    postal_address: Any = UNSET


class LinkAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Whose account with the other provider this is; None takes the link away."""

    person_id: UUID
    subject: AccountSubject | None
    reason: Reason
