"""Say otherwise what a request is about."""

from itertools import chain

from chassis.service import actor_of
from contracts.conversations import EditRequest
from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.principal import Principal
from contracts.tickets import FieldValue, Request
from tickets.domain.entries import NewEntry
from tickets.domain.fields import Fault, fill_in
from tickets.domain.requests import CustomerRequest, EditedWords, fault_of_text
from tickets.store.records import RecordRoom, Records
from tickets.use_cases.requests.describe_request import describe_requests
from tickets.use_cases.requests.reach_request import reach_request


def edit_request(caller: Principal, request: EditRequest, room: RecordRoom) -> Request:
    """Return the request as it says now (FD-18); its course keeps which parts were changed.

    The fields are those of the kind's version that it was opened with. Repeating changes nothing.

    Raises:
        NotFound: there is no such request, or the caller does not see it.
        NotPermitted: it is neither his nor shared with him for that.
        ChangedMeanwhile: it is closed.
        InvalidInput: names every field that is missing or wrong.
    """
    with reach_request(caller, request.request_id, room, to_change=True) as reached:
        known, records = reached.request, reached.records
        if not reached.may_edit:
            raise NotPermitted("request_edit")
        if known.state == "closed":
            raise ChangedMeanwhile("state", known.state)
        words = _words_in(request, known, records)
        changed = words.differing_from(known)
        if changed:
            known = records.requests.rewrite(known, words)
            records.entries.add(
                known,
                NewEntry(
                    kind="change",
                    change="edited",
                    audience="public",
                    author_id=caller.subject,
                    side=reached.viewer.writes_as,
                    details={"changed": ",".join(changed)},
                ),
            )
            records.audit.record(
                organisation_id=known.requester.organisation_id,
                actor=actor_of(caller),
                action="request.edited",
                subject=f"request:{known.id}",
                details={"changed": ",".join(changed)},
            )
        (described,) = describe_requests([known], reached.viewer, records)
        return described


def _words_in(request: EditRequest, known: CustomerRequest, records: Records) -> EditedWords:
    faults: list[Fault] = []
    for name, text in (("title", request.title), ("description", request.description)):
        reason = None if text is None else fault_of_text(text)
        if reason is not None:
            faults.append((name, reason))
    fields = dict(known.fields)
    if request.fields:
        kind = records.request_types.version(known.kind, known.type_version)
        wanted: dict[str, FieldValue] = {**known.fields}
        for name, value in request.fields.items():
            wanted[name] = "" if value is None else value
        if kind is not None:
            filled_in = fill_in(kind, wanted)
            faults += filled_in.faults
            fields = filled_in.values
            # What is attached was looked up when the request was opened; it stays what it was.
            faults += [
                (f"fields.{field.name}", "not_allowed")
                for field in kind.fields
                if field.kind in {"document", "area"}
                and fields.get(field.name) != known.fields.get(field.name)
            ]
    if faults:
        raise InvalidInput(*chain.from_iterable(faults))
    return EditedWords(
        title=known.title if request.title is None else " ".join(request.title.split()),
        description=(
            known.description if request.description is None else request.description.strip()
        ),
        fields=fields,
    )
