"""Every way into the sample service."""

import time
from uuid import UUID

import eventlet
import msgspec
from sqlalchemy import insert, select

from chassis.entrypoints import Incoming, every, on_event, on_inbound, on_unrouted, rpc
from chassis.errors import DependencyDown, Refused
from chassis.ids import new_id
from chassis.service import Service
from contracts.errors import NotFound
from contracts.principal import Principal
from sample.tables import NOTE


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A few words."""

    words: str


class Sample(Service):
    """A service that echoes, fails, waits and writes on request."""

    name = "sample"
    ticks = 0
    down_until = 0.0

    @rpc(public=True)
    def echo(self, words: str) -> str:
        return words

    @rpc(public=True)
    def fail(self, how: str) -> None:
        if how == "wire":
            raise NotFound("note")
        raise RuntimeError("a bug with secret words")

    @rpc(public=True)
    def wait(self, seconds: float) -> float:
        eventlet.sleep(seconds)
        return seconds

    @rpc
    def write(self, caller: Principal, note: Note) -> UUID:
        note_id = new_id()
        with self.database.transaction(organisation_id=caller.organisation_id) as session:
            session.execute(
                insert(NOTE).values(
                    id=note_id, organisation_id=caller.organisation_id, words=note.words
                )
            )
            self.outbox(session).announce("note_written", note)
        return note_id

    @rpc
    def read(self, caller: Principal) -> list[str]:
        with self.database.transaction(organisation_id=caller.organisation_id) as session:
            # No WHERE on purpose: row-level security is what is tried here.
            return list(session.scalars(select(NOTE.c.words)))

    @on_event("other", "note_spoken")
    def hear(self, event: Incoming[Note]) -> None:
        self._take(event)

    @on_inbound("note.issued.v1", rejected_as="note.rejected.v1")
    def receive(self, event: Incoming[Note]) -> None:
        self._take(event)

    @on_unrouted()
    def unrouted(self, event: Incoming[object]) -> None:
        raise AssertionError("never called")

    @every(seconds=0.2)
    def tick(self) -> None:
        Sample.ticks += 1
        if Sample.ticks == 2:
            raise RuntimeError("the second tick fails")

    @rpc(public=True)
    def count_ticks(self) -> int:
        return Sample.ticks

    def _take(self, event: Incoming[Note]) -> None:
        words = event.data.words
        if words == "never":
            raise Refused("never_wanted", "nobody wants this note")
        if words == "wait for it":
            raise Refused("not_yet", "the time has not come", waits_for="time")
        if words == "bug":
            raise RuntimeError("a handler's bug")
        if words == "slow":
            time.sleep(2)
        if words == "down for a second":
            Sample.down_until = Sample.down_until or time.monotonic() + 1
            if time.monotonic() < Sample.down_until:
                raise DependencyDown("something else")
        organisation = UUID(int=1)
        with self.database.transaction(organisation_id=organisation) as session:
            if self.inbox(session).claim(event.source, event.id, event.body_sha256) != "new":
                return
            session.execute(
                insert(NOTE).values(id=new_id(), organisation_id=organisation, words=words)
            )
            self.outbox(session).publish("note.kept.v1", event.data, subject=event.id)
