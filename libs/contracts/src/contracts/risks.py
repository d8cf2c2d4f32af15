"""What identity is asked about risks: organisations that may end up without anybody in charge."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

RiskCode = Literal[
    "e_billing_address_bouncing",
    "only_admin_is_generic_mailbox",
    "contract_contact_never_active",
    "partner_contact_sees_nothing",
    "identity_without_second_factor",
    "admin_long_unused",
    "e_billing_account_never_active",
    "single_admin",
    "invitation_expired",
]
"""What is wrong, the most severe first; each code has its words and its advice in the gateway."""
Severity = Literal["high", "medium", "low"]
RiskSubject = Literal["organisation", "person", "invitation"]


class RiskQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which risks: an administrator's own; the vendor's people name an organisation, or see all."""

    organisation_id: UUID | None = None
    code: RiskCode | None = None
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that should be mended, computed when it is asked for."""

    code: RiskCode
    severity: Severity
    organisation_id: UUID
    organisation_name: str
    customer_number: str | None
    subject_kind: RiskSubject
    subject_id: UUID
    subject_name: str | None
    """A person's name, or the address of an invitation; None for the organisation itself."""
    since: datetime
    """Since when it is so at the earliest, as far as identity remembers."""


class RiskPage(msgspec.Struct, frozen=True, kw_only=True):
    """By organisation and within it the most severe first; `next_cursor` continues."""

    items: tuple[Risk, ...]
    next_cursor: str | None
