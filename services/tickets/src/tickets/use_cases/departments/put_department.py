"""Make a department, or change what it is called, who is in it, and which one is the default."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.departments import Department, PutDepartment
from contracts.errors import ChangedMeanwhile, InvalidInput
from contracts.principal import Principal
from tickets.domain.people import Person
from tickets.domain.request_types import require_staff
from tickets.store.records import Records
from tickets.use_cases.requests.request_tools import RequestTools


def put_department(caller: Principal, request: PutDepartment, tools: RequestTools) -> Department:
    """Return the department as it is from now on; repeating changes nothing.

    Requests that are there stay where they are.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: names every fault; the default one stays the default until another one is.
        ChangedMeanwhile: the version it changes is not the newest any more.
    """
    require_staff(caller)
    people = _people_in(caller, request, tools)
    with tools.room.of_nobody() as records:
        before = {each.key: each for each in records.departments.lock()}
        known = before.get(request.key)
        if known is not None and _says_the_same(known, request):
            return known
        if (known.version if known else 0) != request.base_version:
            raise ChangedMeanwhile("version", str(known.version if known else 0))
        if known is not None and known.is_default and not request.is_default:
            raise InvalidInput("is_default", "another_one_first")
        if not records.departments.put(request, people):
            raise ChangedMeanwhile("version", str(request.base_version + 1))
        records.audit.record(
            organisation_id=None,
            actor=actor_of(caller),
            action="department.changed",
            subject=f"department:{request.key}",
            details={
                "version": str(request.base_version + 1),
                "is_default": str(request.is_default),
                "members": ",".join(sorted(str(each.person_id) for each in request.members)),
            },
        )
        return _stored(request.key, records)


def _people_in(
    caller: Principal, request: PutDepartment, tools: RequestTools
) -> Mapping[UUID, Person]:
    """Return who the members are, each one of the vendor's people.

    Raises:
        InvalidInput: one is not, one is named twice, or several are responsible.
    """
    colleagues: Mapping[UUID, Person] = {}
    if request.members and caller.organisation_id is not None:
        colleagues = tools.people.members_of(caller.organisation_id)
    faults: list[str] = []
    seen: set[UUID] = set()
    for place, member in enumerate(request.members):
        if member.person_id not in colleagues:
            faults += [f"members[{place}].person_id", "not_of_the_vendor"]
        if member.person_id in seen:
            faults += [f"members[{place}].person_id", "named_twice"]
        seen.add(member.person_id)
    if sum(member.is_responsible for member in request.members) > 1:
        faults += ["members", "one_is_responsible"]
    if faults:
        raise InvalidInput(*faults)
    return colleagues


def _says_the_same(known: Department, request: PutDepartment) -> bool:
    """Whether the change was made by an earlier call with the same words."""
    return (
        known.version == request.base_version + 1
        and (known.label, known.is_default) == (request.label, request.is_default)
        and {_plain(each.person_id, each.is_told, each.is_responsible) for each in known.members}
        == {_plain(each.person_id, each.is_told, each.is_responsible) for each in request.members}
    )


def _plain(*values: object) -> bytes:
    return msgspec.json.encode([str(value) for value in values])


def _stored(key: str, records: Records) -> Department:
    return next(each for each in records.departments.every() if each.key == key)
