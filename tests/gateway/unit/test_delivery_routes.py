"""How documents come, and what the print room fetches, as clients of the API see it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.delivery import DeliveryMode, DeliveryModeHistory, PrintBatch, PrintBatchPage
from contracts.delivery_rules import DeliveryFailurePage, RecipientLink, Rules
from contracts.errors import (
    InvalidInput,
    NotPermitted,
    SetupRequired,
    TooLargeToMail,
    TooManyAttempts,
)
from contracts.sending import BillingAccess, DocumentDeliveries, DocumentDelivery
from tests.gateway.samples import DOCUMENT_ID, ORGANISATION_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

BATCH_ID = UUID("01930000-0000-7000-8000-0000000000aa")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DIGITAL = DeliveryMode(
    organisation_id=ORGANISATION_ID,
    mode="digital",
    ends_on=None,
    until_contract_end=False,
    postal_address=None,
    chosen_at=None,
)
BATCH = PrintBatch(
    id=BATCH_ID,
    business_day=date(2026, 3, 2),
    state="ready",
    documents=3,
    left_out=0,
    pages=9,
    size_bytes=1000,
    sha256="0" * 64,
    closed_at=NOW,
    ready_at=NOW,
    printed_at=None,
)


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "answer"),
    [
        ("GET", "/v1/delivery-mode", None, "get_delivery_mode", DIGITAL),
        ("PUT", "/v1/delivery-mode", {"mode": "digital"}, "set_delivery_mode", DIGITAL),
        (
            "GET",
            "/v1/delivery-mode/history",
            None,
            "list_delivery_modes",
            DeliveryModeHistory(items=()),
        ),
        (
            "GET",
            "/v1/print-batches?state=ready",
            None,
            "list_print_batches",
            PrintBatchPage(items=(BATCH,), next_cursor=None),
        ),
        ("GET", f"/v1/print-batches/{BATCH_ID}", None, "get_print_batch", BATCH),
        ("POST", f"/v1/print-batches/{BATCH_ID}/printed", None, "mark_printed", BATCH),
    ],
)
async def test_each_is_one_call_of_billing_docs(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    answer: Any,
) -> None:
    services.says(f"billing_docs.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    assert response.status_code == 200, response.text
    asked = [one.called for one in services.asked if one.called != "identity.authenticate"]
    assert asked == [f"billing_docs.{called}"]


RULES = Rules(items=())
DELIVERY = DocumentDelivery(
    id=BATCH_ID,
    document_id=DOCUMENT_ID,
    way="manual",
    recipient="steuer@kanzlei.example",
    files=(),
    state="queued",
    requested_at=NOW,
    requested_by="person:one",
    settled_at=None,
)
SET_UP = BillingAccess(set_up_at=NOW)
LINK = RecipientLink(
    email="a@x.example", organisation_name="Muster", document_type="all", expires_at=NOW
)


@pytest.mark.parametrize(
    "step",
    [
        ("GET", "/v1/delivery-rules", None, "list_delivery_rules", RULES, 200),
        ("PUT", "/v1/delivery-rules", {"recipients": []}, "set_delivery_rules", RULES, 200),
        (
            "POST",
            "/v1/delivery-rules/recipients",
            {"email": "a@x.example"},
            "add_delivery_recipient",
            RULES,
            200,
        ),
        (
            "DELETE",
            f"/v1/delivery-rules/recipients/{BATCH_ID}",
            None,
            "remove_delivery_recipient",
            RULES,
            200,
        ),
        (
            "GET",
            "/v1/delivery-recipients/by-token/kc_x",
            None,
            "preview_recipient_link",
            LINK,
            200,
        ),
        (
            "POST",
            "/v1/delivery-recipients/by-token/kc_x/confirm",
            None,
            "confirm_recipient",
            None,
            204,
        ),
        (
            "GET",
            "/v1/delivery-subscriptions/by-token/ku_x",
            None,
            "preview_unsubscription",
            LINK,
            200,
        ),
        (
            "POST",
            "/v1/delivery-subscriptions/by-token/ku_x/end",
            None,
            "unsubscribe_recipient",
            None,
            204,
        ),
        (
            "GET",
            "/v1/delivery-failures",
            None,
            "list_delivery_failures",
            DeliveryFailurePage(items=(), next_cursor=None),
            200,
        ),
        (
            "POST",
            f"/v1/delivery-failures/{DOCUMENT_ID}/settle",
            {"how": "print"},
            "settle_delivery_failure",
            None,
            204,
        ),
        (
            "GET",
            "/v1/billing-access",
            None,
            "get_billing_access",
            BillingAccess(set_up_at=NOW),
            200,
        ),
        (
            "GET",
            f"/v1/documents/{DOCUMENT_ID}/deliveries",
            None,
            "list_deliveries",
            DocumentDeliveries(items=(DELIVERY,), undelivered_since=None, print_ordered_at=None),
            200,
        ),
    ],
)
async def test_rules_links_and_failures_are_one_call_each(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    step: tuple[str, str, Any, str, Any, int],
) -> None:
    method, path, body, called, answer, status = step
    services.says(f"billing_docs.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    assert response.status_code == status, response.text
    asked = [one.called for one in services.asked if one.called != "identity.authenticate"]
    assert asked == [f"billing_docs.{called}"]


@pytest.mark.req("SE-46")
@pytest.mark.parametrize("is_new", [True, False])
async def test_the_setup_says_whether_it_was_the_first(
    signed_in: httpx.AsyncClient, services: ScriptedServices, *, is_new: bool
) -> None:
    access = BillingAccess(set_up_at=NOW, is_new=is_new)
    services.says("billing_docs.set_up_billing_access", access)

    response = await signed_in.post("/v1/billing-access")

    assert response.status_code == 200
    assert response.json() == {"set_up_at": "2026-03-02T12:00:00Z", "is_new": is_new}


@pytest.mark.req("SE-47")
async def test_sending_takes_a_key_and_answers_202(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.send_document", DELIVERY)
    path, body = f"/v1/documents/{DOCUMENT_ID}/send", {"email": "steuer@kanzlei.example"}

    without = await signed_in.post(path, json=body)
    sent = await signed_in.post(path, json=body, headers={"Idempotency-Key": "one"})

    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_missing")
    assert (sent.status_code, sent.json()["state"]) == (202, "queued")
    (asked,) = services.calls_of("billing_docs.send_document")
    assert asked.arguments["request"].idempotency_key == "one"


@pytest.mark.req("SE-46", "SE-47", "B5", "B6")
@pytest.mark.parametrize(
    ("error", "status", "code", "words"),
    [
        (SetupRequired("sending"), 409, "setup_required", "einmalig"),
        (TooLargeToMail("15"), 422, "too_large_to_mail", "höchstens 15 MB"),
        (TooManyAttempts("90"), 429, "too_many_attempts", "90"),
    ],
)
async def test_why_something_is_not_sent_is_said_in_words_and_by_code(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    error: Exception,
    status: int,
    code: str,
    words: str,
) -> None:
    services.says("billing_docs.send_document", error)

    response = await signed_in.post(
        f"/v1/documents/{DOCUMENT_ID}/send",
        json={"email": "steuer@kanzlei.example"},
        headers={"Idempotency-Key": "one"},
    )

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert words in response.text
    assert response.headers.get("retry-after") == ("90" if status == 429 else None)


async def test_terms_that_are_refused_are_named_as_the_client_knows_them(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.set_delivery_mode", InvalidInput("request.until", "only_one_end"))

    response = await signed_in.put(
        "/v1/delivery-mode",
        json={"mode": "postal", "until": "2026-04-01", "until_contract_end": True},
    )

    assert response.status_code == 422
    (fault,) = response.json()["errors"]
    assert (fault["field"], fault["reason"]) == ("until", "only_one_end")
    assert fault["message"] == "Bitte geben Sie nur ein Ende an: einen Tag oder das Vertragsende."


@pytest.mark.parametrize("body", [{}, {"mode": "fax"}, {"mode": "postal", "until": "31.12.2026"}])
async def test_what_is_no_mode_asks_nobody(
    signed_in: httpx.AsyncClient, services: ScriptedServices, body: Any
) -> None:
    response = await signed_in.put("/v1/delivery-mode", json=body)

    assert response.status_code == 422
    assert services.calls_of("billing_docs.set_delivery_mode") == []


async def test_who_may_not_fetch_batches_is_told_what_is_missing(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("billing_docs.open_print_file", NotPermitted("print_batches.fetch"))

    response = await signed_in.get(f"/v1/print-batches/{BATCH_ID}/file")

    assert response.status_code == 403
    assert "Druckaufträge" in response.json()["detail"]


@pytest.mark.parametrize(
    ("query", "which"),
    [("", "index_json"), ("?format=json", "index_json"), ("?format=csv", "index_csv")],
)
async def test_the_index_comes_as_json_or_csv(
    signed_in: httpx.AsyncClient, services: ScriptedServices, query: str, which: str
) -> None:
    services.says("billing_docs.open_print_file", NotPermitted("print_batches.fetch"))

    await signed_in.get(f"/v1/print-batches/{BATCH_ID}/index{query}")

    (asked,) = services.calls_of("billing_docs.open_print_file")
    assert asked.arguments == {"batch_id": BATCH_ID, "which": which}
