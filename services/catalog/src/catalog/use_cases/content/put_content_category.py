"""Say what a category is called and where it stands."""

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from chassis.service import actor_of
from contracts.content import ContentCategories, ContentCategory
from contracts.errors import InvalidInput
from contracts.principal import Principal


def put_content_category(
    caller: Principal, category: ContentCategory, room: RecordRoom
) -> ContentCategories:
    """Add or rename a category, for the vendor's people; return all of them (SE-73).

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: a name is blank.
    """
    require_staff(caller)
    names = {"name.de": category.name.de, "name.en": category.name.en}
    faults = [name for name, text in names.items() if not text.strip() or "\0" in text]
    if faults:
        raise InvalidInput(*(part for name in faults for part in (name, "missing")))
    with room.of_nobody() as records:
        records.contents.put_category(category)
        records.audit.record(
            organisation_id=None,
            actor=actor_of(caller),
            action="content_category.changed",
            subject=f"content_category:{category.key}",
            details={"position": str(category.position)},
        )
        return ContentCategories(items=records.contents.categories())
