"""Say something about a request."""

from chassis.service import actor_of
from contracts.conversations import AddComment, Entry
from contracts.errors import InvalidInput, NotPermitted
from contracts.principal import Principal
from tickets.domain.entries import NewEntry
from tickets.domain.people import Person
from tickets.domain.requests import fault_of_text
from tickets.use_cases.conversations.describe_entry import describe_entry
from tickets.use_cases.requests.reach_request import Reached, reach_request
from tickets.use_cases.requests.request_tools import RequestTools
from tickets.use_cases.requests.tell_people import tell_answered


def add_comment(caller: Principal, request: AddComment, tools: RequestTools) -> Entry:
    """Return what was said; the same key says it once.

    A comment is read by those whom it is for and by nobody else, not even as a count. What the
    vendor's people say to all is told the requester by mail.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: he may not write for these.
        InvalidInput: there is nothing in it, or the key was used for another comment.
    """
    reason = fault_of_text(request.body)
    if reason is not None:
        raise InvalidInput("body", reason)
    person = tools.people.find_caller()
    with reach_request(caller, request.request_id, tools.room, to_change=True) as reached:
        if request.audience not in reached.viewer.audiences:
            raise NotPermitted("audience")
        # The request is locked: who says the same at the same time has said it before or after.
        known = reached.records.entries.of_key(
            reached.request, caller.subject, request.idempotency_key
        )
        if known is None:
            return _say(caller, request, person, reached)
        if (known.body, known.audience) != (request.body.strip(), request.audience):
            raise InvalidInput("idempotency_key", "used_for_another_comment")
        return describe_entry(known)


def _say(caller: Principal, request: AddComment, person: Person, reached: Reached) -> Entry:
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
            idempotency_key=request.idempotency_key,
        ),
    )
    records.audit.record(
        organisation_id=organisation_id,
        actor=actor_of(caller),
        action="request.commented",
        subject=f"request:{known.id}",
        details={"audience": request.audience},
    )
    tell_answered(known, entry, person, records)
    return describe_entry(entry, author_name=person.name)
