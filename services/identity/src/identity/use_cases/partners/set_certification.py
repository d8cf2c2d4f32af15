"""Certify a partner, or withdraw its certification."""

import msgspec

from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound
from contracts.identity import Organisation
from contracts.partners import SetCertification
from contracts.principal import Principal
from identity.domain.permissions import require_staff
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def set_certification(
    caller: Principal, request: SetCertification, records: Records
) -> Organisation:
    """Return the partner, whose business area is open or closed from the next call on (DW-01).

    Which of its members may enter stays what the partner chose (DW-02).

    Raises:
        NotPermitted: the caller is not of the vendor.
        InvalidInput: no reason, or the organisation is no partner.
        NotFound: there is no such organisation.
    """
    require_staff(caller)
    reason = one_line("reason", request.reason, longest=LONGEST_REASON)
    partner = records.organisations.lock(request.organisation_id)
    if partner is None:
        raise NotFound("organisation")
    if partner.kind != "partner":
        raise InvalidInput("is_certified", "partners_only")
    if partner.is_certified == request.is_certified:
        return partner
    records.organisations.certify(partner.id, is_certified=request.is_certified)
    records.audit.record(
        organisation_id=partner.id,
        actor=actor_of(caller),
        action="organisation.certification_changed",
        subject=f"organisation:{partner.id}",
        details={
            "before": str(partner.is_certified).lower(),
            "after": str(request.is_certified).lower(),
            "reason": reason,
        },
    )
    tell_access_ended(records.sessions.open_ids_in(partner.id), "rights_changed", records)
    return msgspec.structs.replace(partner, is_certified=request.is_certified)
