"""What happened in a customer's own business account: `account.activity.v1`."""

from datetime import datetime
from typing import Annotated, Literal, get_args

import msgspec

from contracts.inbound import CustomerNumber, Text
from contracts.money import Money

AccountActivityKind = Literal[
    "offer_accepted", "subscription_invoice_sent", "dunning_overdue", "dunning_sent", "tan_due"
]
ACCOUNT_ACTIVITIES: tuple[AccountActivityKind, ...] = get_args(AccountActivityKind)
Overdue = Literal["fully", "partly"]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class AccountActivity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`account.activity.v1`: something happened in a customer's account that it wants to know of.

    `reference` is the number of the offer, the invoice or the dunning, and left out for `tan_due`
    alone; `party` is whose it is, as people there call him. `overdue` says whether nothing
    (`fully`) or only a part (`partly`) of a dunning was paid in time, and belongs to
    `dunning_overdue`. A prompt for a TAN (`tan_due`) says until when it can be answered
    (`expires_at`); after that nobody is told.
    """

    customer_number: CustomerNumber
    activity: AccountActivityKind
    occurred_at: Instant
    reference: Text | None = None
    party: Text | None = None
    amount: Money | None = None
    overdue: Overdue | None = None
    expires_at: Instant | None = None
