"""People who sit in an organisation with any rights, made quickly: no mail, no password hash."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.identity import Membership, Organisation, RegisterOrganisation
from contracts.principal import OrganisationKind, Principal, Role
from identity.domain.people import Member, Person
from identity.domain.presets import preset_areas
from identity.domain.tokens import SESSION, new_token, token_sha256
from tests.identity.integration.world import World

_numbers = count(1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One person, signed in for one organisation, or for none."""

    person_id: UUID
    name: str
    token: str

    def principal(self, world: World) -> Principal:
        """Return who he is at this moment, as every service verifies it."""
        return world.verify(world.service.authenticate(self.token))


def an_organisation(world: World, kind: OrganisationKind = "customer") -> Organisation:
    """Return a new organisation that nobody belongs to."""
    number = next(_numbers)
    return world.service.register_organisation(
        world.staff(),
        RegisterOrganisation(
            kind=kind,
            name=f"Muster {number} (Demo)",
            customer_number=f"{20000 + number}" if kind == "customer" else None,
        ),
    )


def a_seat(
    world: World,
    organisation_id: UUID | None,
    role: Role = "member",
    *,
    areas: Sequence[str] | None = None,
    gives_factor: bool = False,
    **member: Any,
) -> Seat:
    """Return a new person, who is this in the organisation and signed in for it."""
    number = next(_numbers)
    person = Person(
        id=new_id(),
        name=f"Person {number:05}",
        email=f"person{number}@muster.example",
        password_hash="nobody signs in with it",
        language="de",
    )
    with world.room.of_everybody() as records:
        records.people.add_if_new(person, person.email)
        if organisation_id is not None:
            member = {
                "organisation_id": organisation_id,
                "person_id": person.id,
                "role": role,
                "areas": preset_areas(role) if areas is None else tuple(areas),
                **member,
            }
            records.memberships.add_if_new(Member(**member))
    seat = Seat(person_id=person.id, name=person.name, token="")
    return sign_in_again(world, seat, organisation_id, gives_factor=gives_factor)


def sign_in_again(
    world: World, seat: Seat, organisation_id: UUID | None, *, gives_factor: bool = False
) -> Seat:
    """Return the person with another session, for when the former one has ended."""
    token = new_token(SESSION)
    with world.room.of_everybody() as records:
        records.sessions.add(
            session_id=new_id(),
            token_sha256=token_sha256(token),
            person_id=seat.person_id,
            organisation_id=organisation_id,
            second_factor_given=gives_factor,
        )
    return replace(seat, token=token)


def membership(world: World, organisation_id: UUID, seat: Seat) -> Membership | None:
    """Return what the person is there now, None if he is no member."""
    with world.room.of(organisation_id) as records:
        return records.memberships.find(organisation_id, seat.person_id)
