"""Every way into the sample service."""

import os
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import eventlet
import msgspec
from sqlalchemy import func, insert, select, text

from chassis.bells import ring_after_commit
from chassis.context import current_context
from chassis.entrypoints import Incoming, every, on_event, on_inbound, on_unrouted, rpc
from chassis.errors import DependencyDown, Refused
from chassis.ids import new_id
from chassis.log import get_logger
from chassis.service import Service
from contracts.errors import NotFound
from contracts.principal import Principal
from sample.settings import Settings
from sample.tables import ATTEMPT, NOTE

SOMEBODY = UUID(int=1)
_log = get_logger(__name__)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A few words; the first of them says how the service takes the note."""

    words: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a sum."""

    cents: int


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """Lines to add up."""

    lines: list[Line]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines to find."""

    line_ids: list[UUID]
    words: str = ""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was found."""

    id: UUID
    words: str


class Sample(Service[Settings]):
    """A service that echoes, fails, waits and writes on request."""

    name = "sample"
    settings_class = Settings
    jotted: ClassVar[list[str]] = []
    ticks = 0
    ticking = 0

    # Calls --------------------------------------------------------------------------------------

    @rpc(public=True)
    def echo(self, words: str) -> str:
        return words

    @rpc(public=True)
    def jot_down(self, words: str) -> list[str]:
        """Add the words to what this process has jotted down, without waiting for anything."""
        Sample.jotted.append(words)
        return Sample.jotted

    @rpc(public=True)
    def add_up(self, request: Sum) -> int:
        return sum(line.cents for line in request.lines)

    @rpc(public=True)
    def fail(self, how: str) -> None:
        if how == "wire":
            raise NotFound("note")
        if how == "down":
            raise DependencyDown("moon")
        raise RuntimeError("a bug with secret words")

    @rpc(public=True)
    def answer_oddly(self) -> object:
        return object()

    @rpc(public=True)
    def wait(self, words: str, seconds: float) -> str:
        self._remember(words)
        eventlet.sleep(seconds)
        return words

    @rpc(public=True)
    def ask_the_database_slowly(self, seconds: float) -> None:
        with self.database.transaction() as session:
            session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})

    @rpc(public=True)
    def tell_pid(self) -> int:
        return os.getpid()

    @rpc(public=True)
    def tell_budget(self) -> int:
        """Return the milliseconds that the caller has left."""
        return int((current_context().remaining_seconds() or 0) * 1000)

    @rpc(public=True)
    def tell_correlation_id(self) -> str:
        return current_context().correlation_id

    @rpc(reads=True)
    def look(self) -> str:
        return "seen"

    @rpc(reads=True)
    def find_lines(self, wanted: Wanted, words: str) -> list[Found]:
        """Return a line for each id; one of them may not be there."""
        if words == "missing":
            raise NotFound("line")
        if words == "buggy":
            raise RuntimeError("a bug with secret words")
        return [Found(id=each, words=words) for each in wanted.line_ids]

    @rpc(even_in_support=True)
    def stop_looking(self) -> str:
        return "stopped"

    @rpc(even_barred=True)
    def mend(self) -> str:
        return "mended"

    @rpc(public=True)
    def tell_time(self) -> datetime:
        return self.clock.now()

    @rpc
    def who_am_i(self, caller: Principal) -> UUID:
        return caller.subject

    @rpc
    def be_called(self) -> str:
        return "by somebody known"

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

    # Messages -----------------------------------------------------------------------------------

    @on_event("other", "note_spoken")
    def hear(self, event: Incoming[Note]) -> None:
        self._take(event)

    @on_inbound("note.issued.v1", rejected_as="note.rejected.v1")
    def receive(self, event: Incoming[Note]) -> None:
        self._take(event)

    @on_unrouted()
    def unrouted(self, event: Incoming[object]) -> None:
        raise AssertionError(event.id)  # never called: reading such an event refuses it

    # Ticks --------------------------------------------------------------------------------------

    @every(seconds=0.2)
    def tick(self) -> None:
        Sample.ticks += 1
        Sample.ticking += 1
        try:
            if Sample.ticking > 1:
                self._remember("two ticks at once")
            if Sample.ticks == 2:
                raise RuntimeError("the second tick fails")
            if Sample.ticks == 4:
                eventlet.sleep(1.5)
            self._remember(f"tick {Sample.ticks}")
        finally:
            Sample.ticking -= 1

    @every(seconds=3600, rung_by="notes", at_once=lambda _: 2)
    def look_for_notes(self) -> None:
        self._remember("looked for notes")
        if self._is_on("looking long"):
            eventlet.sleep(600)

    # What a note's first word means ---------------------------------------------------------------

    def _take(self, event: Incoming[Note]) -> None:
        words = event.data.words
        _log.info("taking a note")
        tries = self._remember(words)
        if words.startswith("about "):
            self._refuse_foreign_customer(event)
        self._react(words.split()[0], tries)
        with self.database.transaction(organisation_id=SOMEBODY) as session:
            claim = self.inbox(session).claim(event.source, event.id, event.body_sha256)
            if claim == "conflict":
                raise Refused("conflict", "this id is known with another body")
            if claim == "seen":
                return
            session.execute(insert(NOTE).values(id=new_id(), organisation_id=SOMEBODY, words=words))
            self.outbox(session).publish("note.kept.v1", event.data, subject=event.id)
            ring_after_commit(session, "notes")

    def _refuse_foreign_customer(self, event: Incoming[Note]) -> None:
        customer_number = event.data.words.split()[1]
        if event.publisher is None or not event.publisher.may_speak_for(customer_number):
            raise Refused("customer_not_allowed", "this publisher may not speak for that customer")

    def _react(self, first_word: str, tries: int) -> None:
        match first_word:
            case "never":
                raise Refused("never_wanted", "nobody wants this note")
            case "early" if not self._is_on("time"):
                raise Refused("too_early", "the time has not come", waits_for="time")
            case "bug" if not self._is_on("mended"):
                raise RuntimeError("a handler's bug")
            case "flaky" if tries < 3:
                raise RuntimeError("a handler's bug of the moment")
            case "down" if not self._is_on("up"):
                raise DependencyDown("moon")
            case "deadly" if not self._is_on("harmless"):
                os._exit(9)
            case "slow":
                eventlet.sleep(2)
            case "stuck" if not self._is_on("loose"):
                eventlet.sleep(600)

    def _is_on(self, switch: str) -> bool:
        return (self.settings.switches / switch).exists()

    def _remember(self, words: str) -> int:
        """Note that something was begun; return how often it was by now."""
        with self.database.transaction() as session:
            session.execute(insert(ATTEMPT).values(words=words, pid=os.getpid()))
            query = select(func.count()).select_from(ATTEMPT).where(ATTEMPT.c.words == words)
            return session.scalar(query) or 0
