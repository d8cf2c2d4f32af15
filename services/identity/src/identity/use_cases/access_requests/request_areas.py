"""Ask one's own administrators for areas."""

import math

from chassis.service import actor_of
from contracts.accounts import AccessRequest, RequestAreas
from contracts.errors import InvalidInput, NotFound, NotPermitted, TooManyAttempts
from contracts.principal import Principal
from identity.domain.floods import ACCESS_REQUESTS_OF_A_PERSON
from identity.domain.permissions import own_organisation
from identity.domain.presets import chosen_areas
from identity.domain.texts import printable_line
from identity.store.records import Records
from identity.use_cases.support.tell_admins import tell_admins


def request_areas(caller: Principal, request: RequestAreas, records: Records) -> AccessRequest:
    """Return the caller's open request, with these areas among those that he asks for (SE-26).

    His administrators are told once for each request that asks for more; asking for the same again
    changes nothing. It opens nothing by itself.

    Raises:
        NotPermitted: the caller is no member.
        InvalidInput: an unknown area, one that he has, one that is not booked, or one for a
            documents-only account.
        TooManyAttempts: enough for this hour.
    """
    organisation_id = own_organisation(caller)
    member = records.memberships.find(organisation_id, caller.subject)
    organisation = records.organisations.find(organisation_id)
    if member is None or organisation is None or caller.support_session_id is not None:
        raise NotPermitted("membership")
    areas = chosen_areas(member.role, request.areas)
    wanted = tuple(area for area in areas if area not in member.areas)
    if caller.is_staff or not wanted:
        raise InvalidInput("areas", "already_switched_on")
    if any(caller.lacks_entitlement(area) for area in wanted):
        raise InvalidInput("areas", "not_booked")
    come_back = records.floods.count(ACCESS_REQUESTS_OF_A_PERSON, str(caller.subject))
    if come_back is not None:
        wait_seconds = math.ceil((come_back - records.now).total_seconds())
        raise TooManyAttempts(str(max(1, wait_seconds)))
    is_more = records.access_requests.ask_for_areas(
        organisation_id, caller.subject, printable_line(request.note), wanted
    )
    asked = records.access_requests.find_open(organisation_id, caller.subject)
    if asked is None:
        raise NotFound("access_request")
    if is_more:
        records.audit.record(
            organisation_id=organisation_id,
            actor=actor_of(caller),
            action="access.areas_requested",
            subject=f"access_request:{asked.id}",
            details={"areas": ",".join(asked.areas or ())},
        )
        tell_admins(
            organisation,
            "areas_requested",
            {"person_name": asked.person_name, "person_email": asked.email},
            records,
            key=f"access_request:{asked.id}:{','.join(asked.areas or ())}",
        )
    return asked
