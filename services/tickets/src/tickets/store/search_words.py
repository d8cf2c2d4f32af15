"""Finding requests of all organisations by their words, for the vendor's people; never commits."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, String, and_, bindparam, delete, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql import ColumnElement

from chassis.database import Askable
from contracts.conversations import Audience
from tickets.domain.search_words import wanted_words, words_of
from tickets.store.conversation_tables import ENTRY
from tickets.store.search_word_tables import REQUEST_WORD
from tickets.store.tables import REQUEST

# So few are sorted quickly; what is in more of them is soon met on a walk along the list.
_RARE = 1_000
_AFTER_ALL = "\U0010ffff"
_LONGEST_NUMBER = 15
# Made once, and the same for one word as for a thousand: to say it anew costs more than to send it.
_PUT = (
    insert(REQUEST_WORD)
    .from_select(
        ["organisation_id", "request_id", "audience", "word"],
        select(
            bindparam("of_organisation", type_=REQUEST_WORD.c.organisation_id.type),
            bindparam("of_request", type_=REQUEST_WORD.c.request_id.type),
            bindparam("for_audience", type_=REQUEST_WORD.c.audience.type),
            func.unnest(bindparam("words", type_=ARRAY(String))),
        ),
    )
    .on_conflict_do_nothing()
)


class SearchWordStore:
    """The words of the requests that the transaction shows."""

    def __init__(self, session: Askable) -> None:
        self._session = session

    def put(self, organisation_id: UUID, request_id: UUID, audience: Audience, *texts: str) -> None:
        """Let a request be found by the words of these texts, by whom they are for."""
        words = words_of(*texts)
        if not words:
            return
        self._session.execute(
            _PUT,
            {
                "of_organisation": organisation_id,
                "of_request": request_id,
                "for_audience": audience,
                "words": list(words),
            },
        )

    def refresh(self, organisation_id: UUID, request_id: UUID | None = None) -> None:
        """Read the words anew of one request, or of all of the organisation's."""
        which = REQUEST.c.organisation_id == organisation_id
        if request_id is not None:
            which = and_(which, REQUEST.c.id == request_id)
        requests = self._session.execute(
            select(REQUEST.c.id, REQUEST.c.title, REQUEST.c.description).where(which)
        ).all()
        for request in requests:
            self._session.execute(
                delete(REQUEST_WORD).where(REQUEST_WORD.c.request_id == request.id)
            )
            self.put(organisation_id, request.id, "public", request.title, request.description)
            said = self._session.execute(
                select(ENTRY.c.audience, ENTRY.c.body).where(
                    ENTRY.c.organisation_id == organisation_id,
                    ENTRY.c.request_id == request.id,
                    ENTRY.c.body.is_not(None),
                )
            ).all()
            for entry in said:
                self.put(organisation_id, request.id, entry.audience, entry.body)

    def matches(self, search: str, audiences: Collection[Audience]) -> ColumnElement[bool]:
        """Return the condition on requests that have every word, or the number."""
        wanted = wanted_words(search)
        conditions: list[ColumnElement[bool]] = []
        if wanted:
            conditions.append(and_(*(_has_word(word, audiences) for word in wanted)))
        number = _number_in(search)
        if number is not None:
            conditions.append(REQUEST.c.number == number)
        return or_(*conditions) if conditions else ~true()

    def few_candidates(self, search: str, audiences: Collection[Audience]) -> list[UUID] | None:
        """Return the few requests among which all that match are; None if all words are frequent.

        What is rare is looked up and sorted; what is frequent is met soon on a walk.
        """
        wanted = wanted_words(search)
        rare = self._rare(wanted, audiences) if wanted else []
        number = _number_in(search)
        if rare is None or number is None:
            return rare
        numbered = self._session.scalars(select(REQUEST.c.id).where(REQUEST.c.number == number))
        return [*rare, *numbered]

    def _rare(self, wanted: Iterable[str], audiences: Collection[Audience]) -> list[UUID] | None:
        """Return the requests that have the first rare word, None if all words are frequent."""
        for word in wanted:
            candidates = (
                select(REQUEST_WORD.c.request_id)
                .where(_begins(word), REQUEST_WORD.c.audience.in_(audiences))
                .limit(_RARE + 1)
            )
            found = self._session.scalars(candidates).all()
            if len(found) <= _RARE:
                return list(dict.fromkeys(found))
        return None


def _number_in(search: str) -> int | None:
    is_number = search.isascii() and search.isdigit() and len(search) <= _LONGEST_NUMBER
    return int(search) if is_number else None


def _has_word(word: str, audiences: Collection[Audience]) -> ColumnElement[bool]:
    # Not `exists`: the planner would join it with all words, where a walk asks for a page of them.
    one = (
        select(literal(1))
        .where(
            REQUEST_WORD.c.request_id == REQUEST.c.id,
            REQUEST_WORD.c.audience.in_(audiences),
            _begins(word),
        )
        .limit(1)
    )
    return one.scalar_subquery().is_not(None)


def _begins(word: str) -> ColumnElement[bool]:
    column: Any = REQUEST_WORD.c.word
    return and_(column >= word, column <= func.concat(word, _AFTER_ALL))
