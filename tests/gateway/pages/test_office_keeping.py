"""Cases, restrictions, one document's periods and deletion runs, as pages."""

from datetime import UTC, date, datetime
from uuid import UUID

import httpx
import msgspec
import pytest

from contracts.billing_docs import DocumentPage, EBillingAddress
from contracts.deletion import DeletionItem, DeletionItemPage, DeletionRun, DeletionRunPage
from contracts.delivery import DeliveryMode, DeliveryModeHistory
from contracts.delivery_rules import Rules
from contracts.document_office import KeptDocument, KeptDocuments
from contracts.errors import InvalidInput, NotFound, NotPermitted, RetentionProtected
from contracts.identity import Members, Membership
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.retention import Custody, Hold, HoldPage, Restriction, RestrictionPage
from tests.gateway.samples import (
    DOCUMENT_ID,
    ORGANISATION_ID,
    PERSON_ID,
    TOKEN,
    a_document,
    a_principal,
    an_authenticated,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOME_ID = UUID("01930000-0000-7000-8000-0000000000aa")
HERE = f"/office/documents/{DOCUMENT_ID}?customer={ORGANISATION_ID}"
HOLD = Hold(
    id=SOME_ID,
    organisation_id=ORGANISATION_ID,
    document_id=DOCUMENT_ID,
    case_id="BP-<2026>",
    reason="Betriebsprüfung",
    placed_at=NOW,
    placed_by="person:somebody",
)
RESTRICTION = Restriction(
    id=SOME_ID,
    organisation_id=ORGANISATION_ID,
    document_id=DOCUMENT_ID,
    ground="gdpr_article_18",
    reason="Antrag",
    placed_at=NOW,
    placed_by="system:billing_docs",
)
CUSTODY = Custody(
    document_id=DOCUMENT_ID,
    organisation_id=ORGANISATION_ID,
    document_type="invoice",
    number="RE-1",
    issued_on=date(2026, 3, 2),
    received_at=NOW,
    available_until=date(2027, 3, 2),
    retained_through=date(2034, 12, 31),
    locked_until=datetime(2035, 1, 1, 23, 0, tzinfo=UTC),
    holds=(HOLD,),
    restriction=None,
    deleted_at=None,
    next_actions=("place_hold", "release_hold"),
)
MODE = DeliveryMode(
    organisation_id=ORGANISATION_ID,
    mode="digital",
    ends_on=None,
    until_contract_end=False,
    postal_address=None,
    chosen_at=None,
)
RUN = DeletionRun(
    id=SOME_ID,
    state="proposed",
    reason="Ablauf 2034",
    organisation_id=None,
    document_type=None,
    retained_before=date(2035, 1, 1),
    document_count=1,
    size_bytes=1000,
    items_sha256="a" * 64,
    proposed_at=NOW,
    proposed_by="person:somebody",
)
ITEM = DeletionItem(
    document_id=DOCUMENT_ID,
    organisation_id=ORGANISATION_ID,
    customer_number="10001",
    document_type="invoice",
    number="RE-1",
    sha256="b" * 64,
    size_bytes=1000,
    issued_on=date(2026, 3, 2),
    received_at=NOW,
    available_until=date(2027, 3, 2),
    retained_through=date(2034, 12, 31),
    state="kept",
    kept_because="held",
)


@pytest.fixture
def clerk(services: ScriptedServices) -> ScriptedServices:
    """Let somebody of the vendor's administration be signed in, with what every page asks."""
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role="admin", organisation_kind="vendor")
    )
    customer = OrganisationName(id=ORGANISATION_ID, name="Muster & Söhne", customer_number="10001")
    services.says("identity.name_organisations", OrganisationNames(items=(customer,)))
    services.says("identity.list_members", Members(items=()))
    services.says("billing_docs.list_holds", HoldPage(items=(HOLD,), next_cursor=None))
    restrictions = RestrictionPage(items=(RESTRICTION,), next_cursor=None)
    services.says("billing_docs.list_restrictions", restrictions)
    services.says("billing_docs.get_custody", CUSTODY)
    return services


@pytest.mark.req("B12")
@pytest.mark.usefixtures("clerk")
async def test_cases_and_restrictions_are_shown_with_whose_they_are(
    browser: httpx.AsyncClient,
) -> None:
    shown = await browser.get("/office/keeping")

    assert "BP-&lt;2026&gt;" in shown.text
    assert "Muster &amp; Söhne (10001)" in shown.text
    assert "Eingeschränkt nach Artikel 18 DSGVO" in shown.text
    assert "automatisch" in shown.text


