"""Webhooks: an organisation's own systems are told of events as they happen (docs/adr/0055)."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

WEBHOOK_DISABLED = "webhook_disabled"

WebhookState = Literal["active", "disabled"]
WhyDisabled = Literal["long_failure", "gone"]
"""It failed for days without a success, or its own answer was 410."""
DeliveryState = Literal["waiting", "delivered", "failed"]
WebhookFault = Literal[
    "unreachable",
    "no_answer",
    "certificate",
    "redirected",
    "status",
    "disabled",
    "not_shown",
]

WebhookUrl = Annotated[str, msgspec.Meta(min_length=8, max_length=500)]


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """Where a machine account is told of events, and how that goes; never a secret."""

    account_id: UUID
    url: str
    state: WebhookState
    disabled_because: WhyDisabled | None
    failing_since: datetime | None
    next_try_at: datetime | None
    last_delivered_at: datetime | None
    secret_made_at: datetime
    older_secret_until: datetime | None
    """Until when events are signed with the secret before this one, too."""


class Webhooks(msgspec.Struct, frozen=True, kw_only=True):
    """The webhooks of an organisation's machine accounts; each has one at most."""

    items: tuple[Webhook, ...]
    is_offered: bool
    """Whether this installation has what keeps secrets; without it there are no webhooks."""


class SetWebhook(msgspec.Struct, frozen=True, kw_only=True):
    """Where an account is to be told of events from now on."""

    account_id: UUID
    url: WebhookUrl


class WebhookWithSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook, with its secret where that is new: it is shown this once."""

    webhook: Webhook
    secret: str | None


class WebhookDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to one address, and what its last try came to.

    `status` is what the address answered; `fault` says why that, or what else, is no success.
    """

    id: UUID
    event_id: UUID
    type: str
    subject_id: UUID | None
    state: DeliveryState
    tries: int
    created_at: datetime
    tried_at: datetime | None
    next_try_at: datetime | None
    status: int | None
    fault: WebhookFault | None


class WebhookDeliveryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries of an account: the latest first, after the one a page ended with."""

    account_id: UUID
    before: UUID | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20


class WebhookDeliveryPage(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries, the latest first; `next_before` continues, None at the end."""

    items: tuple[WebhookDelivery, ...]
    next_before: UUID | None


class RetryDeliveries(msgspec.Struct, frozen=True, kw_only=True):
    """Which deliveries to send once more; None: all of the account that have failed."""

    account_id: UUID
    delivery_ids: Annotated[tuple[UUID, ...], msgspec.Meta(min_length=1, max_length=100)] | None = (
        None
    )


class RetriedDeliveries(msgspec.Struct, frozen=True, kw_only=True):
    """How many are on their way again."""

    count: int


class WebhookDisabled(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook is used no more until somebody enables it; told once each time."""

    organisation_id: UUID
    account_id: UUID
    account_name: str
    host: str
    because: WhyDisabled
    failing_since: datetime | None
    at: datetime
