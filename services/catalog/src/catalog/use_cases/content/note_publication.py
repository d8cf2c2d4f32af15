"""Note for the audit trail what readers see from now on."""

from catalog.store.records import Records
from chassis.service import actor_of
from contracts.content import WrittenContent
from contracts.errors import NotFound
from contracts.principal import Principal


def note_publication(
    caller: Principal, action: str, before: WrittenContent, records: Records
) -> WrittenContent:
    """Record which version was and which is shown; return the content as it is now."""
    content = records.contents.find(before.id)
    if content is None:
        raise NotFound("content")
    records.audit.record(
        organisation_id=None,
        actor=actor_of(caller),
        action=action,
        subject=f"content:{before.id}",
        details={
            "before": str(before.published_version or ""),
            "after": str(content.published_version or ""),
        },
    )
    return content
