"""Risks as a client of the API reads them."""

from datetime import UTC, datetime

import httpx
import pytest

from contracts.risks import Risk, RiskCode, RiskPage
from gateway.texts import texts_in
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID
from tests.gateway.scripted_services import ScriptedServices

A_RISK = Risk(
    code="single_admin",
    severity="low",
    organisation_id=ORGANISATION_ID,
    organisation_name="Musterfabrik GmbH (Demo)",
    customer_number="10001",
    subject_kind="person",
    subject_id=PERSON_ID,
    subject_name="Erika Muster",
    since=datetime(2026, 11, 2, tzinfo=UTC),
)


@pytest.mark.asyncio
async def test_a_risk_comes_with_words_and_advice_in_the_readers_language(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.list_risks", RiskPage(items=(A_RISK,), next_cursor="next"))

    answers = [
        (await signed_in.get("/v1/risks", headers={"Accept-Language": language})).json()
        for language in ("de", "en")
    ]

    german, english = (answer["items"][0] for answer in answers)
    assert german["title"] == "Nur eine Person kann den Zugang verwalten."
    assert english["advice"].startswith("Give these rights to a second person")
    assert {german["code"], english["code"]} == {"single_admin"}
    assert (german["subject_name"], german["severity"]) == ("Erika Muster", "low")
    assert answers[0]["next_cursor"] == "next"


@pytest.mark.asyncio
async def test_the_list_is_narrowed_by_organisation_and_kind(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.list_risks", RiskPage(items=(), next_cursor=None))

    await signed_in.get(f"/v1/risks?organisation_id={ORGANISATION_ID}&code=single_admin&limit=7")
    unknown = await signed_in.get("/v1/risks?code=bad_weather")

    [asked] = services.calls_of("identity.list_risks")
    query = asked.arguments["query"]
    assert (query.organisation_id, query.code, query.limit) == (ORGANISATION_ID, "single_admin", 7)
    assert asked.repeatable
    assert (unknown.status_code, unknown.json()["errors"][0]["reason"]) == (422, "not_offered")


def test_every_kind_of_risk_has_its_words() -> None:
    codes = RiskCode.__args__  # type: ignore[attr-defined]  # a Literal's values

    for code in codes:
        for part in ("title", "advice"):
            assert texts_in("de").has(f"risks.{code}.{part}")
