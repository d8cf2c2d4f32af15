"""The archive keeps what it is given, once, whatever happens on the way to it."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from billing_docs.adapters.archive import Archive, FileTooLarge, ForeignObject, ToArchive
from billing_docs.domain.archive_record import LARGEST_RECORD_BYTES
from chassis.errors import DependencyDown
from chassis.ids import new_id
from chassis.testing import RunningService
from kontor_local.namespace import Namespace
from tests.billing_docs.integration.conftest import archive_settings
from tests.billing_docs.integration.desk import Desk, an_archived_document, open_archive
from tests.billing_docs.integration.samples import plain_pdf
from tests.billing_docs.integration.world import World
from tests.publisher.tcp_proxy import TcpProxy
from tests.service_plugin import RunService
from tests.waiting import until

LOCK = datetime(2031, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def line(module_namespace: Namespace) -> Iterator[TcpProxy]:
    """Return the line between the file's service and its object store; a test may cut it."""
    address = urlsplit(module_namespace.servers.s3_url)
    with TcpProxy(address.hostname or "", address.port or 0) as line:
        yield line


@pytest.fixture(scope="module")
def service(
    module_run_service: RunService, settings: dict[str, str], line: TcpProxy
) -> RunningService:
    """Return billing-docs with its object store at the other end of the line."""
    far = {**settings, "KONTOR_S3_URL": f"http://127.0.0.1:{line.port}"}
    return module_run_service("billing_docs", **far)


def a_file_to_keep(content: bytes = b"%PDF-1.7 demo", **changes: Any) -> ToArchive:
    values: dict[str, Any] = {
        "object_key": f"00/{new_id()}/demo.pdf",
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "media_type": "application/pdf",
        "locked_until": LOCK,
        "record": b"{}",
    }
    return ToArchive(**{**values, **changes})


@pytest.mark.req("R5")
def test_while_the_store_is_away_events_are_held_and_then_archived_once(
    world: World, line: TcpProxy
) -> None:
    line.refuse()
    numbers = [f"{world.number()}-{each}" for each in range(6)]
    for number in numbers:
        world.publish(plain_pdf(), number)
    until(lambda: held(world.service) > 0)

    line.listen()

    world.wait_listed(len(numbers), seconds=40)
    assert len(world.versions()) == len(numbers)
    assert len(world.notices_heard()) == len(numbers)
    assert world.count("parked_message") == 0


@pytest.mark.req("R5")
def test_an_answer_lost_after_the_store_has_committed_makes_no_second_version(
    world: World, line: TcpProxy
) -> None:
    line.mute_after(b"PUT /")
    world.publish(plain_pdf())
    (version_id,) = until(world.versions, seconds=60)

    line.cut()
    line.become("fair")

    (document,) = world.wait_listed()
    assert world.archived(document.id).version_id == version_id
    assert world.versions() == [version_id]
    assert len(world.notices_heard()) == 1


def test_calls_are_answered_while_the_store_is_away(world: World, line: TcpProxy) -> None:
    world.publish(plain_pdf())
    (document,) = world.wait_listed()
    line.refuse()

    answer = world.call("get_document", world.admin(), document_id=str(document.id))

    line.listen()
    assert answer["error"] is None


def test_the_same_file_again_finds_the_first_copy_and_its_record(desk: Desk) -> None:
    file = a_file_to_keep(record=b'{"id": 1}')
    first = desk.archive.keep(file)

    again = desk.archive.keep(a_file_to_keep(object_key=file.object_key, record=b'{"id": 2}'))

    assert again == first


def test_other_bytes_under_the_key_are_neither_taken_for_ours_nor_overwritten(desk: Desk) -> None:
    file = a_file_to_keep()
    desk.store().put_object(Bucket=desk.archive.bucket, Key=file.object_key, Body=b"foreign")

    with pytest.raises(ForeignObject):
        desk.archive.keep(file)

    stored = desk.store().get_object(Bucket=desk.archive.bucket, Key=file.object_key)
    assert stored["Body"].read() == b"foreign"


def test_an_event_for_a_place_that_is_taken_is_refused(desk: Desk) -> None:
    customer = desk.new_customer()
    event = desk.event(plain_pdf(), customer)
    desk.receive(event)
    (document,) = desk.stored(customer)
    desk.forget(document)
    desk.store().put_object(Bucket=desk.archive.bucket, Key=document.object_key, Body=b"foreign")

    with desk.refusal("archive_conflict"):
        desk.receive(event)


@pytest.mark.req("SE-61", "B11")
def test_the_archive_refuses_to_delete_and_to_shorten(desk: Desk) -> None:
    kept = desk.archive.keep(a_file_to_keep())
    which = {
        "Bucket": desk.archive.bucket,
        "Key": kept.object_key,
        "VersionId": kept.version_id,
    }

    with pytest.raises(ClientError):
        desk.store().delete_object(**which)
    with pytest.raises(ClientError):
        desk.store().put_object_retention(
            **which,
            Retention={"Mode": "GOVERNANCE", "RetainUntilDate": LOCK - timedelta(days=1)},
        )

    assert desk.store().get_object(**which)["Body"].read() == b"%PDF-1.7 demo"
    assert desk.locked_until(kept) == LOCK


