"""Explanations as a client of the API reads them."""

from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from contracts.errors import NotFound
from contracts.explain import Decider, Explanation, Rule, Verdict
from gateway.texts import texts_in
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID
from tests.gateway.scripted_services import ScriptedServices

RULES = Rule.__args__  # type: ignore[attr-defined]  # a Literal's values
REFUSED = Explanation(
    subject="area",
    asked="post",
    person_id=PERSON_ID,
    person_name="Erika Muster",
    is_allowed=False,
    decided_by="area_switched_on",
    rules=(
        Verdict(rule="membership", passes=True),
        Verdict(rule="area_switched_on", passes=False),
    ),
    ask=(
        Decider(kind="colleague", name="Max Muster", role="admin"),
        Decider(kind="vendor_administration"),
    ),
    may_change_self=False,
)


async def sentences(
    client: httpx.AsyncClient, services: ScriptedServices, language: str, **changes: Any
) -> list[str]:
    services.says("identity.explain", msgspec.structs.replace(REFUSED, **changes))
    headers = {"Accept-Language": language}
    answer = await client.get("/v1/explain?area=post", headers=headers)
    told: list[str] = answer.json()["sentences"]
    return told


@pytest.mark.asyncio
async def test_an_explanation_says_what_is_so_why_and_whom_to_ask(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    german = await sentences(signed_in, services, "de")
    english = await sentences(signed_in, services, "en")

    assert german == [
        "Sie sehen den Bereich „Post“ nicht.",
        "Der Bereich ist für diesen Zugang nicht freigeschaltet.",
        "Ändern können das: Max Muster, unsere Verwaltung.",
    ]
    assert english[-1] == "This can be changed by: Max Muster, our administration."


@pytest.mark.asyncio
async def test_it_speaks_of_a_colleague_by_name_and_of_what_one_can_do_oneself(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    about_max = {"person_id": uuid4(), "person_name": "Max Muster"}

    own_hand = await sentences(signed_in, services, "de", **about_max, ask=(), may_change_self=True)
    allowed = await sentences(
        signed_in,
        services,
        "de",
        **about_max,
        is_allowed=True,
        rules=(Verdict(rule="area_switched_on", passes=True),),
    )

    assert own_hand[0] == "Max Muster sieht den Bereich „Post“ nicht."
    assert own_hand[-1] == "Sie können das selbst ändern."
    assert allowed == [
        "Max Muster sieht den Bereich „Post“.",
        "Der Bereich ist für diesen Zugang freigeschaltet.",
    ]


@pytest.mark.asyncio
async def test_the_answer_holds_codes_and_words_of_every_rule(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.explain", REFUSED)

    told = (await signed_in.get("/v1/explain?area=post")).json()

    assert (told["subject"], told["asked"], told["decided_by"]) == (
        "area",
        "post",
        "area_switched_on",
    )
    assert told["rules"][0] == {
        "rule": "membership",
        "passes": True,
        "because": None,
        "site": None,
        "text": "Der Zugang gehört zu diesem Unternehmen.",
    }
    assert told["ask"][0] == {"kind": "colleague", "name": "Max Muster", "role": "admin"}


@pytest.mark.asyncio
async def test_the_question_reaches_identity_as_it_was_asked(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.explain", NotFound("member"))

    answer = await signed_in.get(
        f"/v1/explain?area=wiki&customer=10001&person={PERSON_ID}&organisation_id={ORGANISATION_ID}&reason=Anruf"
    )

    [asked] = services.calls_of("identity.explain")
    query = asked.arguments["query"]
    assert (
        query.area,
        query.customer,
        query.person_id,
        query.organisation_id,
        query.reason,
    ) == (
        "wiki",
        "10001",
        PERSON_ID,
        ORGANISATION_ID,
        "Anruf",
    )
    assert answer.status_code == 404


@pytest.mark.asyncio
async def test_a_customer_at_several_sites_is_explained_site_by_site(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    hidden = {
        "subject": "customer",
        "asked": "10001",
        "decided_by": "visibility",
        "rules": (
            Verdict(rule="customer_served", passes=False, site="Nord (Demo)"),
            Verdict(rule="visibility", passes=False, because="own", site="Süd (Demo)"),
        ),
    }

    german = await sentences(signed_in, services, "de", **hidden)
    shown = await sentences(
        signed_in,
        services,
        "de",
        subject="customer",
        asked="10001",
        asked_name="Anker GmbH",
        is_allowed=True,
        decided_by="visibility",
        rules=(Verdict(rule="visibility", passes=True, because="all", site="Nord (Demo)"),),
    )

    assert german[:2] == [
        "Sie sehen den Kunden „10001“ nicht.",
        (
            "Süd (Demo): Die Sichtbarkeit dieses Zugangs steht auf „Eigene“, "
            "und dieser Kunde gehört nicht dazu."
        ),
    ]
    assert shown == [
        "Sie sehen den Kunden „Anker GmbH“.",
        "Die Sichtbarkeit dieses Zugangs steht auf „Alle“.",
    ]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_words_in_both_directions(rule: str) -> None:
    for answer in ("passes", "refuses"):
        assert texts_in("de").has(f"explain.rules.{rule}.{answer}")
