"""Write what concerns a person into the trail of each organisation he belongs to."""

from uuid import UUID

from identity.store.records import Records


def record_for_person(
    person_id: UUID,
    action: str,
    records: Records,
    *,
    actor: str | None = None,
    details: dict[str, str] | None = None,
) -> None:
    """Record the action in each organisation's trail; the person himself did it unless told."""
    # In the order of their ids: two at once wait for each other's trails and never in a circle.
    organisations = records.memberships.organisations_of(person_id)
    for organisation in sorted(organisations, key=lambda each: each.id):
        records.audit.record(
            organisation_id=organisation.id,
            actor=actor or f"person:{person_id}",
            action=action,
            subject=f"person:{person_id}",
            details=details,
        )
