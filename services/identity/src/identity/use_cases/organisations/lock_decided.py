"""Hold an organisation for a change that a partner's deciding teams may make too."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.identity import Membership, Organisation
from contracts.principal import Principal
from identity.domain.teams import require_may_decide
from identity.store.records import Records
from identity.use_cases.organisations.lock_served import lock_served


def lock_decided(
    caller: Principal, organisation_id: UUID, records: Records
) -> tuple[Organisation, Membership | None]:
    """Return the organisation, locked, and as whom one of a partner's own people decides.

    None for everybody else who may: an administrator elsewhere, and the vendor's people.

    Raises:
        NotFound: there is no such organisation.
        NotPermitted: the caller neither administers it nor is in a deciding team of it, counting
            what he is now, not what he was when his principal was signed.
    """
    if not (caller.is_of_partner and organisation_id == caller.organisation_id):
        return lock_served(caller, organisation_id, records), None
    organisation = records.organisations.lock(organisation_id)
    decider = records.memberships.find(organisation_id, caller.subject)
    require_may_decide(decider)
    if organisation is None:
        raise NotFound("organisation")
    return organisation, decider
