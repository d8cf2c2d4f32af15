"""A publisher's ledger beside the archive: exactly what is lost is named, and a resend heals it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from billing_docs.domain.ledger import LedgerEntry
from billing_docs.store.examination_tables import DOCUMENT_EXAMINATION
from billing_docs.store.sending_tables import DELIVERY
from billing_docs.store.tables import DOCUMENT, DOCUMENT_EVENT
from billing_docs.use_cases.publications.reconcile_ledger import reconcile_ledger
from chassis.cli.command import run
from chassis.cli.services import DATABASE
from kontor_publisher import Publisher
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import SOURCE, World
from tests.waiting import until

PUBLISHED, LOST = 40, 10
QUEUE = "in-document.issued.v1--billing_docs.receive_document"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "published.jsonl"


@pytest.fixture(autouse=True)
def _operator(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{DATABASE}_BILLING_DOCS", world.service.environment["KONTOR_DATABASE_URL"])


def publish(world: World, ledger: Path, numbers: Sequence[str]) -> None:
    url = world.namespace.amqp_url("erp-demo")
    with Publisher(url, SOURCE, ledger=ledger) as publisher:
        for number in numbers:
            world.erp = publisher
            world.publish(plain_pdf(), number)


def reconcile(ledger: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, set[tuple[str, str]]]:
    """Return the command's exit code, and what it names."""
    code = run(["reconcile", str(ledger), "--json"])
    answer = json.loads(capsys.readouterr().out)
    return code, {(line["outcome"], line["number"]) for line in answer["not_in_order"]}


def all_numbers(world: World) -> list[str]:
    return [f"{world.number()}-{n:02}" for n in range(PUBLISHED)]


def archived(world: World) -> int:
    return world.count("document", f"organisation_id = '{world.organisation_id}'")


