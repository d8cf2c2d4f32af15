"""The second way in: the mail's address and its code, for whoever may not follow links."""

import httpx
import pytest

from contracts.errors import NotFound, WeakPassword
from contracts.identity import TypedCode
from tests.gateway.samples import TOKEN, a_session
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

TYPED = {
    "email": "info@muster.example",
    "code": "4711-0815",
    "person_name": "Erika Muster",
    "password": "drei ordner im regal",
}
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


async def test_the_sign_in_leads_to_the_form(anonymous: httpx.AsyncClient) -> None:
    sign_in = await anonymous.get("/sign-in")
    form = await anonymous.get("/invitation-code")

    assert 'href="/invitation-code"' in sign_in.text
    assert form.status_code == 200
    assert 'name="code"' in form.text


async def test_address_and_code_sign_in(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.accept_invitation", a_session())

    response = await anonymous.post("/invitation-code", data=TYPED, headers=SAME_SITE)

    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert response.headers["set-cookie"].startswith(f"kontor_session={TOKEN}")
    [asked] = services.calls_of("identity.accept_invitation")
    assert asked.arguments["request"].typed == TypedCode(email=TYPED["email"], code=TYPED["code"])
    assert asked.arguments["request"].token is None
    assert asked.arguments["request"].client == "127.0.0.1"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotFound("invitation"), "Adresse und Code passen nicht zusammen"),
        (WeakPassword("too_common"), "Es ist zu leicht zu erraten."),
    ],
)
async def test_what_is_wrong_stands_in_the_form(
    anonymous: httpx.AsyncClient, services: ScriptedServices, error: Exception, said: str
) -> None:
    services.says("identity.accept_invitation", error)

    response = await anonymous.post("/invitation-code", data=TYPED, headers=SAME_SITE)

    assert response.status_code == 422
    assert said in response.text
    assert TYPED["code"] in response.text
    assert TYPED["password"] not in response.text


async def test_the_api_takes_address_and_code_too(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.accept_invitation", NotFound("invitation"))

    response = await anonymous.post("/v1/invitations/by-code/accept", json=TYPED)

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
