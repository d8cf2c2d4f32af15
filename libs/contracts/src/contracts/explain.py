"""Why somebody may or may not, and who can change it: what identity is asked about decisions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.identity import Reason
from contracts.notices import DeliveryState
from contracts.principal import Role

SELF_SERVICES = "self_services"
"""Asked about like an area, but nobody's to switch on: it belongs to administrators (SE-19)."""

Subject = Literal["area", "customer", "document", "missing_mail"]
Rule = Literal[
    "membership",
    "contract_running",
    "second_factor",
    "vendor_staff",
    "booked",
    "partner",
    "certified_partner",
    "role",
    "area_switched_on",
    "customer_served",
    "visibility",
    "document_here",
    "document_type_shown",
    "document_kept",
    "digital_delivery",
    "address_named",
    "address_is_yours",
    "mail_handed_over",
]
"""What must be true, in the order in which it is looked at; a code is a promise (docs/adr/0005)."""
Because = Literal[
    "all",
    "own",
    "none",
    "any_partner",
    "deleted",
    "portal_window_over",
    "gdpr_article_18",
    "another_address",
    "earlier_address",
    "named_since",
    "requested",
    DeliveryState,
]
"""What more there is to say about a rule: which customers somebody sees, what keeps a document from
sight, whose address was told, how far its mail has come."""
Unanswered = Literal["billing_docs", "notifications"]


class ExplainQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked about, exactly one of the first fields; and of whom, oneself by default.

    An administrator may ask about a colleague, and about what a colleague sees of customers whoever
    decides that at a partner. The vendor's people name the organisation and the person, about a
    missing mail also nobody in particular, and give a reason.
    """

    area: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    customer: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    """One of a partner's customers, by its id or its number."""
    document: UUID | None = None
    """Why somebody sees a document, or does not."""
    missing_mail: UUID | None = None
    """The document of whose arrival somebody was not told, or nobody was."""
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    reason: Reason | None = None


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that was looked at, and whether it lets the person through."""

    rule: Rule
    passes: bool
    because: Because | None = None
    site: str | None = None
    """Which of the person's partners it is about, where a customer is asked about."""
    at: datetime | None = None
    """When what it speaks of happened."""


class Decider(msgspec.Struct, frozen=True, kw_only=True):
    """Who can change what decided: a colleague by name, the person himself, or the vendor."""

    kind: Literal["colleague", "oneself", "vendor_administration"]
    name: str | None = None
    role: Role | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """The one mail about a document's arrival, as far as its reader may know it."""

    requested_at: datetime
    state: Literal["requested", DeliveryState] | None
    """None where nobody could be asked."""
    at: datetime | None
    next_try_at: datetime | None
    recipient: str | None
    """The address, to the organisation's administrators and the vendor's people."""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, by which rule, and who can change it.

    `decided_by` is the first rule that refuses, or the one that lets through. The others follow, so
    that somebody who mends the first is not surprised by the next.
    """

    subject: Subject
    asked: str
    """The area's name, the customer's id or number, or the document's id."""
    asked_name: str | None = None
    """What the customer is called, or the document's number; told to whoever sees it."""
    person_id: UUID | None
    """None where the vendor's people ask about a mail and nobody in particular."""
    person_name: str | None
    is_allowed: bool | None
    """Whether the person sees it, or was told of it; None where a part could not be asked."""
    decided_by: Rule | None
    """None with `is_allowed`."""
    rules: tuple[Verdict, ...]
    ask: tuple[Decider, ...]
    """At most 20, without the one who asks."""
    may_change_self: bool
    """Whoever asks can change it himself."""
    notice: Notice | None = None
    unanswered: tuple[Unanswered, ...] = ()
    """Which services could not be asked; what they know is missing here."""
