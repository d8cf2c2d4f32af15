"""An organisation brings its identity provider: who sets it, and when it speaks for a domain."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from contracts.errors import AlreadyExists, InvalidInput, NotFound, NotPermitted
from contracts.identity_providers import (
    ConfirmProviderDomain,
    IdentityProvider,
    SetIdentityProvider,
)
from contracts.principal import Principal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

SECRET = "c1ient-s3cret-of-muster"
ISSUER = "https://login.muster.example/realms/muster"


def setting(**changes: Any) -> SetIdentityProvider:
    values: dict[str, Any] = {
        "issuer": ISSUER,
        "client_id": "kontor",
        "client_secret": SECRET,
        "domains": ("muster.example",),
        **changes,
    }
    return SetIdentityProvider(**values)


def confirm(world: World, provider: IdentityProvider, **changes: Any) -> IdentityProvider:
    values: dict[str, Any] = {
        "organisation_id": provider.organisation_id,
        "domain": "muster.example",
        "reason": "Handelsregister und TXT-Eintrag geprüft",
        **changes,
    }
    return world.service.confirm_provider_domain(world.staff(), ConfirmProviderDomain(**values))


def trail(world: World, admin: Principal) -> list[tuple[str, dict[str, str]]]:
    entries = world.service.list_audit(admin).items
    return [
        (entry.action.removeprefix("identity_provider."), entry.details)
        for entry in reversed(entries)
        if entry.action.startswith("identity_provider.")
    ]


@pytest.fixture
def admin(world: World) -> Principal:
    return world.admin()


@pytest.fixture
def foreign(world: World, admin: Principal) -> Principal:
    """Return the administrator of another customer."""
    del admin
    world.register(customer_number="10002", contact_email="chef@fremd.example")
    return world.principal_of(world.accept("chef@fremd.example"))


def test_an_admin_sets_a_provider_whose_domains_nobody_has_confirmed_yet(
    world: World, admin: Principal
) -> None:
    provider = world.service.set_identity_provider(
        admin, setting(domains=("Muster.example", "MÜLLER.example"), is_required=True)
    )

    assert world.service.get_identity_provider(admin) == provider
    assert provider.organisation_id == admin.organisation_id
    assert (provider.issuer, provider.client_id) == (ISSUER, "kontor")
    assert (provider.is_required, provider.admits_colleagues) == (True, False)
    assert [(each.domain, each.confirmed_at) for each in provider.domains] == [
        ("muster.example", None),
        ("xn--mller-kva.example", None),
    ]
    assert provider.redirect_uri == "https://portal.example.com/sign-in/oidc/callback"


def test_the_secret_is_written_and_never_read(world: World, admin: Principal) -> None:
    provider = world.service.set_identity_provider(admin, setting())
    shown = world.service.get_identity_provider(admin)

    tables = ("identity_provider", "claimed_domain", "audit_entry", "outbox", "parked_message")
    stored = [
        str(row)
        for table in tables
        for row in world.run_sql(f"SELECT t::text FROM {table} t")  # noqa: S608 - our own names
    ]
    (sealed,) = world.run_sql("SELECT sealed_secret FROM identity_provider")
    assert SECRET not in str(msgspec.json.encode((provider, shown)))
    assert not [row for row in stored if SECRET in row or SECRET.encode().hex() in row]
    assert SECRET.encode() not in bytes(sealed[0])


def test_setting_the_same_again_changes_nothing(world: World, admin: Principal) -> None:
    first = world.service.set_identity_provider(admin, setting())
    world.clock.move(timedelta(hours=1))

    again = world.service.set_identity_provider(admin, setting())
    without_secret = world.service.set_identity_provider(admin, setting(client_secret=None))

    assert again == without_secret == first
    assert [action for action, _ in trail(world, admin)] == ["set"]


def test_setting_at_once_from_two_places_is_written_down_once(
    world: World, admin: Principal
) -> None:
    at_once(*[lambda: world.service.set_identity_provider(admin, setting())] * 4)

    assert [action for action, _ in trail(world, admin)] == ["set"]


def test_the_trail_tells_what_changed_and_not_the_secret(world: World, admin: Principal) -> None:
    world.service.set_identity_provider(admin, setting())
    world.service.set_identity_provider(
        admin, setting(client_secret="an0ther", domains=("a.example", "b.example"))
    )
    world.service.remove_identity_provider(admin)
    world.service.remove_identity_provider(admin)

    (_, first), (_, second), (last, removed) = trail(world, admin)
    assert (first["issuer_before"], first["issuer_after"]) == ("", ISSUER)
    assert first["client_secret"] == "set"
    assert second == {
        "domains_before": "muster.example",
        "domains_after": "a.example,b.example",
        "client_secret": "replaced",
    }
    assert last == "removed"
    assert removed["domains_before"] == "a.example,b.example"
    with pytest.raises(NotFound):
        world.service.get_identity_provider(admin)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"issuer": "http://login.muster.example"}, ("issuer", "https_required")),
        ({"issuer": "https://login.muster.example?a=b"}, ("issuer", "not_an_issuer")),
        ({"domains": ("muster",)}, ("domains", "not_a_domain")),
        ({"client_id": " "}, ("client_id", "blank")),
        ({"client_secret": None}, ("client_secret", "required")),
        ({"client_secret": "a\r\nb"}, ("client_secret", "unreadable_character")),
    ],
)
def test_what_cannot_be_is_refused(
    world: World, admin: Principal, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.service.set_identity_provider(admin, setting(**changes))

    assert refused.value.arguments == fault
    assert trail(world, admin) == []


@pytest.mark.parametrize("change", [{"issuer": ISSUER + "2"}, {"client_id": "other"}])
def test_what_was_told_to_one_provider_is_not_sent_to_another(
    world: World, admin: Principal, change: dict[str, str]
) -> None:
    before = world.service.set_identity_provider(admin, setting())

    with pytest.raises(InvalidInput) as refused:
        world.service.set_identity_provider(admin, setting(client_secret=None, **change))

    assert refused.value.arguments == ("client_secret", "required")
    assert world.service.get_identity_provider(admin) == before


def test_only_the_organisations_own_admins_set_it(
    world: World, admin: Principal, foreign: Principal
) -> None:
    service, staff = world.service, world.staff()
    member = world.member(admin, "lea@muster.example")
    provider = service.set_identity_provider(admin, setting())

    for caller in (member, staff):
        with pytest.raises(NotPermitted):
            service.get_identity_provider(member)
        with pytest.raises((NotPermitted, NotFound)):
            service.set_identity_provider(caller, setting(issuer=ISSUER + "2"))
        with pytest.raises((NotPermitted, NotFound)):
            service.remove_identity_provider(caller)
    with pytest.raises(NotFound):
        service.get_identity_provider(foreign, admin.organisation_id)
    service.remove_identity_provider(foreign)

    assert service.get_identity_provider(admin) == provider
    assert service.get_identity_provider(staff, admin.organisation_id) == provider


def test_the_vendors_people_confirm_a_domain_with_their_reason(
    world: World, admin: Principal
) -> None:
    provider = world.service.set_identity_provider(admin, setting())

    confirmed = confirm(world, provider, domain="MUSTER.example")
    again = confirm(world, provider)

    assert [each.confirmed_at for each in confirmed.domains] == [world.clock.now()]
    assert again == confirmed
    assert trail(world, admin)[1:] == [
        (
            "domain_confirmed",
            {
                "domain": "muster.example",
                "issuer": ISSUER,
                "reason": "Handelsregister und TXT-Eintrag geprüft",
            },
        )
    ]


def test_a_confirmation_can_be_taken_back(world: World, admin: Principal) -> None:
    provider = world.service.set_identity_provider(admin, setting())
    confirm(world, provider)

    taken_back = confirm(world, provider, is_confirmed=False)

    assert [each.confirmed_at for each in taken_back.domains] == [None]
    assert [action for action, _ in trail(world, admin)][1:] == [
        "domain_confirmed",
        "domain_withdrawn",
    ]


def test_nobody_but_the_vendors_people_confirms(
    world: World, admin: Principal, foreign: Principal
) -> None:
    provider = world.service.set_identity_provider(admin, setting())
    request = ConfirmProviderDomain(
        organisation_id=provider.organisation_id, domain="muster.example", reason="wir sind es"
    )

    for caller in (admin, foreign):
        with pytest.raises(NotPermitted):
            world.service.confirm_provider_domain(caller, request)
    with pytest.raises(InvalidInput):
        confirm(world, provider, reason=" ")
    with pytest.raises(NotFound):
        confirm(world, provider, domain="fremd.example")

    assert world.service.get_identity_provider(admin) == provider


def test_two_may_claim_a_domain_and_one_gets_it(
    world: World, admin: Principal, foreign: Principal
) -> None:
    providers = [world.service.set_identity_provider(each, setting()) for each in (admin, foreign)]

    def try_to_confirm(provider: IdentityProvider) -> str:
        try:
            confirm(world, provider)
        except AlreadyExists as error:
            return error.arguments[0]
        return "confirmed"

    outcomes = at_once(*[lambda p=p: try_to_confirm(p) for p in providers])

    assert sorted(outcomes) == ["confirmed", "domain"]
    assert len(world.run_sql("SELECT domain FROM confirmed_domain")) == 1


def test_another_issuer_speaks_for_nothing_until_it_is_confirmed_anew(
    world: World, admin: Principal
) -> None:
    provider = world.service.set_identity_provider(admin, setting())
    confirm(world, provider)

    same = world.service.set_identity_provider(
        admin, setting(client_id="other", domains=("muster.example", "neu.example"))
    )
    other = world.service.set_identity_provider(admin, setting(issuer="https://evil.example"))

    assert [each.confirmed_at is not None for each in same.domains] == [True, False]
    assert [each.confirmed_at for each in other.domains] == [None]


def test_a_domain_given_up_is_free_for_another(
    world: World, admin: Principal, foreign: Principal
) -> None:
    confirm(world, world.service.set_identity_provider(admin, setting()))
    other = world.service.set_identity_provider(foreign, setting())
    with pytest.raises(AlreadyExists):
        confirm(world, other)

    world.service.remove_identity_provider(admin)

    assert [each.confirmed_at for each in confirm(world, other).domains] == [world.clock.now()]


def test_the_vendor_admits_nobody_by_itself(world: World) -> None:
    link = world.bootstrap("chefin@vendor.example")
    assert link is not None
    chief = world.principal_of(world.accept_link(link))

    with pytest.raises(InvalidInput) as refused:
        world.service.set_identity_provider(chief, setting(admits_colleagues=True))

    assert refused.value.arguments == ("admits_colleagues", "not_for_the_vendor")
    assert not world.service.set_identity_provider(chief, setting()).admits_colleagues
