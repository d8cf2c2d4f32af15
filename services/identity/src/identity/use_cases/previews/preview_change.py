"""Try a change of rights, tell what would follow from it, and undo it."""

from collections.abc import Callable
from typing import Protocol, TypeAlias
from uuid import UUID

import msgspec

from contracts.errors import InitialAddressProtected, InvalidInput, LastAdministrator
from contracts.previews import (
    ChangePreview,
    ChangeRefusal,
    MemberEffect,
    NamedCustomer,
    NewRisk,
    PreviewedChange,
)
from contracts.principal import GRANTS, Principal
from identity.domain.area_rules import KNOWN_AREAS
from identity.store.records import Records
from identity.use_cases.previews.observe_rights import (
    ObservedMember,
    ObservedRights,
    observe_rights,
)

_CUSTOMERS_AT_MOST = 50
# What stands against the change itself; what the caller may not try at all is refused as ever.
_REFUSALS: dict[type[Exception], ChangeRefusal] = {
    LastAdministrator: "last_administrator",
    InitialAddressProtected: "initial_address_protected",
}
Observe: TypeAlias = Callable[[UUID | None, Records], ObservedRights | None]


class Rehearse(Protocol):
    """Makes the change as the call of its name does, and undoes it."""

    def __call__(
        self, caller: Principal, request: ChangePreview, observe: Observe
    ) -> tuple[ObservedRights | None, ObservedRights | None] | None:
        """Return what was seen before and after the change."""


def preview_change(
    caller: Principal,
    request: ChangePreview,
    rehearse: Rehearse,
    *,
    generic_mailboxes: tuple[str, ...],
) -> PreviewedChange:
    """Return what would follow from the change; nothing stays written and nobody is told.

    Raises:
        InvalidInput: not exactly one change, or what the change itself would be refused for.
        NotPermitted, NotFound: as the change itself.
    """
    person_id = _whom(request)

    def observe(organisation_id: UUID | None, records: Records) -> ObservedRights | None:
        if organisation_id is None:
            return None
        return observe_rights(
            organisation_id, person_id, caller, records, generic_mailboxes=generic_mailboxes
        )

    try:
        seen = rehearse(caller, request, observe)
    except tuple(_REFUSALS) as refusal:
        return _nothing(_REFUSALS[type(refusal)])
    before, after = seen or (None, None)
    return _difference(before, after) if before and after else _nothing(None)


def _whom(request: ChangePreview) -> UUID | None:
    """Return whose rights would change; None for all whom a partner lets into its business area."""
    given = [value for value in msgspec.structs.astuple(request) if value is not None]
    if len(given) != 1:
        raise InvalidInput("change", "exactly_one")
    return getattr(given[0], "person_id", None)


def _nothing(refused_by: ChangeRefusal | None) -> PreviewedChange:
    return PreviewedChange(
        would_change=False, refused_by=refused_by, members=(), new_risks=(), contacts_lost=0
    )


def _difference(before: ObservedRights, after: ObservedRights) -> PreviewedChange:
    shown = before.shown_to_caller
    effects = [
        _effect(was, after.members.get(person_id), shown)
        for person_id, was in before.members.items()
        if was != after.members.get(person_id)
    ]
    return PreviewedChange(
        would_change=bool(effects) or before.organisation != after.organisation,
        refused_by=None,
        members=tuple(effects),
        new_risks=_new_risks(before, after),
        contacts_lost=_cared_for(before) - _cared_for(after),
    )


def _effect(
    was: ObservedMember, now: ObservedMember | None, shown: dict[UUID, str] | None
) -> MemberEffect:
    entered = now.entered if now else frozenset()
    grants = set(now.membership.grants) if now else set()
    customers = now.customers if now else {}
    return MemberEffect(
        person_id=was.membership.person_id,
        person_name=was.membership.person_name,
        role=now.membership.role if now else None,
        team=now.membership.team if now else None,
        data_scope=now.membership.data_scope if now else None,
        areas_gained=_in_order(entered - was.entered),
        areas_lost=_in_order(was.entered - entered),
        areas_closed=now.closed if now else (),
        grants_gained=tuple(g for g in GRANTS if g in grants - set(was.membership.grants)),
        grants_lost=tuple(g for g in GRANTS if g in set(was.membership.grants) - grants),
        customers_gained=_named(customers, was.customers, shown),
        customers_lost=_named(was.customers, customers, shown),
        sessions_ending=len(was.sessions - (now.sessions if now else frozenset())),
    )


def _in_order(areas: frozenset[str]) -> tuple[str, ...]:
    return tuple(area for area in KNOWN_AREAS if area in areas)


def _named(
    of: dict[UUID, str], without: dict[UUID, str], shown: dict[UUID, str] | None
) -> tuple[NamedCustomer, ...]:
    """Return who is in the one and not in the other, as far as the caller sees them himself."""
    found = [
        NamedCustomer(id=customer_id, name=name)
        for customer_id, name in of.items()
        if customer_id not in without and (shown is None or customer_id in shown)
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.id)))[
        :_CUSTOMERS_AT_MOST
    ]


def _new_risks(before: ObservedRights, after: ObservedRights) -> tuple[NewRisk, ...]:
    known = {(risk.code, risk.subject_id) for risk in before.risks}
    return tuple(
        NewRisk(
            code=risk.code,
            person_id=risk.subject_id if risk.subject_kind == "person" else None,
            count=after.members[risk.subject_id].cared_for
            if risk.code == "partner_contact_sees_nothing" and risk.subject_id in after.members
            else 1,
        )
        for risk in after.risks
        if (risk.code, risk.subject_id) not in known
    )


def _cared_for(rights: ObservedRights) -> int:
    return sum(member.cared_for for member in rights.members.values())
