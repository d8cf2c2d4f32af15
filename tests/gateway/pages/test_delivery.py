"""How documents come, as pages: mode, rules, sending, links, and what reached nobody."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.billing_docs import EBillingAddress
from contracts.bounces import Bounce
from contracts.delivery import DeliveryMode, DeliveryModeChange, DeliveryModeHistory
from contracts.delivery_rules import (
    DeliveryFailure,
    DeliveryFailurePage,
    Recipient,
    RecipientLink,
    Rules,
)
from contracts.errors import InvalidInput, LinkNotUsable, SetupRequired, TooManyAttempts
from contracts.sending import BillingAccess, DocumentDeliveries, DocumentDelivery
from tests.gateway.master_data import A_CHANGE, A_DETAIL
from tests.gateway.samples import (
    DOCUMENT_ID,
    ORGANISATION_ID,
    TOKEN,
    a_document,
    a_principal,
    an_authenticated,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOME_ID = UUID("01930000-0000-7000-8000-0000000000aa")
POSTAL = DeliveryMode(
    organisation_id=ORGANISATION_ID,
    mode="postal",
    ends_on=date(2026, 12, 31),
    until_contract_end=True,
    postal_address="Musterweg 1\n12345 Musterstadt",
    chosen_at=NOW,
)
CHANGE = DeliveryModeChange(
    mode="postal",
    until=None,
    until_contract_end=True,
    postal_address=None,
    chosen_at=NOW,
    chosen_by="person:one",
)
RULES = Rules(
    items=(
        Recipient(
            id=SOME_ID,
            document_type="invoice",
            email="archiv@muster.example",
            form="both",
            turn="fallback",
            language="de",
            state="invited",
            invited_until=NOW,
            confirmed_at=None,
        ),
    )
)
BOUNCED = DocumentDelivery(
    id=SOME_ID,
    document_id=DOCUMENT_ID,
    way="notice",
    recipient="rechnung@muster.example",
    files=(),
    state="bounced",
    requested_at=NOW,
    requested_by="system:billing_docs",
    settled_at=NOW,
    bounce=Bounce(severity="hard", reason="address_unknown", status="5.1.1", came_back=True),
)
CONFIRM, END = "/document-recipients/kc_demo", "/document-subscriptions/ku_demo"


@pytest.fixture
def admin(services: ScriptedServices) -> None:
    """Let the browser be an administrator's, whose affairs are all there."""
    services.tokens[TOKEN] = an_authenticated(principal=a_principal(role="admin"))
    services.says("billing_docs.get_billing_access", BillingAccess(set_up_at=None))
    services.says("billing_docs.get_delivery_mode", POSTAL)
    services.says("billing_docs.list_delivery_modes", DeliveryModeHistory(items=(CHANGE,)))
    services.says("billing_docs.list_delivery_rules", RULES)
    services.says(
        "billing_docs.get_e_billing_address",
        EBillingAddress(organisation_id=ORGANISATION_ID, email="rechnung@muster.example"),
    )


@pytest.mark.usefixtures("admin")
async def test_an_admin_sees_mode_rules_address_and_setup(browser: httpx.AsyncClient) -> None:
    german = await browser.get("/delivery")
    english = await browser.get("/delivery?lang=en")

    assert german.status_code == english.status_code == 200
    for words in ("Per Post", "31.12.2026", "archiv@muster.example", "Nicht eingerichtet"):
        assert words in german.text
    assert "rechnung@muster.example" in german.text
    assert "Bestätigung steht aus" in german.text
    assert "Not set up" in english.text


