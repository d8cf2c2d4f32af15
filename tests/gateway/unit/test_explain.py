"""Explanations as a client of the API reads them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from contracts.errors import NotFound
from contracts.explain import Decider, Explanation, Notice, Rule, Subject, Verdict
from contracts.notices import DeliveryState
from gateway.edge.language import Language
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
        "at": None,
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


@pytest.mark.asyncio
async def test_a_missing_mail_is_explained_with_its_time_and_whose_it_is(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    notice = Notice(requested_at=at, state="sent", at=at, next_try_at=None, recipient=None)
    others_mail = {
        "subject": "missing_mail",
        "asked": str(uuid4()),
        "asked_name": "RE-4711",
        "decided_by": "address_is_yours",
        "rules": (
            Verdict(rule="address_is_yours", passes=False, because="another_address"),
            Verdict(rule="mail_handed_over", passes=True, because="sent", at=at),
        ),
        "ask": (Decider(kind="vendor_administration"),),
        "notice": notice,
    }

    member = await sentences(signed_in, services, "de", **others_mail)
    named = msgspec.structs.replace(notice, recipient="rechnung@muster.example")
    admin = await sentences(signed_in, services, "en", **{**others_mail, "notice": named})
    sent = await sentences(
        signed_in,
        services,
        "de",
        **{**others_mail, "is_allowed": True, "decided_by": "mail_handed_over", "ask": ()},
    )

    assert member == [
        "Sie haben über den Beleg „RE-4711“ keine Nachricht bekommen.",
        (
            "Benachrichtigt wird allein die E-Rechnungs-Adresse des Unternehmens, nicht jeder, der "
            "die Belege sieht. Die Nachricht geht an eine andere Adresse des Unternehmens."
        ),
        "Ändern können das: unsere Verwaltung.",
    ]
    assert admin[1].endswith("The mail goes to rechnung@muster.example.")
    assert sent[1].startswith("Die Nachricht ist am 02.03.2026, 13:00 dem Mailserver")


@pytest.mark.asyncio
async def test_what_could_not_be_asked_is_named_and_nothing_claimed_instead(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    told = await sentences(
        signed_in,
        services,
        "en",
        subject="document",
        asked="4711",
        is_allowed=None,
        decided_by=None,
        unanswered=("billing_docs",),
        ask=(),
    )

    assert told == [
        "Whether you see this document cannot be said at the moment.",
        "The service for documents does not answer at the moment; please ask again later.",
    ]


@pytest.mark.asyncio
async def test_of_a_mail_in_doubt_nobody_says_that_it_did_not_come(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    later = datetime(2026, 3, 2, 12, 1, tzinfo=UTC)

    told = await sentences(
        signed_in,
        services,
        "en",
        subject="missing_mail",
        asked_name="RE-4711",
        decided_by="mail_handed_over",
        rules=(Verdict(rule="mail_handed_over", passes=False, because="in_doubt", at=at),),
        ask=(),
        notice=Notice(requested_at=at, state="in_doubt", at=at, next_try_at=later, recipient=None),
    )

    assert told == [
        "Whether you have been told of the document “RE-4711” cannot be said at the moment.",
        (
            "The mail server did not confirm whether it took the mail on 2 Mar 2026, 13:00. "
            "It is therefore sent once more, on 2 Mar 2026, 13:01 at the earliest."
        ),
    ]


@pytest.mark.asyncio
async def test_of_a_mail_about_nobody_in_particular_no_person_is_spoken(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    told = await sentences(
        signed_in,
        services,
        "de",
        subject="missing_mail",
        asked_name="RE-4711",
        person_id=None,
        person_name=None,
        decided_by="mail_handed_over",
        rules=(Verdict(rule="mail_handed_over", passes=False, because="bounced", at=at),),
        ask=(),
        may_change_self=True,
    )

    assert told == [
        "Über den Beleg „RE-4711“ ist bisher keine Nachricht angekommen.",
        (
            "Die Nachricht ließ sich nicht zustellen: Ein Mailserver hat sie am 02.03.2026, 13:00 "
            "endgültig abgewiesen oder zurückgeschickt."
        ),
        "Sie können das selbst ändern.",
    ]


@pytest.mark.asyncio
async def test_who_may_not_see_documents_reads_that_their_mails_are_not_explained_to_him(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    told = await sentences(signed_in, services, "de", subject="missing_mail", asked=str(uuid4()))

    assert told[:2] == [
        "Auskunft über Nachrichten zu Belegen bekommt nur, wer die Belege auch sehen darf.",
        "Der Bereich ist für diesen Zugang nicht freigeschaltet.",
    ]


@pytest.mark.asyncio
async def test_a_document_or_a_mail_is_asked_about_by_the_documents_id(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.explain", NotFound("member"))
    document = uuid4()

    await signed_in.get(f"/v1/explain?document={document}")
    await signed_in.get(f"/v1/explain?missing_mail={document}")
    unreadable = await signed_in.get("/v1/explain?document=RE-4711")

    first, second = (call.arguments["query"] for call in services.calls_of("identity.explain"))
    assert (first.document, first.missing_mail) == (document, None)
    assert (second.document, second.missing_mail) == (None, document)
    assert unreadable.status_code == 422


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("state", [*DeliveryState.__args__, "requested"])  # type: ignore[attr-defined]  # a Literal's values
def test_every_state_of_a_mail_has_its_words(language: Language, state: str) -> None:
    key = "passes" if state == "sent" else f"refuses_{state}"

    assert texts_in(language).has(f"explain.rules.mail_handed_over.{key}")


@pytest.mark.parametrize("subject", Subject.__args__)  # type: ignore[attr-defined]  # a Literal's values
def test_every_subject_has_its_answers(subject: str) -> None:
    for answer in ("own_allowed", "own_refused", "allowed", "refused"):
        assert texts_in("de").has(f"explain.{subject}.{answer}")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_words_in_both_directions(rule: str) -> None:
    for answer in ("passes", "refuses"):
        assert texts_in("de").has(f"explain.rules.{rule}.{answer}")
