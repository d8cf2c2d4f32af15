"""The API of passkeys: what goes to identity, and the form in which browsers read the answer."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.errors import PasskeyRefused
from contracts.passkeys import (
    Passkey,
    PasskeyAlgorithm,
    PasskeyCreation,
    PasskeyDescriptor,
    PasskeyRequest,
    PasskeyUser,
    RelyingPartyName,
)
from contracts.second_factor import PasskeyAdded
from tests.gateway.one_call import require_one_call
from tests.gateway.samples import TOKEN, a_session
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PASSKEY_ID = UUID("01930000-0000-7000-8000-000000000009")
PROOF = {"password": "a long password"}
PASSKEY = Passkey(
    id=PASSKEY_ID,
    name="Telefon",
    created_at=a_session().expires_at,
    last_used_at=None,
    is_backed_up=True,
)
ASKED = PasskeyRequest(
    challenge="AAEC",
    rp_id="portal.example.com",
    timeout=300_000,
    user_verification="required",
    allow_credentials=(PasskeyDescriptor(id="AQID", transports=("internal",)),),
)
TO_MAKE = PasskeyCreation(
    rp=RelyingPartyName(id="portal.example.com", name="Kontor"),
    user=PasskeyUser(id="AQID", name="erika@example.com", display_name="Erika Muster"),
    challenge="AAEC",
    pub_key_cred_params=(PasskeyAlgorithm(alg=-7),),
    timeout=300_000,
)
# As `PublicKeyCredential.toJSON()` writes them, with what we do not read.
ANSWER = {
    "id": "AQID",
    "rawId": "AQID",
    "type": "public-key",
    "authenticatorAttachment": "platform",
    "clientExtensionResults": {},
    "response": {
        "clientDataJSON": "e30",
        "authenticatorData": "AAEC",
        "signature": "AAEC",
        "userHandle": "AQID",
    },
}
MADE = {
    **ANSWER,
    "response": {
        "clientDataJSON": "e30",
        "attestationObject": "AAEC",
        "authenticatorData": "AAEC",
        "publicKeyAlgorithm": -7,
        "transports": ["internal", "hybrid"],
    },
}

# What a client sends, which method of identity it becomes, what that answers, the status.
Step = tuple[str, str, Any, str, Any, int]
STEPS: list[Step] = [
    ("POST", "/v1/sessions/passkey/challenge", None, "begin_passkey_sign_in", ASKED, 200),
    ("POST", "/v1/sessions/passkey", {"credential": ANSWER}, "open_session_by_passkey",
     a_session(), 201),
    ("POST", "/v1/sessions/complete/passkey-challenge", {"token": "kf_1"},
     "ask_for_passkey_to_complete", ASKED, 200),
    ("POST", "/v1/sessions/complete", {"token": "kf_1", "passkey": ANSWER}, "complete_sign_in",
     a_session(), 201),
    ("POST", "/v1/me/second-factor/passkey-challenge", None, "ask_for_passkey_as_proof",
     ASKED, 200),
    ("POST", "/v1/me/passkeys/challenge", PROOF, "begin_passkey", TO_MAKE, 200),
    ("POST", "/v1/me/passkeys", {"name": "Telefon", "credential": MADE}, "register_passkey",
     PasskeyAdded(token="ks_new", passkey=PASSKEY), 201),
    ("PATCH", f"/v1/me/passkeys/{PASSKEY_ID}", {"name": "Telefon"}, "rename_passkey",
     PASSKEY, 200),
    ("POST", f"/v1/me/passkeys/{PASSKEY_ID}/remove", {"passkey": ANSWER}, "remove_passkey",
     None, 204),
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=[f"{step[0]} {step[1]}" for step in STEPS])
async def test_each_operation_is_one_call_of_identity(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    step: tuple[str, str, Any, str, Any, int],
) -> None:
    asked = await require_one_call(signed_in, services, step)

    assert not asked.repeatable


async def test_a_question_has_the_names_that_browsers_read(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.begin_passkey_sign_in", ASKED)

    response = await anonymous.post("/v1/sessions/passkey/challenge")

    assert response.json() == {
        "challenge": "AAEC",
        "rpId": "portal.example.com",
        "timeout": 300_000,
        "userVerification": "required",
        "allowCredentials": [{"id": "AQID", "type": "public-key", "transports": ["internal"]}],
    }


async def test_what_a_browser_is_to_make_has_the_names_that_it_reads(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.begin_passkey", TO_MAKE)

    response = await signed_in.post("/v1/me/passkeys/challenge", json=PROOF)

    made = response.json()
    assert made["user"]["displayName"] == "Erika Muster"
    assert made["pubKeyCredParams"] == [{"type": "public-key", "alg": -7}]
    assert made["excludeCredentials"] == []
    assert made["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }


async def test_identity_gets_the_answer_and_from_where_it_comes(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session_by_passkey", a_session())

    await anonymous.post("/v1/sessions/passkey", json={"credential": ANSWER})

    (asked,) = services.calls_of("identity.open_session_by_passkey")
    request = asked.arguments["request"]
    assert request.credential.response.user_handle == "AQID"
    assert request.client == "127.0.0.1"


@pytest.mark.parametrize(
    "broken",
    [{}, {**ANSWER, "id": "not base64!"}, {**ANSWER, "type": "password"}, {**ANSWER, "id": ""}],
)
async def test_what_is_no_answer_of_a_passkey_is_told_by_its_fields(
    anonymous: httpx.AsyncClient, services: ScriptedServices, broken: dict[str, Any]
) -> None:
    response = await anonymous.post("/v1/sessions/passkey", json={"credential": broken})

    assert response.status_code == 422
    assert response.json()["errors"]
    assert services.asked == []


async def test_a_refused_passkey_is_told_in_words(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.open_session_by_passkey", PasskeyRefused())

    response = await anonymous.post(
        "/v1/sessions/passkey", json={"credential": ANSWER}, headers={"Accept-Language": "de"}
    )

    assert (response.status_code, response.json()["code"]) == (401, "passkey_refused")
    assert response.json()["title"] == "Dieser Passkey wird hier nicht angenommen."


async def test_after_a_new_passkey_the_older_token_is_asked_about_anew(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.register_passkey", PasskeyAdded(token="ks_new", passkey=PASSKEY))
    await signed_in.post("/v1/me/passkeys", json={"name": "Telefon", "credential": MADE})
    del services.tokens[TOKEN]

    response = await signed_in.get("/v1/me")

    assert response.status_code == 401
