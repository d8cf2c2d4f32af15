"""The pages of a partner's customers and prospects."""

from datetime import UTC, datetime

import httpx
import pytest

from contracts.errors import NotPermitted
from contracts.identity import Members, Membership
from contracts.list_views import ListView, PutListView
from contracts.master_data import MasterData
from contracts.partner_accounts import CreateProspect, Duplicates, Particulars, Prospect
from contracts.partner_sites import PartnerSite, PartnerSites
from contracts.partners import AssignPartnerContact, ServingPartner, ShortListExplanation
from contracts.system_notices import SystemNotice, SystemNotices
from tests.gateway.account_samples import (
    ACCOUNT_ID,
    PARTNER,
    a_customer_detail,
    a_prospect,
    a_prospect_detail,
    accounts,
    an_account,
)
from tests.gateway.samples import PERSON_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio
OTHER = ServingPartner(id=ACCOUNT_ID, name="Standort Süd (Demo)")


def a_notice() -> SystemNotice:
    return SystemNotice(
        id=ACCOUNT_ID,
        customer_id=ACCOUNT_ID,
        customer_name="Musterfabrik GmbH (Demo)",
        kind="storage_low",
        system="archiv.example.com",
        percent_used=93,
        release=None,
        noticed_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        told_at=None,
    )


@pytest.fixture(autouse=True)
def partner(services: ScriptedServices) -> None:
    """Let the browser be somebody's of a partner with two sites."""
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role="member", organisation_kind="partner", areas=("business",))
    )
    limited = ShortListExplanation(reason="visibility_own", ask=("Ada Muster",))
    sites = [
        PartnerSite(partner=each, is_open=True, data_scope="own", explanation=None)
        for each in (PARTNER, OTHER)
    ]
    services.says("identity.list_sites", PartnerSites(items=tuple(sites)))
    services.says("catalog.get_list_view", ListView())
    services.says(
        "catalog.list_accounts",
        accounts(an_account(), a_prospect(contact_name=None), explanations=(limited,)),
    )
    services.says("catalog.get_account", a_customer_detail())
    services.says(
        "identity.get_customer_data", MasterData(street="Am Hafen 1", city="Hamburg", country="DE")
    )
    services.says("identity.list_members", NotPermitted("deciding_team"))
    services.says(
        "catalog.list_notices", SystemNotices(items=(a_notice(),), total=1, is_more=False)
    )


