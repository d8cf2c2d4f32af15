"""What identity tells the other services about people whom they remember."""

from datetime import datetime
from uuid import UUID

import msgspec

from contracts.events import Language
from contracts.principal import OrganisationKind

PERSON_CHANGED = "person_changed"
MEMBER_LEFT = "member_left"
PERSON_ERASED = "person_erased"


class PersonChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is called, or is told in his language, or at an address, otherwise from `at` on.

    All three are as they are then; who remembers the person takes them over, unless it has heard
    something newer.
    """

    person_id: UUID
    name: str
    email: str
    language: Language
    at: datetime


class MemberLeft(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody belongs to an organisation no more, since `at`; he may come back."""

    organisation_id: UUID
    organisation_kind: OrganisationKind
    person_id: UUID
    at: datetime


class PersonErased(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is to lead to somebody any more who was called and addressed so; ordered at `at`."""

    person_id: UUID
    name: str
    email: str
    at: datetime
