"""Which contracts, customers and prospects somebody sees (docs/adr/0020)."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from contracts.contract_list import ScopeReason
from contracts.errors import AreaNotVisible, NoMembership, NotPermitted
from contracts.principal import Principal

BUSINESS = "business"
CONTRACTS = "contracts"
"""The area of machine accounts that are shown contracts; people have none of this name."""
Standing = Literal["customer", "partner", "vendor"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """For whom somebody looks, and what narrows what he sees there.

    `organisation_id` is his own. `contact_person_id` is set where he sees only what he looks after
    himself; `sees_nothing` counts whatever he looks after (DW-17). No team, no role (DW-18).
    """

    standing: Standing
    organisation_id: UUID
    contact_person_id: UUID | None = None
    sees_nothing: bool = False

    @property
    def limited_by(self) -> ScopeReason | None:
        """Which setting of the person shortens his lists (DW-34)."""
        if self.sees_nothing:
            return "visibility_none"
        return "visibility_own" if self.contact_person_id is not None else None


def sight_of_contracts(caller: Principal) -> Sight:
    """Return what of contracts the caller sees: a partner's, or those of his own organisation.

    Raises:
        NoMembership: he belongs to no organisation yet.
        AreaNotVisible: he is of a partner, and the business area is not open to him.
        NotPermitted: he is of a customer and neither an administrator there (SE-19) nor a machine
            account that one has given contracts to; or is no person elsewhere.
    """
    if caller.organisation_id is None:
        raise NoMembership
    is_machine = caller.reads_only and CONTRACTS in caller.areas
    if caller.kind != "person" and not is_machine:
        raise NotPermitted("person")
    if caller.organisation_kind == "customer":
        if not caller.is_admin and not is_machine:
            raise NotPermitted("admin")
        return Sight(standing="customer", organisation_id=caller.organisation_id)
    return sight_of_business(caller)


def sight_of_business(caller: Principal) -> Sight:
    """Return what of a partner's business the caller sees (DW-12 to DW-18).

    Raises:
        NoMembership: he belongs to no organisation yet.
        AreaNotVisible: the business area is not open to him.
        NotPermitted: he is no person.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if caller.kind != "person":
        raise NotPermitted("person")
    if caller.organisation_kind == "customer" or not caller.may_enter(BUSINESS):
        raise AreaNotVisible(BUSINESS)
    if caller.is_staff:
        return Sight(standing="vendor", organisation_id=caller.organisation_id)
    return Sight(
        standing="partner",
        organisation_id=caller.organisation_id,
        contact_person_id=caller.subject if caller.data_scope == "own" else None,
        sees_nothing=caller.data_scope == "none",
    )
