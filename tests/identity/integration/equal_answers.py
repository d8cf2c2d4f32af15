"""Ways in that must not tell whether there is an account, each with somebody and with nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contracts.accounts import AskForLink, BeginSignIn, CompleteRegistration, RequestAccess
from contracts.errors import WireError
from contracts.identity import InvitePerson, SignIn, TypedCode
from contracts.principal import Principal
from tests.identity.integration.world import GOOD_PASSWORD, World

KNOWN, INVITED = "erika@muster.example", "ida@muster.example"
NEWCOMER, NOBODY = "neu@frei.example", "niemand@muster.example"
# No client of a test signs in from there with success.
CLIENT = "203.0.113.7"


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way in, asked for what there is and for what there is not."""

    name: str
    ask: Callable[[str], object]
    there: str
    not_there: str

    def answer(self, about: str) -> tuple[str, ...]:
        """Return what is answered, an error as its code and arguments."""
        try:
            return ("answered", repr(self.ask(about)))
        except WireError as error:
            return (error.code, *map(str, error.arguments))


def ways(world: World) -> list[Way]:
    """Return each way; Erika administers the customer 10001, and Ida is invited there."""
    admin = world.admin()
    world.service.invite_person(admin, InvitePerson(email=INVITED))
    wisher = _newcomer(world)
    return [*_with_an_address(world), _access(world, wisher)]


def _newcomer(world: World) -> Principal:
    world.service.request_registration(AskForLink(email=NEWCOMER))
    return world.principal_of(
        world.service.complete_registration(
            CompleteRegistration(
                token=world.token_mailed_to(NEWCOMER),
                person_name="Nora Neu",
                password=GOOD_PASSWORD,
            )
        )
    )


def _with_an_address(world: World) -> list[Way]:
    service = world.service
    asks: dict[str, Callable[[str], object]] = {
        "sign-in, first step": lambda it: service.begin_sign_in(BeginSignIn(email=it)),
        "sign-in": lambda it: service.open_session(
            SignIn(email=it, password="falsch geraten", client=CLIENT)
        ),
        "reset": lambda it: service.request_password_reset(AskForLink(email=it, client=CLIENT)),
        "registration": lambda it: service.request_registration(
            AskForLink(email=it, client=CLIENT)
        ),
        "invitation code": lambda it: service.preview_typed_code(
            TypedCode(email=it, code="ABCD-EFGH")
        ),
    }
    return [
        Way(
            name=name,
            ask=ask,
            there=INVITED if name == "invitation code" else KNOWN,
            not_there=NOBODY,
        )
        for name, ask in asks.items()
    ]


def _access(world: World, wisher: Principal) -> Way:
    return Way(
        name="access request",
        ask=lambda it: world.service.request_access(wisher, RequestAccess(customer_number=it)),
        there="10001",
        not_there="99999",
    )
