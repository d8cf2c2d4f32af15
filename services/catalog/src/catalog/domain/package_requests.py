"""Requests for packages: which may be offered, decided, taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from catalog.domain.people import Person
from contracts.packages import Intent, Offer, PackageRequestState
from contracts.request_types import Label

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

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it yet."""
        return self.settled_at is None

    def may_be_accepted_on(self, today: date) -> bool:
        """Whether there is an offer that still holds."""
        return (
            self.state == "offered" and self.offer is not None and today <= self.offer.valid_through
        )


def spoken(label: Label, language: str) -> str:
    """Return the words in this language; German unless it is English."""
    return label.en if language == "en" else label.de
