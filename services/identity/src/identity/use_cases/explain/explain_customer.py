"""Explain why somebody sees one of a partner's customers, or does not."""

import msgspec

from contracts.errors import NotFound
from contracts.explain import Explanation
from contracts.partners import Customer
from identity.domain.business_area import BUSINESS
from identity.domain.customer_queries import CustomerName, read_customer
from identity.domain.customer_rules import (
    Found,
    deciding,
    known_at,
    missed_at,
    seen_at,
    served_by_anybody,
)
from identity.domain.sites import Site, site_of
from identity.store.records import RecordRoom
from identity.use_cases.explain.explain_area import explain_area
from identity.use_cases.explain.find_asked import Asked
from identity.use_cases.explain.find_deciders import find_deciders
from identity.use_cases.partners.find_own_sites import find_own_sites
from identity.use_cases.partners.find_visible_customer import find_visible_customer
from identity.use_cases.partners.get_customer import get_customer


def explain_customer(asked: Asked, text: str, room: RecordRoom) -> Explanation:
    """Return whether the person sees the customer, which rule decides, and who can change it.

    A customer that he does not see is explained as one that does not exist. About a colleague asks
    whoever sees the customer himself (DW-34).

    Raises:
        InvalidInput: it is neither an id nor a number.
        AreaNotVisible, NotFound: whoever asks about a colleague does not see it himself.
    """
    name = read_customer(text)
    # Before anything is told of a colleague: what the asker is refused, he is refused here.
    known = None if asked.is_oneself else get_customer(asked.caller, name, room)
    area = explain_area(asked, BUSINESS, room)
    if not area.is_allowed:
        return _answer(area, name, known)
    found, seen = _looked_at(asked, name, known, room)
    decided = deciding(found)
    deciders = find_deciders(
        asked, decided.verdict.rule, BUSINESS, room, organisation_id=decided.partner_id
    )
    return msgspec.structs.replace(
        _answer(area, name, known or seen),
        is_allowed=decided.verdict.passes,
        decided_by=decided.verdict.rule,
        rules=(*area.rules, *(each.verdict for each in found)),
        ask=deciders.ask,
        may_change_self=deciders.caller_can,
    )


def _answer(area: Explanation, name: CustomerName, told: Customer | None) -> Explanation:
    return msgspec.structs.replace(
        area, subject="customer", asked=str(name), asked_name=told.name if told else None
    )


def _looked_at(
    asked: Asked, name: CustomerName, known: Customer | None, room: RecordRoom
) -> tuple[tuple[Found, ...], Customer | None]:
    """Return the rules about the customer, and the customer if the person sees it."""
    if asked.session.organisation is None or asked.session.organisation.kind == "vendor":
        with room.of_everybody() as records:
            seen = known or records.partner_customers.find(None, name)
        return served_by_anybody(is_served=seen is not None), seen
    if known is not None:
        return known_at(_site_of(asked, room), known), None
    missed: list[Found] = []
    for site in find_own_sites(asked.caller, room):
        seen = find_visible_customer(site, name, room)
        if seen is not None:
            return seen_at(site), seen
        missed.append(missed_at(site))
    return tuple(missed), None


def _site_of(asked: Asked, room: RecordRoom) -> Site:
    """Return the partner that the question is about, as the person finds it."""
    organisation, person = asked.session.organisation, asked.session.person
    if organisation is None:
        raise NotFound("member")
    with room.of(organisation.id) as records:
        member = records.memberships.find(organisation.id, person.id)
    if member is None:
        raise NotFound("member")
    # The area is open to him there; that has been looked at before.
    return site_of(organisation, member, barred_by=None)
