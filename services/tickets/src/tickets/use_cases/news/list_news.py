"""Tell somebody what to listen to, and what he has missed."""

from datetime import timedelta
from uuid import UUID

from contracts.principal import Principal
from contracts.request_news import News, NewsQuery
from tickets.domain.news import names_of
from tickets.domain.visibility import viewer_of
from tickets.store.records import RecordRoom
from tickets.use_cases.requests.reach_request import require_reader

# What was written at an instant may be told a little after what was written later.
_TOLD_LATE = timedelta(seconds=30)
_MOST_AT_ONCE = 100


def list_news(caller: Principal, query: NewsQuery, room: RecordRoom) -> News:
    """Return what the caller is called in news, and which requests hold news since an instant.

    Only requests that he sees count, and only what he may read of them; some may be named although
    he has heard of them already. A partner's people, who see requests of many organisations, are
    not told which but that there may be some.

    Raises:
        NoMembership: the caller belongs to no organisation.
        NotPermitted: the caller is no person, or an account for documents alone.
    """
    own = require_reader(caller)
    viewer = viewer_of(caller, own)
    is_resuming = query.since is not None
    is_vendor = viewer.side == "vendor"
    missed: list[UUID] = []
    with room.of_everybody() if is_vendor else room.of(own) as records:
        if query.since is not None:
            missed = records.request_lists.changed_since(
                viewer, query.since - _TOLD_LATE, _MOST_AT_ONCE + 1
            )
        return News(
            listens_to=names_of(caller),
            at=records.now,
            request_ids=tuple(missed[:_MOST_AT_ONCE]),
            is_cut=is_resuming and (len(missed) > _MOST_AT_ONCE or caller.is_of_partner),
        )