async def test_a_member_sees_the_setup_alone(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.get_billing_access", BillingAccess(set_up_at=NOW))

    shown = await browser.get("/delivery")

    assert "Eingerichtet" in shown.text
    assert "Versandart" not in shown.text
    assert [one.called for one in services.asked if "billing_docs" in one.called] == [
        "billing_docs.get_billing_access"
    ]


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("path", "form", "called", "answer", "done"),
    [
        ("/delivery/mode", {"mode": "digital"}, "set_delivery_mode", POSTAL, "mode"),
        (
            "/delivery/recipients",
            {"email": "a@x.example", "turn": "first", "document_type": "all", "form": "both"},
            "add_delivery_recipient",
            RULES,
            "recipient_added",
        ),
        (
            f"/delivery/recipients/{SOME_ID}/remove",
            {},
            "remove_delivery_recipient",
            RULES,
            "recipient_removed",
        ),
        ("/delivery/setup", {}, "set_up_billing_access", BillingAccess(set_up_at=NOW), "set_up"),
    ],
)
async def test_each_form_leads_back_and_says_what_was_done(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    path: str,
    form: dict[str, str],
    called: str,
    answer: Any,
    done: str,
) -> None:
    services.says(f"billing_docs.{called}", answer)

    sent = await browser.post(path, data=form)
    after = await browser.get(sent.headers["location"])

    assert (sent.status_code, sent.headers["location"]) == (303, f"/delivery?done={done}")
    assert 'role="status"' in after.text


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    ("form", "until", "contract_end"),
    [
        ({"end": "open", "until": "2026-12-31"}, None, False),
        ({"end": "contract", "until": "2026-12-31"}, None, True),
        ({"end": "day", "until": "2026-12-31"}, date(2026, 12, 31), False),
    ],
)
async def test_only_the_chosen_end_of_post_counts(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    form: dict[str, str],
    until: date | None,
    contract_end: bool,  # noqa: FBT001 - what a row of the table says
) -> None:
    services.says("billing_docs.set_delivery_mode", POSTAL)

    await browser.post("/delivery/mode", data={"mode": "postal", **form})

    (asked,) = services.calls_of("billing_docs.set_delivery_mode")
    request = asked.arguments["request"]
    assert (request.until, request.until_contract_end) == (until, contract_end)


