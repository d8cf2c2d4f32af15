"""Why somebody enters an area, or does not: each rule by itself, in the order of the decision.

The decision itself is `chassis.service.require_area` and the admission of the call, over the
principal that `session_principal` makes. What stands here only takes it apart; a property test
holds the two together.
"""

from collections.abc import Iterator
from datetime import datetime

from contracts.errors import (
    AreaNotVisible,
    ContractEnded,
    EntitlementMissing,
    NoMembership,
    NotPermitted,
    SecondFactorRequired,
    WireError,
)
from contracts.explain import SELF_SERVICES, Rule, Verdict
from contracts.principal import AREAS, BOOKED_AREAS, Principal
from identity.domain.bookings import bar_of
from identity.domain.business_area import BUSINESS, open_areas
from identity.domain.people import Member, OpenSession
from identity.domain.presets import fits_role

KNOWN_AREAS = (*AREAS, SELF_SERVICES)

_RULES_OF_A_REFUSAL: dict[type[WireError], tuple[Rule, ...]] = {
    NoMembership: ("membership",),
    ContractEnded: ("contract_running",),
    SecondFactorRequired: ("second_factor",),
    EntitlementMissing: ("booked",),
    AreaNotVisible: ("partner", "certified_partner", "role", "area_switched_on"),
    NotPermitted: ("role",),
}


def verdicts_on_area(
    session: OpenSession, principal: Principal, area: str, now: datetime
) -> tuple[Verdict, ...]:
    """Return every rule that has a say in whether the person of the session enters the area."""
    if session.organisation is None or session.member is None:
        return (Verdict(rule="membership", passes=False),)
    return (
        Verdict(rule="membership", passes=True),
        *_of_standing(session, session.member, now),
        *_of_area(session, session.member, principal, area),
    )


def deciding_rule(verdicts: tuple[Verdict, ...], refusal: WireError | None) -> Rule:
    """Return which of the rules brought about the refusal, or let the person through.

    Raises:
        LookupError: none of them can have; the rules and the decision have drifted apart.
    """
    if refusal is None:
        return verdicts[-1].rule
    suspects = _RULES_OF_A_REFUSAL[type(refusal)]
    for verdict in verdicts:
        if verdict.rule in suspects and not verdict.passes:
            return verdict.rule
    raise LookupError(f"no rule explains {refusal.code}")


def _of_standing(session: OpenSession, member: Member, now: datetime) -> Iterator[Verdict]:
    organisation = session.organisation
    if organisation is not None and organisation.kind != "vendor":
        bar = bar_of(organisation.kind, session.bookings.coverage, now)
        yield Verdict(rule="contract_running", passes=bar is None)
    if session.asks_admins_for_second_factor and member.role == "admin":
        yield Verdict(rule="second_factor", passes=not session.lacks_second_factor)


def _of_area(
    session: OpenSession, member: Member, principal: Principal, area: str
) -> Iterator[Verdict]:
    if principal.is_staff:
        yield Verdict(rule="vendor_staff", passes=True)
        return
    if area == SELF_SERVICES:
        yield Verdict(rule="role", passes=principal.may_use_self_services)
        return
    if area in BOOKED_AREAS:
        yield Verdict(rule="booked", passes=not principal.lacks_entitlement(area))
    if area == BUSINESS:
        yield from _of_business(session)
    if not fits_role(member.role, area):
        yield Verdict(rule="role", passes=False)
    yield Verdict(rule="area_switched_on", passes=area in member.areas)


def _of_business(session: OpenSession) -> Iterator[Verdict]:
    is_partner = session.organisation is not None and session.organisation.kind == "partner"
    yield Verdict(rule="partner", passes=is_partner)
    if is_partner:
        is_open = BUSINESS in open_areas(session.organisation, (BUSINESS,))
        yield Verdict(rule="certified_partner", passes=is_open)
