"""A partner's business over HTTP: customers, prospects, and the list as a file."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from contracts.errors import ServiceUnavailable
from contracts.list_views import ListView
from contracts.master_data import MasterData
from contracts.partner_accounts import (
    AccountQuery,
    AssignProspectContact,
    ChangeProspect,
    CreateProspect,
    Duplicates,
    Particulars,
    Prospect,
)
from contracts.system_notices import SystemNotice, SystemNoticeQuery, SystemNotices
from tests.gateway.account_samples import (
    ACCOUNT_ID,
    a_customer_detail,
    a_prospect,
    a_prospect_detail,
    accounts,
    an_account,
)
from tests.gateway.samples import ORGANISATION_ID, PERSON_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio
OTHER_SITE = UUID("01930000-0000-7000-8000-0000000000d9")


@pytest.mark.req("DW-29", "DW-33")
async def test_a_query_reaches_catalog_in_its_words(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.list_accounts", accounts(an_account()))

    answer = await signed_in.get(
        "/v1/business/customers",
        params={
            "kind": "prospect",
            "search": "mu",
            "contact": "none",
            "partner": f"{ORGANISATION_ID}, {OTHER_SITE},{OTHER_SITE}",
            "sort": "-since",
            "limit": "7",
        },
    )

    assert answer.json()["items"][0]["partner"]["name"] == "Standort Nord (Demo)"
    (asked,) = services.calls_of("catalog.list_accounts")
    assert asked.arguments["query"] == AccountQuery(
        kind="prospect",
        search="mu",
        contact="none",
        partners=(ORGANISATION_ID, OTHER_SITE),
        order="since",
        descending=True,
        limit=7,
    )


@pytest.mark.parametrize("query", ["limit=0", "kind=x", "sort=size", "partner=x", "nothing=1"])
async def test_a_query_that_means_nothing_is_refused(
    services: ScriptedServices, signed_in: httpx.AsyncClient, query: str
) -> None:
    answer = await signed_in.get(f"/v1/business/customers?{query}")

    assert answer.status_code == 422
    assert services.calls_of("catalog.list_accounts") == []


@pytest.mark.req("DW-30")
async def test_an_export_holds_every_page_in_ones_own_columns_and_no_formula(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_list_view", ListView(columns=("name", "vanished", "kind", "since")))
    pages = {
        None: accounts(an_account(name="=1+1"), next_cursor="second"),
        "second": accounts(a_prospect()),
    }
    services.says("catalog.list_accounts", lambda asked: pages[asked.arguments["query"].cursor])

    answer = await signed_in.get("/v1/business/customers/export?format=csv&search=n")

    assert answer.content.decode("utf-8-sig").splitlines() == [
        "Name;Art;Erfasst am",
        "'=1+1;Kunde;2026-03-03",
        "Neukunde AG (Demo);Interessent;2026-03-03",
    ]
    assert {
        each.arguments["query"].search for each in services.calls_of("catalog.list_accounts")
    } == {"n"}


@pytest.mark.req("DW-08")
async def test_a_customer_comes_with_contracts_and_master_data_or_says_what_is_missing(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_account", a_customer_detail())
    services.says("identity.get_customer_data", MasterData(city="Hamburg"))

    whole = (await signed_in.get(f"/v1/business/customers/{ACCOUNT_ID}")).json()
    services.says("identity.get_customer_data", ServiceUnavailable("database"))
    partial = (await signed_in.get(f"/v1/business/customers/{ACCOUNT_ID}")).json()

    assert whole["contracts"][0]["number"] == "V-2025-0042"
    assert (whole["master_data"], whole["gaps"]) == ({"city": "Hamburg"}, [])
    assert (partial["master_data"], partial["gaps"]) == (None, ["master_data"])
    assert partial["contracts"] == whole["contracts"]


async def test_a_prospect_is_shown_without_asking_for_what_only_customers_have(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    services.says("catalog.get_account", a_prospect_detail())

    shown = (await signed_in.get(f"/v1/business/customers/{ACCOUNT_ID}")).json()

    assert (shown["particulars"]["city"], shown["version"]) == ("Köln", 3)
    assert services.calls_of("identity.get_customer_data") == []


@pytest.mark.req("DW-35")
async def test_a_prospect_is_created_once_and_the_answer_warns_of_duplicates(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    made = Prospect(
        account=a_prospect(),
        particulars=Particulars(city="Köln"),
        version=1,
        likely_duplicates=(an_account(),),
    )
    services.says("catalog.create_prospect", made)
    body = {"name": "Neukunde AG", "particulars": {"city": "Köln"}}

    answer = await signed_in.post(
        "/v1/business/prospects", json=body, headers={"Idempotency-Key": "one"}
    )
    without_key = await signed_in.post("/v1/business/prospects", json=body)

    assert answer.status_code == 201
    assert answer.json()["likely_duplicates"][0]["customer_number"] == "10001"
    (asked,) = services.calls_of("catalog.create_prospect")
    assert asked.arguments["request"] == CreateProspect(
        name="Neukunde AG", particulars=Particulars(city="Köln"), idempotency_key="one"
    )
    assert without_key.status_code == 400


async def test_a_prospect_is_changed_assigned_looked_for_and_removed(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    prospect = Prospect(account=a_prospect(), particulars=Particulars(), version=4)
    services.says("catalog.change_prospect", prospect)
    services.says("catalog.assign_prospect_contact", a_prospect())
    services.says("catalog.find_duplicates", Duplicates(items=(an_account(),)))
    services.says("catalog.remove_prospect", None)
    address = f"/v1/business/prospects/{ACCOUNT_ID}"

    changed = await signed_in.put(
        address, json={"base_version": 3, "name": "Neukunde SE", "particulars": {}}
    )
    assigned = await signed_in.put(f"{address}/contact", json={"person_id": str(PERSON_ID)})
    found = await signed_in.get("/v1/business/prospects/duplicates?name=Neukunde")
    removed = await signed_in.delete(address)

    assert (changed.json()["version"], assigned.status_code) == (4, 200)
    assert found.json()["items"][0]["id"] == str(ACCOUNT_ID)
    assert removed.status_code == 204
    (change,) = services.calls_of("catalog.change_prospect")
    assert change.arguments["request"] == ChangeProspect(
        prospect_id=ACCOUNT_ID, base_version=3, name="Neukunde SE", particulars=Particulars()
    )
    (assign,) = services.calls_of("catalog.assign_prospect_contact")
    assert assign.arguments["request"] == AssignProspectContact(
        prospect_id=ACCOUNT_ID, person_id=PERSON_ID
    )


@pytest.mark.req("DW-28")
async def test_open_notices_are_listed_by_site_customer_and_kind(
    services: ScriptedServices, signed_in: httpx.AsyncClient
) -> None:
    notice = SystemNotice(
        id=OTHER_SITE,
        customer_id=ACCOUNT_ID,
        customer_name="Musterfabrik GmbH (Demo)",
        kind="storage_low",
        system=None,
        percent_used=93,
        release=None,
        noticed_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        told_at=None,
    )
    services.says("catalog.list_notices", SystemNotices(items=(notice,), total=1, is_more=False))

    answer = await signed_in.get(
        f"/v1/business/notices?partner={OTHER_SITE}&customer={ACCOUNT_ID}&kind=storage_low&limit=5"
    )

    assert answer.json()["items"][0]["percent_used"] == 93
    (asked,) = services.calls_of("catalog.list_notices")
    assert asked.arguments["query"] == SystemNoticeQuery(
        partners=(OTHER_SITE,), customer_id=ACCOUNT_ID, kind="storage_low", limit=5
    )
