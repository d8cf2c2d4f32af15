"""The page on which an organisation sets up its own sign-in service."""

import httpx
import pytest
from bs4 import BeautifulSoup

from contracts.errors import InvalidInput, NotFound
from contracts.identity_providers import SetIdentityProvider
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices
from tests.gateway.unit.test_identity_provider_routes import PROVIDER

pytestmark = pytest.mark.asyncio

PAGE = "/company/sign-in"
FORM = {
    "issuer": "https://login.muster.example",
    "client_id": "kontor",
    "client_secret": "s3cret-s3cret",
    "domains": "muster.example\r\nwerk.muster.example, ",
    "is_required": "true",
    "strong_acr_values": "",
}


@pytest.fixture(autouse=True)
def administrator(services: ScriptedServices) -> None:
    """Let the browser be an administrator's."""
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))


async def test_the_service_is_set_up_with_one_domain_a_line(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_identity_provider", NotFound("identity_provider"))
    services.says("identity.set_identity_provider", PROVIDER)

    empty = await browser.get(PAGE)
    saved = await browser.post(PAGE, data=FORM)

    (asked,) = services.calls_of("identity.set_identity_provider")
    assert "/sign-in/oidc/callback" in empty.text
    assert saved.headers["location"] == f"{PAGE}?done=saved"
    assert asked.arguments["request"] == SetIdentityProvider(
        issuer="https://login.muster.example",
        client_id="kontor",
        client_secret="s3cret-s3cret",
        domains=("muster.example", "werk.muster.example"),
        is_required=True,
    )


async def test_what_is_wrong_stands_at_its_field_and_the_secret_is_never_shown_again(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_identity_provider", PROVIDER)
    services.says("identity.set_identity_provider", InvalidInput("issuer", "https_required"))

    refused = await browser.post(PAGE, data=FORM | {"issuer": "http://login.muster.example"})
    nothing = await browser.post(PAGE, data=FORM | {"domains": " "})

    shown = BeautifulSoup(refused.text, "html.parser")
    assert refused.status_code == 422
    assert shown.select_one("#issuer-fault") is not None
    assert "s3cret-s3cret" not in refused.text
    assert BeautifulSoup(nothing.text, "html.parser").select_one("#domains-fault") is not None


async def test_it_is_removed_once_somebody_says_that_he_means_it(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_identity_provider", PROVIDER)
    services.says("identity.remove_identity_provider", None)

    unsure = await browser.post(f"{PAGE}/remove", data={"is_sure": ""})
    sure = await browser.post(f"{PAGE}/remove", data={"is_sure": "yes"})

    assert unsure.status_code == 422
    assert sure.headers["location"] == f"{PAGE}?done=removed"
    assert len(services.calls_of("identity.remove_identity_provider")) == 1


async def test_only_administrators_set_it_up(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member"))

    shown, sent = await browser.get(PAGE), await browser.post(PAGE, data=FORM)

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert not services.calls_of("identity.set_identity_provider")
