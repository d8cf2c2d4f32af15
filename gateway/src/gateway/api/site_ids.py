"""Several ids in one value of a query, parted by commas."""

from uuid import UUID

from gateway.problems import InvalidFields

_MOST_SITES = 50


def site_ids(text: str | None) -> tuple[UUID, ...]:
    """Return the sites named in `partner`, each once.

    Raises:
        InvalidFields: one of them is no id, or there are more than 50.
    """
    if not text:
        return ()
    try:
        ids = tuple(dict.fromkeys(UUID(each.strip()) for each in text.split(",")))
    except ValueError:
        raise InvalidFields((("partner", "not_an_id"),)) from None
    if len(ids) > _MOST_SITES:
        raise InvalidFields((("partner", "too_long"),))
    return ids
