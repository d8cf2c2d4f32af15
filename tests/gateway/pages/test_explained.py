"""Pages of areas that somebody does not have say why not, and who can change it."""

import httpx
import pytest

from contracts.accounts import Organisations
from contracts.errors import AreaNotVisible, EntitlementMissing, NotPermitted
from contracts.explain import Decider, Explanation, Verdict
from tests.gateway.samples import (
    PERSON_ID,
    TOKEN,
    a_principal,
    an_authenticated,
    an_organisation,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

REFUSED = Explanation(
    subject="area",
    asked="devices",
    person_id=PERSON_ID,
    person_name="Erika Muster",
    is_allowed=False,
    decided_by="area_switched_on",
    rules=(Verdict(rule="area_switched_on", passes=False),),
    ask=(Decider(kind="colleague", name="Max Muster", role="admin"),),
    may_change_self=False,
)


async def test_a_hidden_area_explains_itself_where_it_would_be(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_devices", AreaNotVisible("devices"))
    services.says("identity.explain", REFUSED)

    response = await browser.get("/devices")

    assert response.status_code == 403
    assert "Sie sehen den Bereich „Geräte“ nicht." in response.text
    assert "Ändern können das: Max Muster." in response.text
    assert 'href="/requests/new?kind=access_problem&amp;area=devices"' in response.text


@pytest.mark.parametrize("form", ["/orders/new", "/business/prospects/new"])
async def test_a_form_that_nobody_would_take_explains_that_before_it_is_filled_in(
    browser: httpx.AsyncClient, services: ScriptedServices, form: str
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="member", areas=("post",)))
    services.says("identity.explain", REFUSED)

    response = await browser.get(form)

    assert response.status_code == 403
    assert 'name="idempotency_key"' not in response.text
    assert "Sie sehen den Bereich „Geräte“ nicht." in response.text


async def test_what_belongs_to_administrators_says_who_they_are(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_contracts", NotPermitted("admin"))
    services.says("identity.explain", REFUSED)

    response = await browser.get("/contracts")

    assert response.status_code == 403
    assert "Ändern können das: Max Muster." in response.text
    assert services.calls_of("identity.explain")[0].arguments["query"].area == "self_services"


async def test_where_nobody_can_explain_the_refusal_stands_as_it_is(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.list_devices", EntitlementMissing("devices"))

    response = await browser.get("/devices")

    assert response.status_code == 403
    assert "Dieser Bereich ist nicht gebucht." in response.text


async def test_a_form_that_is_refused_is_not_explained(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.set_up_billing_access", AreaNotVisible("post"))

    response = await browser.post("/delivery/setup")

    assert response.status_code == 403
    assert not services.calls_of("identity.explain")


async def test_one_switches_between_the_organisations_one_belongs_to(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    own = an_organisation()
    other = an_organisation(id=PERSON_ID, name="Standort <Süd>")
    services.tokens[TOKEN] = an_authenticated(a_principal(), organisation=own)
    services.says("identity.list_own_organisations", Organisations(items=(own, other)))
    services.says("identity.switch_organisation", other)

    shown = await browser.get("/account/organisations")
    form = {"organisation_id": str(other.id)}
    switched = await browser.post("/account/organisations", data=form)
    nonsense = await browser.post("/account/organisations", data={"organisation_id": "x"})

    assert "Standort &lt;Süd&gt;" in shown.text
    assert shown.text.count("Hier arbeiten Sie gerade") == 1
    assert (switched.status_code, switched.headers["location"]) == (303, "/")
    assert nonsense.status_code == 422
