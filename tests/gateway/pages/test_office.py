"""The document office as pages: what waits, runs with their bars, print batches, ledgers."""

from datetime import UTC, date, datetime
from typing import Any, get_args
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from billing_docs.domain.faults import RefusalCode
from contracts.billing_docs import DocumentPage
from contracts.damage import Damage, DamageKind, DamagePage
from contracts.deletion import ItemState
from contracts.deletion import RunState as DeletionState
from contracts.delivery import PrintBatch, PrintBatchPage, PrintBatchState
from contracts.document_office import (
    LedgerCount,
    LedgerFinding,
    LedgerOutcome,
    ParkedCount,
    ParkedEvent,
    ParkedEventPage,
    Reconciliation,
    ReplayedParkedEvents,
)
from contracts.errors import EventConflict, InvalidInput, NotFound, NotPermitted
from contracts.invoice_runs import (
    AnnounceRun,
    InvoiceRun,
    InvoiceRunReport,
    InvoiceRuns,
    RunFault,
    RunState,
    RunTotal,
)
from contracts.money import Money, Sum
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.publishing import AcceptedEvent
from contracts.retention import RestrictionGround
from gateway.pages.run_chart import arrival_bar, delivery_bar, progress_bar
from gateway.texts import texts_in
from tests.gateway.samples import (
    DOCUMENT_ID,
    ORGANISATION_ID,
    TOKEN,
    a_document,
    a_principal,
    an_authenticated,
)
from tests.gateway.scripted_services import ScriptedServices

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOME_ID = UUID("01930000-0000-7000-8000-0000000000aa")
EVENT = ParkedEvent(
    id=SOME_ID,
    event_type="document.issued.v1",
    event_source="/erp/demo",
    event_id="<event>",
    publisher="erp-demo",
    code="unknown_customer",
    explanation="data.customer_number: no customer has this number yet.",
    waits_for="customer:10007",
    customer_number="10007",
    number="RE-<1>",
    size_bytes=84_211,
    attempts=1,
    first_seen_at=NOW,
    last_seen_at=NOW,
)
RUN = InvoiceRun(
    id=SOME_ID,
    source="/erp/demo",
    run_id="2026-03",
    state="open",
    announced_count=100,
    received_count=90,
    first_seen_at=NOW,
    announced_at=NOW,
    closed_at=None,
    closed_reason=None,
)
REPORT = InvoiceRunReport(
    run=RUN,
    is_complete=False,
    missing_count=10,
    missing_numbers=("RE-91", "RE-92"),
    unexpected_count=0,
    unexpected_numbers=(),
    duplicate_count=3,
    conflict_count=1,
    conflicts=(RunFault(event_id="e-1", number="RE-93", code="number_conflict"),),
    parked_count=0,
    parked=(),
    totals=(
        RunTotal(
            currency="EUR",
            announced=Money(minor_units=100_000, currency="EUR"),
            received=Sum(minor_units=90_000, currency="EUR"),
            differs=True,
        ),
    ),
    without_total_count=0,
    notified_count=70,
    postal_count=15,
    bounced_count=5,
    opened_count=40,
)
BATCH = PrintBatch(
    id=SOME_ID,
    business_day=date(2026, 3, 2),
    state="ready",
    documents=12,
    left_out=1,
    pages=40,
    size_bytes=1_000_000,
    sha256="0" * 64,
    closed_at=NOW,
    ready_at=NOW,
    printed_at=None,
)
PAGES = (
    "/office",
    "/office/parked",
    "/office/runs",
    f"/office/runs/{SOME_ID}",
    "/office/print-batches",
    "/office/without-notice",
    "/office/damages",
    "/office/keeping",
    f"/office/documents/{SOME_ID}?customer={ORGANISATION_ID}",
    f"/office/customers/{ORGANISATION_ID}",
    "/office/deletion-runs",
    f"/office/deletion-runs/{SOME_ID}",
    "/office/ledger",
)


@pytest.fixture
def clerk(services: ScriptedServices) -> ScriptedServices:
    """Let somebody of the vendor's administration be signed in."""
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role="admin", organisation_kind="vendor")
    )
    customer = OrganisationName(id=ORGANISATION_ID, name="Muster & Söhne", customer_number="10001")
    services.says("identity.name_organisations", OrganisationNames(items=(customer,)))
    return services


