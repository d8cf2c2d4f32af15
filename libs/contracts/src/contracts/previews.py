"""What identity is asked to try without doing it: the effect of a change of rights."""

from typing import Literal
from uuid import UUID

import msgspec

from contracts.explain import Rule
from contracts.identity import SetAreas
from contracts.members import ChangeRole, RemoveMember, SetDataScope, SetGrants, SetTeam
from contracts.partners import SetCertification
from contracts.principal import DataScope, Role, Team
from contracts.risks import RiskCode

ChangeRefusal = Literal["last_administrator", "initial_address_protected"]


class ChangePreview(msgspec.Struct, frozen=True, kw_only=True):
    """The change to try, exactly one; each as it would be asked for in earnest."""

    areas: SetAreas | None = None
    role: ChangeRole | None = None
    team: SetTeam | None = None
    data_scope: SetDataScope | None = None
    grants: SetGrants | None = None
    removal: RemoveMember | None = None
    certification: SetCertification | None = None


class NamedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer that whoever asks sees himself."""

    id: UUID
    name: str


class ClosedArea(msgspec.Struct, frozen=True, kw_only=True):
    """An area that is switched on and yet stays closed, and the rule that keeps it so."""

    area: str
    rule: Rule


class MemberEffect(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one member: what he really enters and may do, not only what is switched."""

    person_id: UUID
    person_name: str
    role: Role | None
    """Afterwards; None when he is no member any more."""
    team: Team | None
    data_scope: DataScope | None
    areas_gained: tuple[str, ...]
    areas_lost: tuple[str, ...]
    areas_closed: tuple[ClosedArea, ...]
    grants_gained: tuple[str, ...]
    grants_lost: tuple[str, ...]
    customers_gained: tuple[NamedCustomer, ...]
    """Of these and the lost ones at most 50, and only those that whoever asks sees himself."""
    customers_lost: tuple[NamedCustomer, ...]
    sessions_ending: int


class NewRisk(msgspec.Struct, frozen=True, kw_only=True):
    """What the change would make fragile, as the list of risks calls it.

    `count` is of how many: for `partner_contact_sees_nothing` of customers whose contact he is.
    """

    code: RiskCode
    person_id: UUID | None
    count: int = 1


class PreviewedChange(msgspec.Struct, frozen=True, kw_only=True):
    """What would follow from the change; nothing was written and nobody was told."""

    would_change: bool
    refused_by: ChangeRefusal | None
    members: tuple[MemberEffect, ...]
    """Those for whom something changes, by name, at most 100."""
    new_risks: tuple[NewRisk, ...]
    contacts_lost: int
    """Customers that would have nobody to look after them any more."""
