"""What catalog tells of an organisation: until when it is let in (SE-70), and what it may use."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.clock import BERLIN
from contracts.errors import InvitationNotUsable
from contracts.principal import Bar, OrganisationKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """The last day of the contract that runs longest, and from when on nobody is let in.

    Both are None while a contract runs until further notice, and where none is known.
    """

    ends_on: date | None = None
    access_until: datetime | None = None

    def has_ended(self, now: datetime) -> bool:
        """Return whether the last contract has ended, whatever is still open after it."""
        return self.ends_on is not None and now.astimezone(BERLIN).date() > self.ends_on

    def is_over(self, now: datetime) -> bool:
        """Return whether the time after the end is over too."""
        return self.access_until is not None and now >= self.access_until

    def require_running(self, now: datetime) -> None:
        """Return when somebody may still be invited into the organisation.

        Raises:
            InvitationNotUsable: whoever came would not be let in.
        """
        if self.is_over(now):
            raise InvitationNotUsable("contract_ended")


UNLIMITED = Coverage()


@dataclass(frozen=True, kw_only=True, slots=True)
class Bookings:
    """All that catalog has told of an organisation."""

    coverage: Coverage = UNLIMITED
    entitlements: tuple[str, ...] = ()


NO_BOOKINGS = Bookings()


def bar_of(kind: OrganisationKind, coverage: Coverage, now: datetime) -> Bar | None:
    """Return what a contract bars people from who act for such an organisation.

    The vendor's people are never barred: there is no contract with oneself.
    """
    return "contract_ended" if kind != "vendor" and coverage.is_over(now) else None
