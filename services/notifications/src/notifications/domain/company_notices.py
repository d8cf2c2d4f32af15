"""What a company is told of, by which channels, and when many things become one message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contracts.company_notices import (
    COMPANY_EVENTS,
    Channel,
    CompanyEvent,
    EventChannels,
    WhyNoChannel,
)
from contracts.events import Language
from notifications.domain.message import InvalidRecipientError, deliverable_address
from notifications.domain.phone_numbers import mobile_number

AWAITED_CUSTOMER = "customer:"

# Where nobody has chosen yet: by mail, which costs nobody anything.
CHOSEN_BY_NOBODY = {
    event: EventChannels(event=event, mail=True, phone=False) for event in COMPANY_EVENTS
}

# What waits for others of its kind. A prompt for a TAN would not be worth it any more, and of
# limits there are few.
GATHERED: frozenset[CompanyEvent] = frozenset(
    {"offer_accepted", "subscription_invoice_sent", "dunning_overdue", "dunning_sent"}
)
GATHERS_FOR = timedelta(minutes=1)
"""How long the first one waits for others: a run of dunnings comes at once."""
QUIET_FOR = timedelta(hours=1)
"""How long nothing more of the kind is said after a message."""
DIGEST = "company_digest"
LISTED = 20
"""How many are named in a message about many; of the others it says how many there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """A company, and where it is reached, as its master data have it."""

    organisation_id: UUID
    name: str
    language: Language
    email: str | None
    phone: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """Where a channel leads, or why it leads nowhere."""

    recipient: str | None
    why_not: WhyNoChannel | None


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingNotice:
    """One thing that a company is to be told by one channel."""

    organisation_id: UUID
    idempotency_key: str
    channel: Channel
    event: CompanyEvent
    recipient: str
    parameters: dict[str, str]
    occurred_at: datetime


def reach_of(company: Company | None, channel: Channel, *, is_phone_offered: bool) -> Reach:
    """Return where a company is reached by a channel (MB-11)."""
    if channel == "phone" and not is_phone_offered:
        return Reach(recipient=None, why_not="not_offered")
    on_file = None if company is None else (company.email if channel == "mail" else company.phone)
    if on_file is None or not on_file.strip():
        return Reach(recipient=None, why_not="not_on_file")
    if channel == "mail":
        try:
            return Reach(recipient=deliverable_address(on_file.strip()), why_not=None)
        except InvalidRecipientError:
            return Reach(recipient=None, why_not="not_on_file")
    number = mobile_number(on_file)
    return Reach(recipient=number, why_not=None if number else "not_a_mobile_number")


def digest_parameters(notices: Sequence[WaitingNotice]) -> dict[str, str]:
    """Return what a message about many is made of: how many, and a line for each of the first.

    A line is reference, whose, amount in minor units, currency, and how overdue, parted by tabs.
    """
    fields = ("reference", "party", "amount_minor_units", "currency", "overdue")
    lines = [
        "\t".join(each.parameters.get(field, "").replace("\t", " ") for field in fields)
        for each in notices[:LISTED]
    ]
    return {
        "event": notices[0].event,
        "count": str(len(notices)),
        "lines": "\n".join(line.replace("\n", " ") for line in lines),
        "more": str(max(0, len(notices) - LISTED)),
        "organisation_name": notices[0].parameters.get("organisation_name", ""),
    }
