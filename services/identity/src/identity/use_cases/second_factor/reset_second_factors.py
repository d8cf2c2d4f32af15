"""Take every second factor from somebody who has lost them all."""

from chassis.service import actor_of
from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal
from contracts.second_factor import ResetSecondFactors
from identity.domain.permissions import require_admin, require_staff, served_organisation
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.organisations.lock_served import lock_served
from identity.use_cases.second_factor.tell_factor_change import tell_factor_change


def reset_second_factors(caller: Principal, request: ResetSecondFactors, records: Records) -> None:
    """Leave the member with his password alone, and end all his sessions; he is told by mail.

    One sign-in may open several organisations, so none of their administrators decides this: the
    vendor's do, once they know whom they talk to. Never about themselves.

    Raises:
        NotPermitted: the caller is no administrator of the vendor, or it is himself.
        InvalidInput: no reason is given.
        NotFound: the person is no member of that organisation, or has no second factor.
    """
    require_staff(caller)
    require_admin(caller)
    if request.person_id == caller.subject:
        raise NotPermitted("another_administrator")
    reason = one_line("reason", request.reason, longest=LONGEST_REASON)
    served = served_organisation(caller, request.organisation_id, reason)
    lock_served(caller, served, records)
    member = records.memberships.find(served, request.person_id)
    person = records.people.lock(request.person_id)
    if member is None or person is None:
        raise NotFound("member")
    if not records.second_factors.methods_of(person.id):
        raise NotFound("second_factor")
    records.second_factors.remove_totp(person.id)
    records.passkeys.remove_all_of(person.id)
    records.second_factors.remove_recovery_codes(person.id)
    tell_factor_change(
        person,
        "second_factors_reset",
        records,
        besides=None,
        actor=actor_of(caller),
        details={"reason": reason},
    )
