"""The index comes back from the object store alone, under the same ids, as often as asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import create_engine, text

from billing_docs.domain.document import BillingDocument
from billing_docs.domain.retention_rules import USUAL_RULES
from billing_docs.use_cases.rebuild.rebuild_index import UNKNOWN_CASE, Rebuilt, rebuild_index
from billing_docs.use_cases.viewing.examine_waiting import examine_waiting
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from kontor_local.databases import DatabaseUrls
from kontor_local.namespace import Namespace
from tests.billing_docs.integration.bit_rot import flip_bytes
from tests.billing_docs.integration.conftest import archive_settings
from tests.billing_docs.integration.desk import Desk, open_archive
from tests.billing_docs.integration.keeping import Keeper
from tests.billing_docs.integration.samples import plain_pdf, zugferd
from tests.chassis.kontor import Answer, run_kontor
from tests.database_shelf import url_of
from tests.service_plugin import MakeDatabase

# All that speaks of documents, as when the database is lost and an empty one is put in its place.
WIPE = "TRUNCATE document CASCADE"


@pytest.fixture
def namespace(new_namespace: Any) -> Any:
    """Return a bucket of the test's own: the whole of it is read."""
    with new_namespace(services=()) as namespace:
        yield namespace


@pytest.fixture
def urls(make_database: MakeDatabase) -> DatabaseUrls:
    """Return a database as its owner and as the service reach it."""
    return make_database("billing_docs")


@pytest.fixture
def desk(urls: DatabaseUrls, namespace: Namespace, clock: FixedClock) -> Iterator[Desk]:
    """Return the use cases on a database and a bucket of the test's own."""
    database = Database(urls.application_url)
    archive = open_archive(archive_settings(namespace))
    yield Desk(database=database, archive=archive, clock=clock)
    database.dispose()


@pytest.fixture
def wipe(urls: DatabaseUrls) -> Callable[[], None]:
    """Return what loses every document from the index, as only the owner can."""

    def lose() -> None:
        engine = create_engine(urls.owner_url)
        with engine.begin() as connection:
            connection.execute(text(WIPE))
        engine.dispose()

    return lose


def archived(desk: Desk, count: int) -> list[BillingDocument]:
    """Archive documents of two customers: PDF, hybrid, with and without what may be missing."""
    customers = [desk.new_customer(), desk.new_customer()]
    for number in range(count):
        content = zugferd() if number % 3 == 0 else plain_pdf() + f"\n% {number}".encode()
        desk.receive(
            desk.event(
                content,
                customers[number % 2],
                f"RE-{number:03}",
                event_id=f"event-{number}",
                title="Wartung Müller & Söhne" if number % 2 else None,
                document_type="letter" if number % 5 == 0 else "invoice",
            )
        )
    return index(desk)


def index(desk: Desk) -> list[BillingDocument]:
    found = [each for customer in desk.customers for each in desk.stored(customer)]
    return sorted(found, key=lambda document: document.id)


def rebuild(desk: Desk) -> Rebuilt:
    return rebuild_index(
        desk.database, desk.archive, rules=USUAL_RULES, now=desk.clock.now(), threads=4
    )


def told(document: BillingDocument) -> BillingDocument:
    """Return a document as it is after a rebuild: told of when it came, whenever that was."""
    return replace(document, notice_requested_at=document.received_at)


@pytest.mark.req("B13")
def test_a_wiped_index_comes_back_the_same(desk: Desk, wipe: Callable[[], None]) -> None:
    before = archived(desk, 12)
    wipe()
    assert index(desk) == []

    rebuilt = rebuild(desk)

    assert (rebuilt.objects, rebuilt.restored, rebuilt.not_restored) == (12, 12, {})
    assert index(desk) == [told(document) for document in before]
    assert rebuilt.incomplete == 0
    with desk.database.transaction(every_organisation=True) as session:
        links = session.scalar(text("SELECT count(*) FROM document_event"))
        examinations = session.scalar(text("SELECT count(*) FROM document_examination"))
    assert (links, examinations) == (12, 0)
    assert examine_waiting(desk.database, desk.resources(), desk.clock.now()) == 12
    assert index(desk) == [told(document) for document in before]


def test_repeating_changes_nothing_and_a_hole_is_filled(desk: Desk) -> None:
    before = archived(desk, 6)
    with desk.database.transaction(every_organisation=True) as session:
        for table in ("delivery", "document_examination", "document_event", "examination_wanted"):
            statement = text(f"DELETE FROM {table} WHERE document_id = :id")  # noqa: S608 - our own tables
            session.execute(statement, {"id": before[2].id})
        session.execute(text("DELETE FROM document WHERE id = :id"), {"id": before[2].id})

    first, again = rebuild(desk), rebuild(desk)

    assert (first.restored, first.known) == (1, 5)
    assert (again.restored, again.known, again.not_restored) == (0, 6, {})
    assert {document.id for document in index(desk)} == {document.id for document in before}


