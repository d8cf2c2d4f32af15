"""That something about a request is new, for whoever looks at it just now: ids and no words."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

REQUEST_NEWS = "request_news"


class RequestNews(msgspec.Struct, frozen=True, kw_only=True):
    """Something was said or done that these may know of; what it was, they are to read anew.

    `hearers` are names that tickets gives to those who see the request and may read what is new;
    tickets tells each caller which of them are his (`News.listens_to`), and nobody else makes or
    takes them apart.
    """

    request_id: UUID
    at: datetime
    hearers: tuple[str, ...]


class NewsQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Since when somebody has heard nothing; None if he has just read everything."""

    since: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller listens to from now on, and the requests with news that he has not heard."""

    listens_to: tuple[str, ...]
    at: datetime
    request_ids: tuple[UUID, ...] = ()
    is_cut: bool = False
    """More may be new than is named: whatever is shown is to be read anew."""
