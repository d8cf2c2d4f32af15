"""Signing in and out, and what a session proves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from contracts.identity import Session, SignIn
from contracts.principal import AREAS
from tests.identity.integration.world import GOOD_PASSWORD, World

ADDRESS = "erika@muster.example"


def sign_in(world: World, **changes: Any) -> Session:
    request: dict[str, Any] = {"email": ADDRESS, "password": GOOD_PASSWORD, **changes}
    return world.service.open_session(SignIn(**request))


def test_the_right_password_opens_a_session_that_proves_who_asks(world: World) -> None:
    organisation = world.register()
    world.accept(ADDRESS)

    session = sign_in(world)

    principal = world.principal_of(session)
    assert session.token.startswith("ks_")
    assert principal.organisation_id == organisation.id
    assert (principal.role, principal.areas) == ("admin", AREAS)
    assert principal.expires_at - world.clock.now() <= timedelta(seconds=60)