@pytest.mark.req("B1")
def test_a_resend_after_a_rebuild_is_the_document_that_is_there(
    desk: Desk, wipe: Callable[[], None]
) -> None:
    (document,) = archived(desk, 1)
    wipe()
    rebuild(desk)

    desk.receive(desk.event(zugferd(), document.organisation_id, "RE-000", document_type="letter"))

    assert [each.id for each in index(desk)] == [document.id]


@pytest.mark.req("R18")
def test_what_cannot_be_restored_is_named(desk: Desk, wipe: Callable[[], None]) -> None:
    documents = archived(desk, 3)
    store, bucket = desk.store(), desk.archive.bucket
    store.put_object(Bucket=bucket, Key="somebody/else.txt", Body=b"foreign")
    shard = documents[0].object_key.partition("/")[0]
    bare = f"{shard}/{new_id()}/{'0' * 16}-{'0' * 64}.pdf"
    store.put_object(Bucket=bucket, Key=bare, Body=b"no record")
    (plain,) = [each for each in documents if each.number == "RE-001"]
    assert flip_bytes(desk.archive.bucket, plain_pdf() + b"\n% 1") == 1
    wipe()

    rebuilt = rebuild(desk)

    assert rebuilt.not_restored["somebody/else.txt"] == "foreign_key"
    assert rebuilt.not_restored[bare] == "no_record"
    assert rebuilt.not_restored[plain.object_key] in {"damaged", "unreadable"}
    assert rebuilt.restored >= 2


@pytest.mark.req("B12")
def test_what_the_store_holds_stays_held_until_somebody_looks(
    desk: Desk, wipe: Callable[[], None]
) -> None:
    document, *_ = archived(desk, 2)
    keeper = Keeper(desk=desk)
    keeper.hold(document.organisation_id, document.id)
    keeper.follow()
    wipe()

    rebuilt = rebuild(desk)

    assert rebuilt.held == 1
    (hold,) = keeper.holds()
    assert (hold.case_id, hold.document_id) == (UNKNOWN_CASE, document.id)
    keeper.follow()
    assert keeper.is_held_in_store(document)


def test_other_bytes_under_a_key_do_not_take_the_documents_place(
    desk: Desk, wipe: Callable[[], None]
) -> None:
    document, *_ = archived(desk, 2)
    desk.store().put_object(Bucket=desk.archive.bucket, Key=document.object_key, Body=b"later")
    wipe()

    rebuild(desk)

    (restored,) = [each for each in index(desk) if each.id == document.id]
    assert restored.version_id == document.version_id


def kontor(desk: Desk, namespace: Namespace, *words: str) -> Answer:
    """Run the operator's command on the desk's database and bucket."""
    return run_kontor(
        *words,
        **archive_settings(namespace),
        KONTOR_ENV="test",
        KONTOR_DATABASE_URL_BILLING_DOCS=url_of(desk.database),
    )


def test_the_operators_command_reports_and_answers_by_its_exit_code(
    desk: Desk, namespace: Namespace, wipe: Callable[[], None]
) -> None:
    archived(desk, 3)
    wipe()

    restored = kontor(desk, namespace, "rebuild", "--json")
    desk.store().put_object(Bucket=desk.archive.bucket, Key="foreign.txt", Body=b"x")
    again = kontor(desk, namespace, "rebuild")
    proven = kontor(desk, namespace, "scrub", "--json")

    assert restored.returncode == 0, restored.stderr
    assert msgspec.json.decode(restored.stdout)["restored"] == 3
    assert again.returncode == 1
    assert "foreign_key" in again.stdout
    assert proven.returncode == 0, proven.stderr
    assert msgspec.json.decode(proven.stdout) == {"proven": 3, "damaged": []}


@pytest.mark.req("P5", "B11")
def test_doctor_tries_what_protects_and_says_so(desk: Desk, namespace: Namespace) -> None:
    examined = kontor(desk, namespace, "doctor", "archive", "--json")
    strict = kontor(desk, namespace, "doctor", "archive", "--strict")

    assert examined.returncode == 0, examined.stdout + examined.stderr
    answer = msgspec.json.decode(examined.stdout)
    outcomes = {each["check"]: each["outcome"] for each in answer["findings"]}
    assert answer["ok"] is True
    refused = ("versioning", "object_lock", "overwriting", "deleting", "shortening")
    assert {outcomes[check] for check in (*refused, "lengthening", "legal_hold")} == {"ok"}
    # The local store's keys may do everything, and governance is for developers.
    assert outcomes["bypass"] == outcomes["lock_mode"] == outcomes["delete_right"] == "warning"
    assert strict.returncode == 1


@pytest.mark.req("P5", "B11")
def test_doctor_fails_where_the_bucket_cannot_lock(desk: Desk, namespace: Namespace) -> None:
    plain = replace(namespace, archive_bucket=namespace.uploads_bucket)

    examined = kontor(desk, plain, "doctor", "archive", "--json")

    assert examined.returncode == 1, examined.stdout + examined.stderr
