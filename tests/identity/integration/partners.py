"""Partners with their people, as tests need them."""

from typing import Any

from contracts.identity import Session
from contracts.members import SetTeam
from contracts.partners import SetCertification
from contracts.principal import DEFAULT_AREAS, Principal, Team
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
