"""Who listens for news of requests just now, and the end of listening when access ends.

What news is for whom is decided in tickets: it gives each listener names and puts the names of
those who may hear into each piece of news. Here the two are only compared.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

from contracts.events import AccessEnded
from contracts.request_news import RequestNews
from gateway import measures
from gateway.problems import RequestFault

# A browser opens a stream for each page that is looked at, and each costs a connection.
MOST_OF_ONE_SESSION = 6
MOST_OF_ALL = 5_000
# More requests with news than anybody reads one by one.
_MOST_WAITING = 200

K = TypeVar("K")
Ending = Literal["access", "lost"]
"""Whether access has ended, or merely what is heard; who still has access comes again."""


class Listener:
    """One open stream: what it has heard and not passed on yet."""

    def __init__(self, session_id: UUID) -> None:
        self.session_id = session_id
        self.names: tuple[str, ...] | None = None
        """None until tickets has said them; until then everything is kept."""
        self._unsorted: list[RequestNews] = []
        self._waiting: dict[UUID, datetime] = {}
        self._has_missed = False
        self._ending: Ending | None = None
        self._stirred = asyncio.Event()

    def hear(self, news: RequestNews) -> None:
        """Keep the news until it is passed on; of one request the last."""
        if self.names is None:
            self._unsorted.append(news)
            return
        self._waiting[news.request_id] = max(news.at, self._waiting.get(news.request_id, news.at))
        if len(self._waiting) > _MOST_WAITING:
            self.miss()
        self._stirred.set()

    def miss(self) -> None:
        """Have everything read anew: more has happened than is worth naming."""
        self._waiting.clear()
        self._has_missed = True
        self._stirred.set()

    def end(self, ending: Ending) -> None:
        """Pass nothing on any more."""
        self._ending = self._ending or ending
        self._stirred.set()

    def called(self, names: tuple[str, ...]) -> None:
        """Listen to these names from now on, and to them in what was heard before."""
        self.names = names
        unsorted, self._unsorted = self._unsorted, []
        for news in unsorted:
            if not set(names).isdisjoint(news.hearers):
                self.hear(news)

    async def next(self) -> Ending | Literal["anew"] | dict[UUID, datetime]:
        """Return requests with news, that everything is to be read anew, or why it is over."""
        await self._stirred.wait()
        self._stirred.clear()
        if self._ending is not None:
            self._stirred.set()
            return self._ending
        if self._has_missed:
            self._has_missed = False
            return "anew"
        waiting, self._waiting = self._waiting, {}
        return waiting


class Live:
    """Every open stream of this process."""

    def __init__(self) -> None:
        self._of_session: defaultdict[UUID, set[Listener]] = defaultdict(set)
        self._of_name: defaultdict[str, set[Listener]] = defaultdict(set)
        self._unnamed: set[Listener] = set()
        self._count = 0

    def open(self, session_id: UUID) -> Listener:
        """Return a new listener, who hears everything until he has names.

        Raises:
            RequestFault: the session has too many open streams, or everybody together has.
        """
        if len(self._of_session.get(session_id, ())) >= MOST_OF_ONE_SESSION:
            raise RequestFault("too_many_streams", status=429)
        if self._count >= MOST_OF_ALL:
            raise RequestFault("too_many_streams", status=503)
        listener = Listener(session_id)
        self._of_session[session_id].add(listener)
        self._unnamed.add(listener)
        self._count += 1
        measures.live_streams.set(self._count)
        return listener

    def name(self, listener: Listener, names: tuple[str, ...]) -> None:
        """Let the listener hear what is for these names, from the moment he was opened."""
        self._unnamed.discard(listener)
        for name in names:
            self._of_name[name].add(listener)
        listener.called(names)

    def close(self, listener: Listener) -> None:
        """Forget the listener; closing twice does nothing."""
        if listener not in self._of_session.get(listener.session_id, ()):
            return
        self._unnamed.discard(listener)
        _take_out(self._of_session, listener.session_id, listener)
        for name in listener.names or ():
            _take_out(self._of_name, name, listener)
        self._count -= 1
        measures.live_streams.set(self._count)

    def tell(self, news: RequestNews) -> None:
        """Pass the news on to whoever is named in it."""
        heard = set(self._unnamed)
        for name in news.hearers:
            heard |= self._of_name.get(name, set())
        for listener in heard:
            listener.hear(news)

    def end(self, event: AccessEnded) -> None:
        """End the streams of sessions that ended, or whose rights changed."""
        for session_id in event.session_ids:
            _end(self._of_session.get(session_id, ()), "access")

    def end_all(self) -> None:
        """End every stream: something may have been missed; browsers come back and say since when.

        Also news of ended access may be among it, and whoever comes back is asked who he is.
        """
        for listeners in list(self._of_session.values()):
            _end(listeners, "lost")


def _end(listeners: Iterable[Listener], ending: Ending) -> None:
    for listener in list(listeners):
        listener.end(ending)


def _take_out(index: defaultdict[K, set[Listener]], key: K, listener: Listener) -> None:
    index[key].discard(listener)
    if not index[key]:
        del index[key]
