"""Explain why somebody enters an area, or does not."""

from chassis.entrypoints.admission import Admission
from chassis.service import require_area
from contracts.errors import InvalidInput, NoMembership, NotPermitted, WireError
from contracts.explain import SELF_SERVICES, Explanation
from contracts.principal import Principal
from identity.domain.area_rules import KNOWN_AREAS, deciding_rule, verdicts_on_area
from identity.domain.session_principals import session_principal
from identity.store.records import RecordRoom
from identity.use_cases.explain.find_asked import Asked
from identity.use_cases.explain.find_deciders import find_deciders


def explain_area(asked: Asked, area: str, room: RecordRoom) -> Explanation:
    """Return whether the person enters the area, which rule decides, and who can change it.

    The answer is what the services themselves would give him: the same principal, asked by the
    same functions.

    Raises:
        InvalidInput: there is no such area.
    """
    if area not in KNOWN_AREAS:
        raise InvalidInput("area", "unknown_area")
    with room.of_everybody() as records:
        now = records.now
    principal = session_principal(asked.session, now)
    refusal = refusal_of_area(principal, area)
    verdicts = verdicts_on_area(asked.session, principal, area, now)
    rule = deciding_rule(verdicts, refusal)
    deciders = find_deciders(asked, rule, area, room)
    return Explanation(
        subject="area",
        asked=area,
        person_id=asked.session.person.id,
        person_name=asked.session.person.name,
        is_allowed=refusal is None,
        decided_by=rule,
        rules=verdicts,
        ask=deciders.ask,
        may_change_self=deciders.caller_can,
    )


def refusal_of_area(principal: Principal, area: str) -> WireError | None:
    """Return what the services answer to somebody who opens the area; None if they let him in."""
    try:
        Admission(reads=True).require(principal)
        if area == SELF_SERVICES:
            _require_self_services(principal)
        else:
            require_area(principal, area)
    except WireError as refusal:
        return refusal
    return None


def _require_self_services(principal: Principal) -> None:
    # As catalog does; who may is the principal's own word.
    if principal.organisation_id is None:
        raise NoMembership
    if not principal.may_use_self_services:
        raise NotPermitted("admin")
