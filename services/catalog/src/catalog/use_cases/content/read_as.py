"""Who reads, and what he is shown of a text."""

from catalog.domain.content import excerpt_around, excerpt_of
from catalog.domain.content_search import Wanted
from catalog.store.publications import Published, Reader
from catalog.store.records import Records
from contracts.content import ContentItem
from contracts.events import Language
from contracts.principal import Principal


def read_as(caller: Principal, language: Language, records: Records) -> Reader:
    """Return the caller as a reader in a language."""
    return Reader(
        language=language,
        organisation_kind=caller.organisation_kind,
        is_staff=caller.is_staff,
        today=records.today,
    )


def shown_in_list(found: Published, wanted: tuple[Wanted, ...] = ()) -> ContentItem:
    """Return a published text as a list shows it, its excerpt around what is looked for."""
    words = tuple(word.typed for word in wanted)
    return ContentItem(
        id=found.id,
        kind=found.kind,
        version=found.version,
        title=found.title,
        excerpt=excerpt_around(found.text, words) if words else excerpt_of(found.text),
        topic=found.topic,
        importance=found.importance,
        category=found.category,
        category_name=found.category_name,
        as_of=found.as_of,
        minutes=found.minutes,
        published_at=found.published_at,
    )
