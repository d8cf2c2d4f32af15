"""Who is no person, or has gone meanwhile, is refused at his next step."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.accounts import AskForLink, ChangePassword, CompleteRegistration, RequestAccess
from contracts.errors import (
    NotPermitted,
    NotSignedIn,
    ProviderSignInRefused,
    SignInRefused,
    WeakPassword,
    WireError,
)
from contracts.explain import ExplainQuery
from contracts.identity import CreateApiKey
from contracts.mailed_links import RequestEmailChange
from contracts.second_factor import ConfirmTotp
from identity.domain.addresses import sign_in_key
from identity.use_cases.access.prove_password import prove_password
from identity.use_cases.members.create_api_key import create_api_key
from tests.identity.integration.factors import CONTACT, PASSWORD_PROOF, App
from tests.identity.integration.federation import Federation
from tests.identity.integration.support import Support
from tests.identity.integration.world import GOOD_PASSWORD, World

NEW_PASSWORD = "vier gelbe Tassen fliegen nordwärts"


def refusal(attempt: Callable[[], object]) -> tuple[str, ...]:
    """Return the class and the arguments of the error that an attempt ends in."""
    try:
        attempt()
    except WireError as error:
        return (type(error).__name__, *error.arguments)
    return ("done",)


def test_what_belongs_to_a_person_is_no_systems(world: World) -> None:
    person, identity = world.admin(), world.service
    system = msgspec.structs.replace(person, kind="system")
    new_address = RequestEmailChange(email="neu@muster.example", password=GOOD_PASSWORD)
    new_password = ChangePassword(current=GOOD_PASSWORD, new=NEW_PASSWORD)

    refused = {
        "access": refusal(
            lambda: identity.request_access(system, RequestAccess(customer_number="10001"))
        ),
        "why": refusal(lambda: identity.explain(system, ExplainQuery(area="post"))),
        "address": refusal(lambda: identity.request_email_change(system, new_address)),
        "password": refusal(lambda: identity.change_password(system, new_password)),
        "factors": refusal(lambda: identity.get_second_factors(system)),
        "an app": refusal(lambda: identity.begin_totp(system, PASSWORD_PROOF)),
        "its code": refusal(lambda: identity.confirm_totp(system, ConfirmTotp(code="000000"))),
    }

    no_person = ("NotSignedIn",)
    assert refused == {
        "access": ("NotPermitted", "session"),
        "why": ("NotPermitted", "session"),
        **dict.fromkeys(("address", "password", "factors", "an app", "its code"), no_person),
    }


def test_who_belongs_nowhere_makes_no_keys() -> None:
    newcomer = a_principal(organisation_id=None)
    records: Any = None  # not touched before the refusal

    with pytest.raises(NotPermitted) as refused:
        create_api_key(newcomer, CreateApiKey(name="x", scopes=("documents.read",)), records)

    assert refused.value.arguments == ("membership",)


def test_whose_session_has_ended_learns_nothing_and_adds_nothing(world: World) -> None:
    person = world.admin()
    app = App(secret=world.service.begin_totp(person, PASSWORD_PROOF).secret)
    ended = msgspec.structs.replace(person, session_id=new_id())

    with pytest.raises(NotSignedIn):
        world.service.explain(ended, ExplainQuery(area="post"))
    with pytest.raises(NotSignedIn):
        world.service.confirm_totp(ended, ConfirmTotp(code=app.code(world.clock.now())))

    assert world.service.get_second_factors(person).totp_since is None


def test_who_is_erased_while_his_password_is_checked_is_not_let_in(world: World) -> None:
    world.admin()
    hasher = world.service.resources.hasher
    proven = prove_password(sign_in_key(CONTACT), GOOD_PASSWORD, world.room, hasher, client="")
    erased = replace(proven, person=replace(proven.person, id=new_id()))

    with world.room.of_everybody() as records, pytest.raises(SignInRefused):
        erased.settle_and_choose(records)


def test_signing_up_with_a_weak_password_leaves_the_link_open(world: World) -> None:
    world.service.request_registration(AskForLink(email="neu@frei.example"))
    token = world.token_mailed_to("neu@frei.example")

    def sign_up(password: str) -> object:
        wish = CompleteRegistration(token=token, person_name="Nora Neu", password=password)
        return world.service.complete_registration(wish)

    with pytest.raises(WeakPassword):
        sign_up("passwort123")

    assert sign_up(GOOD_PASSWORD)


def test_nobody_looks_in_whom_the_vendor_does_not_know_any_more(world: World) -> None:
    support = Support(world)
    support.agree()
    gone = msgspec.structs.replace(support.staff, subject=new_id())

    with pytest.raises(NotPermitted) as refused:
        support.open(gone)

    assert refused.value.arguments == ("vendor_staff",)
    assert support.trail() == ["support_consent.given"]


def test_a_provider_that_is_changed_while_it_answers_lets_nobody_in(
    federation: Federation, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, provider = federation.visit(), federation.provider
    redeem = provider.redeem

    def change_and_redeem(form: dict[str, str]) -> dict[str, Any] | None:
        federation.set(client_id="renewed")
        return redeem(form)

    monkeypatch.setattr(provider, "redeem", change_and_redeem)

    with pytest.raises(ProviderSignInRefused) as refused:
        federation.complete(visit)

    assert refused.value.arguments == ("sign_in_expired",)


def test_an_account_that_is_known_by_another_domain_is_not_opened(federation: Federation) -> None:
    world = federation.world
    world.member(federation.admin, "lea@muster.example")
    # As keys were made once, when ß was ss: the key is of one domain, the address of another.
    world.run_sql_as_operator(
        "UPDATE person SET email = 'lea@fremd.example' WHERE email = 'lea@muster.example'"
    )

    refused = federation.refusal(federation.visit())

    assert refused == ("provider_sign_in_refused", "other_account")
