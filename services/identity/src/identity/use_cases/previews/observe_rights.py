"""See what some members of an organisation enter, may do and see at this moment."""

from dataclasses import dataclass
from uuid import UUID

from contracts.identity import Membership, Organisation
from contracts.previews import ClosedArea
from contracts.principal import Principal
from contracts.risks import Risk
from identity.domain.area_rules import KNOWN_AREAS, deciding_rule, verdicts_on_area
from identity.domain.business_area import BUSINESS
from identity.domain.customer_queries import CustomerFilter
from identity.domain.people import OpenSession
from identity.domain.risks import RiskTerms
from identity.domain.session_principals import session_principal
from identity.domain.visibility import Viewer
from identity.store.partner_customers import Shown
from identity.store.records import Records
from identity.use_cases.access.find_standing import find_standing
from identity.use_cases.explain.explain_area import refusal_of_area

MEMBERS_AT_MOST = 100
_RISKS_AT_MOST = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservedMember:
    """One member: what he is, what follows from it, and where he is signed in."""

    membership: Membership
    entered: frozenset[str]
    closed: tuple[ClosedArea, ...]
    """What is switched on for him and closed all the same."""
    sessions: frozenset[UUID]
    customers: dict[UUID, str]
    cared_for: int
    """How many customers he is the contact of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservedRights:
    """The members that a change is about, and what is fragile in their organisation."""

    organisation: Organisation | None
    members: dict[UUID, ObservedMember]
    risks: tuple[Risk, ...]
    shown_to_caller: dict[UUID, str] | None
    """The customers that whoever asks sees himself; None for every one."""


def observe_rights(
    organisation_id: UUID,
    person_id: UUID | None,
    caller: Principal,
    records: Records,
    *,
    generic_mailboxes: tuple[str, ...],
) -> ObservedRights:
    """Return the person's rights, or those of everybody to whom the partner gave `business`."""
    organisation = records.organisations.find(organisation_id)
    members = records.memberships.of_organisation(organisation_id)
    about = [each for each in members if _is_about(each, person_id)][:MEMBERS_AT_MOST]
    seen = [_observe(each, organisation_id, records) for each in about]
    terms = RiskTerms(now=records.now, generic_mailboxes=generic_mailboxes)
    return ObservedRights(
        organisation=organisation,
        members={each.membership.person_id: each for each in seen},
        risks=records.risks.page(terms, organisation_id=organisation_id, limit=_RISKS_AT_MOST),
        shown_to_caller=_shown_to(caller, organisation, members, records),
    )


def _is_about(member: Membership, person_id: UUID | None) -> bool:
    return BUSINESS in member.areas if person_id is None else member.person_id == person_id


def _shown_to(
    caller: Principal,
    organisation: Organisation | None,
    members: tuple[Membership, ...],
    records: Records,
) -> dict[UUID, str] | None:
    if caller.is_staff:
        return None
    own = next((each for each in members if each.person_id == caller.subject), None)
    if own is None or organisation is None or organisation.kind != "partner":
        return {}
    return _observe(own, organisation.id, records).customers


def _observe(member: Membership, organisation_id: UUID, records: Records) -> ObservedMember:
    person = records.people.find(member.person_id)
    session = find_standing(person, organisation_id, records) if person else None
    entered, closed = _areas_of(session, member, records) if session else (frozenset(), ())
    return ObservedMember(
        membership=member,
        entered=entered,
        closed=closed,
        sessions=frozenset(records.sessions.open_ids_of(organisation_id, member.person_id)),
        customers=_customers_of(member, organisation_id, records) if BUSINESS in entered else {},
        cared_for=records.partner_customers.count(
            Shown(
                partner_ids=(organisation_id,),
                viewer=None,
                narrowed_to=CustomerFilter(contact=member.person_id),
            )
        ),
    )


def _areas_of(
    session: OpenSession, member: Membership, records: Records
) -> tuple[frozenset[str], tuple[ClosedArea, ...]]:
    principal = session_principal(session, records.now)
    entered: list[str] = []
    closed: list[ClosedArea] = []
    for area in KNOWN_AREAS:
        refusal = refusal_of_area(principal, area)
        if refusal is None:
            entered.append(area)
        elif area in member.areas:
            verdicts = verdicts_on_area(session, principal, area, records.now)
            closed.append(ClosedArea(area=area, rule=deciding_rule(verdicts, refusal)))
    return frozenset(entered), tuple(closed)


def _customers_of(member: Membership, organisation_id: UUID, records: Records) -> dict[UUID, str]:
    viewer = Viewer(person_id=member.person_id, data_scope=member.data_scope)
    shown = Shown(partner_ids=(organisation_id,), viewer=viewer, narrowed_to=CustomerFilter())
    return records.partner_customers.names(shown)
