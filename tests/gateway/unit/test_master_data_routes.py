"""Master data over HTTP: what goes to which call, and how it is answered."""

from typing import Any

import httpx
import pytest

from contracts.billing_docs import EBillingAddress
from contracts.errors import ChangedMeanwhile, InvalidInput, MasterDataChangeWaiting
from contracts.master_data import MasterData
from contracts.master_data_changes import (
    CompanyData,
    MasterDataChangeDetail,
    MasterDataChangePage,
)
from tests.gateway.master_data import A_CHANGE, A_DETAIL, MOVE
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID, an_organisation
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

CHANGES = "/v1/master-data-changes"


async def ask(client: httpx.AsyncClient, **body: Any) -> httpx.Response:
    return await client.post(CHANGES, json=body, headers={"Idempotency-Key": "form-1"})


@pytest.mark.req("SE-09", "SE-67")
@pytest.mark.parametrize("kind", ["renaming", "move", "contact_change", "e_billing_address"])
async def test_a_wish_of_each_kind_is_taken_and_waits(
    signed_in: httpx.AsyncClient, services: ScriptedServices, kind: str
) -> None:
    services.says("tickets.request_master_data_change", A_CHANGE)

    response = await ask(signed_in, kind=kind, values=MOVE, effective_on="2027-01-01")

    (asked,) = services.calls_of("tickets.request_master_data_change")
    request = asked.arguments["request"]
    assert response.status_code == 202
    assert (request.kind, request.values, request.idempotency_key) == (
        kind,
        MasterData(**MOVE),
        "form-1",
    )
    assert response.json()["old"] == {"city": "Berlin"}


@pytest.mark.req("SE-67")
async def test_another_kind_reaches_nobody(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    response = await ask(signed_in, kind="merger", values={})

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "kind"
    assert services.calls_of("tickets.request_master_data_change") == []


async def test_each_fault_points_to_its_field(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "tickets.request_master_data_change",
        InvalidInput("values.postal_code", "missing", "effective_on", "in_the_past"),
    )

    response = await ask(signed_in, kind="move", values={})

    assert response.status_code == 422
    assert [(fault["pointer"], fault["reason"]) for fault in response.json()["errors"]] == [
        ("#/values/postal_code", "missing"),
        ("#/effective_on", "in_the_past"),
    ]


async def test_a_second_wish_and_an_unseen_change_are_conflicts(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.request_master_data_change", MasterDataChangeWaiting)
    services.says("tickets.approve_master_data_change", ChangedMeanwhile("current", "abc"))

    second = await ask(signed_in, kind="move", values=MOVE)
    unseen = await signed_in.post(f"{CHANGES}/{PERSON_ID}/approve", json={})

    assert (second.status_code, second.json()["code"]) == (409, "master_data_change_waiting")
    assert (unseen.status_code, unseen.json()["present"]) == (409, "abc")


async def test_decisions_reach_the_service_with_their_reasons(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for method in ("approve", "refuse", "withdraw"):
        services.says(f"tickets.{method}_master_data_change", A_CHANGE)

    await signed_in.post(f"{CHANGES}/{PERSON_ID}/approve", json={"seen": "abc"})
    await signed_in.post(f"{CHANGES}/{PERSON_ID}/refuse", json={"reason": "Nachweis fehlt."})
    await signed_in.post(f"{CHANGES}/{PERSON_ID}/withdraw")

    approval, refusal, withdrawal = (
        services.calls_of(f"tickets.{method}_master_data_change")[0].arguments
        for method in ("approve", "refuse", "withdraw")
    )
    assert (approval["request"].change_id, approval["request"].seen) == (PERSON_ID, "abc")
    assert refusal["request"].reason == "Nachweis fehlt."
    assert withdrawal["change_id"] == PERSON_ID


async def test_changes_are_listed_and_one_is_shown_beside_what_is_on_file(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "tickets.list_master_data_changes",
        MasterDataChangePage(items=(A_CHANGE,), next_cursor=None),
    )
    services.says(
        "tickets.get_master_data_change",
        MasterDataChangeDetail(
            change=A_CHANGE,
            current=MasterData(city="Potsdam"),
            is_changed_meanwhile=True,
            seen="abc",
        ),
    )

    listed = await signed_in.get(f"{CHANGES}?state=waiting_for_vendor")
    shown = await signed_in.get(f"{CHANGES}/{PERSON_ID}")

    assert [each["kind"] for each in listed.json()["items"]] == ["move"]
    assert shown.json()["current"] == {"city": "Potsdam"}
    assert shown.json()["is_changed_meanwhile"] is True


async def test_what_is_on_file_is_put_together_from_both_who_keep_it(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "identity.get_company_data",
        CompanyData(organisation=an_organisation(), values=MasterData(city="Berlin")),
    )
    services.says(
        "billing_docs.get_e_billing_address",
        EBillingAddress(organisation_id=ORGANISATION_ID, email="rechnung@muster.example"),
    )

    response = await signed_in.get(f"/v1/organisations/{ORGANISATION_ID}/company-data")

    assert response.json()["values"] == {
        "city": "Berlin",
        "e_billing_address": "rechnung@muster.example",
    }


@pytest.mark.req("SE-53")
async def test_the_wish_for_another_e_billing_address_is_a_change_of_master_data(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.request_master_data_change", A_CHANGE)
    services.says(
        "tickets.get_request",
        A_DETAIL,
    )

    response = await signed_in.post(
        "/v1/e-billing-address-requests",
        json={"email": "belege@muster.example"},
        headers={"Idempotency-Key": "form-1"},
    )

    (asked,) = services.calls_of("tickets.request_master_data_change")
    request = asked.arguments["request"]
    assert response.status_code == 202
    assert (request.kind, request.values.e_billing_address) == (
        "e_billing_address",
        "belege@muster.example",
    )
    assert services.calls_of("billing_docs.set_e_billing_address") == []
