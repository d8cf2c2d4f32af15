"""Call a date of a seminar off."""

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom
from catalog.use_cases.seminars.describe_date import describe_date
from catalog.use_cases.seminars.tell_participants import tell_called_off
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile, NotFound
from contracts.principal import Principal
from contracts.trainings import CancelSeminarDate, SeminarDate


def call_off_date(caller: Principal, wanted: CancelSeminarDate, room: RecordRoom) -> SeminarDate:
    """Note that it is not held, for the vendor's people, and tell who has a place; once.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        NotFound: there is no such date.
        ChangedMeanwhile: somebody else has changed it.
    """
    require_staff(caller)
    with room.of_everybody() as records:
        date = records.seminar_dates.lock(wanted.date_id)
        if date is None:
            raise NotFound("seminar_date")
        if date.called_off_at is None:
            if date.version != wanted.base_version:
                raise ChangedMeanwhile("base_version", str(date.version))
            records.seminar_dates.call_off(date)
            records.audit.record(
                organisation_id=None,
                actor=actor_of(caller),
                action="seminar_date.called_off",
                subject=f"seminar_date:{date.id}",
                details={"taken": str(date.taken)},
            )
            tell_called_off(date, records)
        after = records.seminar_dates.find(wanted.date_id) or date
        return describe_date(after, records.now, has_place=False)