def test_a_first_copy_is_locked_for_longer_never_for_less(desk: Desk) -> None:
    file = a_file_to_keep()
    kept = desk.archive.keep(file)
    later, earlier = LOCK + timedelta(days=30), LOCK - timedelta(days=30)

    desk.archive.keep(a_file_to_keep(object_key=file.object_key, locked_until=later))
    desk.archive.keep(a_file_to_keep(object_key=file.object_key, locked_until=earlier))

    assert desk.locked_until(kept) == later


def test_the_largest_record_fits_beside_the_bytes(desk: Desk) -> None:
    record = b"x" * LARGEST_RECORD_BYTES
    file = a_file_to_keep(record=record)

    desk.archive.keep(file)

    # S3 counts names and values, 2 KiB in all.
    head = desk.store().head_object(Bucket=desk.archive.bucket, Key=file.object_key)
    size = sum(len(name) + len(value) for name, value in head["Metadata"].items())
    assert size <= 2048
    assert desk.archive.keep(file).record == record


@dataclass(kw_only=True)
class SlammedDoor:
    """Where a store should be, and how often somebody came to it."""

    url: str
    comers: int = 0


@contextmanager
def a_slammed_door() -> Iterator[SlammedDoor]:
    """Shut the door in the face of whoever comes, meanwhile."""

    def shut(listener: socket.socket) -> None:
        while True:
            try:
                comer, _ = listener.accept()
            except OSError:
                return
            door.comers += 1
            comer.recv(1)  # once it has said something, so that it was there
            comer.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        door = SlammedDoor(url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=shut, args=(listener,), daemon=True)
        thread.start()
        try:
            yield door
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def test_a_store_is_tried_twice_and_once_where_its_bytes_are_proven(
    module_namespace: Namespace,
) -> None:
    def tries(ask: Callable[[Archive], object]) -> int:
        with a_slammed_door() as door:
            settings = {**archive_settings(module_namespace), "KONTOR_S3_URL": door.url}
            with pytest.raises(DependencyDown):
                ask(open_archive(settings))
        return door.comers

    kept = tries(lambda archive: archive.keep(a_file_to_keep()))
    document = an_archived_document(new_id(), "RE-1")
    looked_for = tries(lambda archive: archive.proof.intact_version(document))

    # Each more costs those who wait for a silent store another ten seconds.
    assert (kept, looked_for) == (2, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"KONTOR_S3_URL": "http://127.0.0.1:9"},
        {"KONTOR_S3_SECRET_KEY": "wrong"},
        {"KONTOR_ARCHIVE_BUCKET": "no-such-bucket"},
    ],
    ids=["nobody answers", "wrong key", "no bucket"],
)
def test_a_store_that_refuses_us_is_waited_for(
    module_namespace: Namespace, changes: dict[str, str]
) -> None:
    archive = open_archive({**archive_settings(module_namespace), **changes})

    with pytest.raises(DependencyDown):
        archive.keep(a_file_to_keep())


def test_uploads_are_waited_for_too(module_namespace: Namespace) -> None:
    archive = open_archive(
        {**archive_settings(module_namespace), "KONTOR_S3_URL": "http://127.0.0.1:9"}
    )

    with pytest.raises(DependencyDown):
        archive.uploaded("which", largest_bytes=1)


def test_bytes_are_proven_however_many_before_them_were_not_given(
    module_namespace: Namespace,
) -> None:
    document = an_archived_document(new_id(), "RE-1")

    with a_slammed_door() as door:
        archive = open_archive({**archive_settings(module_namespace), "KONTOR_S3_URL": door.url})
        for _ in range(8):
            with pytest.raises(DependencyDown):
                archive.proof.intact_version(document)

    # Several broken blocks in a row say nothing of the next document.
    assert door.comers == 8


@pytest.mark.req("R5")
def test_a_store_that_is_left_alone_is_waited_for_as_well(module_namespace: Namespace) -> None:
    archive = open_archive(
        {**archive_settings(module_namespace), "KONTOR_S3_URL": "http://127.0.0.1:9"}
    )
    causes = []

    for _ in range(4):
        with pytest.raises(DependencyDown) as caught:
            archive.has_upload("which")
        causes.append(caught.value.cause)

    # Each is tried twice, and of the third the second time not any more.
    assert causes == ["EndpointConnectionError"] * 2 + ["StoreLeftAlone"] * 2


def test_an_upload_that_is_too_large_is_not_read(desk: Desk, module_namespace: Namespace) -> None:
    desk.store().put_object(Bucket=module_namespace.uploads_bucket, Key="large", Body=b"12345")

    with pytest.raises(FileTooLarge):
        desk.archive.uploaded("large", largest_bytes=4)

    assert desk.archive.uploaded("large", largest_bytes=5) == b"12345"
    assert desk.archive.uploaded("other", largest_bytes=5) is None


def held(service: RunningService) -> float:
    """Return how many messages a service holds just now."""
    lines = service.metrics().splitlines()
    return sum(
        float(line.split()[-1]) for line in lines if line.startswith("kontor_messages_held{")
    )
