"""Write something: a new draft, or its next version."""

import msgspec

from catalog.domain.content import faults_in
from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom, Records
from chassis.service import actor_of
from contracts.content import ContentWords, WriteContent, WrittenContent
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.principal import Principal


def write_content(caller: Principal, wanted: WriteContent, room: RecordRoom) -> WrittenContent:
    """Add a draft or its next version, for the vendor's people; readers see none of it yet.

    Saying the same once more changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: something is missing, or does not belong to the kind.
        NotFound: there is none of this id and kind.
        ChangedMeanwhile: somebody else has written a version since.
    """
    require_staff(caller)
    with room.of_nobody() as records:
        _require_sound(wanted, records)
        if wanted.base_version == 0 and records.contents.add_if_new(wanted.content_id, wanted.kind):
            return _added(caller, wanted, records)
        present = records.contents.lock(wanted.content_id)
        if present is None or present.kind != wanted.kind:
            raise NotFound("content")
        if present.newest_version != wanted.base_version:
            if _is_repetition(caller, wanted, present):
                return present
            raise ChangedMeanwhile("base_version", str(present.newest_version))
        return _added(caller, wanted, records)


def _added(caller: Principal, wanted: WriteContent, records: Records) -> WrittenContent:
    version = wanted.base_version + 1
    records.contents.add_version(wanted.content_id, version, wanted.words, caller.subject)
    records.audit.record(
        organisation_id=None,
        actor=actor_of(caller),
        action="content.written",
        subject=f"content:{wanted.content_id}",
        details={"kind": wanted.kind, "version": str(version)},
    )
    content = records.contents.find(wanted.content_id)
    if content is None:
        raise NotFound("content")
    return content


def _is_repetition(caller: Principal, wanted: WriteContent, present: WrittenContent) -> bool:
    newest = present.newest
    return (
        newest.version == wanted.base_version + 1
        and newest.written_by == caller.subject
        and newest.words == _as_stored(wanted.words)
    )


def _as_stored(words: ContentWords) -> ContentWords:
    return msgspec.structs.replace(words, audience=tuple(sorted(set(words.audience))))


def _require_sound(wanted: WriteContent, records: Records) -> None:
    faults = faults_in(wanted.kind, wanted.words, today=records.today)
    category = wanted.words.category
    known = {each.key for each in records.contents.categories()}
    if category is not None and category not in known:
        faults = (*faults, ("category", "not_offered"))
    if faults:
        raise InvalidInput(*(part for fault in faults for part in fault))
