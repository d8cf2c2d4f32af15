"""What is new for people who look at requests just now."""

from chassis.entrypoints import rpc
from contracts.principal import Principal
from contracts.request_news import News, NewsQuery
from tickets.calls.tools import TicketsCalls
from tickets.use_cases.news.list_news import list_news


class NewsCalls(TicketsCalls):
    """What is new for people who look at requests just now."""

    @rpc(reads=True)
    def list_news(self, caller: Principal, query: NewsQuery) -> News:
        """Say what the caller listens to, and what he has missed."""
        return list_news(caller, query, self._room)
