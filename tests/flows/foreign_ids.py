"""Each place of the API where an id may stand, asked with another organisation's and with nobody's.

The places come from the description of the API: in paths, in queries, in bodies. One that is
neither a record of an organisation nor said to be none is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tests.flows.asked import DESCRIBED, PLAIN_PATHS, Asked, operations
from tests.flows.everybody import REQUEST

# What stands in a path, by the word before it: the record of an organisation, as `fill` names it.
PATHS: dict[tuple[str, str], str] = {
    ("access-requests", "access_request_id"): "access request",
    ("api-keys", "key_id"): "key",
    ("attachments", "attachment_id"): "attachment",
    ("contracts", "contract_id"): "contract",
    ("customers", "account_id"): "account",
    ("customers", "customer_id"): "customer",
    ("delivery-failures", "document_id"): "document",
    ("devices", "device_id"): "device",
    ("documents", "document_id"): "document",
    ("exports", "export_id"): "export",
    ("ftp-access", "contract_id"): "contract",
    ("invitations", "invitation_id"): "invitation",
    ("lists", "report_id"): "meter report",
    ("machine-accounts", "account_id"): "machine account",
    ("master-data-changes", "change_id"): "change",
    ("members", "person_id"): "colleague",
    ("message-history", "message_id"): "message",
    ("orders", "order_id"): "order",
    ("organisations", "organisation_id"): "organisation",
    ("package-requests", "request_id"): "wish",
    ("people", "person_id"): "colleague",
    ("prospects", "prospect_id"): "prospect",
    ("recipients", "recipient_id"): "recipient",
    ("requests", "request_id"): "request",
    ("sessions", "session_id"): "session",
    ("support-changes", "support_change_id"): "support change",
    ("support-sessions", "support_session_id"): "support session",
}
# What stands in a path and belongs to no customer or partner, and why.
NOBODYS: dict[str, str] = {
    "batch_id": "the vendor's print room",
    "booking_id": "named below its organisation, by the vendor's people alone",
    "content_id": "the vendor's words, for everybody whom they are for",
    "date_id": "the vendor's seminars",
    "hold_id": "the vendor's administration",
    "invoice_run_id": "a publisher's own",
    "mail_id": "the vendor's desk",
    "parked_id": "the vendor's administration",
    "passkey_id": "somebody's own: what is not his is not there, whosever it is",
    "resource_id": "the vendor's material, for every certified partner",
    "run_id": "the vendor's administration",
}
QUERIES: dict[str, str] = {
    "after": "feed event",
    "customer": "organisation",
    "customer_number": "number",
    "device": "device",
    "document": "document",
    "missing_mail": "document",
    "organisation_id": "organisation",
    "partner": "partner",
    "person": "colleague",
    "request_id": "request",
    "support_session_id": "support session",
}
NO_RECORDS = {
    "before": "a moment of one's own list",
    "cursor": "where one's own list goes on",
}
BODIES: dict[str, str] = {
    "customer_id": "organisation",
    "device_id": "device",
    "document_id": "document",
    "document_ids": "document",
    "ids": "message",
    "into_request_id": "request",
    "organisation_id": "organisation",
    "partner_id": "partner",
    "person_id": "colleague",
    "request_id": "request",
}
NOT_IN_BODIES = {
    "content_id": "the vendor's words",
    "delivery_ids": "named below its machine account",
}
# What a body may name besides what it must.
_FURTHER: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("POST /v1/requests", {**REQUEST, "attachments": ["{id}"]}, "attachment"),
    (
        "POST /v1/requests",
        {**REQUEST, "snapshots": [{"kind": "device", "id": "{id}"}]},
        "device",
    ),
    (
        "POST /v1/requests/{request_id}/comments",
        {"body": "Aha.", "attachments": ["{id}"]},
        "attachment",
    ),
    ("POST /v1/exports", {"document_ids": ["{id}"]}, "document"),
)
UNKNOWN_NUMBER = "99999"


@dataclass(frozen=True, kw_only=True)
class Probe:
    """One place of one operation, filled with one of two ids."""

    operation: Asked
    place: str
    ids: tuple[str, str]
    """Another organisation's, and nobody's."""
    addresses: tuple[str, str]
    bodies: tuple[Any, Any]

    @property
    def name(self) -> str:
        """Return what is asked, and where the id stands."""
        return f"{self.operation.name}, {self.place}"


def unaccounted() -> list[str]:
    """Say which place holds an id that is neither a record's nor said to be none."""
    found = []
    for operation in operations():
        found += [
            f"{operation.name}: {name} in the path"
            for before, name in operation.places
            if (before, name) not in PATHS and name not in {*NOBODYS, *PLAIN_PATHS}
        ]
        found += [f"{operation.name}: {name} in the query" for name in _new_queries(operation)]
        found += [
            f"{operation.name}: {name} in the body"
            for name in _id_fields(operation.body)
            if name not in {*BODIES, *NOT_IN_BODIES}
        ]
    return found


