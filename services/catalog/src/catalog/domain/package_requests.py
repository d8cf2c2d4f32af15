"""Requests for packages: which may be offered, decided, taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from catalog.domain.people import Person
from contracts.packages import AnsweringRequest, Intent, Offer, PackageRequestState
from contracts.request_types import Label
from contracts.tickets import RequestState

OPEN_STATES = ("waiting_for_vendor", "offered")


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedPackage:
    """A package as a request is about it."""

    id: UUID
    key: str
    name: Label
    trial_days: int
    responsible_name: str | None
    responsible_email: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRequest:
    """A request for a package as it is kept."""

    id: UUID
    organisation_id: UUID
    package_id: UUID
    package_key: str
    package_name: Label
    intent: Intent
    state: PackageRequestState
    requested_at: datetime
    requester: Person
    assignee_name: str | None
    due_at: datetime
    offer: Offer | None = None
    reason: str | None = None
    settled_at: datetime | None = None
    answering: AnsweringRequest | None = None
    answering_assignee: str | None = None
    answering_version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it yet."""
        return self.settled_at is None

    def state_after(self, answering: RequestState) -> PackageRequestState | None:
        """Return the state that follows from its request's in tickets; None where it stays.

        Whoever closes the request without an offer has said no; an offer is the customer's to
        decide about, whatever becomes of the request. Opened again, it waits again.
        """
        if answering == "closed" and self.state == "waiting_for_vendor":
            return "closed"
        if answering != "closed" and self.state == "closed":
            return "waiting_for_vendor"
        return None

    def may_be_accepted_on(self, today: date) -> bool:
        """Whether there is an offer that still holds."""
        return (
            self.state == "offered" and self.offer is not None and today <= self.offer.valid_through
        )


def spoken(label: Label, language: str) -> str:
    """Return the words in this language; German unless it is English."""
    return label.en if language == "en" else label.de