@pytest.mark.req("R22", "P4")
def test_exactly_the_rows_that_were_lost_are_named_and_a_resend_heals(
    world: World, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = all_numbers(world)
    publish(world, ledger, numbers)
    until(lambda: archived(world) == PUBLISHED, seconds=60)
    world.settled()
    assert reconcile(ledger, capsys) == (0, set())
    before = {document.number: document.id for document in world.documents(limit=100)}
    lost = random.Random(22).sample(numbers, LOST)  # noqa: S311 (not a secret)
    lose_rows(world, lost)

    code, named = reconcile(ledger, capsys)

    assert (code, named) == (1, {("missing", number) for number in lost})
    publish(world, ledger, lost)
    until(lambda: archived(world) == PUBLISHED, seconds=60)
    assert reconcile(ledger, capsys) == (0, set())
    assert {document.number: document.id for document in world.documents(limit=100)} == before
    assert len(world.versions()) == PUBLISHED
    notices = {notice.idempotency_key for _, notice in world.notices_heard()}
    assert len(notices) == PUBLISHED


@pytest.mark.req("R22", "P4")
def test_exactly_the_messages_dropped_behind_the_brokers_back_are_named_and_a_resend_heals(
    world: World, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = all_numbers(world)
    world.settled()
    world.service.stop()
    publish(world, ledger, numbers)
    dropped = drop_messages(world, every=PUBLISHED // LOST)
    world.service.start()
    world.service.wait_ready()
    until(lambda: archived(world) == PUBLISHED - LOST, seconds=60)

    code, named = reconcile(ledger, capsys)

    assert (code, named) == (1, {("missing", number) for number in dropped})
    assert len(dropped) == LOST
    publish(world, ledger, sorted(dropped))
    until(lambda: archived(world) == PUBLISHED, seconds=60)
    assert reconcile(ledger, capsys) == (0, set())


def test_other_bytes_other_numbers_parked_and_resent_are_told_apart(desk: Desk) -> None:
    customer = desk.new_customer()
    for event_id in ("as-it-is", "number", "bytes", "resent"):
        desk.receive(desk.event(plain_pdf(), customer, f"RE-{event_id}", event_id=event_id))
    digest = desk.stored(customer)[0].sha256

    def entry(event_id: str, number: str, sha256: str = digest) -> LedgerEntry:
        return LedgerEntry(source=SOURCE, event_id=event_id, number=number, sha256=sha256)

    entries = [
        entry("as-it-is", "RE-as-it-is"),
        entry("number", "RE-other"),
        entry("bytes", "RE-bytes", "0" * 64),
        entry("first-try", "RE-resent"),
        entry("never", "RE-never"),
        LedgerEntry(source=SOURCE, event_id="as-it-is"),
        LedgerEntry(source="/erp/other", event_id="as-it-is"),
    ]

    found = [each.outcome for each in reconcile_ledger(entries, desk.database, desk.clock)]

    assert found == [
        "archived",
        "other_number",
        "other_bytes",
        "under_another_event",
        "missing",
        "archived",
        "missing",
    ]


def test_a_parked_document_is_named_with_its_reason(
    world: World, ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(world, ledger, [world.number()])
    world.wait_listed()
    other = world.an_event(plain_pdf() + b"%")
    world.wait_parked(world.tell(other))
    entry = {"source": SOURCE, "event_id": other["id"], "number": world.number("X")}
    ledger.write_text(json.dumps(entry))

    code = run(["reconcile", str(ledger)])

    shown = capsys.readouterr().out
    assert code == 1
    assert "parked" in shown
    assert "number_conflict" in shown


@pytest.mark.parametrize(
    "text",
    [
        "source;event_id;number;sha256;amount\n{source};{id};{number};;100\n",
        "sha256,source,event_id\n,{source},{id}\n",
        "\ufeffsource\tevent_id\n{source}\t{id}\n",
        '{{"source": "{source}", "event_id": "{id}", "paid": true}}\n\n',
    ],
)
def test_ledgers_of_every_form_are_read(world: World, ledger: Path, text: str) -> None:
    event_id = world.publish(plain_pdf())
    world.wait_listed()
    ledger.write_text(text.format(source=SOURCE, id=event_id, number=world.number()))

    assert run(["reconcile", str(ledger)]) == 0


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"number;sha256\n", "line 1: the heading lacks source and event_id"),
        (b"source,event_id\n/erp/demo,\n", "line 2: event_id is missing"),
        (b'{"source": "/erp/demo", "event_id": 7}\n', "line 1: event_id is missing or no text"),
        (b'{"source": "/erp/demo"\n', "line 1: no JSON object"),
        (b"source,event_id\n\xff\xfe\n", "not UTF-8"),
    ],
)
def test_an_unreadable_ledger_is_named_with_its_line(
    ledger: Path, content: bytes, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.write_bytes(content)

    assert run(["reconcile", str(ledger)]) == 2
    assert complaint in capsys.readouterr().err


def lose_rows(world: World, numbers: Sequence[str]) -> None:
    """Delete documents from the index as nobody may: neither event nor trail knows of it."""
    with world.database.transaction(every_organisation=True) as session:
        of_them = select(DOCUMENT.c.id).where(DOCUMENT.c.number.in_(numbers))
        for table in (DELIVERY, DOCUMENT_EXAMINATION, DOCUMENT_EVENT):
            session.execute(delete(table).where(table.c.document_id.in_(of_them)))
        session.execute(delete(DOCUMENT).where(DOCUMENT.c.number.in_(numbers)))


def drop_messages(world: World, *, every: int) -> set[str]:
    """Take each `every`-th message out of the service's queue; return their documents' numbers."""
    channel = world.bus.connection.channel()
    # A queue may say for a moment that it is empty.
    taken = [until(lambda: channel.basic_get(QUEUE)) for _ in range(PUBLISHED)]
    dropped = set()
    for message in taken[::every]:
        dropped.add(json.loads(message.body)["data"]["number"])
        channel.basic_ack(message.delivery_tag)
    # Closing gives the others back. Rejecting them one by one would be more than the 32 commands
    # that a quorum queue's client keeps under way, and closing forgets what waits behind those.
    channel.close()
    return dropped