def _new_queries(operation: Asked) -> list[str]:
    method = operation.method.lower()
    return [
        each["name"]
        for each in DESCRIBED["paths"][operation.path][method].get("parameters", ())
        if each["in"] == "query"
        and each["schema"].get("format") == "uuid"
        and each["name"] not in {*QUERIES, *NO_RECORDS}
    ]


def probes(own: Mapping[str, str], foreign: Mapping[str, str]) -> Iterator[Probe]:
    """Yield two requests for each place: one's own ids elsewhere, and these two there."""
    own_paths = {place: own[kind] for place, kind in PATHS.items() if kind in own}
    known = {name: own[kind] for name, kind in BODIES.items() if kind in own}
    by_name = {operation.name: operation for operation in operations(known)}
    for operation in by_name.values():
        if operation.is_public or operation.is_stream:
            continue
        yield from _in_path(operation, foreign)
        yield from _in_queries(operation, own_paths, foreign)
        yield from _in_body(operation, own_paths, foreign)
    for name, body, kind in _FURTHER:
        yield _with_bodies(by_name[name], body, "{id}", own_paths, foreign[kind])


def _in_path(operation: Asked, foreign: Mapping[str, str]) -> Iterator[Probe]:
    places = [place for place in operation.places if place in PATHS]
    if not places:
        return
    theirs = {place: foreign[PATHS[place]] for place in places}
    nobodys = {place: str(uuid4()) for place in places}
    # Of the two ids of an address only the first is said again in an answer.
    yield Probe(
        operation=operation,
        place="path",
        ids=(theirs[places[-1]], nobodys[places[-1]]),
        addresses=(operation.address(theirs), operation.address(nobodys)),
        bodies=(operation.body, operation.body),
    )


def _in_queries(
    operation: Asked, own: Mapping[tuple[str, str], str], foreign: Mapping[str, str]
) -> Iterator[Probe]:
    for name in sorted(operation.queries & QUERIES.keys()):
        theirs = foreign[QUERIES[name]]
        nobodys = UNKNOWN_NUMBER if name == "customer_number" else str(uuid4())
        yield Probe(
            operation=operation,
            place=f"query {name}",
            ids=(theirs, nobodys),
            addresses=(
                operation.address(own, **{name: theirs}),
                operation.address(own, **{name: nobodys}),
            ),
            bodies=(operation.body, operation.body),
        )


def _in_body(
    operation: Asked, own: Mapping[tuple[str, str], str], foreign: Mapping[str, str]
) -> Iterator[Probe]:
    for name in sorted(set(_id_fields(operation.body)) & BODIES.keys()):
        marked = _replaced(operation.body, name)
        yield _with_bodies(operation, marked, name, own, foreign[BODIES[name]])


def _with_bodies(
    operation: Asked, body: Any, place: str, own: Mapping[tuple[str, str], str], theirs: str
) -> Probe:
    nobodys = str(uuid4())
    address = operation.address(own)
    return Probe(
        operation=operation,
        place=f"body {place}",
        ids=(theirs, nobodys),
        addresses=(address, address),
        bodies=(_filled(body, theirs), _filled(body, nobodys)),
    )


def _id_fields(body: Any, name: str = "") -> Iterator[str]:
    """Yield the names of the fields that hold an id."""
    if isinstance(body, dict):
        for field, value in body.items():
            yield from _id_fields(value, field)
    elif isinstance(body, list):
        for value in body:
            yield from _id_fields(value, name)
    elif isinstance(body, str) and _is_id(body):
        yield name


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _replaced(body: Any, name: str) -> Any:
    """Return a body whose fields of this name wait for an id."""
    if isinstance(body, dict):
        return {
            field: _waiting(value) if field == name else _replaced(value, name)
            for field, value in body.items()
        }
    if isinstance(body, list):
        return [_replaced(value, name) for value in body]
    return body


def _waiting(value: Any) -> Any:
    return ["{id}"] if isinstance(value, list) else "{id}"


def _filled(body: Any, record_id: str) -> Any:
    if isinstance(body, dict):
        return {field: _filled(value, record_id) for field, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, record_id) for value in body]
    return record_id if body == "{id}" else body
