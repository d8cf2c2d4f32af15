"""Let somebody in who asked, or not."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.accounts import AccessRequest, AccessRequestState, DecideAccess
from contracts.errors import InvalidInput, NotFound
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.identity import Organisation
from contracts.principal import Principal
from identity.adapters.seat_desk import SeatDesk
from identity.domain.people import Member
from identity.domain.presets import chosen_areas, preset_areas, preset_data_scope
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.access_requests.open_areas import open_areas
from identity.use_cases.organisations.lock_served import lock_served
from identity.use_cases.seats.claim_seat import claim_seat
from identity.use_cases.seats.tell_seats import tell_seats


def decide_access(
    caller: Principal,
    organisation_id: UUID,
    request: DecideAccess,
    records: Records,
    desk: SeatDesk,
) -> AccessRequest:
    """Return the request as decided; only an approval makes its person a member (SE-32).

    A member who asked for areas gets them, or those that are given here, and what he is stays.
    Deciding the same again changes nothing.

    Raises:
        NotPermitted: the caller may let nobody in.
        NotFound: the organisation has no such request, or who asked for areas is no member now.
        InvalidInput: it was decided otherwise before, or the areas make no sense.
        LimitReached: the organisation's plan has no seat left (MB-21).
        ServiceUnavailable, DeadlinePassed: catalog, which knows the plan, does not answer.
    """
    organisation = lock_served(caller, organisation_id, records)
    asked = records.access_requests.lock(organisation_id, request.access_request_id)
    if asked is None:
        raise NotFound("access_request")
    state: AccessRequestState = "approved" if request.approve else "declined"
    if asked.state == state:
        return asked
    if asked.state != "pending":
        raise InvalidInput("approve", "already_decided")
    if request.approve and asked.areas is not None:
        areas = asked.areas if request.areas is None else request.areas
        open_areas(caller, organisation_id, asked, areas, records)
    elif request.approve:
        claim_seat(organisation, None, records, desk)
        _join(asked, organisation, request, records)
    records.access_requests.decide(asked.id, state)
    is_joining = request.approve and asked.areas is None
    details: dict[str, str] = {"role": request.role} if is_joining else {}
    if request.reason:
        details["reason"] = one_line("reason", request.reason, longest=LONGEST_REASON)
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action=f"access.{state}",
        subject=f"access_request:{asked.id}",
        details=details,
    )
    _tell(asked, organisation, state, records)
    tell_seats(organisation_id, records)
    return msgspec.structs.replace(asked, state=state)


def _join(
    asked: AccessRequest, organisation: Organisation, request: DecideAccess, records: Records
) -> None:
    areas = preset_areas(request.role)
    if request.areas is not None:
        areas = chosen_areas(request.role, request.areas)
    records.memberships.add_if_new(
        Member(
            organisation_id=organisation.id,
            person_id=asked.person_id,
            role=request.role,
            areas=areas,
            data_scope=preset_data_scope(organisation.kind, request.role),
        )
    )


def _tell(
    asked: AccessRequest, organisation: Organisation, state: AccessRequestState, records: Records
) -> None:
    # Who is turned down learns no more than the number he typed: he may have guessed it.
    parameters = {"customer_number": organisation.customer_number or ""}
    about = "access" if asked.areas is None else "areas"
    if state == "approved" or asked.areas is not None:
        parameters = {"organisation_name": organisation.name}
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"access_request:{asked.id}:{state}",
            kind=f"{about}_{state}",
            recipient=asked.email,
            language=asked.language,
            organisation_id=organisation.id,
            parameters=parameters,
        ),
    )
