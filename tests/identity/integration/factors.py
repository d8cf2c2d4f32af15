"""What a test about second factors does as the person with the phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp

from contracts.events import NoticeRequested
from contracts.identity import Session, SignIn
from contracts.principal import Principal
from contracts.second_factor import CompleteSignIn, ConfirmTotp, FactorAdded, Proof
from tests.identity.integration.world import GOOD_PASSWORD, World

CONTACT = "erika@muster.example"
PASSWORD_PROOF = Proof(password=GOOD_PASSWORD)


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """An authenticator app with the secret of one person."""

    secret: str

    def code(self, now: datetime, *, steps: int = 0) -> str:
        """Return what the app shows, so many steps of 30 seconds from now."""
        return pyotp.TOTP(self.secret).at(now + timedelta(seconds=30 * steps))


@dataclass(frozen=True, kw_only=True, slots=True)
class Enrolled:
    """A person with an app, signed in with it."""

    person: Principal
    token: str
    app: App
    recovery_codes: tuple[str, ...]


def sign_in(world: World, email: str = CONTACT, **changes: Any) -> Session:
    request = {"email": email, "password": GOOD_PASSWORD, **changes}
    return world.service.open_session(SignIn(**request))


def enrol(world: World, person: Principal) -> Enrolled:
    """Set an app up in the person's session, and move on to its next code."""
    begun = world.service.begin_totp(person, PASSWORD_PROOF)
    app = App(secret=begun.secret)
    added: FactorAdded = world.service.confirm_totp(
        person, ConfirmTotp(code=app.code(world.clock.now()))
    )
    world.clock.move(timedelta(seconds=30))
    principal = world.verify(world.service.authenticate(added.token))
    return Enrolled(
        person=principal, token=added.token, app=app, recovery_codes=added.recovery_codes
    )


def enrolled_admin(world: World) -> Enrolled:
    """Return the customer's first administrator, with an app."""
    return enrol(world, world.admin())


def complete(world: World, pending: Session, **factor: Any) -> Session:
    return world.service.complete_sign_in(CompleteSignIn(token=pending.token, **factor))


def notices(world: World, kind: str) -> list[NoticeRequested]:
    return [each for each in world.invitations_mailed() if each.kind == kind]