async def test_a_document_is_found_by_what_stands_on_it(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    document = KeptDocument(
        document_id=DOCUMENT_ID,
        organisation_id=ORGANISATION_ID,
        document_type="invoice",
        number="RE-1",
        issued_on=date(2026, 3, 2),
        is_shown=False,
    )
    found = KeptDocuments(
        organisation_id=ORGANISATION_ID, customer_name="Muster & Söhne", items=(document,)
    )
    clerk.says("billing_docs.find_kept_documents", found)

    shown = await browser.get("/office/keeping?customer_number=10001&number=RE-1")
    mistyped = await browser.get("/office/keeping?customer_number=1&number=RE-1")
    clerk.says("billing_docs.find_kept_documents", NotFound("organisation"))
    unknown = await browser.get("/office/keeping?customer_number=99999&number=RE-1")

    assert HERE in shown.text
    assert "für den Kunden nicht sichtbar" in shown.text
    assert (mistyped.status_code, unknown.status_code) == (422, 404)


@pytest.mark.req("B12")
async def test_a_document_shows_both_clocks_and_what_may_be_done_next(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    clerk.says("billing_docs.place_hold", HOLD)
    clerk.says("billing_docs.release_hold", HOLD)
    clerk.says("billing_docs.restrict_document", RetentionProtected("2027-03-02"))

    shown = await browser.get(HERE)
    held = await browser.post(
        HERE, data={"action": "hold", "case_id": "BP-7", "reason": "Betriebsprüfung"}
    )
    unsaid = await browser.post(HERE, data={"action": "hold", "case_id": "BP-7", "reason": ""})
    protected = await browser.post(
        HERE,
        data={"action": "restrict", "ground": "portal_window_over", "reason": "Frist vorbei"},
    )
    invented = await browser.post(HERE, data={"action": "burn", "reason": "Frist vorbei"})
    released = await browser.post(
        f"/office/holds/{SOME_ID}/release", data={"reason": "abgeschlossen", "back": "document"}
    )

    assert "bis 02.03.2027" in shown.text
    assert "bis 31.12.2034" in shown.text
    assert 'value="hold"' in shown.text
    assert 'value="restrict"' not in shown.text
    assert held.headers["location"] == f"{HERE}&done=held"
    assert (unsaid.status_code, protected.status_code, invented.status_code) == (422, 409, 422)
    assert released.headers["location"] == f"{HERE}&done=released"
    assert clerk.calls_of("billing_docs.place_hold")[0].arguments["request"].case_id == "BP-7"


@pytest.mark.req("B12")
async def test_a_restricted_document_says_why_and_is_shown_again(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    restricted = msgspec.structs.replace(
        CUSTODY, restriction=RESTRICTION, next_actions=("lift_restriction",)
    )
    clerk.says("billing_docs.get_custody", restricted)
    clerk.says("billing_docs.lift_restriction", None)
    clerk.says("billing_docs.place_hold", HOLD)

    shown = await browser.get(HERE)
    lifted = await browser.post(HERE, data={"action": "lift", "reason": "Antrag erledigt"})
    everything = await browser.post(
        "/office/holds",
        data={"organisation_id": str(ORGANISATION_ID), "case_id": "BP-7", "reason": "Prüfung"},
    )

    assert 'value="open"' in shown.text
    assert lifted.headers["location"] == f"{HERE}&done=lifted"
    assert everything.headers["location"] == "/office/keeping?done=held"
    (held,) = clerk.calls_of("billing_docs.place_hold")
    assert held.arguments["request"].document_id is None


@pytest.mark.parametrize(("proposed_by", "may_release"), [("somebody", True), ("self", False)])
async def test_a_run_is_released_by_a_second_person_who_names_the_list_he_saw(
    browser: httpx.AsyncClient, clerk: ScriptedServices, proposed_by: str, *, may_release: bool
) -> None:
    subject = a_principal().subject
    by = f"person:{subject}" if proposed_by == "self" else "person:somebody"
    clerk.says("billing_docs.get_deletion_run", msgspec.structs.replace(RUN, proposed_by=by))
    clerk.says(
        "billing_docs.list_deletion_items", DeletionItemPage(items=(ITEM,), next_cursor="next")
    )
    clerk.says("billing_docs.release_deletion", RUN)

    shown = await browser.get(f"/office/deletion-runs/{SOME_ID}")
    released = await browser.post(
        f"/office/deletion-runs/{SOME_ID}/release", data={"items_sha256": "a" * 64}
    )
    clerk.says("billing_docs.release_deletion", NotPermitted("second_person"))
    refused = await browser.post(
        f"/office/deletion-runs/{SOME_ID}/release", data={"items_sha256": "a" * 64}
    )

    assert (f"/office/deletion-runs/{SOME_ID}/release" in shown.text) is may_release
    assert "Es wird für einen laufenden Vorgang gebraucht." in shown.text
    assert "cursor=next" in shown.text
    assert released.headers["location"] == f"/office/deletion-runs/{SOME_ID}?done=released"
    assert refused.status_code == 403


async def test_a_run_is_proposed_and_taken_back_with_a_reason(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    clerk.says("billing_docs.list_deletion_runs", DeletionRunPage(items=(RUN,), next_cursor=None))
    clerk.says("billing_docs.get_deletion_run", RUN)
    clerk.says("billing_docs.list_deletion_items", DeletionItemPage(items=(), next_cursor=None))
    clerk.says("billing_docs.propose_deletion", RUN)
    clerk.says("billing_docs.withdraw_deletion", RUN)
    runs = "/office/deletion-runs"

    listed = await browser.get(runs)
    proposed = await browser.post(
        runs, data={"reason": "Ablauf", "document_type": "", "retained_before": ""}
    )
    mistyped = await browser.post(runs, data={"reason": "Ablauf", "retained_before": "gestern"})
    clerk.says("billing_docs.propose_deletion", InvalidInput("request", "nothing_to_delete"))
    nothing = await browser.post(runs, data={"reason": "Ablauf"})
    withdrawn = await browser.post(f"{runs}/{SOME_ID}/withdraw", data={"reason": "zu früh"})
    unsaid = await browser.post(f"{runs}/{SOME_ID}/withdraw", data={"reason": ""})

    assert "Ablauf 2034" in listed.text
    assert proposed.headers["location"] == f"{runs}/{SOME_ID}?done=proposed"
    assert (mistyped.status_code, nothing.status_code, unsaid.status_code) == (422, 422, 422)
    assert withdrawn.headers["location"] == f"{runs}/{SOME_ID}?done=withdrawn"


async def test_whoever_decided_is_called_by_name(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    colleague = Membership(
        person_id=PERSON_ID,
        person_name="Vera <Verwaltung>",
        email="vera@musterfabrik.example",
        role="admin",
        areas=(),
    )
    clerk.says("identity.list_members", Members(items=(colleague,)))
    runs = tuple(
        msgspec.structs.replace(RUN, proposed_by=f"person:{who}") for who in (PERSON_ID, SOME_ID)
    )
    clerk.says("billing_docs.list_deletion_runs", DeletionRunPage(items=runs, next_cursor=None))

    shown = await browser.get("/office/deletion-runs")

    assert "Vera &lt;Verwaltung&gt;" in shown.text
    assert "jemand, der nicht mehr dabei ist" in shown.text


@pytest.mark.req("SE-53")
async def test_the_administration_names_a_customers_address_and_chooses_how_documents_come(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    nobody = EBillingAddress(organisation_id=ORGANISATION_ID, email=None)
    clerk.says("billing_docs.get_e_billing_address", nobody)
    clerk.says("billing_docs.get_delivery_mode", MODE)
    clerk.says("billing_docs.list_delivery_modes", DeliveryModeHistory(items=()))
    clerk.says("billing_docs.list_delivery_rules", Rules(items=()))
    clerk.says("billing_docs.list_documents", DocumentPage(items=(a_document(),), next_cursor=None))
    clerk.says("billing_docs.set_e_billing_address", nobody)
    clerk.says("billing_docs.set_delivery_mode", MODE)
    customer = f"/office/customers/{ORGANISATION_ID}"

    shown = await browser.get(customer)
    named = await browser.post(
        f"{customer}/e-billing-address", data={"email": "rechnung@muster.example"}
    )
    by_post = await browser.post(
        f"{customer}/mode", data={"mode": "postal", "end": "day", "until": "2026-12-31"}
    )
    mistyped = await browser.post(f"{customer}/mode", data={"mode": "pigeon"})
    clerk.says("billing_docs.set_e_billing_address", InvalidInput("request.email", "not_an_email"))
    refused = await browser.post(f"{customer}/e-billing-address", data={"email": "keine Adresse"})

    assert "Keine Adresse" in shown.text
    assert f"/office/documents/{DOCUMENT_ID}?customer={ORGANISATION_ID}" in shown.text
    assert named.headers["location"] == f"{customer}?done=address"
    assert by_post.headers["location"] == f"{customer}?done=mode"
    (asked,) = clerk.calls_of("billing_docs.set_delivery_mode")
    assert asked.arguments["request"].until == date(2026, 12, 31)
    assert (mistyped.status_code, refused.status_code) == (422, 422)


async def test_a_document_whose_time_is_over_is_taken_out_of_the_portal(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    clerk.says("billing_docs.delete_document", None)
    done = await browser.post(HERE, data={"action": "delete"})
    clerk.says("billing_docs.delete_document", RetentionProtected("2031-12-31"))
    refused = await browser.post(HERE, data={"action": "delete"})

    asked = clerk.calls_of("billing_docs.delete_document")
    assert done.headers["location"] == f"{HERE}&done=deleted"
    assert asked[0].arguments["organisation_id"] == ORGANISATION_ID
    assert refused.status_code == 409
