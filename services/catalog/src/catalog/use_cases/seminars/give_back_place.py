"""Give a place at a seminar back."""

from uuid import UUID

from catalog.store.records import RecordRoom
from catalog.use_cases.seminars.describe_date import describe_date
from chassis.service import actor_of
from contracts.errors import NoMembership, NotFound
from contracts.principal import Principal
from contracts.trainings import NotBookable, SeminarDate


def give_back_place(caller: Principal, date_id: UUID, room: RecordRoom) -> SeminarDate:
    """End the caller's place, so that somebody else may have it; repeating it changes nothing.

    That works as well when seminars are not open to him any more.

    Raises:
        NoMembership: the caller belongs to no organisation yet.
        NotFound: there is no such date, or he never had a place at it.
        NotBookable: it has begun.
    """
    organisation_id = caller.organisation_id
    if organisation_id is None:
        raise NoMembership
    with room.of(organisation_id) as records:
        date = records.seminar_dates.find(date_id)
        had = records.seminar_places.has_had(organisation_id, caller.subject, date_id)
        if date is None or not had:
            raise NotFound("seminar_date")
        if records.seminar_places.give_back(organisation_id, date_id, caller.subject):
            if records.now >= date.starts_at:
                raise NotBookable
            records.seminar_dates.free_seat(date_id)
            records.audit.record(
                organisation_id=organisation_id,
                actor=actor_of(caller),
                action="seminar.given_back",
                subject=f"seminar_date:{date_id}",
            )
            date = records.seminar_dates.find(date_id) or date
        return describe_date(date, records.now, has_place=False)
