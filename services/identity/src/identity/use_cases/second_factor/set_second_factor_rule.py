"""Say whether an organisation asks its administrators for a second factor."""

from chassis.service import actor_of
from contracts.errors import NotPermitted
from contracts.principal import Principal
from contracts.second_factor import SecondFactorRule
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.organisations.lock_served import lock_served


def set_second_factor_rule(
    caller: Principal, request: SecondFactorRule, records: Records
) -> SecondFactorRule:
    """Return the rule as it holds from the next call on (A14).

    Administrators whose session has given no second factor then reach only their own account.
    Only who has given one himself switches it on, so that nobody shuts himself out.

    Raises:
        NotPermitted: the caller is no administrator, or his session has given no second factor.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    if request.required and not records.session_proofs.is_given_in(caller.session_id):
        raise NotPermitted("own_second_factor")
    before = records.second_factor_rules.is_required(organisation.id)
    if before == request.required:
        return request
    records.second_factor_rules.set(organisation.id, required=request.required)
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="organisation.second_factor_rule_changed",
        subject=f"organisation:{organisation.id}",
        details={"before": str(before).lower(), "after": str(request.required).lower()},
    )
    concerned = records.session_proofs.open_sessions_of_administrators(organisation.id)
    tell_access_ended(concerned, "rights_changed", records)
    return request