def parts(bar: Any) -> list[tuple[str, int, str, str]]:
    return [(each.word, each.count, each.start, each.width) for each in bar]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("role", "kind"), [("admin", "customer"), ("member", "vendor")])
@pytest.mark.asyncio
async def test_nobody_but_the_vendors_administration_has_an_office(
    browser: httpx.AsyncClient, services: ScriptedServices, path: str, role: Any, kind: Any
) -> None:
    services.tokens[TOKEN] = an_authenticated(
        principal=a_principal(role=role, organisation_kind=kind)
    )

    answer = await browser.get(path)

    assert answer.status_code == 403
    assert [each for each in services.asked if each.called.startswith("billing_docs.")] == []


@pytest.mark.asyncio
async def test_the_office_shows_at_a_glance_what_lies_where(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    waiting = ParkedEventPage(
        items=(EVENT,), counts=(ParkedCount(code="unknown_customer", count=7),), next_cursor=None
    )
    clerk.says("billing_docs.list_parked_events", waiting)
    clerk.says("billing_docs.list_invoice_runs", InvoiceRuns(items=(RUN,), next_cursor="more"))
    clerk.says("billing_docs.list_print_batches", PrintBatchPage(items=(BATCH,), next_cursor=None))
    for empty in ("delivery_failures", "without_notice", "holds", "deletion_runs", "damages"):
        clerk.says(f"billing_docs.list_{empty}", DocumentPage(items=(), next_cursor=None))

    shown = await browser.get("/office")

    assert '<span class="state bad">7</span>' in shown.text
    assert "über 1" in shown.text
    assert 'href="/office" aria-current="page"' in shown.text


@pytest.mark.req("P4")
@pytest.mark.asyncio
async def test_what_is_parked_is_told_with_its_reason_and_processed_again(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    found = ParkedEventPage(
        items=(EVENT,),
        counts=(ParkedCount(code="unknown_customer", count=1), ParkedCount(code="new", count=2)),
        next_cursor="next",
    )
    clerk.says("billing_docs.list_parked_events", found)
    clerk.says("billing_docs.replay_parked_events", ReplayedParkedEvents(count=1))
    clerk.says("billing_docs.discard_parked_event", None)

    shown = await browser.get("/office/parked?code=unknown_customer")
    replayed = await browser.post(
        "/office/parked?code=unknown_customer", data={"id": str(SOME_ID), "action": "replay"}
    )
    empty = await browser.post("/office/parked", data={"action": "replay"})
    unsaid = await browser.post("/office/parked", data={"id": str(SOME_ID), "action": "discard"})
    discarded = await browser.post(
        "/office/parked", data={"id": str(SOME_ID), "action": "discard", "reason": "Testdatei"}
    )

    assert "RE-&lt;1&gt;" in shown.text
    assert "Kunde noch unbekannt" in shown.text
    assert "/office/parked?code=unknown_customer&amp;cursor=next" in shown.text
    assert replayed.headers["location"] == "/office/parked?done=replayed&code=unknown_customer"
    assert (empty.status_code, unsaid.status_code) == (422, 422)
    assert discarded.headers["location"] == "/office/parked?done=discarded"
    (asked,) = clerk.calls_of("billing_docs.discard_parked_event")
    assert asked.arguments["request"].reason == "Testdatei"


@pytest.mark.req("B16")
@pytest.mark.asyncio
async def test_a_run_shows_what_came_what_is_missing_and_what_bounced(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    clerk.says("billing_docs.list_invoice_runs", InvoiceRuns(items=(RUN,), next_cursor="next"))
    clerk.says("billing_docs.get_invoice_run", REPORT)
    clerk.says("billing_docs.close_invoice_run", None)

    listed = await browser.get("/office/runs?state=open")
    shown = await browser.get(f"/office/runs/{SOME_ID}")
    blank = await browser.post(f"/office/runs/{SOME_ID}/close", data={"reason": " "})
    closed = await browser.post(f"/office/runs/{SOME_ID}/close", data={"reason": "Rest entfällt"})

    assert "90 von 100" in listed.text
    assert "/office/runs?state=open&amp;cursor=next" in listed.text
    assert 'aria-label="Eingang: Eingegangen 90, Zurückgestellt 1, Fehlt 9"' in shown.text
    assert "Unzustellbar <strong>5</strong>" in shown.text
    assert "RE-91" in shown.text
    assert "1.000,00" in shown.text
    assert blank.status_code == 422
    assert closed.headers["location"] == f"/office/runs/{SOME_ID}?done=closed"


def test_the_bars_of_a_run_add_up() -> None:
    assert parts(arrival_bar(REPORT)) == [
        ("received", 90, "0.00", "90.00"),
        ("parked", 1, "90.00", "1.00"),
        ("missing", 9, "91.00", "9.00"),
    ]
    assert parts(delivery_bar(REPORT)) == [
        ("notified", 65, "0.00", "72.22"),
        ("postal", 15, "72.22", "16.67"),
        ("bounced", 5, "88.89", "5.56"),
        ("untold", 5, "94.44", "5.56"),
    ]
    assert [each.count for each in progress_bar(RUN)] == [90, 10]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("de", "noch keinen Kunden"), ("en", "There is no customer of this number yet")],
)
@pytest.mark.asyncio
async def test_why_an_event_was_set_aside_is_said_in_the_readers_language(
    browser: httpx.AsyncClient, clerk: ScriptedServices, language: str, sentence: str
) -> None:
    new = replace(EVENT, code="a_code_of_tomorrow", explanation="<b>Something new.</b>")
    waiting = ParkedEventPage(items=(EVENT, new), counts=(), next_cursor=None)
    clerk.says("billing_docs.list_parked_events", waiting)

    shown = await browser.get("/office/parked", params={"lang": language})

    known, unknown = BeautifulSoup(shown.text, "html.parser").select("li.parked")
    assert sentence in known.get_text()
    # What its publisher was told is in English, and there for whoever wants it word by word.
    assert [each.text for each in known.select("details p[lang=en]")] == [EVENT.explanation]
    assert [each.text for each in unknown.select("p[lang=en]")] == ["<b>Something new.</b>"]
    assert unknown.details is None


@pytest.mark.asyncio
async def test_the_print_room_is_led_to_its_files_and_says_what_it_has_printed(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    clerk.says("billing_docs.list_print_batches", PrintBatchPage(items=(BATCH,), next_cursor=None))
    clerk.says("billing_docs.mark_printed", BATCH)

    shown = await browser.get("/office/print-batches")
    marked = await browser.post(f"/office/print-batches/{SOME_ID}/printed")

    assert "12 Belege, 40 Seiten" in shown.text
    assert f"/v1/print-batches/{SOME_ID}/file" in shown.text
    assert "1 nicht druckbar" in shown.text
    assert marked.headers["location"] == "/office/print-batches?done=printed"


@pytest.mark.asyncio
async def test_documents_without_a_notice_and_damaged_ones_are_listed(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    documents = DocumentPage(items=(a_document(),), next_cursor=None)
    clerk.says("billing_docs.list_without_notice", documents)
    damage = Damage(
        id=SOME_ID,
        organisation_id=ORGANISATION_ID,
        document_id=DOCUMENT_ID,
        kind="checksum_mismatch",
        found_at=NOW,
        found_by="scrub",
    )
    clerk.says("billing_docs.list_damages", DamagePage(items=(damage,), next_cursor="next"))

    untold = await browser.get("/office/without-notice")
    damaged = await browser.get("/office/damages?state=all")

    assert f"/office/documents/{DOCUMENT_ID}?customer=" in untold.text
    assert "Inhalt verändert" in damaged.text
    assert "/office/damages?state=all&amp;cursor=next" in damaged.text
    (asked,) = clerk.calls_of("billing_docs.list_damages")
    assert asked.arguments["query"].mended is True


@pytest.mark.req("R22")
@pytest.mark.asyncio
async def test_a_ledger_is_handed_in_and_every_line_that_is_wrong_is_named(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    finding = LedgerFinding(
        outcome="missing", source="/erp/demo", event_id="e-9", number="RE-<9>", detail=""
    )
    counts = (
        LedgerCount(outcome="archived", count=1234),
        LedgerCount(outcome="missing", count=1),
    )
    clerk.says("billing_docs.reconcile_ledger", Reconciliation(counts=counts, findings=(finding,)))
    ledger = "source;event_id\n/erp/demo;e-9\n"

    found = await browser.post(
        "/office/ledger", files={"ledger": ("buch.csv", b"\xef\xbb\xbf" + ledger.encode())}
    )
    nothing = await browser.post("/office/ledger", files={"ledger": ("", b"")})
    latin = await browser.post("/office/ledger", files={"ledger": ("buch.csv", b"\xe4;")})
    clerk.says("billing_docs.reconcile_ledger", InvalidInput("ledger", "unreadable_ledger"))
    broken = await browser.post("/office/ledger", files={"ledger": ("buch.csv", b"x")})

    assert "1.234" in found.text
    assert "RE-&lt;9&gt;" in found.text
    assert clerk.calls_of("billing_docs.reconcile_ledger")[0].arguments["ledger"] == ledger
    assert (nothing.status_code, latin.status_code) == (422, 422)
    assert "kein lesbares Ausgangsbuch" in broken.text


@pytest.mark.asyncio
async def test_the_office_is_open_to_programs_too(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    nothing = Reconciliation(counts=(), findings=())
    clerk.says("billing_docs.reconcile_ledger", nothing)
    clerk.says("billing_docs.replay_parked_events", ReplayedParkedEvents(count=1))
    clerk.says("billing_docs.discard_parked_event", NotFound("parked_event"))
    clerk.says("billing_docs.list_parked_events", NotPermitted("vendor_administration"))

    compared = await browser.post(
        "/v1/reconciliations", content=b"source,event_id\n", headers={"Content-Type": "text/csv"}
    )
    as_pdf = await browser.post(
        "/v1/reconciliations", content=b"%PDF", headers={"Content-Type": "application/pdf"}
    )
    replayed = await browser.post("/v1/parked-events/replay", json={"ids": [str(SOME_ID)]})
    discarded = await browser.post(
        f"/v1/parked-events/{SOME_ID}/discard", json={"reason": "Testdatei"}
    )
    listed = await browser.get("/v1/parked-events?code=unknown_customer")

    assert compared.json() == {"counts": [], "findings": []}
    assert (as_pdf.status_code, as_pdf.json()["code"]) == (415, "ledger_required")
    assert replayed.json() == {"count": 1}
    assert (discarded.status_code, listed.status_code) == (404, 403)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_value_has_its_word(language: Any) -> None:
    texts = texts_in(language)
    values = {
        "run_states": get_args(RunState),
        "print_states": get_args(PrintBatchState),
        "deletion_states": get_args(DeletionState),
        "item_states": get_args(ItemState),
        "damage_kinds": get_args(DamageKind),
        "restriction_grounds": get_args(RestrictionGround),
        "ledger_outcomes": get_args(LedgerOutcome),
        "parked_codes": tuple(RefusalCode),
    }

    wordless = [
        f"{table}.{value}"
        for table, known in values.items()
        for value in known
        if not texts.has(f"{table}.{value}")
    ]

    assert wordless == []


async def test_a_run_is_announced_by_hand_with_its_numbers_and_what_does_not_fit_is_said(
    browser: httpx.AsyncClient, clerk: ScriptedServices
) -> None:
    clerk.says("billing_docs.list_invoice_runs", InvoiceRuns(items=(), next_cursor=None))
    accepted = AcceptedEvent(source="/erp", event_id="1", event_type="invoice_run.announced.v1")
    clerk.says("billing_docs.announce_run_by_hand", accepted)
    form = {
        "source": "/erp",
        "run_id": "2026-03",
        "document_count": "240",
        "first_number": "RE-001",
        "last_number": "RE-240",
        "total": "1190,50",
    }

    led_there = await browser.get("/office/runs?source=%2Ferp&run_id=2026-03")
    done = await browser.post("/office/runs", data=form)
    clerk.says(
        "billing_docs.announce_run_by_hand", InvalidInput("document_count", "not_as_many_numbers")
    )
    too_many = await browser.post("/office/runs", data=form | {"document_count": "241"})
    clerk.says("billing_docs.announce_run_by_hand", EventConflict("run_conflict", "differs"))
    other = await browser.post("/office/runs", data=form)
    nothing = await browser.post("/office/runs", data=form | {"source": "", "total": "viel"})

    assert 'value="2026-03"' in led_there.text
    assert done.headers["location"] == "/office/runs?done=announced"
    assert clerk.calls_of("billing_docs.announce_run_by_hand")[0].arguments["request"] == (
        AnnounceRun(
            source="/erp",
            run_id="2026-03",
            document_count=240,
            first_number="RE-001",
            last_number="RE-240",
            total=Money(minor_units=119_050, currency="EUR"),
        )
    )
    assert BeautifulSoup(too_many.text, "html.parser").select_one("#document_count-fault")
    assert (other.status_code, nothing.status_code) == (409, 422)
    assert "mit anderen Angaben" in other.text
