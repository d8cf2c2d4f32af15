"""Let people switch news off and on, in the portal or by the link in any of them."""

from datetime import datetime
from uuid import UUID

from chassis.log import get_logger
from contracts.errors import NotFound
from notifications.domain.unsubscribing import digest_of
from notifications.store.news import NewsStore

_log = get_logger(__name__)


def choose_news(person_id: UUID, store: NewsStore, now: datetime, *, news: bool) -> None:
    """Send the person news, or none, also none that still waits (SE-04); repeating is nothing."""
    store.choose(person_id, now, news=news)
    if not news:
        store.call_off_waiting(person_id, now)


def unsubscribe_from_news(token: str, store: NewsStore, now: datetime) -> None:
    """Take whoever the link was sent to off the news; safe to repeat, the link stays good.

    Raises:
        NotFound: no news had this link.
    """
    choose_news(find_subscriber(token, store), store, now, news=False)
    _log.info("somebody unsubscribed from news")


def find_subscriber(token: str, store: NewsStore) -> UUID:
    """Return whose link it is; looking changes nothing. Raises NotFound."""
    person_id = store.person_of(digest_of(token))
    if person_id is None:
        raise NotFound("link")
    return person_id
