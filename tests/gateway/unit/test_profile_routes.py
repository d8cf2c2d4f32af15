"""One's own particulars through the API."""

from typing import Any

import httpx
import msgspec
import pytest

from contracts.errors import ManagedExternally
from contracts.profiles import LinkedAccount, Profile
from tests.gateway.samples import PERSON_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

MANAGE_URL = "https://kundencenter.example.com/profil"
PROFILE = Profile(
    person_id=PERSON_ID,
    name="Erika Muster",
    given_name="Erika",
    family_name="Muster",
    email="erika@example.com",
    language="de",
    linked_account=LinkedAccount(provider="Kundencenter", subject="KC-4711", manage_url=MANAGE_URL),
    managed_elsewhere=("phone",),
    manage_url=MANAGE_URL,
)


@pytest.mark.req("MB-01")
async def test_the_profile_shows_the_linked_account(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_profile", PROFILE)

    response = await signed_in.get("/v1/me/profile")

    assert response.json()["linked_account"] == {
        "provider": "Kundencenter",
        "subject": "KC-4711",
        "manage_url": MANAGE_URL,
    }


@pytest.mark.req("MB-02")
@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json"])
async def test_a_patch_hands_on_what_it_names_and_nothing_else(
    signed_in: httpx.AsyncClient, services: ScriptedServices, media_type: str
) -> None:
    services.says("identity.update_profile", PROFILE)

    response = await signed_in.patch(
        "/v1/me/profile",
        content=b'{"given_name": "Erika", "family_name": null}',
        headers={"Content-Type": media_type},
    )

    assert response.status_code == 200
    [asked] = services.calls_of("identity.update_profile")
    sent = msgspec.json.decode(msgspec.json.encode(asked.arguments))
    assert sent == {"request": {"given_name": "Erika", "family_name": None}}
    assert not asked.repeatable


@pytest.mark.req("MB-02")
async def test_after_a_patch_identity_is_asked_anew_who_one_is(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.update_profile", PROFILE)
    await signed_in.get("/v1/me")

    await signed_in.patch("/v1/me/profile", json={"given_name": "Erika"})
    await signed_in.get("/v1/me")

    assert len(services.calls_of("identity.authenticate")) == 2


@pytest.mark.req("MB-03", "A22")
async def test_what_is_kept_elsewhere_is_refused_with_its_address(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.update_profile", ManagedExternally("phone", MANAGE_URL))

    response = await signed_in.patch("/v1/me/profile", json={"phone": {"country": "DE"}})

    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "managed_externally")
    assert (problem["field"], problem["manage_url"]) == ("phone", MANAGE_URL)
    assert MANAGE_URL in problem["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"language": "fr"}, "language"), ({"given_name": 7}, "given_name"), ([], "")],
)
async def test_a_patch_that_makes_no_sense_is_refused(
    signed_in: httpx.AsyncClient, services: ScriptedServices, body: Any, field: str
) -> None:
    response = await signed_in.patch("/v1/me/profile", json=body)

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert services.calls_of("identity.update_profile") == []


async def test_the_vendors_people_link_an_account(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.link_account", PROFILE)

    response = await signed_in.put(
        f"/v1/people/{PERSON_ID}/linked-account", json={"subject": "KC-4711", "reason": "Anruf"}
    )

    assert response.status_code == 200
    [asked] = services.calls_of("identity.link_account")
    assert asked.arguments["request"].person_id == PERSON_ID
