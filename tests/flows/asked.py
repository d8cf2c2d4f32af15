"""Every operation of the API as a request that is right, but for who asks and about what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.flows.filled_bodies import writing_operations

ROOT = Path(__file__).parents[2]
DESCRIBED: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
METHODS = ("get", "post", "put", "patch", "delete")
EVENT_STREAM = "text/event-stream"
SAMPLES = ROOT / "libs" / "contracts" / "samples"
PLACE = re.compile(r"(?P<before>[\w-]+)/{(?P<name>\w+)}")

# What stands in a path and names no record of an organisation.
PLAIN_PATHS = {
    "key": "unknown_key",
    "list_name": "contracts",
    "name": "wiki",
    "number": "1",
    "operator_number": "007",
    "part": "xml",
    "token": "kx_unknown",
}
# What a body needs beyond its schema, by the name of the field.
_VALUES: dict[str, Any] = {
    "country": "DE",
    "currency": "EUR",
    "customer_number": "99998",
    "details_url": "https://muster.example/x",
    "directory": "/",
    "domain": "muster.example",
    "email": "x@muster.example",
    "file_name": "a.txt",
    "is_required": False,
    "issuer": "https://login.muster.example",
    "items_sha256": "0" * 64,
    "legacy_url": "https://muster.example/x",
    "operator_number": "007",
    "postal_code": "10115",
    "reason": "Anruf",
    "reply_to": None,
    "source": "/erp/demo",
    "url": "https://muster.example/x",
    "user_name": "muster",
    "video_url": "https://muster.example/x",
}
# What an address needs, though the service alone says so.
_QUERIES = {
    "area": "post",
    "customer_number": "99998",
    "file_name": "a.txt",
    "name": "Muster",
    "recipient": "x@muster.example",
    "search": "Muster",
    "since": "2026-01-01T00:00:00Z",
}
_QUERIES_OF = {"GET /v1/trainings": {"kind": "seminar"}, "GET /v1/kept-documents": {"number": "1"}}
_KEYS = {"PUT /v1/business/functions/{key}": "customers"}
_NO_QUERIES = {"GET /v1/devices", "GET /v1/contracts", "GET /v1/orders", "GET /v1/customers"}
_BODIES: dict[str, Any] = {
    "PATCH /v1/devices/{device_id}": {"technical_id": "T-1"},
    "PUT /v1/written-content/{content_id}": {
        "base_version": 0,
        "kind": "faq",
        "words": {"title": {"de": "x", "en": "x"}, "text": {"de": "x", "en": "x"}},
    },
    "PUT /v1/plans/{key}": {
        "base_version": 0,
        "name": {"de": "x", "en": "x"},
        "description": {"de": "x", "en": "x"},
        "price": {"minor_units": 1, "currency": "EUR"},
        "limits": {},
    },
    "POST /v1/organisations/{organisation_id}/bookings": {"package_key": "wiki"},
    "POST /v1/members/{person_id}/preview": {"areas": ["post"]},
    "POST /v1/requests/{request_id}/shares": {"share_with": {"kind": "organisation"}},
    "POST /v1/requests/{request_id}/shares/end": {"share_with": {"kind": "organisation"}},
    "POST /v1/sessions/complete": {"token": "kf_unknown", "code": "000000"},
    # Without its token: an unknown one is refused as who has not signed in is.
    "POST /v1/sessions/complete/passkey-challenge": {"code": "000000"},
}
_BYTES = {
    "POST /v1/customers/import": ("text/csv", b"customer_number,name\n"),
    "POST /v1/meter-readings/lists": ("text/csv", b"Device;Black\nX;5\n"),
    "POST /v1/reconciliations": ("text/csv", b"number\nRE-1\n"),
}
_EVENTS = {
    "POST /v1/documents": "document.issued.v1/invoice_inline.structured.json",
    "POST /v1/invoice-runs": "invoice_run.announced.v1/counted_run.structured.json",
}
_EVENT_TYPE = "application/cloudevents+json"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One operation: its name, and all that may hold an id."""

    name: str
    method: str
    path: str
    queries: frozenset[str]
    body: Any
    media_type: str
    is_stream: bool
    is_public: bool

    @property
    def places(self) -> list[tuple[str, str]]:
        """Return what stands in the path: the word before each place, and its name."""
        return [(found["before"], found["name"]) for found in PLACE.finditer(self.path)]

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return self.method == "GET"

    def address(self, ids: Mapping[tuple[str, str], str], **queries: str) -> str:
        """Return the path with ids by their places, unknown ones elsewhere, and queries."""

        def fill(found: re.Match[str]) -> str:
            before, name = found["before"], found["name"]
            plain = _KEYS.get(self.name) or PLAIN_PATHS.get(name)
            value = ids.get((before, name)) or plain or str(uuid4())
            return f"{before}/{value}"

        usual = {} if self.name in _NO_QUERIES else _QUERIES
        asked = {name: usual[name] for name in self.queries if name in usual}
        if "format" in self.queries and self.name.endswith(("/export", "/list")):
            asked["format"] = "csv"  # a workbook says when it was written
        asked |= _QUERIES_OF.get(self.name, {}) | queries
        written = "&".join(f"{name}={value}" for name, value in sorted(asked.items()))
        return PLACE.sub(fill, self.path) + (f"?{written}" if written else "")


def operations(known: Mapping[str, Any] | None = None) -> Iterator[Asked]:
    """Yield each operation that the API describes; `known` fills fields of these names."""
    bodies = {
        each.name: each.body
        for each in writing_operations(DESCRIBED, _VALUES | dict(known or {}), {})
    }
    for path, methods in DESCRIBED["paths"].items():
        for method in filter(methods.__contains__, METHODS):
            name, described = f"{method.upper()} {path}", methods[method]
            media_type, body = _body_of(name, described, bodies.get(name))
            answers = described["responses"].get("200", {}).get("content", {})
            yield Asked(
                name=name,
                method=method.upper(),
                path=path,
                queries=frozenset(
                    each["name"]
                    for each in described.get("parameters", ())
                    if each["in"] == "query"
                ),
                body=body,
                media_type=media_type,
                is_stream=EVENT_STREAM in answers,
                is_public=described.get("security") == [],
            )


def _body_of(name: str, described: dict[str, Any], filled: Any) -> tuple[str, Any]:
    if name in _BYTES:
        return _BYTES[name]
    if name in _EVENTS:
        return _EVENT_TYPE, _sample(_EVENTS[name])
    taken = described.get("requestBody", {}).get("content", {})
    if taken and "application/json" not in taken:
        return next(iter(taken)), b"%PDF-1.7"
    return "application/json", _BODIES.get(name, filled)


@cache
def _sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def names() -> list[str]:
    """Return the name of each operation that the API describes."""
    return [
        f"{method.upper()} {path}"
        for path, methods in DESCRIBED["paths"].items()
        for method in METHODS
        if method in methods
    ]
