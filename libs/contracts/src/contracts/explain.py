"""Why somebody may or may not, and who can change it: what identity is asked about decisions."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from contracts.identity import Reason
from contracts.principal import Role

SELF_SERVICES = "self_services"
"""Asked about like an area, but nobody's to switch on: it belongs to administrators (SE-19)."""

Subject = Literal["area", "customer"]
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
]
"""What must be true, in the order in which it is looked at; a code is a promise (docs/adr/0005)."""
Because = Literal["all", "own", "none", "any_partner"]
"""What more there is to say about a rule: which customers somebody sees, or of which partner."""


class ExplainQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked about, exactly one of the first fields; and of whom, oneself by default.

    An administrator may ask about a colleague, and about what a colleague sees of customers whoever
    decides that at a partner. The vendor's people name the organisation and the
    person, and give a reason.
    """

    area: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    customer: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    """One of a partner's customers, by its id or its number."""
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


class Decider(msgspec.Struct, frozen=True, kw_only=True):
    """Who can change what decided: a colleague by name, the person himself, or the vendor."""

    kind: Literal["colleague", "oneself", "vendor_administration"]
    name: str | None = None
    role: Role | None = None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, by which rule, and who can change it.

    `decided_by` is the first rule that refuses, or the one that lets through. The others follow, so
    that somebody who mends the first is not surprised by the next.
    """

    subject: Subject
    asked: str
    """The area's name, or the customer's id or number."""
    asked_name: str | None = None
    """What the customer is called; told to whoever sees it."""
    person_id: UUID
    person_name: str
    is_allowed: bool
    decided_by: Rule
    rules: tuple[Verdict, ...]
    ask: tuple[Decider, ...]
    """At most 20, without the one who asks."""
    may_change_self: bool
    """Whoever asks can change it himself."""
