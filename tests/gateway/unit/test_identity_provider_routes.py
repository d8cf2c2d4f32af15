"""An organisation's identity provider in the API: what goes to which call, and what comes back."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from contracts.errors import AlreadyExists, InvalidInput, NotFound
from contracts.identity_providers import (
    ConfirmProviderDomain,
    IdentityProvider,
    ProviderDomain,
    SetIdentityProvider,
)
from tests.gateway.samples import ORGANISATION_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PROVIDER = IdentityProvider(
    organisation_id=UUID(str(ORGANISATION_ID)),
    issuer="https://login.muster.example",
    client_id="kontor",
    domains=(ProviderDomain(domain="muster.example", confirmed_at=None),),
    is_required=False,
    admits_colleagues=False,
    strong_acr_values=(),
    redirect_uri="https://portal.example.com/sign-in/oidc/callback",
    changed_at=datetime(2026, 11, 2, 8, 30, tzinfo=UTC),
)
BODY = {
    "issuer": "https://login.muster.example",
    "client_id": "kontor",
    "client_secret": "s3cret",
    "domains": ["muster.example"],
}


async def test_a_provider_is_set_shown_and_forgotten(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.set_identity_provider", PROVIDER)
    services.says("identity.get_identity_provider", PROVIDER)
    services.says("identity.remove_identity_provider", None)

    put = await signed_in.put("/v1/identity-provider", json=BODY)
    got = await signed_in.get(f"/v1/identity-provider?organisation_id={ORGANISATION_ID}")
    deleted = await signed_in.delete("/v1/identity-provider")

    (asked,) = services.calls_of("identity.set_identity_provider")
    assert asked.arguments["request"] == SetIdentityProvider(
        issuer="https://login.muster.example",
        client_id="kontor",
        client_secret="s3cret",
        domains=("muster.example",),
    )
    (shown,) = services.calls_of("identity.get_identity_provider")
    assert shown.arguments == {"organisation_id": ORGANISATION_ID}
    assert (put.status_code, got.status_code, deleted.status_code) == (200, 200, 204)
    assert put.json() == got.json()
    assert "s3cret" not in put.text
    assert "client_secret" not in put.json()


async def test_the_vendors_people_confirm_a_domain(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.confirm_provider_domain", PROVIDER)
    address = f"/v1/organisations/{ORGANISATION_ID}/identity-provider/domains"

    confirmed = await signed_in.post(address, json={"domain": "muster.example", "reason": "TXT"})
    without_reason = await signed_in.post(address, json={"domain": "muster.example"})

    (asked,) = services.calls_of("identity.confirm_provider_domain")
    assert asked.arguments["request"] == ConfirmProviderDomain(
        organisation_id=ORGANISATION_ID, domain="muster.example", reason="TXT"
    )
    assert (confirmed.status_code, without_reason.status_code) == (200, 422)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (InvalidInput("issuer", "https_required"), 422, "Die Adresse muss mit https:// beginnen."),
        (InvalidInput("domains", "not_a_domain"), 422, "Das ist keine gültige Domain"),
        (AlreadyExists("domain"), 409, "already_exists"),
        (NotFound("identity_provider"), 404, "not_found"),
    ],
)
async def test_a_refusal_has_its_words(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    words: str,
) -> None:
    services.says("identity.set_identity_provider", error)

    answer = await signed_in.put(
        "/v1/identity-provider", json=BODY, headers={"Accept-Language": "de"}
    )

    assert answer.status_code == status
    assert words in answer.text
