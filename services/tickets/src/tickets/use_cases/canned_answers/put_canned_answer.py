"""Change an answer that is kept ready, or keep a new one."""

from chassis.service import actor_of
from contracts.canned_answers import CannedAnswer, PutCannedAnswer
from contracts.errors import ChangedMeanwhile
from contracts.principal import Principal
from tickets.domain.canned_answers import require_fit, version_of
from tickets.store.records import Records


def put_canned_answer(
    caller: Principal, request: PutCannedAnswer, records: Records
) -> CannedAnswer:
    """Return the new version. Repeating it returns the version that the first call made.

    Raises:
        InvalidInput: it does not fit; names every place.
        ChangedMeanwhile: the version it changes is not the newest any more, or not there.
    """
    require_fit(request, {department.key for department in records.departments.every()})
    wanted = version_of(request)
    newest = records.canned_answers.find(wanted.key)
    is_next = (newest.version if newest else 0) == request.base_version
    if is_next and records.canned_answers.add_if_new(wanted, actor=actor_of(caller)):
        records.audit.record(
            organisation_id=None,
            actor=actor_of(caller),
            action="canned_answer.changed",
            subject=f"canned_answer:{wanted.key}",
            details={"version": str(wanted.version), "is_offered": str(wanted.is_offered)},
        )
        return wanted
    known = records.canned_answers.find(wanted.key)
    if known != wanted:
        raise ChangedMeanwhile("version", str(known.version if known else 0))
    return wanted
