"""Partners with their people, as tests need them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from contracts.identity import InvitePerson, Organisation, Session
from contracts.members import SetDataScope, SetTeam
from contracts.partners import (
    AssignPartnerContact,
    Customer,
    CustomerPage,
    CustomerQuery,
    SetCertification,
    SetPartner,
)
from contracts.principal import AREAS, DEFAULT_AREAS, DataScope, Principal, Team
from tests.identity.integration.world import World

CHOSEN_AREAS = (*DEFAULT_AREAS, "business")


def partner_admin(world: World, **changes: Any) -> Principal:
    """Return the administrator of a new partner, who is not certified yet."""
    values = {
        "kind": "partner",
        "name": "Musterpartner GmbH (Demo)",
        "customer_number": None,
        "contact_email": "chef@partner.example",
        **changes,
    }
    world.register(**values)
    return world.principal_of(world.accept(values["contact_email"]))


def certify(world: World, admin: Principal, *, is_certified: bool = True) -> None:
    """Certify the administrator's partner, or withdraw it."""
    assert admin.organisation_id is not None
    request = SetCertification(
        organisation_id=admin.organisation_id, is_certified=is_certified, reason="Prüfung 2026"
    )
    world.service.set_certification(world.staff(), request)


def colleague(world: World, admin: Principal, team: Team, **preset: Any) -> Session:
    """Return the session of a further member in a team; he sees every customer of the partner."""
    preset = {"email": f"{team}@partner.example", "data_scope": "all", **preset}
    session = world.accept_invited(admin, preset.pop("email"), **preset)
    world.service.set_team(admin, SetTeam(person_id=session.person_id, team=team))
    return session


def certified_admin(world: World, **changes: Any) -> Principal:
    """Return the administrator of a new, certified partner, with the principal of afterwards."""
    admin = partner_admin(world, **changes)
    certify(world, admin)
    return msgspec.structs.replace(admin, areas=AREAS)


def chosen(
    world: World, admin: Principal, name: str, data_scope: DataScope, team: Team | None = None
) -> Session:
    """Return the session of a member whom the partner lets into the business area."""
    request = InvitePerson(
        email=f"{name}@partner.example", areas=CHOSEN_AREAS, data_scope=data_scope, team=team
    )
    world.service.invite_person(admin, request)
    return world.accept(request.email, name=name.title())


def customer_of(
    world: World, admin: Principal, name: str, number: str, contact: UUID | None = None
) -> Organisation:
    """Return a new customer that the administrator's partner serves."""
    customer = world.register(name=name, customer_number=number, contact_email=None)
    serve(world, customer.id, admin.organisation_id)
    if contact is not None:
        assign(world, admin, customer.id, contact)
    return customer


def serve(world: World, customer_id: UUID, partner_id: UUID | None) -> Customer:
    """Say which partner serves the customer, as the vendor."""
    request = SetPartner(customer_id=customer_id, partner_id=partner_id, reason="Gebiet Nord")
    return world.service.set_partner(world.staff(), request)


def assign(world: World, caller: Principal, customer_id: UUID, person_id: UUID | None) -> Customer:
    """Say who looks after the customer."""
    request = AssignPartnerContact(customer_id=customer_id, person_id=person_id)
    return world.service.assign_partner_contact(caller, request)


def see(world: World, caller: Principal, data_scope: DataScope, person_id: UUID) -> None:
    """Say which customers a member of the caller's partner sees."""
    world.service.set_data_scope(caller, SetDataScope(person_id=person_id, data_scope=data_scope))


def page(world: World, caller: Principal, **query: Any) -> CustomerPage:
    """Return one page of the customers that the caller sees."""
    return world.service.list_customers(caller, CustomerQuery(**query))


def names(world: World, caller: Principal, **query: Any) -> list[str]:
    """Return the names of the customers on the caller's first page."""
    return [customer.name for customer in page(world, caller, **query).items]


def reasons(found: CustomerPage) -> Sequence[str]:
    """Return why the list is short."""
    return [each.reason for each in found.explanations]
