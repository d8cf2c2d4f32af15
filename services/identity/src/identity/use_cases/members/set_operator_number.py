"""Say who a member is in the ERP."""

import msgspec

from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.identity import Membership
from contracts.members import SetOperatorNumber
from contracts.principal import Principal
from identity.domain.operator_numbers import operator_number
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.members.require_free_operator_number import require_free_operator_number
from identity.use_cases.organisations.lock_served import lock_served


def set_operator_number(
    caller: Principal, request: SetOperatorNumber, records: Records
) -> Membership:
    """Return the member with the three digits by which the ERP knows him, or without (SE-42).

    Raises:
        NotPermitted: the caller is no administrator.
        NotFound: the person is no member of the caller's organisation.
        InvalidInput: not three digits; five are told to be the customer number.
        AlreadyExists: another member has the number, or an open invitation promises it.
    """
    organisation_id = require_admin(caller)
    number = operator_number(request.operator_number) if request.operator_number else None
    lock_served(caller, organisation_id, records)
    member = records.memberships.lock(organisation_id, request.person_id)
    if member is None:
        raise NotFound("member")
    if number == member.operator_number:
        return member
    if number is not None:
        require_free_operator_number(
            organisation_id, number, records, besides=member.email.casefold()
        )
    changed = msgspec.structs.replace(member, operator_number=number)
    records.memberships.change(organisation_id, changed)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="member.operator_number_changed",
        subject=f"person:{member.person_id}",
        details={"before": member.operator_number or "", "after": number or ""},
    )
    return changed
