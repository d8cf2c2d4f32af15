"""One organisation with a few people of every kind, drawn at random, and what they really get."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from contracts.errors import WireError
from contracts.partners import CustomerQuery, SetCertification, SetPartner
from contracts.principal import AREAS, BOOKED_AREAS, GRANTS, OrganisationKind, Principal, Role
from identity.domain.business_area import require_business
from identity.domain.presets import fits_role
from tests.identity.integration.bookings import booked
from tests.identity.integration.explained import services_let_in
from tests.identity.integration.seats import (
    Seat,
    a_seat,
    an_organisation,
    membership,
    sign_in_again,
)
from tests.identity.integration.world import World

PEOPLE, CUSTOMERS = 4, 3
TEAMS = ("verwaltung", "administration", "kollaboration", None)
SCOPES = ("all", "own", "none")


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what somebody is."""
    role: Role = draw(st.sampled_from(["admin", "member", "member", "documents"]))
    possible = [area for area in AREAS if fits_role(role, area)]
    grants = draw(st.sets(st.sampled_from(GRANTS))) if role != "documents" else set()
    return {
        "role": role,
        "areas": tuple(a for a in AREAS if a in draw(st.sets(st.sampled_from(possible)))),
        "grants": tuple(grant for grant in GRANTS if grant in grants),
        "data_scope": draw(st.sampled_from(SCOPES)),
        "team": draw(st.sampled_from(TEAMS)),
        "is_initial": draw(st.integers(0, 4)) == 0,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Sketch:
    """A company as it is drawn."""

    kind: OrganisationKind
    is_certified: bool
    is_booked: bool
    people: tuple[dict[str, Any], ...]
    contacts: tuple[int | None, ...]
    """For each customer, whose."""


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    """Draw a company."""
    kind: OrganisationKind = draw(st.sampled_from(["customer", "partner", "partner"]))
    drawn = [draw(people()) for _ in range(PEOPLE)]
    # Somebody decides in every company.
    drawn[0].update(role="admin")
    if kind != "partner":
        for each in drawn:
            each.update(team=None, data_scope="all")
    whose = st.sampled_from([None, *range(PEOPLE)])
    return Sketch(
        kind=kind,
        is_certified=kind == "partner" and draw(st.booleans()),
        is_booked=draw(st.booleans()),
        people=tuple(drawn),
        contacts=tuple(draw(whose) for _ in range(CUSTOMERS)) if kind == "partner" else (),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """What one person really gets, as the services answer it; nothing for no member."""

    role: str | None = None
    team: str | None = None
    data_scope: str | None = None
    grants: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    customers: frozenset[UUID] = frozenset()
    sessions: frozenset[UUID] = frozenset()


@dataclass(kw_only=True)
class Company:
    """The company as it is stored."""

    world: World
    organisation_id: UUID
    seats: list[Seat] = field(default_factory=list)

    def principal(self, index: int) -> Principal:
        """Return who the person is now, signed in anew if need be."""
        return self.seats[index].principal(self.world)

    def got(self, index: int) -> Got:
        """Return what the person gets at this moment, asked of the services as himself."""
        seat = self.seats[index]
        member = membership(self.world, self.organisation_id, seat)
        if member is None:
            return Got()
        with self.world.room.of(self.organisation_id) as records:
            sessions = records.sessions.open_ids_of(self.organisation_id, seat.person_id)
        fresh = sign_in_again(self.world, seat, self.organisation_id)
        principal = fresh.principal(self.world)
        got = Got(
            role=member.role,
            team=member.team,
            data_scope=member.data_scope,
            grants=frozenset(principal.grants),
            areas=frozenset(
                area for area in (*AREAS, "self_services") if services_let_in(principal, area)
            ),
            customers=self._customers(principal),
            sessions=frozenset(sessions),
        )
        self.world.service.close_session(principal)
        return got

    def _customers(self, principal: Principal) -> frozenset[UUID]:
        try:
            require_business(principal)
        except WireError:
            return frozenset()
        query = CustomerQuery(limit=100)
        return frozenset(
            each.id for each in self.world.service.list_customers(principal, query).items
        )


def build(world: World, sketch: Sketch) -> Company:
    """Store the company."""
    company = Company(world=world, organisation_id=an_organisation(world, sketch.kind).id)
    organisation_id = company.organisation_id
    for drawn in sketch.people:
        values = dict(drawn)
        company.seats.append(a_seat(world, organisation_id, values.pop("role"), **values))
    if sketch.is_booked:
        world.service.note_entitlements(booked(organisation_id, *BOOKED_AREAS))
    if sketch.is_certified:
        certification = SetCertification(
            organisation_id=organisation_id, is_certified=True, reason="Prüfung"
        )
        world.service.set_certification(world.staff(), certification)
    for contact in sketch.contacts:
        customer = an_organisation(world)
        placing = SetPartner(customer_id=customer.id, partner_id=organisation_id, reason="Gebiet")
        world.service.set_partner(world.staff(), placing)
        if contact is not None:
            with world.room.of(organisation_id) as records:
                service = records.partner_customers.lock(customer.id, partner_id=organisation_id)
                assert service is not None
                records.partner_customers.set_contact(service, company.seats[contact].person_id)
    return company
