"""Let one of the vendor's people look into an organisation that agrees."""

from dataclasses import dataclass

from chassis.clock import BERLIN
from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound, NotPermitted, SupportConsentMissing
from contracts.identity import Organisation
from contracts.principal import AREAS, Principal
from contracts.support import OpenedSupportSession, OpenSupportSession, SupportSession
from identity.adapters.ticket_desk import TicketDesk
from identity.domain.permissions import require_staff
from identity.domain.presets import chosen_areas
from identity.domain.support import is_in_force, time_box
from identity.domain.texts import LONGEST_REASON, one_line
from identity.domain.tokens import SUPPORT_SESSION, new_token, token_sha256
from identity.store.records import RecordRoom, Records
from identity.store.support_sessions import Opener
from identity.use_cases.support.tell_admins import tell_admins


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """What is asked for, in the form in which it is stored."""

    request: OpenSupportSession
    reason: str
    areas: tuple[str, ...]


def open_support_session(
    caller: Principal, request: OpenSupportSession, room: RecordRoom, desk: TicketDesk
) -> OpenedSupportSession:
    """Return a session in which the caller sees what the customer sees, and changes nothing.

    It is tied to a request of that customer (MB-16), lasts `minutes` and never longer than the
    consent, and ends with the sign-in in which it was opened. The customer's administrators are
    told by mail.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: no such open request of that customer, no reason, or an unknown area.
        NotFound: there is no such organisation.
        SupportConsentMissing: it does not agree, or not any more (MB-13).
        ServiceUnavailable: tickets cannot be asked.
    """
    require_staff(caller)
    wanted = _Wanted(
        request=request,
        reason=one_line("reason", request.reason, longest=LONGEST_REASON),
        areas=AREAS if request.areas is None else chosen_areas("admin", request.areas),
    )
    with room.of(request.organisation_id) as records:
        _require_consent(records.organisations.find(request.organisation_id), records)
    _require_request(request, desk)
    with room.of(request.organisation_id) as records:
        return _open(caller, wanted, records)


def _require_consent(organisation: Organisation | None, records: Records) -> Organisation:
    if organisation is None or organisation.kind == "vendor":
        raise NotFound("organisation")
    if not is_in_force(records.support_consents.of_organisation(organisation.id), records.now):
        raise SupportConsentMissing
    return organisation


def _require_request(request: OpenSupportSession, desk: TicketDesk) -> None:
    found = desk.find_request(request.organisation_id, request.request_id)
    if found is None:
        raise InvalidInput("request_id", "unknown_request")
    if found.state == "closed":
        raise InvalidInput("request_id", "request_closed")


def _open(caller: Principal, wanted: _Wanted, records: Records) -> OpenedSupportSession:
    request = wanted.request
    # Withdrawing locks the organisation too: it ends this session, or comes first and refuses it.
    organisation = _require_consent(records.organisations.lock(request.organisation_id), records)
    consent = records.support_consents.of_organisation(organisation.id)
    person = records.people.find(caller.subject)
    if person is None or caller.organisation_id is None:
        raise NotPermitted("vendor_staff")
    token = new_token(SUPPORT_SESSION)
    session = SupportSession(
        id=new_id(),
        organisation_id=organisation.id,
        request_id=request.request_id,
        reason=wanted.reason,
        areas=wanted.areas,
        opened_by=person.id,
        opened_by_name=person.name,
        state="open",
        opened_at=records.now,
        expires_at=time_box(consent, records.now, minutes=request.minutes),
    )
    opener = Opener(vendor_id=caller.organisation_id, session_id=caller.session_id)
    records.support_sessions.add(session, opener, token_sha256(token))
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="support_session.opened",
        subject=f"support_session:{session.id}",
        details={
            "request": str(session.request_id),
            "reason": session.reason,
            "areas": ",".join(session.areas),
            "expires_at": session.expires_at.isoformat(),
        },
    )
    _tell(organisation, session, records)
    return OpenedSupportSession(token=token, session=session)


def _tell(organisation: Organisation, session: SupportSession, records: Records) -> None:
    valid_until = session.expires_at.astimezone(BERLIN).isoformat(timespec="minutes")
    tell_admins(
        organisation,
        "support_session_opened",
        {
            "person_name": session.opened_by_name,
            "reason": session.reason,
            "valid_until": valid_until,
        },
        records,
        key=f"support_session:{session.id}",
    )