@pytest.mark.usefixtures("admin")
async def test_what_is_wrong_stands_in_the_form_with_what_was_typed(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says(
        "billing_docs.add_delivery_recipient",
        InvalidInput("request.email", "not_one_mail_address"),
    )

    shown = await browser.post("/delivery/recipients", data={"email": "a@b", "turn": "first"})

    assert shown.status_code == 422
    assert 'value="a@b"' in shown.text
    assert 'class="fault"' in shown.text


@pytest.mark.req("SE-53")
@pytest.mark.usefixtures("admin")
async def test_an_admin_asks_for_another_address_and_nothing_is_changed_by_it(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.request_master_data_change", A_CHANGE)
    services.says("tickets.get_request", A_DETAIL)
    form = {"new_address": "neu@muster.example", "idempotency_key": "one"}

    sent = await browser.post("/delivery/e-billing-address", data=form)
    services.says(
        "tickets.request_master_data_change",
        InvalidInput("values.e_billing_address", "not_one_mail_address"),
    )
    wrong = await browser.post(
        "/delivery/e-billing-address", data={"new_address": "a@x.de, b@x.de"}
    )

    assert sent.headers["location"] == "/delivery?done=address_asked"
    asked = services.calls_of("tickets.request_master_data_change")[0].arguments["request"]
    assert (asked.kind, asked.values.e_billing_address) == (
        "e_billing_address",
        "neu@muster.example",
    )
    assert wrong.status_code == 422
    assert 'class="fault"' in wrong.text
    assert services.calls_of("billing_docs.set_e_billing_address") == []


def document_page(services: ScriptedServices, *, set_up_at: datetime | None) -> None:
    services.says("billing_docs.get_document", a_document())
    services.says("billing_docs.get_billing_access", BillingAccess(set_up_at=set_up_at))
    services.says(
        "billing_docs.list_deliveries",
        DocumentDeliveries(items=(BOUNCED,), undelivered_since=NOW, print_ordered_at=None),
    )


@pytest.mark.req("SE-46")
async def test_before_the_setup_the_page_leads_to_it(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    document_page(services, set_up_at=None)

    shown = await browser.get(f"/post/{DOCUMENT_ID}/send")

    assert 'href="/delivery#setup"' in shown.text
    assert "<textarea" not in shown.text


@pytest.mark.req("B17")
async def test_the_page_shows_to_whom_a_document_went_and_that_it_reached_nobody(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    document_page(services, set_up_at=NOW)

    shown = await browser.get(f"/post/{DOCUMENT_ID}/send")

    assert "rechnung@muster.example" in shown.text
    assert "Diese Adresse gibt es dort nicht. (5.1.1)" in " ".join(shown.text.split())
    assert "Nicht zustellbar" in shown.text
    assert "niemanden erreicht" in shown.text


@pytest.mark.req("SE-47")
async def test_a_document_is_sent_from_its_page_once_for_each_form(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    document_page(services, set_up_at=NOW)
    services.says("billing_docs.send_document", BOUNCED)
    form = {"email": "steuer@kanzlei.example", "note": "Bitte <prüfen>", "idempotency_key": "key"}

    sent = await browser.post(f"/post/{DOCUMENT_ID}/send", data=form)

    assert sent.headers["location"] == f"/post/{DOCUMENT_ID}/send?done=yes"
    (asked,) = services.calls_of("billing_docs.send_document")
    assert asked.arguments["request"].idempotency_key == "key"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SetupRequired("sending"), 409),
        (TooManyAttempts("90"), 429),
        (InvalidInput("request.email", "not_one_mail_address"), 422),
    ],
)
async def test_a_refused_sending_keeps_what_was_typed(
    browser: httpx.AsyncClient, services: ScriptedServices, error: Exception, status: int
) -> None:
    document_page(services, set_up_at=NOW)
    services.says("billing_docs.send_document", error)
    form = {"email": "steuer@kanzlei.example", "note": "<b>fett</b>", "idempotency_key": "key"}

    shown = await browser.post(f"/post/{DOCUMENT_ID}/send", data=form)

    assert shown.status_code == status
    assert 'value="key"' in shown.text
    assert "&lt;b&gt;fett" in shown.text


@pytest.mark.parametrize(
    ("path", "preview", "action"),
    [
        (CONFIRM, "preview_recipient_link", "confirm_recipient"),
        (END, "preview_unsubscription", "unsubscribe_recipient"),
    ],
)
async def test_opening_a_mailed_link_changes_nothing_and_its_button_does(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    path: str,
    preview: str,
    action: str,
) -> None:
    services.says(
        f"billing_docs.{preview}",
        RecipientLink(
            email="a@x.example",
            organisation_name="Muster & Co",
            document_type=None,
            expires_at=None,
        ),
    )
    services.says(f"billing_docs.{action}", None)

    shown = await browser.get(path)
    before = services.calls_of(f"billing_docs.{action}")
    sent = await browser.post(path)
    after = await browser.get(sent.headers["location"])

    assert "Muster &amp; Co" in shown.text
    assert before == []
    assert len(services.calls_of(f"billing_docs.{action}")) == 1
    assert 'role="status"' in after.text


async def test_a_link_that_is_over_says_so(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.preview_recipient_link", LinkNotUsable("link_expired"))

    shown = await browser.get(CONFIRM)

    assert shown.status_code == 410


@pytest.mark.req("B17")
async def test_staff_see_and_settle_what_reached_nobody(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role="admin", organisation_kind="vendor")
    )
    failure = DeliveryFailure(
        document_id=DOCUMENT_ID,
        organisation_id=ORGANISATION_ID,
        customer_number="10001",
        customer_name="Muster & Söhne",
        document_type="invoice",
        number="RE-1",
        failed_at=NOW,
        told_at=None,
        print_after=NOW,
    )
    services.says(
        "billing_docs.list_delivery_failures",
        DeliveryFailurePage(items=(failure,), next_cursor="next"),
    )
    services.says("billing_docs.settle_delivery_failure", None)

    shown = await browser.get("/delivery-failures")
    sent = await browser.post(f"/delivery-failures/{DOCUMENT_ID}", data={"how": "print"})

    assert "Muster &amp; Söhne (10001)" in shown.text
    assert "/delivery-failures?cursor=next" in shown.text
    assert sent.headers["location"] == "/delivery-failures?done=yes"
    (asked,) = services.calls_of("billing_docs.settle_delivery_failure")
    assert asked.arguments["request"].how == "print"
