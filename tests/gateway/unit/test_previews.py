"""Dry runs as a client of the API asks for them and reads them."""

from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest

from contracts.errors import NotPermitted
from contracts.members import RemoveMember, SetTeam
from contracts.partners import SetCertification
from contracts.previews import (
    ChangePreview,
    ClosedArea,
    MemberEffect,
    NamedCustomer,
    NewRisk,
    PreviewedChange,
)
from contracts.principal import GRANTS
from gateway.texts import texts_in
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PATH = f"/v1/members/{PERSON_ID}/preview"
EFFECT = MemberEffect(
    person_id=PERSON_ID,
    person_name="Erika Muster",
    role="member",
    team=None,
    data_scope="none",
    areas_gained=("post",),
    areas_lost=("devices", "wiki"),
    areas_closed=(ClosedArea(area="academy", rule="booked"),),
    grants_gained=("unlock_areas",),
    grants_lost=(),
    customers_gained=(),
    customers_lost=(NamedCustomer(id=uuid4(), name="Anker GmbH (Demo)"),),
    sessions_ending=2,
)
CLOSED = (
    "Der Bereich „Akademie“ bleibt trotzdem geschlossen. "
    "Das Unternehmen hat diesen Bereich nicht gebucht."
)
FOUND = PreviewedChange(
    would_change=True,
    refused_by=None,
    members=(EFFECT,),
    new_risks=(NewRisk(code="partner_contact_sees_nothing", person_id=PERSON_ID, count=3),),
    contacts_lost=0,
)


async def test_a_dry_run_is_told_in_sentences_and_as_data(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_change", FOUND)

    answer = await signed_in.post(PATH, json={"areas": ["post"]})

    told = answer.json()
    assert answer.status_code == 200
    assert told["sentences"] == [
        "Erika Muster sieht dann auch: Post.",
        "Erika Muster sieht dann nicht mehr: Geräte, Wissensdatenbank.",
        "Erika Muster darf dann auch: Bereiche freischalten.",
        "Erika Muster sieht dann diese Kunden nicht mehr: Anker GmbH (Demo).",
        CLOSED,
        "Erika Muster wird abgemeldet; offene Sitzungen, die enden: 2.",
        "Eine Person betreut Kunden, die sie nicht sieht. (3)",
    ]
    assert told["members"][0]["areas_lost"] == ["devices", "wiki"]
    assert told["new_risks"][0]["code"] == "partner_contact_sees_nothing"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"would_change": False, "members": ()}, "Es würde sich nichts ändern."),
        (
            {"would_change": False, "members": (), "refused_by": "last_administrator"},
            "Ihr Unternehmen braucht mindestens eine Person mit Verwaltungsrechten.",
        ),
        ({"members": (), "new_risks": (), "contacts_lost": 4},
         "Kunden, die dann niemand mehr betreut: 4."),
    ],
)  # fmt: skip
async def test_what_stands_against_it_and_nothing_at_all_have_their_words(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    changes: dict[str, Any],
    sentence: str,
) -> None:
    services.says("identity.preview_change", msgspec.structs.replace(FOUND, **changes))

    answer = await signed_in.post(PATH, json={"is_removed": True})

    assert answer.json()["sentences"] == [sentence]


@pytest.mark.parametrize(
    ("body", "change"),
    [
        ({"team": None}, {"team": SetTeam(person_id=PERSON_ID, team=None)}),
        ({"team": "verwaltung"}, {"team": SetTeam(person_id=PERSON_ID, team="verwaltung")}),
        (
            {"is_removed": True, "organisation_id": str(ORGANISATION_ID), "reason": "Anruf"},
            {
                "removal": RemoveMember(
                    person_id=PERSON_ID, organisation_id=ORGANISATION_ID, reason="Anruf"
                )
            },
        ),
        ({}, {}),
    ],
)
async def test_what_is_tried_is_the_change_as_it_would_be_asked_for(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    body: dict[str, Any],
    change: dict[str, Any],
) -> None:
    services.says("identity.preview_change", FOUND)

    await signed_in.post(PATH, json=body)

    [asked] = services.calls_of("identity.preview_change")
    assert asked.arguments["request"] == ChangePreview(**change)
    assert {one.called for one in services.asked} <= {
        "identity.authenticate",
        "identity.preview_change",
    }


async def test_a_certification_is_tried_at_its_organisation(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.preview_change", NotPermitted("vendor_staff"))

    answer = await signed_in.post(
        f"/v1/organisations/{ORGANISATION_ID}/preview",
        json={"is_certified": True, "reason": "Prüfung"},
    )

    [asked] = services.calls_of("identity.preview_change")
    assert asked.arguments["request"].certification == SetCertification(
        organisation_id=ORGANISATION_ID, is_certified=True, reason="Prüfung"
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("grant", GRANTS)
async def test_every_single_action_has_its_words(grant: str) -> None:
    assert texts_in("de").has(f"grants.{grant}")
