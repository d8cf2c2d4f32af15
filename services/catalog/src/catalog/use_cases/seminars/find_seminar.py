"""Find a seminar that somebody may read."""

from uuid import UUID

from catalog.store.publications import Published
from catalog.store.records import Records
from catalog.use_cases.content.read_as import read_as
from contracts.errors import NotFound
from contracts.events import Language
from contracts.principal import Principal


def find_seminar(
    caller: Principal, content_id: UUID, language: Language, records: Records
) -> Published:
    """Return the published seminar.

    Raises:
        NotFound: there is none, it is not published, or not for the caller.
    """
    found = records.publications.find(content_id, read_as(caller, language, records))
    if found is None or found.kind != "seminar":
        raise NotFound("seminar")
    return found
