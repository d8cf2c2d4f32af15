"""What changes while a password is hashed counts for the session that the sign-in opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest

from contracts.errors import SignInRefused
from contracts.identity import InvitePerson, Session, SignIn
from identity.adapters.password_hasher import PasswordHasher
from identity.use_cases.access.open_session import open_session
from tests.identity.integration.factors import CONTACT, enrol
from tests.identity.integration.world import GOOD_PASSWORD, World


@dataclass(kw_only=True)
class Interrupted:
    """The real hasher, during whose work something else happens."""

    inner: PasswordHasher
    meanwhile: Callable[[], object]
    locked: str = ""

    def hash(self, password: str) -> str:
        """Return a salted hash of `password`."""
        return self.inner.hash(password)

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Let the other thing happen, and return whether the password fits."""
        self.meanwhile()
        return self.inner.fits(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether the hash is outdated."""
        return self.inner.is_outdated(password_hash)


def sign_in(world: World, *, meanwhile: Callable[[], object]) -> Session:
    hasher = Interrupted(inner=world.service.resources.hasher, meanwhile=meanwhile)
    return open_session(SignIn(email=CONTACT, password=GOOD_PASSWORD), world.room, hasher)


def change_password(world: World) -> None:
    locked = world.service.resources.hasher.locked
    world.run_sql_as_operator(f"UPDATE person SET password_hash = '{locked}'")  # noqa: S608 - our own words


def leave(world: World, organisation_id: UUID) -> None:
    where = f"WHERE organisation_id = '{organisation_id}'"
    world.run_sql_as_operator(
        f"UPDATE session SET organisation_id = NULL {where}; DELETE FROM membership {where}"  # noqa: S608 - our own words
    )


def failures(world: World) -> int:
    found: int = world.run_sql("SELECT coalesce(sum(failures), 0) FROM sign_in_attempt")[0][0]
    return found


def test_a_password_that_was_changed_opens_nothing_and_counts_as_failed(world: World) -> None:
    world.admin()
    before = world.run_sql("SELECT count(*) FROM session")

    with pytest.raises(SignInRefused):
        sign_in(world, meanwhile=lambda: change_password(world))

    assert world.run_sql("SELECT count(*) FROM session") == before
    assert failures(world) == 1


def test_a_factor_that_was_added_is_awaited(world: World) -> None:
    admin = world.admin()

    session = sign_in(world, meanwhile=lambda: enrol(world, admin))

    assert "totp" in session.awaits
    assert world.run_sql("SELECT id FROM pending_sign_in") == [(session.session_id,)]
    assert failures(world) == 0


def test_who_was_removed_does_not_act_there(world: World) -> None:
    own = world.admin().organisation_id
    assert own is not None

    session = sign_in(world, meanwhile=lambda: leave(world, own))

    assert session.organisation is None
    assert world.principal_of(session).organisation_id is None


def test_who_was_made_a_member_acts_there(world: World) -> None:
    own = world.admin().organisation_id
    assert own is not None
    leave(world, own)
    other = world.register(customer_number="10002", contact_email=None)
    invitation = InvitePerson(email=CONTACT, organisation_id=other.id, reason="Bitte der Kundin")
    world.service.invite_person(world.staff(), invitation)

    session = sign_in(world, meanwhile=lambda: world.accept(CONTACT))

    assert session.organisation == other
