"""Notes never leak: whatever is written for whom, every way out shows each role only its own."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from chassis.tables import OUTBOX
from chassis.testing import a_principal
from contracts.attachments import AttachedFile
from contracts.conversations import Audience
from contracts.errors import NotFound
from contracts.principal import Principal
from contracts.tickets import Request
from tests.tickets.integration.conversation import (
    ORGANISATION,
    course,
    say,
    share,
    with_partner,
    with_person,
)
from tests.tickets.integration.desk import queue
from tests.tickets.integration.files import send
from tests.tickets.integration.world import World, a_colleague, staff

# Said once more here, by hand: the test must not ask the code what is right.
READ_BY: dict[str, set[Audience]] = {
    "requester": {"public", "customer"},
    "colleague": {"public", "customer"},
    "partner": {"public", "partner"},
    "agent": {"public", "vendor", "partner"},
    "supporter": {"public"},
}
WRITERS = ("requester", "colleague", "partner", "agent")

ONE_MINUTE = timedelta(minutes=1)

Note = tuple[str, Audience]
NOTES = st.lists(
    st.sampled_from([(who, audience) for who in WRITERS for audience in sorted(READ_BY[who])]),
    max_size=6,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A request that everybody sees, and everybody who sees it."""

    world: World
    request: Request
    people: dict[str, Principal]

    def scope_of(self, who: str) -> dict[str, str]:
        """Return the list in which somebody finds the request."""
        return {"scope": {"requester": "mine", "partner": "customers"}.get(who, "shared")}

    def listed(self, who: str, **query: Any) -> list[Request]:
        """Return the request as it stands in somebody's list, or nothing."""
        if who == "agent":
            of_customer = {"organisation_id": self.request.organisation_id}
            return queue(self.world, self.people[who], **of_customer, **query)
        page = self.world.page(self.people[who], **self.scope_of(who), **query)
        return [each for each in page.items if each.id == self.request.id]


def a_scene(world: World) -> Scene:
    """Return a request shared with everybody who could see it."""
    requester = a_principal()
    people = {
        "requester": requester,
        "colleague": a_colleague(requester),
        "partner": a_principal(organisation_kind="partner"),
        "agent": staff(),
    }
    request = world.open(requester)
    people["supporter"] = a_colleague(requester, support_session_id=request.id)
    share(world, requester, request, with_person(people["colleague"]))
    share(world, requester, request, ORGANISATION)
    share(world, people["agent"], request, with_partner(people["partner"]))
    return Scene(world=world, request=request, people=people)


@pytest.mark.req("FD-17", "C6")
@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(notes=NOTES)
def test_nobody_learns_of_a_note_that_is_not_for_him(world: World, notes: list[Note]) -> None:
    scene = a_scene(world)
    told_before = len(everything_told(world))
    for who in READ_BY:
        if who != "supporter":
            world.service.mark_read(scene.people[who], scene.request.id)
    written: list[tuple[str, Audience, str]] = []
    for number, (who, audience) in enumerate(notes):
        world.clock.move(ONE_MINUTE)
        token = f"mark{number}x{scene.request.number}q"
        # A file of another size goes with each, so that no size is told by accident.
        file = send(world, scene.people[who], bytes_of(number), f"file-{token}.txt", scene.request)
        say(
            world,
            scene.people[who],
            scene.request,
            f"Vermerk {token}",
            audience,
            attachments=(file.id,),
        )
        written.append((who, audience, token))
        check_download(scene, file, audience)

    told = everything_told(world)[told_before:]
    for reader, audiences in READ_BY.items():
        mine = [token for _, audience, token in written if audience in audiences]
        hidden = [token for _, audience, token in written if audience not in audiences]
        check_reader(scene, reader, mine, hidden)
        check_counts(scene, reader, written)
    # Mails and events go to customers and beyond: what is not public is in none of them.
    for _, audience, token in written:
        assert audience == "public" or token not in told


def bytes_of(number: int) -> bytes:
    """Return the text of a file that is told by its size."""
    return b"x" * (7001 + number)


