"""What keeps documents, over HTTP: what goes to which call, and how it is answered."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.deletion import (
    DeletionItemPage,
    DeletionItemQuery,
    DeletionRun,
    DeletionRunPage,
    DeletionRunQuery,
    ProposeDeletion,
    ReleaseDeletion,
)
from contracts.errors import (
    DocumentHeld,
    NotFound,
    NotPermitted,
    RetentionProtected,
    RunDecided,
    WireError,
)
from contracts.retention import (
    Custody,
    GiveReason,
    Hold,
    HoldPage,
    HoldQuery,
    PlaceHold,
    RestrictDocument,
    Restriction,
    RestrictionPage,
    RestrictionQuery,
)
from tests.gateway.samples import DOCUMENT_ID, ORGANISATION_ID
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

HOLD_ID = UUID("01930000-0000-7000-8000-000000000031")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
REASON = "Betriebsprüfung (Demo)"
WHY = {"reason": REASON}
A_HOLD = Hold(
    id=HOLD_ID,
    organisation_id=ORGANISATION_ID,
    document_id=None,
    case_id="BP-2026-1",
    placed_at=NOW,
    placed_by="person:clerk",
    reason=REASON,
)
A_RESTRICTION = Restriction(
    id=HOLD_ID,
    organisation_id=ORGANISATION_ID,
    document_id=DOCUMENT_ID,
    ground="gdpr_article_18",
    placed_at=NOW,
    placed_by="person:clerk",
    reason=REASON,
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
    holds=(A_HOLD,),
    restriction=None,
    deleted_at=None,
    next_actions=("release_hold",),
)
WHOSE = {"organisation_id": ORGANISATION_ID}
DOCUMENT = f"/v1/documents/{DOCUMENT_ID}"
NAMED = f"organisation_id={ORGANISATION_ID}"

RUN_ID = UUID("01930000-0000-7000-8000-000000000032")
RUN = f"/v1/deletion-runs/{RUN_ID}"
A_RUN = DeletionRun(
    id=RUN_ID,
    state="proposed",
    reason=REASON,
    organisation_id=None,
    document_type=None,
    retained_before=date(2035, 3, 2),
    document_count=1,
    size_bytes=1000,
    items_sha256="0" * 64,
    proposed_at=NOW,
    proposed_by="person:clerk",
)

# What a client sends, which call of billing-docs it becomes, with which arguments, and the answer.
Step = tuple[str, str, Any, str, dict[str, Any], Any]
STEPS: list[Step] = [
    ("GET", f"{DOCUMENT}/custody?{NAMED}", None, "get_custody",
     {"document_id": DOCUMENT_ID, **WHOSE}, CUSTODY),
    ("POST", "/v1/holds",
     {"organisation_id": str(ORGANISATION_ID), "case_id": "BP-2026-1", **WHY}, "place_hold",
     {"request": PlaceHold(
         organisation_id=ORGANISATION_ID, case_id="BP-2026-1", reason=REASON)}, A_HOLD),
    ("POST", f"/v1/holds/{HOLD_ID}/release", WHY, "release_hold",
     {"hold_id": HOLD_ID, "request": GiveReason(reason=REASON)}, A_HOLD),
    ("GET", "/v1/holds?case_id=BP-2026-1&released=true", None, "list_holds",
     {"query": HoldQuery(case_id="BP-2026-1", released=True)},
     HoldPage(items=(A_HOLD,), next_cursor=None)),
    ("POST", f"{DOCUMENT}/restrict",
     {"organisation_id": str(ORGANISATION_ID), "ground": "gdpr_article_18", **WHY},
     "restrict_document",
     {"document_id": DOCUMENT_ID,
      "request": RestrictDocument(
          organisation_id=ORGANISATION_ID, ground="gdpr_article_18", reason=REASON)},
     A_RESTRICTION),
    ("POST", f"{DOCUMENT}/lift-restriction?{NAMED}", WHY, "lift_restriction",
     {"document_id": DOCUMENT_ID, **WHOSE, "request": GiveReason(reason=REASON)}, None),
    ("GET", f"/v1/restrictions?{NAMED}", None, "list_restrictions",
     {"query": RestrictionQuery(organisation_id=ORGANISATION_ID)},
     RestrictionPage(items=(A_RESTRICTION,), next_cursor=None)),
    ("POST", "/v1/deletion-runs", WHY, "propose_deletion",
     {"request": ProposeDeletion(reason=REASON)}, A_RUN),
    ("GET", "/v1/deletion-runs?state=proposed", None, "list_deletion_runs",
     {"query": DeletionRunQuery(state="proposed")},
     DeletionRunPage(items=(A_RUN,), next_cursor=None)),
    ("GET", RUN, None, "get_deletion_run", {"run_id": RUN_ID}, A_RUN),
    ("GET", f"{RUN}/documents?state=kept", None, "list_deletion_items",
     {"run_id": RUN_ID, "query": DeletionItemQuery(state="kept")},
     DeletionItemPage(items=(), next_cursor=None)),
    ("POST", f"{RUN}/release", {"items_sha256": "0" * 64}, "release_deletion",
     {"run_id": RUN_ID, "request": ReleaseDeletion(items_sha256="0" * 64)}, A_RUN),
    ("POST", f"{RUN}/withdraw", WHY, "withdraw_deletion",
     {"run_id": RUN_ID, "request": GiveReason(reason=REASON)}, A_RUN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "called", "arguments", "answer"),
    STEPS,
    ids=[f"{step[0]} {step[1].partition('?')[0]}" for step in STEPS],
)
async def test_each_operation_says_what_the_client_said(  # noqa: PLR0917  (one step, in columns)
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    method: str,
    path: str,
    body: Any,
    called: str,
    arguments: dict[str, Any],
    answer: Any,
) -> None:
    services.says(f"billing_docs.{called}", answer)

    response = await signed_in.request(method, path, json=body)

    assert response.status_code in {200, 201, 204}, response.text
    (asked,) = services.calls_of(f"billing_docs.{called}")
    assert asked.arguments == arguments
    assert asked.repeatable is (method == "GET")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (DocumentHeld(), 409, "document_held"),
        (RunDecided("released"), 409, "run_decided"),
        (NotPermitted("second_person"), 403, "not_permitted"),
        (RetentionProtected("2027-03-02"), 409, "retention_protected"),
        (NotPermitted("vendor_administration"), 403, "not_permitted"),
        (NotFound("document"), 404, "not_found"),
    ],
    ids=lambda value: value.code if isinstance(value, WireError) else None,
)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_what_keeps_it_is_told_in_words(
    signed_in: httpx.AsyncClient,
    services: ScriptedServices,
    error: WireError,
    status: int,
    code: str,
    language: str,
) -> None:
    services.says("billing_docs.delete_document", error)

    response = await signed_in.delete(DOCUMENT, headers={"Accept-Language": language})

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["title"]
