"""Tell whoever listens just now that something about a request is new; never commits."""

from collections.abc import Iterable
from datetime import datetime

from chassis.outbox import Outbox
from contracts.conversations import Audience
from contracts.request_news import REQUEST_NEWS, RequestNews
from tickets.domain.news import hearers_of, names_of_share
from tickets.domain.requests import CustomerRequest
from tickets.domain.visibility import SharedWith


class NewsStore:
    """News of the caller's transaction: told when it commits, to nobody when it does not."""

    def __init__(self, outbox: Outbox, now: datetime) -> None:
        self._outbox = outbox
        self._now = now

    def tell(
        self, request: CustomerRequest, audience: Audience, shares: Iterable[SharedWith]
    ) -> None:
        """Tell those who see the request, and may read entries for this audience."""
        self._announce(request, hearers_of(request, shares, audience, self._now))

    def tell_shut_out(self, request: CustomerRequest, ended: SharedWith) -> None:
        """Tell those who saw the request until now, so that what they look at is read anew."""
        owner = request.requester.organisation_id
        self._announce(request, names_of_share(ended, owner, "public"))

    def _announce(self, request: CustomerRequest, hearers: tuple[str, ...]) -> None:
        # Who does not listen reads it when he comes.
        self._outbox.announce(
            REQUEST_NEWS,
            RequestNews(request_id=request.id, at=self._now, hearers=hearers),
            must_be_heard=False,
        )
