"""Count what was published since the caller was here last."""

from datetime import datetime

from catalog.domain.content import readable_kinds
from catalog.store.records import RecordRoom
from catalog.use_cases.content.list_required_notices import list_required_notices
from catalog.use_cases.content.read_as import read_as
from contracts.content import ContentNews
from contracts.principal import Principal


def count_news(caller: Principal, since: datetime, room: RecordRoom) -> ContentNews:
    """Return how much is new since an instant, of what the caller may read (SE-50)."""
    with room.of_nobody() as records:
        counts = records.publications.counts_since(
            since, readable_kinds(caller), read_as(caller, "de", records)
        )
    return ContentNews(
        since=since,
        announcements=counts.get("announcement", 0),
        faq=counts.get("faq", 0),
        articles=counts.get("article", 0),
        lessons=counts.get("lesson", 0),
        seminars=counts.get("seminar", 0),
        videos=counts.get("video", 0),
        required_notices=len(list_required_notices(caller, "de", room).items),
    )
