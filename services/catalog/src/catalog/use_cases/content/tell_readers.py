"""Have everybody told by mail whom an announcement is for."""

from uuid import UUID

from catalog.domain.content import excerpt_of
from catalog.store.records import Records
from contracts.announcements import ANNOUNCEMENT_PUBLISHED, AnnouncementPublished, Summary
from contracts.content import WrittenVersion


def tell_readers(content_id: UUID, version: WrittenVersion, records: Records) -> None:
    """Tell identity, which knows who they are; each version reaches each of them once."""
    words = version.words
    records.outbox.announce(
        ANNOUNCEMENT_PUBLISHED,
        AnnouncementPublished(
            content_id=content_id,
            version=version.version,
            importance=words.importance,
            audience=words.audience,
            title=words.title,
            summary=Summary(
                # What holds nothing but marks has no words; its title says it all.
                de=excerpt_of(words.text.de) or words.title.de,
                en=excerpt_of(words.text.en) or words.title.en,
            ),
        ),
    )