def check_download(scene: Scene, file: AttachedFile, audience: Audience) -> None:
    """Whoever may read a note fetches its file; for everybody else there is none."""
    for reader, audiences in READ_BY.items():
        if audience in audiences:
            scene.world.service.open_attachment(scene.people[reader], scene.request.id, file.id)
            continue
        with pytest.raises(NotFound):
            scene.world.service.open_attachment(scene.people[reader], scene.request.id, file.id)


def check_reader(scene: Scene, reader: str, mine: list[str], hidden: list[str]) -> None:
    """Everything that is shown holds what is for the reader, and nothing of the rest."""
    world, person = scene.world, scene.people[reader]
    entries = course(world, person, scene.request, limit=3)
    comments = [entry.body for entry in entries if entry.kind == "comment"]
    (listed,) = scene.listed(reader)
    shown = msgspec.json.encode(
        [entries, listed, world.service.get_request(person, scene.request.id)]
    ).decode()

    assert comments == [f"Vermerk {token}" for token in mine]
    files = [file for entry in entries for file in entry.attachments]
    assert [file.file_name for file in files] == [f"file-{token}.txt" for token in mine]
    # The numbers of the tokens are the files' sizes above 7001.
    assert [file.size_bytes - 7001 for file in files] == [
        int(token[len("mark") : token.index("x")]) for token in mine
    ]
    assert listed.last_comment == (f"Vermerk {mine[-1]}" if mine else None)
    assert not [token for token in hidden if token in shown]
    if reader != "partner":
        assert all(scene.listed(reader, search=token) for token in mine)
        assert not any(scene.listed(reader, search=token) for token in hidden)


def check_counts(scene: Scene, reader: str, written: list[tuple[str, Audience, str]]) -> None:
    """Counts and the time of the last news tell nothing of what is hidden either."""
    world, person = scene.world, scene.people[reader]
    readable = [
        number for number, (_, audience, _) in enumerate(written) if audience in READ_BY[reader]
    ]
    news = [number for number in readable if written[number][0] != reader]
    detail = world.detail(person, scene.request)
    (listed,) = scene.listed(reader)
    last_at = scene.request.opened_at
    if readable:
        last_at = world.clock.now() - ONE_MINUTE * (len(written) - 1 - readable[-1])

    if reader != "supporter":
        assert detail.unread == len(news)
    assert listed.unread == detail.unread
    assert (detail.active_at == last_at) or not readable
    if reader == "requester":
        summary = world.service.summarise_requests(person)
        assert summary.unread_requests == bool(news)
        assert bool(scene.listed(reader, unread=True)) == bool(news)


def everything_told(world: World) -> str:
    """Return every message that was ever put into the outbox, one after the other."""
    with world.database.transaction() as session:
        bodies = session.scalars(select(OUTBOX.c.body).order_by(OUTBOX.c.id)).all()
    return json.dumps([body.decode() for body in bodies])


@pytest.mark.req("FD-17", "C6")
def test_an_internal_note_does_not_move_a_request_in_the_customers_list(world: World) -> None:
    customer, agent = a_principal(), staff()
    first = world.open(customer, idempotency_key="1")
    world.clock.move(ONE_MINUTE)
    second = world.open(customer, idempotency_key="2")
    world.clock.move(ONE_MINUTE)

    say(world, agent, first, "Intern", "vendor")
    after_note = [each.id for each in world.page(customer, sort="activity").items]
    say(world, agent, first, "Für alle")

    assert after_note == [second.id, first.id]
    assert [each.id for each in world.page(customer, sort="activity").items] == [
        first.id,
        second.id,
    ]


@pytest.mark.parametrize("who", ["stranger", "other_partner"])
def test_whoever_does_not_see_the_request_finds_none_of_it(world: World, who: str) -> None:
    scene = a_scene(world)
    say(world, scene.people["agent"], scene.request, "Für alle, die es sehen")
    kind = "partner" if who == "other_partner" else "customer"
    outsider = a_principal(organisation_kind=kind)

    with pytest.raises(NotFound):
        world.service.get_request(outsider, scene.request.id)

    for scope in ("mine", "shared", "customers"):
        assert world.page(outsider, scope=scope).items == ()
