"""People sign in by the identity provider of their organisation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from chassis.clock import FixedClock
from contracts.errors import ProviderSignInRefused
from contracts.identity import SignIn
from contracts.identity_providers import BeginProviderSignIn
from contracts.members import RemoveMember
from tests.identity.integration.federation import Federation, Visit
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import GOOD_PASSWORD, World
from tests.openid_provider import OpenIdProvider


def trail(federation: Federation) -> list[str]:
    return [entry.action for entry in federation.world.service.list_audit(federation.admin).items]


def test_a_colleague_whom_nobody_knows_becomes_a_person_without_membership(
    federation: Federation,
) -> None:
    session = federation.sign_in("subject-1", "Lea@Muster.example", name=" Lea  Muster ")

    who = federation.world.authenticate(session)
    principal = federation.world.verify(who)
    assert (session.person_name, session.organisation, session.awaits) == ("Lea Muster", None, ())
    assert who.email == "Lea@muster.example"
    assert (principal.organisation_id, principal.role, principal.areas) == (None, None, ())
    assert trail(federation)[0] == "identity_provider.person_linked"


def test_a_member_is_recognised_by_the_verified_address_and_told(federation: Federation) -> None:
    world = federation.world
    lea = world.member(federation.admin, "lea@muster.example")

    session = federation.sign_in("subject-1", "LEA@muster.example")
    again = federation.sign_in("subject-1", "lea@muster.example")

    assert session.person_id == again.person_id == lea.subject
    assert world.principal_of(session).organisation_id == federation.admin.organisation_id
    told = [
        each for each in world.announced("notice_requested") if each["kind"] == "provider_linked"
    ]
    assert [each["recipient"] for each in told] == ["lea@muster.example"]
    assert trail(federation).count("identity_provider.person_linked") == 1


@pytest.mark.req("MB-01")
def test_a_persons_profile_shows_the_account_that_signs_him_in(federation: Federation) -> None:
    world = federation.world
    lea = world.member(federation.admin, "lea@muster.example")
    before = world.service.get_profile(lea).provider_accounts
    federation.sign_in("subject-1", "lea@muster.example")

    (account,) = world.service.get_profile(lea).provider_accounts

    assert before == ()
    assert account.organisation_name == "Musterfabrik GmbH (Demo)"
    assert (account.issuer, account.linked_at) == (federation.provider.issuer, world.clock.now())
    federation.set(client_id="renewed")
    assert world.service.get_profile(lea).provider_accounts == ()


def test_the_person_is_the_subject_whatever_the_address_becomes(federation: Federation) -> None:
    world = federation.world
    lea = world.member(federation.admin, "lea@muster.example")
    max_ = world.member(federation.admin, "max@muster.example")
    federation.sign_in("subject-1", "lea@muster.example")

    renamed = federation.sign_in("subject-1", "max@muster.example")

    assert renamed.person_id == lea.subject
    assert renamed.person_id != max_.subject


def test_another_subject_with_a_known_address_is_somebody_else(federation: Federation) -> None:
    federation.sign_in("subject-1", "lea@muster.example")
    federation.provider.sign_in("subject-2", "lea@muster.example")

    refusal = federation.refusal(federation.visit())

    assert refusal == ("provider_sign_in_refused", "other_account")


def test_where_the_organisation_says_so_a_colleague_becomes_a_member_once(
    federation: Federation,
) -> None:
    world = federation.world
    federation.set(admits_colleagues=True)

    first = world.principal_of(federation.sign_in("subject-1", "lea@muster.example"))
    world.service.remove_member(federation.admin, RemoveMember(person_id=first.subject))
    later = world.principal_of(federation.sign_in("subject-1", "lea@muster.example"))

    assert (first.role, first.organisation_id) == ("member", federation.admin.organisation_id)
    # Whoever was removed does not come back by himself.
    assert (later.subject, later.role) == (first.subject, None)
    assert trail(federation).count("member.joined_by_provider") == 1


@pytest.mark.parametrize("algorithm", ["PS256", "ES256", "Ed25519"])
def test_the_provider_may_sign_by_other_means(
    world: World, clock: FixedClock, algorithm: str
) -> None:
    provider = OpenIdProvider(clock.now, algorithm=algorithm)
    try:
        session = Federation(world, provider).sign_in("subject-1", "lea@muster.example")
    finally:
        provider.close()

    assert session.token.startswith("ks_")


def test_a_provider_that_wants_the_secret_in_the_form_gets_it_there(
    federation: Federation,
) -> None:
    federation.provider.behaviour.metadata = {
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_post"]
    }

    federation.sign_in("subject-1", "lea@muster.example")

    assert federation.provider.authentications == ["post"]


def test_the_answer_to_an_address_depends_on_its_domain_alone(federation: Federation) -> None:
    service = federation.world.service
    federation.world.member(federation.admin, "lea@muster.example")

    def begin(email: str) -> dict[str, str]:
        begun = service.begin_oidc_sign_in(BeginProviderSignIn(email=email))
        return dict(parse_qsl(urlsplit(begun.authorization_url or "").query))

    known, unknown = begin("lea@muster.example"), begin("nobody@MUSTER.example")
    others = [begin(each) for each in ("x@sub.muster.example", "x@fremd.example", "muster.example")]
    assert known.keys() == unknown.keys()
    assert (known["login_hint"], known["scope"]) == ("lea@muster.example", "openid email profile")
    assert others == [{}, {}, {}]


def test_the_domain_is_the_same_in_each_spelling(federation: Federation) -> None:
    federation.set(domains=("muster.example", "Müller.example"))
    federation.confirm("MÜLLER.example")

    session = federation.sign_in("subject-1", "Lea@xn--mller-kva.EXAMPLE")
    again = federation.sign_in("subject-1", "lea@MÜLLER.example")

    assert session.person_id == again.person_id


def test_sharp_s_takes_over_nobodys_account(federation: Federation) -> None:
    world = federation.world
    world.register(customer_number="10002", contact_email="chef@straße.example")
    world.accept("chef@straße.example")
    federation.set(domains=("strasse.example",))
    federation.confirm("strasse.example")
    owner = world.service.open_session(
        SignIn(email="chef@straße.example", password=GOOD_PASSWORD)
    ).person_id

    session = federation.sign_in("subject-1", "chef@strasse.example")

    assert session.person_id != owner


GENUINE = ("provider_sign_in_refused", "not_genuine")
UNVERIFIED = ("provider_sign_in_refused", "address_not_verified")
UNCONFIRMED = ("provider_sign_in_refused", "domain_not_confirmed")


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({"iss": "https://login.evil.example"}, GENUINE),
        ({"iss": None}, GENUINE),
        ({"aud": "another-client"}, GENUINE),
        ({"aud": ["kontor", "another-client"]}, GENUINE),
        ({"azp": "another-client"}, GENUINE),
        ({"exp": 0}, GENUINE),
        ({"exp": None}, GENUINE),
        ({"nonce": "another"}, GENUINE),
        ({"nonce": None}, GENUINE),
        ({"sub": None}, GENUINE),
        ({"email_verified": False}, UNVERIFIED),
        ({"email_verified": "true"}, UNVERIFIED),
        ({"email_verified": None}, UNVERIFIED),
        ({"email": None}, UNVERIFIED),
        ({"email": "no address"}, UNVERIFIED),
        ({"email": "lea@unconfirmed.example"}, UNCONFIRMED),
        ({"email": "chef@fremd.example"}, UNCONFIRMED),
        ({"email": "lea@sub.muster.example"}, UNCONFIRMED),
    ],
)
def test_a_token_that_says_something_else_lets_nobody_in(
    federation: Federation, claims: dict[str, Any], refusal: tuple[str, str]
) -> None:
    world = federation.world
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    foreign = world.principal_of(world.accept("chef@fremd.example"))
    federation.set(domains=("muster.example", "unconfirmed.example"))
    federation.set(foreign, domains=("fremd.example",))
    federation.confirm("fremd.example", admin=foreign)
    federation.provider.behaviour.claims = claims

    assert federation.refusal(federation.visit()) == refusal


@pytest.mark.parametrize(
    "signs_with", ["foreign key", "no key", "public key as secret", "unknown key id"]
)
def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(
    federation: Federation, signs_with: str
) -> None:
    federation.provider.behaviour.signs_with = signs_with

    assert federation.refusal(federation.visit()) == GENUINE


def test_a_provider_with_one_key_need_not_name_it(federation: Federation) -> None:
    federation.provider.behaviour.signs_with = "no key id"

    assert federation.complete(federation.visit()).token.startswith("ks_")


def test_a_new_key_is_fetched_once_and_then_known(federation: Federation) -> None:
    federation.complete(federation.visit())
    federation.provider.rotate_key()

    for _ in range(3):
        federation.complete(federation.visit())

    assert federation.provider.count("/jwks") == 2
    assert federation.provider.count("/.well-known/openid-configuration") == 1


def test_an_unknown_key_is_asked_for_once(federation: Federation) -> None:
    federation.complete(federation.visit())
    federation.provider.behaviour.signs_with = "unknown key id"

    federation.refusal(federation.visit())

    assert federation.provider.count("/jwks") == 2


def test_an_answer_is_good_once_and_in_the_browser_that_asked(federation: Federation) -> None:
    visit, other = federation.visit(), federation.visit()
    expired = ("provider_sign_in_refused", "sign_in_expired")

    foreign_browser = federation.refusal(visit, browser_secret=other.browser_secret)
    made_up = federation.refusal(visit, state="ko_made-up")
    federation.complete(visit)
    replayed = federation.refusal(visit)
    # The code has been used at the provider, too.
    replayed_code = federation.refusal(other, code=visit.answer["code"])

    assert foreign_browser == made_up == replayed == expired
    assert replayed_code == GENUINE


def test_an_answer_is_good_for_ten_minutes(federation: Federation) -> None:
    early, late = federation.visit(), federation.visit()

    federation.world.clock.move(timedelta(minutes=9, seconds=59))
    federation.complete(early)
    federation.world.clock.move(timedelta(seconds=1))

    assert federation.refusal(late) == ("provider_sign_in_refused", "sign_in_expired")
    federation.world.service.forget_old_sign_ins()
    assert federation.world.run_sql("SELECT state_sha256 FROM provider_sign_in") == []


def test_of_two_answers_at_once_one_wins(federation: Federation) -> None:
    visit = federation.visit()

    def complete() -> str:
        try:
            return federation.complete(visit).token[:3]
        except ProviderSignInRefused as refused:
            return refused.arguments[0]

    assert sorted(at_once(*[complete] * 4)) == ["ks_", *["sign_in_expired"] * 3]
    assert len(federation.world.run_sql("SELECT id FROM session WHERE vouched_by IS NOT NULL")) == 1


def test_two_first_sign_ins_at_once_make_one_person(federation: Federation) -> None:
    federation.set(admits_colleagues=True)
    visits = [federation.visit() for _ in range(3)]

    def complete(visit: Visit) -> Callable[[], Any]:
        return lambda: federation.complete(visit)

    sessions = at_once(*[complete(each) for each in visits])

    assert len({each.person_id for each in sessions}) == 1
    assert trail(federation).count("identity_provider.person_linked") == 1
    assert trail(federation).count("member.joined_by_provider") == 1


def test_an_answer_that_names_another_provider_is_refused(federation: Federation) -> None:
    evil = federation.refusal(federation.visit(), named_issuer="https://login.evil.example")
    unnamed = federation.refusal(federation.visit(), named_issuer=None)

    assert evil == unnamed == GENUINE
    assert federation.provider.count("/token") == 0


def test_a_provider_that_never_names_itself_need_not(federation: Federation) -> None:
    federation.provider.behaviour.names_itself = False

    assert federation.complete(federation.visit()).token.startswith("ks_")


def test_neither_state_nor_secret_is_stored(federation: Federation) -> None:
    visit = federation.visit()
    query = dict(parse_qsl(urlsplit(visit.authorization_url).query))

    stored = str(federation.world.run_sql("SELECT p::text FROM provider_sign_in p"))

    for secret in (visit.browser_secret, visit.answer["state"], query["nonce"]):
        assert secret.encode().hex() not in stored
        assert secret not in stored


def test_the_vendors_people_are_signed_in_by_the_vendors_provider_alone(
    federation: Federation,
) -> None:
    world = federation.world
    link = world.bootstrap("chefin@muster.example")
    assert link is not None
    chief = world.accept_link(link)
    federation.provider.sign_in("subject-1", "chefin@muster.example")

    refusal = federation.refusal(federation.visit("chefin@muster.example"))

    assert refusal == ("provider_sign_in_refused", "not_admitted")
    assert world.authenticate(chief).session_id == chief.session_id


@pytest.mark.parametrize("change", ["remove", "other issuer", "other client", "domain withdrawn"])
def test_what_a_provider_has_opened_ends_with_it(federation: Federation, change: str) -> None:
    world = federation.world
    world.member(federation.admin, "lea@muster.example")
    session = federation.sign_in("subject-1", "lea@muster.example")
    under_way = federation.visit()

    match change:
        case "remove":
            world.service.remove_identity_provider(federation.admin)
        case "other issuer":
            federation.set(issuer="https://login.neu.example")
        case "other client":
            federation.set(client_id="neu")
        case _:
            federation.confirm("muster.example", is_confirmed=False)

    ended = world.announced("access_ended")[-1]
    assert (ended["session_ids"], ended["reason"]) == ([str(session.session_id)], "revoked")
    expected = "domain_not_confirmed" if change == "domain withdrawn" else "sign_in_expired"
    assert federation.refusal(under_way) == ("provider_sign_in_refused", expected)
    links = world.run_sql("SELECT subject FROM federated_identity")
    assert len(links) == (1 if change == "domain withdrawn" else 0)


def test_with_another_client_the_subjects_begin_anew(federation: Federation) -> None:
    """Entra ID gives every client other subjects."""
    lea = federation.world.member(federation.admin, "lea@muster.example")
    federation.sign_in("subject-1", "lea@muster.example")
    federation.provider.client_id = "renewed"
    federation.set(client_id="renewed")

    session = federation.sign_in("subject-9", "lea@muster.example")

    assert session.person_id == lea.subject
