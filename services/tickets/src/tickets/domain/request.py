"""A request: what one person of one organisation wants from the vendor."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.errors import InvalidInput, NoMembership, NotPermitted
from contracts.principal import Principal
from contracts.tickets import RequestKind, RequestState


@dataclass(frozen=True, kw_only=True, slots=True)
class Requester:
    """A person and the organisation he asks for."""

    organisation_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRequest:
    """A request as it was opened; `idempotency_key` is what makes it one request."""

    id: UUID
    requester: Requester
    idempotency_key: str
    kind: RequestKind
    title: str
    description: str
    state: RequestState
    opened_at: datetime

    def asks_the_same_as(self, other: "CustomerRequest") -> bool:
        """Whether both say the same, so that the second is a repetition of the first."""
        return (self.kind, self.title, self.description) == (
            other.kind,
            other.title,
            other.description,
        )


def requester_of(caller: Principal) -> Requester:
    """Return on whose behalf the caller asks; no area needs to be unlocked for it.

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotPermitted: the caller is no person, or an account for documents alone (SE-28).
    """
    if caller.organisation_id is None:
        raise NoMembership
    if caller.kind != "person":
        raise NotPermitted("session")
    if caller.role == "documents":
        raise NotPermitted("role_sees_documents_only")
    return Requester(organisation_id=caller.organisation_id, person_id=caller.subject)


def written(field: str, text: str) -> str:
    """Return what somebody wrote, without the blanks around it.

    Raises:
        InvalidInput: there is nothing in it, or a character that nobody can write.
    """
    if "\0" in text:
        raise InvalidInput(field, "unreadable_character")
    stripped = text.strip()
    if not stripped:
        raise InvalidInput(field, "empty")
    return stripped
