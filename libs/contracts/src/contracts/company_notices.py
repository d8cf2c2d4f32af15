"""What a company is told at its own address and number, and which of it it wants (MB-04 to MB-11).

The service that knows says what happened; notifications looks up what the company has chosen and
where it is reached.
"""

from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec

from contracts.events import Language

COMPANY_NOTICE_REQUESTED = "company_notice_requested"
COMPANY_CONTACT_CHANGED = "company_contact_changed"

CompanyEvent = Literal[
    "offer_accepted",
    "subscription_invoice_sent",
    "dunning_overdue",
    "dunning_sent",
    "tan_due",
    "limit_near",
]
COMPANY_EVENTS: tuple[CompanyEvent, ...] = get_args(CompanyEvent)
Channel = Literal["mail", "phone"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
WhyNoChannel = Literal["not_on_file", "not_a_mobile_number", "not_offered"]


class CompanyNoticeRequested(msgspec.Struct, frozen=True, kw_only=True):
    """A company is to be told of an event by each channel it has chosen, once per key.

    `parameters` are those of the template of that name.
    """

    idempotency_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    organisation_id: UUID
    event: CompanyEvent
    parameters: dict[str, str]
    occurred_at: datetime


class CompanyContactChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Where a company is reached, as its master data say; `version` grows.

    `email` and `phone` are as they stand on file: the company's, nobody's own.
    """

    organisation_id: UUID
    version: int
    customer_number: str | None
    name: str
    language: Language
    email: str | None
    phone: str | None


class EventChannels(msgspec.Struct, frozen=True, kw_only=True):
    """By which channels a company is told of an event: one, both, or none (MB-04)."""

    event: CompanyEvent
    mail: bool
    phone: bool


class SetCompanyNotices(msgspec.Struct, frozen=True, kw_only=True):
    """What is chosen from now on; events that are left out stay as they are."""

    events: Annotated[tuple[EventChannels, ...], msgspec.Meta(max_length=len(COMPANY_EVENTS))]


class CompanyNotices(msgspec.Struct, frozen=True, kw_only=True):
    """What a company is told of, by which channel, and where that leads (MB-11).

    Without an address or number a channel is refused, and `why_no_mail` or `why_no_phone` says why.
    """

    events: tuple[EventChannels, ...]
    email: str | None
    phone: str | None
    why_no_mail: WhyNoChannel | None
    why_no_phone: WhyNoChannel | None


class NewsChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a person gets news by mail (SE-04); important notices come all the same."""

    news: bool
