"""Say something about a request."""

from collections.abc import Mapping

from chassis.service import actor_of
from contracts.conversations import AddComment, Entry
from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.principal import Principal
from contracts.tickets import RequestState
from tickets.domain.entries import NewEntry
from tickets.domain.people import Person
from tickets.domain.requests import fault_of_text
from tickets.domain.workflow import state_after_answer
from tickets.use_cases.attachments.use_attachments import use_attachments
from tickets.use_cases.conversations.describe_entry import describe_entry
from tickets.use_cases.desk.change_state import enter_state
from tickets.use_cases.people.find_caller import find_caller
from tickets.use_cases.requests.reach_request import Reached, reach_request
from tickets.use_cases.requests.request_tools import RequestTools
from tickets.use_cases.requests.tell_people import tell_answered


def add_comment(caller: Principal, request: AddComment, tools: RequestTools) -> Entry:
    """Return what was said; the same key says it once.

    A comment is read by those whom it is for and by nobody else, not even as a count. What the
    vendor's people say to all is told the requester by mail. What a customer says to all ends the
    waiting for it, and opens a request again that was closed within the last 14 days.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: he may not write for these.
        ChangedMeanwhile: the request was closed too long ago.
        InvalidInput: there is nothing in it, a file is not there, or the key was used for
            another comment.
    """
    _check_words(request)
    return add_comment_of(find_caller(caller, tools), caller, request, tools)


def add_comment_of(
    person: Person,
    caller: Principal,
    request: AddComment,
    tools: RequestTools,
    *,
    details: Mapping[str, str] | None = None,
) -> Entry:
    """Return what was said by somebody whose name is known; otherwise as `add_comment`.

    `details` are kept with it, such as the channel by which it came.
    """
    _check_words(request)
    with reach_request(caller, request.request_id, tools.room, to_change=True) as reached:
        if request.audience not in reached.viewer.audiences:
            raise NotPermitted("audience")
        # The request is locked: who says the same at the same time has said it before or after.
        known = reached.records.entries.of_key(
            reached.request, caller.subject, request.idempotency_key
        )
        if known is None:
            state = _state_after(request, reached)
            entry = write_comment(caller, request, person, reached, details or {})
            if state != reached.request.state:
                enter_state(caller, reached, state, tools.hours)
            return entry
        organisation_id = reached.request.requester.organisation_id
        files = reached.records.attachments.of_entries(organisation_id, [known.id]).get(
            known.id, ()
        )
        said = (known.body, known.audience, {file.id for file in files})
        if said != (request.body.strip(), request.audience, set(request.attachments)):
            raise InvalidInput("idempotency_key", "used_for_another_comment")
        return describe_entry(known, files=files)


def _check_words(request: AddComment) -> None:
    reason = fault_of_text(request.body)
    if reason is not None:
        raise InvalidInput("body", reason)


def _state_after(request: AddComment, reached: Reached) -> RequestState:
    """Return the state that the comment puts the request into.

    Raises:
        ChangedMeanwhile: it is closed, and was so for too long to be opened again.
    """
    known = reached.request
    if request.audience != "public" or reached.viewer.side != "customer":
        return known.state
    state = state_after_answer(known.state, closed_at=known.closed_at, now=reached.records.now)
    if state is None:
        raise ChangedMeanwhile("state", known.state)
    return state


def write_comment(
    caller: Principal,
    request: AddComment,
    person: Person,
    reached: Reached,
    details: Mapping[str, str],
) -> Entry:
    """Return what was said in an open transaction, by somebody who may; the request is locked."""
    records, known = reached.records, reached.request
    organisation_id = known.requester.organisation_id
    records.participants.remember(organisation_id, person)
    entry = records.entries.add(
        known,
        NewEntry(
            kind="comment",
            audience=request.audience,
            author_id=caller.subject,
            side=reached.viewer.writes_as,
            body=request.body.strip(),
            details=details,
            idempotency_key=request.idempotency_key,
        ),
        shares=reached.shares,
    )
    files = use_attachments(
        records,
        known,
        entry_id=entry.id,
        uploaded_by=caller.subject,
        wanted=request.attachments,
    )
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="request.commented",
        subject=f"request:{known.id}",
        details={"audience": request.audience},
    )
    tell_answered(known, entry, person, records, files=files)
    return describe_entry(entry, author_name=person.name, files=files)
