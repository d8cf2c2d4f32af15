"""Put a change that support would like to make before the customer."""

import msgspec
import rfc8785

from chassis.clock import BERLIN
from chassis.ids import new_id
from chassis.service import actor_of
from contracts.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn
from contracts.principal import Principal
from contracts.support import SupportSession
from contracts.support_changes import ProposeSupportChange, SupportChange
from identity.domain.lifetimes import SUPPORT_CHANGE_WAITS
from identity.store.records import Records
from identity.use_cases.support.tell_admins import tell_admins

LARGEST_REQUEST_BYTES = 64 * 1024


def propose_support_change(
    caller: Principal, proposal: ProposeSupportChange, records: Records
) -> SupportChange:
    """Return the change as it waits for the customer's yes (MB-14); nothing is changed yet.

    It waits for a week, also when the session has ended, and lapses when the customer withdraws
    the consent or ends the session. The administrators are told by mail.

    Raises:
        NotPermitted: the caller is in no support session.
        NotSignedIn: his session has ended meanwhile.
        InvalidInput: the request is larger than 64 KiB, or holds a number that has no canonical
            form, so that no protocol could show it.
    """
    if caller.support_session_id is None or caller.organisation_id is None:
        raise NotPermitted("support_session")
    _require_fit_for_protocol(proposal)
    session = records.support_sessions.hold_open(caller.organisation_id, caller.support_session_id)
    if session is None:
        raise NotSignedIn
    change = SupportChange(
        id=new_id(),
        organisation_id=session.organisation_id,
        support_session_id=session.id,
        request=proposal.request,
        summary=proposal.summary,
        state="pending_customer_ok",
        proposed_by=caller.subject,
        proposed_at=records.now,
        expires_at=records.now + SUPPORT_CHANGE_WAITS,
    )
    records.support_changes.add(change)
    records.audit.record(
        organisation_id=change.organisation_id,
        actor=actor_of(caller),
        action="support_change.proposed",
        subject=f"support_change:{change.id}",
        details={
            "operation": change.request.operation,
            "support_session": str(change.support_session_id),
        },
    )
    _tell(change, session, records)
    return change


def _require_fit_for_protocol(proposal: ProposeSupportChange) -> None:
    request = msgspec.json.encode(proposal.request)
    if len(request) > LARGEST_REQUEST_BYTES:
        raise InvalidInput("body", "too_large")
    try:
        rfc8785.dumps(msgspec.json.decode(request))
    except rfc8785.CanonicalizationError as error:
        raise InvalidInput("body", "out_of_range") from error


def _tell(change: SupportChange, session: SupportSession, records: Records) -> None:
    organisation = records.organisations.find(change.organisation_id)
    if organisation is None:
        raise NotFound("organisation")
    valid_until = change.expires_at.astimezone(BERLIN).isoformat(timespec="minutes")
    tell_admins(
        organisation,
        "support_change_proposed",
        {
            "person_name": session.opened_by_name,
            "summary": change.summary.get(organisation.language, change.request.operation),
            "valid_until": valid_until,
        },
        records,
        key=f"support_change:{change.id}",
    )
