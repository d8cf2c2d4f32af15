"""Files that go with requests: sent in, looked at, used once, read by the entry's readers alone."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import DependencyDown
from chassis.ids import new_id
from chassis.malware import Scanner
from chassis.testing import a_principal
from contracts.attachments import AttachedFile, FileFor
from contracts.errors import InvalidInput, NotFound, NotPermitted
from contracts.principal import Principal
from contracts.tickets import Request
from tests.clamd import SIGNATURE, Clamd, running_clamd
from tests.identity.integration.threads import at_once
from tests.tickets.integration.conversation import course, say
from tests.tickets.integration.files import (
    PDF,
    PNG,
    begin,
    fetched,
    finish,
    kept_keys,
    put,
    send,
)
from tests.tickets.integration.world import World, staff
from tickets.domain.attachments import SWEPT_AFTER, USABLE_FOR, DailyLimits

ONE_SECOND = timedelta(seconds=1)


@pytest.fixture
def erika() -> Principal:
    return a_principal()


@pytest.fixture
def request_of_hers(world: World, erika: Principal) -> Request:
    return world.open(erika)


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with running_clamd() as clamd:
        yield clamd


def with_resources(world: World, **changes: Any) -> None:
    """Give the service other resources."""
    runtime = world.service.runtime
    world.service.runtime = replace(runtime, resources=replace(runtime.resources, **changes))


def fault_of(refused: pytest.ExceptionInfo[InvalidInput]) -> tuple[str, ...]:
    return refused.value.arguments


def files_shown(world: World, who: Principal, request: Request) -> list[AttachedFile]:
    return [file for entry in course(world, who, request) for file in entry.attachments]


@pytest.mark.req("C8")
def test_files_go_with_a_new_request_and_with_a_comment(world: World, erika: Principal) -> None:
    photo, sheet = send(world, erika), send(world, erika, PDF, "datenblatt.pdf")
    request = world.open(erika, attachments=(photo.id, sheet.id))
    log = send(world, erika, b"E-12\n", "fehler.log", request)

    said = say(world, erika, request, attachments=(log.id,))

    assert said.attachments == (log,)
    assert files_shown(world, erika, request) == [photo, sheet, log]
    assert (log.file_name, log.media_type, log.size_bytes) == ("fehler.log", "text/plain", 5)
    assert fetched(world, staff(), request, photo) == PNG
    stored = world.service.open_attachment(erika, request.id, sheet.id)
    assert stored.sha256 == hashlib.sha256(PDF).hexdigest()


@pytest.mark.req("C8")
def test_mails_name_the_files_of_answers(world: World, erika: Principal) -> None:
    photo = send(world, erika)
    request, agent = world.open(erika, attachments=(photo.id,)), staff()
    for audience in ("vendor", "public"):
        file = send(world, agent, PDF, f"{audience}.pdf", request)
        say(world, agent, request, audience=audience, attachments=(file.id,))

    opened, answered = world.notices()

    assert opened.parameters["attachments"] == "foto.png"
    assert answered.parameters["attachments"] == "public.pdf"
    assert answered.attachments == ()


@pytest.mark.req("FD-12", "C8")
def test_the_same_key_with_the_same_files_is_the_same_request(
    world: World, erika: Principal
) -> None:
    photo, other = send(world, erika), send(world, erika)
    request = world.open(erika, attachments=(photo.id,))
    said = say(world, erika, request, idempotency_key="once", attachments=(other.id,))

    again = world.open(erika, attachments=(photo.id,))
    said_again = say(world, erika, request, idempotency_key="once", attachments=(other.id,))

    assert again.id == request.id
    assert said_again == said
    with pytest.raises(InvalidInput) as refused:
        world.open(erika)
    assert fault_of(refused) == ("idempotency_key", "used_for_another_request")
    with pytest.raises(InvalidInput):
        say(world, erika, request, idempotency_key="once")


def test_a_file_goes_with_one_entry_in_its_life(
    world: World, erika: Principal, request_of_hers: Request
) -> None:
    file = send(world, erika)

    def attach() -> tuple[str, ...]:
        try:
            say(world, erika, request_of_hers, attachments=(file.id,))
        except InvalidInput as fault:
            return fault.arguments
        return ()

    answers = at_once(attach, attach)

    assert sorted(answers) == [(), ("attachments", "not_there")]
    assert files_shown(world, erika, request_of_hers) == [file]
    assert len(course(world, erika, request_of_hers, kind="comment")) == 1


@pytest.mark.req("C8")
def test_nobody_uses_a_file_of_somebody_else_or_of_another_request(
    world: World, erika: Principal, request_of_hers: Request
) -> None:
    colleague = a_principal(organisation_id=erika.organisation_id)
    elsewhere = world.open(erika, idempotency_key="2")
    files = [
        send(world, colleague),
        send(world, a_principal()),
        send(world, erika, request=elsewhere),
    ]

    for file_id in [*(file.id for file in files), new_id(), begin(world, erika).id]:
        with pytest.raises(InvalidInput) as refused:
            say(world, erika, request_of_hers, attachments=(file_id,))
        assert fault_of(refused) == ("attachments", "not_there")

    assert course(world, erika, request_of_hers, kind="comment") == []


@pytest.mark.req("C8")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x90\x00" + bytes(80), "type_not_taken"),
        (b"", "empty"),
        (None, "not_there"),
        (bytes(10 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_what_is_refused_is_deleted_at_once(
    world: World, erika: Principal, content: bytes | None, reason: str
) -> None:
    place = begin(world, erika)
    if content is not None:
        put(world, place, content)

    with pytest.raises(InvalidInput) as refused:
        finish(world, erika, place.id)

    assert fault_of(refused) == ("file", reason)
    assert place.object_key not in kept_keys(world)
    assert world.audit_actions(erika.organisation_id) == ["attachment.refused"]
    with pytest.raises(NotFound):
        finish(world, erika, place.id)


@pytest.mark.req("C8", "S12")
def test_malware_is_found_before_anybody_can_attach_it(
    world: World, erika: Principal, clamd: Clamd
) -> None:
    with_resources(world, scanner=Scanner(clamd.address, seconds=30))

    clean = send(world, erika, PDF, "rein.pdf")
    with pytest.raises(InvalidInput) as refused:
        send(world, erika, b"E-12 " + SIGNATURE, "log.txt")

    assert clamd.heard[0] == PDF
    assert clean.media_type == "application/pdf"
    assert fault_of(refused) == ("file", "malware_found")


@pytest.mark.req("S12")
def test_while_nobody_can_look_a_file_is_not_taken_and_not_lost(
    world: World, erika: Principal, clamd: Clamd
) -> None:
    with_resources(world, scanner=Scanner(clamd.address, seconds=30))
    clamd.answer = lambda _: None
    place = begin(world, erika)
    put(world, place, PNG)

    with pytest.raises(DependencyDown):
        finish(world, erika, place.id)
    with pytest.raises(InvalidInput):
        world.open(erika, attachments=(place.id,))
    clamd.answer = lambda _: b"stream: OK\0"

    assert finish(world, erika, place.id) == finish(world, erika, place.id)


@pytest.mark.req("C8")
def test_an_organisation_sends_in_so_much_a_day(world: World, erika: Principal) -> None:
    with_resources(world, daily_limits=DailyLimits(files=3, megabytes=1))
    send(world, erika, b"a" * 600_000, "a.txt")

    with pytest.raises(InvalidInput) as too_large:
        send(world, erika, b"b" * 600_000, "b.txt")
    begin(world, erika)
    with pytest.raises(InvalidInput) as too_many:
        begin(world, erika)
    send(world, a_principal())
    world.clock.move(timedelta(hours=12))

    assert fault_of(too_large) == fault_of(too_many) == ("file", "daily_limit_reached")
    assert send(world, erika).file_name == "foto.png"


def test_ten_files_of_25_megabytes_go_with_one_entry_and_no_more(
    world: World, erika: Principal, request_of_hers: Request
) -> None:
    large = [send(world, erika, b"x" * 9_000_000, f"{number}.txt") for number in range(3)]

    with pytest.raises(InvalidInput) as too_large:
        say(world, erika, request_of_hers, attachments=tuple(file.id for file in large))
    with pytest.raises(InvalidInput) as too_many:
        say(world, erika, request_of_hers, attachments=tuple(new_id() for _ in range(11)))

    assert fault_of(too_large) == ("attachments", "too_large_together")
    assert fault_of(too_many) == ("attachments", "too_many_files")


@pytest.mark.req("C8")
def test_files_that_nobody_used_are_swept_and_others_stay(
    world: World, erika: Principal, request_of_hers: Request
) -> None:
    unused, used = send(world, erika), send(world, erika)
    say(world, erika, request_of_hers, attachments=(used.id,))
    world.clock.move(USABLE_FOR + ONE_SECOND)
    late = send(world, erika)
    with pytest.raises(InvalidInput):
        say(world, erika, request_of_hers, attachments=(unused.id,))
    world.clock.move(SWEPT_AFTER - USABLE_FOR)

    world.service.sweep_attachments()

    kept = {key.rpartition("/")[2] for key in kept_keys(world)}
    assert str(unused.id) not in kept
    assert {str(used.id), str(late.id)} <= kept
    assert fetched(world, erika, request_of_hers, used) == PNG
    say(world, erika, request_of_hers, attachments=(late.id,))


def test_two_who_sweep_at_once_do_not_mind_each_other(world: World, erika: Principal) -> None:
    for _ in range(4):
        send(world, erika)
    world.clock.move(SWEPT_AFTER + ONE_SECOND)

    at_once(world.service.sweep_attachments, world.service.sweep_attachments)

    assert not [key for key in kept_keys(world) if str(erika.organisation_id) in key]


@pytest.mark.req("C8")
def test_the_vendors_people_attach_what_they_take_down(world: World, erika: Principal) -> None:
    agent, organisation_id = staff(), erika.organisation_id
    file_for = FileFor(organisation_id=organisation_id)

    place = begin(world, agent, "telefonnotiz.txt", file_for)
    put(world, place, b"Er rief um neun Uhr an.")

    assert finish(world, agent, place.id, file_for).file_name == "telefonnotiz.txt"
    with pytest.raises(NotFound):
        begin(world, erika, file_for=FileFor(organisation_id=new_id()))


def test_who_does_not_see_a_request_sends_nothing_in_for_it(
    world: World, request_of_hers: Request
) -> None:
    with pytest.raises(NotFound):
        begin(world, a_principal(), file_for=FileFor(request_id=request_of_hers.id))
    with pytest.raises(NotPermitted):
        begin(world, a_principal(role="documents"))
