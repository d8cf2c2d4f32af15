"""The pages of the business area: its two parts, its material, and what is still elsewhere."""

from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from contracts.contract_list import LicenceFile
from contracts.errors import AreaNotVisible, ChangedMeanwhile, NotPermitted
from contracts.partner_accounts import AccountPage
from contracts.partner_resources import PartnerResource, PartnerResources, ResourceVersion
from contracts.partner_sites import PartnerSites
from contracts.portal_functions import PortalFunction, PortalFunctions, PutPortalFunction
from contracts.principal import DOWNLOAD_LICENCE, Principal
from contracts.request_types import Label
from tests.gateway.contract_samples import CONTRACT_ID, a_contract, a_detail, a_page, a_timeline
from tests.gateway.samples import TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio
OLD = "https://alt.example.com/kunden"
RESOURCE_ID = UUID("01930000-0000-7000-8000-0000000000e1")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def acts_as(services: ScriptedServices, principal: Principal) -> None:
    services.tokens[TOKEN] = an_authenticated(principal=principal)


def of_partner(*grants: str) -> Principal:
    return a_principal(
        role="member", organisation_kind="partner", areas=("business",), grants=grants
    )


@pytest.fixture(autouse=True)
def partner(services: ScriptedServices) -> None:
    """Let the browser be somebody's of a partner whose customers are still elsewhere."""
    acts_as(services, of_partner())
    functions = (
        PortalFunction(key="customers", version=3, legacy_url=OLD),
        PortalFunction(key="contracts", version=0, legacy_url=None),
        PortalFunction(key="resources", version=0, legacy_url=None),
    )
    services.says("catalog.list_functions", PortalFunctions(items=functions))
    services.says("identity.list_sites", PartnerSites(items=()))
    versions = tuple(
        ResourceVersion(
            number=number, file_name="Liste.pdf", size_bytes=900, sha256="ab" * 32, added_at=NOON
        )
        for number in (2, 1)
    )
    resource = PartnerResource(
        id=RESOURCE_ID,
        version=1,
        title=Label(de="Preisliste", en="Price list"),
        category=Label(de="Vertrieb", en="Sales"),
        is_offered=True,
        files=versions,
    )
    services.says("catalog.list_resources", PartnerResources(items=(resource,)))


@pytest.mark.req("DW-03", "DW-07")
async def test_the_area_has_two_parts_and_leads_to_what_is_still_elsewhere(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    page = await browser.get("/business")
    answer = (await browser.get("/v1/business")).json()

    for words in (
        "Kunden und Interessenten",
        "Materialien",
        f'href="{OLD}"',
        "noch im bisherigen Portal",
        'href="/contracts"',
        'href="/business/resources"',
    ):
        assert words in page.text
    assert [each["key"] for each in answer["customers"]] == ["customers", "contracts"]
    assert [each["key"] for each in answer["resources"]] == ["resources"]
    assert answer["customers"][0]["legacy_url"] == OLD
    services.says("catalog.list_functions", AreaNotVisible("business"))
    assert (await browser.get("/v1/business")).status_code == 403


@pytest.mark.req("DW-03")
async def test_a_list_that_is_still_elsewhere_answers_with_its_address(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    elsewhere = AccountPage(items=(), total=0, is_more=False, next_cursor=None, legacy_url=OLD)
    services.says("catalog.list_accounts", elsewhere)
    services.says("catalog.list_contracts", a_page(legacy_url=OLD))
    services.says("catalog.get_list_view", {"columns": [], "sort": None})

    answer = await browser.get("/v1/business/customers")
    pages = [await browser.get(path) for path in ("/business/customers", "/contracts")]

    assert (answer.status_code, answer.json()["legacy_url"]) == (200, OLD)
    assert all(OLD in page.text and "<table" not in page.text for page in pages)


async def test_the_vendors_people_say_where_a_function_is_found(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    acts_as(services, a_principal(organisation_kind="vendor"))
    services.says("catalog.put_function", PortalFunctions(items=()))

    page = await browser.get("/business")
    moved = await browser.post(
        "/business/functions/customers", data={"base_version": "3", "legacy_url": ""}
    )
    plain = await browser.post(
        "/business/functions/customers", data={"base_version": "3", "legacy_url": "http://x"}
    )
    services.says("catalog.put_function", ChangedMeanwhile("version", "another"))
    late = await browser.post(
        "/business/functions/customers", data={"base_version": "1", "legacy_url": OLD}
    )

    assert f'value="{OLD}"' in page.text
    assert moved.headers["location"] == "/business?done=yes"
    assert (plain.status_code, late.status_code) == (422, 409)
    first = services.calls_of("catalog.put_function")[0]
    assert first.arguments["request"] == PutPortalFunction(
        key="customers", base_version=3, legacy_url=None
    )


@pytest.mark.req("DW-09", "E14")
async def test_material_is_fetched_in_its_newest_version_or_an_older_one(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    page = await browser.get("/business/resources")
    sent = await browser.post("/business/resources", data={"title_de": "x"})
    services.says("catalog.open_resource", AreaNotVisible("business"))
    refused = await browser.get(f"/v1/business/resources/{RESOURCE_ID}/file?version=1")

    assert "Preisliste" in page.text
    assert f'href="/v1/business/resources/{RESOURCE_ID}/file"' in page.text
    assert f'href="/v1/business/resources/{RESOURCE_ID}/file?version=1"' in page.text
    assert "Neues Material" not in page.text
    assert sent.status_code == 403
    assert refused.status_code == 403
    (asked,) = services.calls_of("catalog.open_resource")
    assert asked.arguments["number"] == 1


async def test_material_needs_all_its_names_and_a_file(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    acts_as(services, a_principal(organisation_kind="vendor"))

    page = await browser.get("/business/resources")
    nameless = await browser.post(
        "/business/resources",
        data={"title_de": "Preisliste"},
        files={"file": ("Liste.pdf", b"%PDF")},
    )
    without_file = await browser.post("/business/resources", data={"title_de": "Preisliste"})

    assert "Neues Material" in page.text
    assert (nameless.status_code, without_file.status_code) == (422, 422)
    assert 'value="Preisliste"' in nameless.text
    assert services.calls_of("catalog.put_resource") == []


@pytest.mark.req("DW-47")
async def test_a_licence_file_is_offered_to_who_may_fetch_it(
    services: ScriptedServices, browser: httpx.AsyncClient
) -> None:
    licence = LicenceFile(file_name="Muster.lic", size_bytes=900, added_at=NOON)
    detail = a_detail(contract=a_contract(kind="on_premises"), licence_file=licence)
    services.says("catalog.get_contract", detail)
    services.says("catalog.get_contract_timeline", a_timeline())
    address = f"/v1/contracts/{CONTRACT_ID}/licence-file"

    without = await browser.get(f"/contracts/{CONTRACT_ID}")
    acts_as(services, of_partner(DOWNLOAD_LICENCE))
    for_another = {"Cookie": "kontor_session=ks_another"}
    services.tokens["ks_another"] = services.tokens[TOKEN]
    granted = await browser.get(f"/contracts/{CONTRACT_ID}", headers=for_another)

    assert "Muster.lic" in without.text
    assert address not in without.text
    assert "fehlt Ihnen die Berechtigung" in without.text
    assert address in granted.text
    services.says("catalog.open_licence_file", NotPermitted(DOWNLOAD_LICENCE))
    assert (await browser.get(address)).status_code == 403
