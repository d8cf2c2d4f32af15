"""The API of second factors: what goes to identity, and what a client reads back."""

from typing import Any

import httpx
import pytest

from contracts.errors import SecondFactorRefused, SecondFactorRequired
from contracts.second_factor import (
    FactorAdded,
    RecoveryCodes,
    SecondFactorRule,
    SecondFactors,
    TotpEnrolment,
)
from tests.gateway.one_call import require_one_call
from tests.gateway.samples import (
    ORGANISATION_ID,
    PERSON_ID,
    TOKEN,
    a_session,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

A_MOMENT = a_session().expires_at
ENROLMENT = TotpEnrolment(
    secret="JBSWY3DPEHPK3PXP", otpauth_url="otpauth://totp/Kontor:erika", expires_at=A_MOMENT
)
FACTORS = SecondFactors(totp_since=A_MOMENT, recovery_codes_left=9, is_proven=True)
PROOF = {"password": "a long password"}

# What a client sends, which method of identity it becomes, what that answers, the status.
Step = tuple[str, str, Any, str, Any, int]
STEPS: list[Step] = [
    ("POST", "/v1/sessions/complete", {"token": "kf_1", "totp": "123456"},
     "complete_sign_in", a_session(), 201),
    ("GET", "/v1/me/second-factor", None, "get_second_factors", FACTORS, 200),
    ("POST", "/v1/me/second-factor/totp", PROOF, "begin_totp", ENROLMENT, 201),
    ("POST", "/v1/me/second-factor/totp/confirm", {"code": "123456"}, "confirm_totp",
     FactorAdded(token="ks_new", recovery_codes=("1",)), 200),
    ("POST", "/v1/me/second-factor/totp/remove", PROOF, "remove_totp", None, 204),
    ("POST", "/v1/me/second-factor/recovery-codes", PROOF, "renew_recovery_codes",
     RecoveryCodes(items=("1",)), 201),
    ("GET", "/v1/organisations/current/second-factor-rule", None, "get_second_factor_rule",
     SecondFactorRule(required=True), 200),
    ("PUT", "/v1/organisations/current/second-factor-rule", {"required": True},
     "set_second_factor_rule", SecondFactorRule(required=True), 200),
    ("POST", f"/v1/members/{PERSON_ID}/second-factor/reset",
     {"organisation_id": str(ORGANISATION_ID), "reason": "Telefon verloren"},
     "reset_second_factors", None, 204),
]  # fmt: skip


@pytest.mark.parametrize("step", STEPS, ids=[f"{step[0]} {step[1]}" for step in STEPS])
async def test_each_operation_is_one_call_of_identity(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    step: tuple[str, str, Any, str, Any, int],
) -> None:
    asked = await require_one_call(signed_in, services, step)

    assert asked.repeatable is (step[0] == "GET")


async def test_identity_is_told_from_where_a_proof_comes(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.begin_totp", ENROLMENT)

    await signed_in.post("/v1/me/second-factor/totp", json={**PROOF, "client": "forged"})

    (asked,) = services.calls_of("identity.begin_totp")
    assert asked.arguments["request"].client == "127.0.0.1"


async def test_a_wrong_code_is_refused_in_words(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.complete_sign_in", SecondFactorRefused())

    response = await anonymous.post(
        "/v1/sessions/complete",
        json={"token": "kf_1", "totp": "000000"},
        headers={"Accept-Language": "de"},
    )

    assert (response.status_code, response.json()["code"]) == (401, "second_factor_refused")
    assert response.json()["title"] == "Dieser Code passt nicht."


async def test_too_many_completions_from_one_address_are_stopped_here(
    anonymous: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.complete_sign_in", SecondFactorRefused())

    answers = [
        await anonymous.post("/v1/sessions/complete", json={"token": "kf_1", "totp": "000000"})
        for _ in range(21)
    ]

    assert {answer.status_code for answer in answers[:20]} == {401}
    assert answers[20].status_code == 429


async def test_after_enrolling_the_older_token_is_asked_about_anew(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.confirm_totp", FactorAdded(token="ks_new"))
    services.says("identity.get_second_factors", FACTORS)
    await signed_in.post("/v1/me/second-factor/totp/confirm", json={"code": "123456"})
    del services.tokens[TOKEN]

    response = await signed_in.get("/v1/me/second-factor")

    assert response.status_code == 401


async def test_who_lacks_the_second_factor_his_organisation_asks_for_is_told_so(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.list_members", SecondFactorRequired())

    response = await signed_in.get("/v1/members", headers={"Accept-Language": "de"})

    assert (response.status_code, response.json()["code"]) == (403, "second_factor_required")
    assert "zweiten Faktor" in response.json()["title"]
