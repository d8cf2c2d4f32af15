"""Let readers see a version."""

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.content.note_publication import note_publication
from catalog.use_cases.content.tell_readers import tell_readers
from contracts.content import PublishContent, WrittenContent
from contracts.errors import InvalidInput, NotFound
from contracts.principal import Principal


def publish_content(caller: Principal, wanted: PublishContent, room: RecordRoom) -> WrittenContent:
    """Show this version from now on, an older one too; for the vendor's people.

    What is shown for the first time is new from that moment; another version of it is not.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such content, or no such version of it.
        InvalidInput: its last day is over.
    """
    require_staff(caller)
    with room.of_nobody() as records:
        content = records.contents.lock(wanted.content_id)
        version = records.contents.find_version(wanted.content_id, wanted.version)
        if content is None or version is None:
            raise NotFound("content")
        if content.published_version == wanted.version:
            return content
        through = version.words.valid_through
        if through is not None and through < records.today:
            raise InvalidInput("valid_through", "in_the_past")
        published_at = content.published_at or records.now
        records.contents.publish(content.id, wanted.version, published_at)
        records.publications.put(
            content.id, content.kind, wanted.version, version.words, published_at
        )
        if content.kind == "announcement" and (
            wanted.by_mail or version.words.importance == "required"
        ):
            tell_readers(content.id, version, records)
        return note_publication(caller, "content.published", content, records)