@pytest.mark.req("DW-11", "DW-29", "DW-33")
async def test_the_list_tells_customers_from_prospects_and_is_narrowed_by_site(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    shown = await browser.get(
        f"/business/customers?search=mu&contact=none&partner={PARTNER.id}&partner={OTHER.id}"
    )

    for words in (
        "Interessent",
        "Kein Partner-Kontakt",
        "Ändern können das: Ada Muster.",
        "Standort Süd (Demo)",
        f'href="/business/customers/{ACCOUNT_ID}"',
        "/v1/business/customers/export?search=mu",
    ):
        assert words in shown.text
    query = services.calls_of("catalog.list_accounts")[-1].arguments["query"]
    assert (query.search, query.contact) == ("mu", "none")
    assert query.partners == (PARTNER.id, OTHER.id)


@pytest.mark.req("DW-30", "DW-31")
async def test_the_list_opens_in_the_view_that_was_kept_last(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.put_list_view", ListView())
    form = {"place_contact": "1", "place_name": "2", "place_kind": "", "sort": "-since"}

    kept = await browser.post("/business/customers/view", data=form)
    (asked,) = services.calls_of("catalog.put_list_view")
    view = ListView(columns=("contact", "name"), sort="-since")
    services.says("catalog.get_list_view", view)
    shown = await browser.get("/business/customers")

    assert kept.headers["location"] == "/business/customers?done=view_kept"
    assert asked.arguments["request"] == PutListView(list_name="customers", view=view)
    heading = shown.text.partition("<thead>")[2].partition("</thead>")[0]
    assert heading.index("Partner-Kontakt") < heading.index("Name")
    assert "Kundennummer" not in heading
    query = services.calls_of("catalog.list_accounts")[-1].arguments["query"]
    assert (query.order, query.descending) == ("since", True)


@pytest.mark.req("E4")
async def test_a_view_of_columns_that_are_gone_shows_the_list_as_usual(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.get_list_view", ListView(columns=("vanished",), sort="-vanished"))

    shown = await browser.get("/business/customers")

    assert "Kundennummer" in shown.text.partition("<thead>")[2].partition("</thead>")[0]


@pytest.mark.req("DW-08", "DW-24")
async def test_a_row_leads_to_the_customers_master_data_and_contracts(
    browser: httpx.AsyncClient,
) -> None:
    listed = await browser.get("/business/customers")
    shown = await browser.get(f"/business/customers/{ACCOUNT_ID}")

    assert f'<a href="/business/customers/{ACCOUNT_ID}">Musterfabrik GmbH (Demo)</a>' in listed.text
    for words in (
        "Am Hafen 1",
        "Hamburg",
        "Deutschland",
        "V-2025-0042",
        "Kundennummer 10001",
        "93 % belegt",
    ):
        assert words in shown.text
    assert "Partner-Kontakt ändern" not in shown.text


@pytest.mark.req("DW-14")
async def test_who_may_assign_does_so_on_the_customers_page(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    member = Membership(
        person_id=PERSON_ID,
        person_name="Uli Muster",
        email="u@example.com",
        role="member",
        areas=(),
    )
    services.says("identity.list_members", Members(items=(member,)))
    services.says("identity.assign_partner_contact", NotPermitted("deciding_team"))

    shown = await browser.get(f"/business/customers/{ACCOUNT_ID}")
    sent = await browser.post(
        f"/business/customers/{ACCOUNT_ID}/contact", data={"person_id": str(PERSON_ID)}
    )

    assert "Uli Muster" in shown.text
    assert sent.headers["location"].endswith("?done=not_assigned")
    (asked,) = services.calls_of("identity.assign_partner_contact")
    assert asked.arguments["request"] == AssignPartnerContact(
        customer_id=ACCOUNT_ID, person_id=PERSON_ID
    )


@pytest.mark.req("DW-35")
async def test_a_likely_duplicate_is_shown_before_the_prospect_is_created(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.find_duplicates", Duplicates(items=(an_account(),)))
    services.says(
        "catalog.create_prospect",
        Prospect(account=a_prospect(), particulars=Particulars(), version=1),
    )
    form = {"name": "Musterfabrik", "city": "Köln", "country": "DE", "idempotency_key": "one"}

    asked_back = await browser.post("/business/prospects/new", data=form)
    created = await browser.post("/business/prospects/new", data={**form, "seen": "true"})

    assert "Ist dieses Unternehmen schon erfasst?" in asked_back.text
    assert 'value="Köln"' in asked_back.text
    assert created.headers["location"] == f"/business/customers/{ACCOUNT_ID}?done=created"
    (asked,) = services.calls_of("catalog.create_prospect")
    assert asked.arguments["request"] == CreateProspect(
        name="Musterfabrik",
        particulars=Particulars(city="Köln", country="DE"),
        idempotency_key="one",
    )


async def test_a_prospect_is_changed_and_removed_on_its_page(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    services.says("catalog.get_account", a_prospect_detail())
    services.says("catalog.remove_prospect", None)

    page = await browser.get(f"/business/customers/{ACCOUNT_ID}")
    form = await browser.get(f"/business/prospects/{ACCOUNT_ID}")
    nameless = await browser.post(f"/business/prospects/{ACCOUNT_ID}", data={"name": " "})
    removed = await browser.post(f"/business/prospects/{ACCOUNT_ID}/remove")

    assert "Von der Messe" in page.text
    assert 'value="Köln"' in form.text
    assert 'name="base_version" value="3"' in form.text
    assert nameless.status_code == 422
    assert removed.headers["location"] == "/business/customers?done=removed"
