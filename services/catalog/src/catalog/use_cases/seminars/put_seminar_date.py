"""Say when and where a seminar is held."""

from catalog.domain.self_services import require_staff
from catalog.store.records import RecordRoom, Records
from catalog.store.seminar_dates import StoredDate
from catalog.use_cases.seminars.describe_date import describe_date
from catalog.use_cases.seminars.tell_participants import tell_changed
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.principal import Principal
from contracts.trainings import NotBookable, PutSeminarDate, SeminarDate


def put_seminar_date(caller: Principal, wanted: PutSeminarDate, room: RecordRoom) -> SeminarDate:
    """Add a date or change it, for the vendor's people; who has a place is told of another time.

    Saying the same once more changes nothing.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: it ends before it begins, begins in the past, or more seats are taken.
        NotFound: there is no such seminar.
        ChangedMeanwhile: somebody else has changed it.
        NotBookable: it was called off.
    """
    require_staff(caller)
    with room.of_everybody() as records:
        _require_sound(wanted, records)
        content = records.contents.find(wanted.content_id)
        if content is None or content.kind != "seminar":
            raise NotFound("seminar")
        if wanted.base_version == 0 and records.seminar_dates.add_if_new(wanted):
            return _noted(caller, wanted, None, records)
        before = records.seminar_dates.lock(wanted.date_id)
        if before is None or before.content_id != wanted.content_id:
            raise NotFound("seminar_date")
        if before.version != wanted.base_version:
            if before.version == wanted.base_version + 1 and _is_same(before, wanted):
                return describe_date(before, records.now, has_place=False)
            raise ChangedMeanwhile("base_version", str(before.version))
        if before.called_off_at is not None:
            raise NotBookable
        if before.taken > wanted.seats:
            raise InvalidInput("seats", "more_booked")
        records.seminar_dates.replace(wanted)
        return _noted(caller, wanted, before, records)


def _noted(
    caller: Principal, wanted: PutSeminarDate, before: StoredDate | None, records: Records
) -> SeminarDate:
    date = records.seminar_dates.find(wanted.date_id)
    if date is None:
        raise NotFound("seminar_date")
    records.audit.record(
        organisation_id=None,
        actor=actor_of(caller),
        action="seminar_date.changed" if before else "seminar_date.added",
        subject=f"seminar_date:{date.id}",
        details={
            "before": before.starts_at.isoformat() if before else "",
            "after": date.starts_at.isoformat(),
            "seats": str(date.seats),
        },
    )
    if before is not None and not _is_at_same_time_and_place(before, date):
        tell_changed(date, records)
    return describe_date(date, records.now, has_place=False)


def _is_at_same_time_and_place(before: StoredDate, after: StoredDate) -> bool:
    return (before.starts_at, before.ends_at, before.place) == (
        after.starts_at,
        after.ends_at,
        after.place,
    )


def _is_same(date: StoredDate, wanted: PutSeminarDate) -> bool:
    return (date.starts_at, date.ends_at, date.place, date.seats) == (
        wanted.starts_at,
        wanted.ends_at,
        wanted.place,
        wanted.seats,
    )


def _require_sound(wanted: PutSeminarDate, records: Records) -> None:
    if wanted.ends_at <= wanted.starts_at:
        raise InvalidInput("ends_at", "before_its_beginning")
    if wanted.starts_at <= records.now:
        raise InvalidInput("starts_at", "in_the_past")
    if not wanted.place.strip() or not wanted.place.isprintable():
        raise InvalidInput("place", "missing" if not wanted.place.strip() else "control_characters")
