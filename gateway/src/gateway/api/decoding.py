"""Values out of a request: parsed once, by the types that the services are called with.

msgspec stops at the first fault, which is quick where there is none. Only when there is one, each
field is looked at by itself, so that an answer names all faults at once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin

import msgspec
from starlette.requests import Request

from gateway.clients.stored_streams import UploadTooLarge
from gateway.problems import InvalidFields, RequestFault

LARGEST_BODY_BYTES = 256 * 1024
# JSON knows no other way to write it.
_ESCAPED_NUL = b"\\u0000"

# The ends of msgspec's messages, and the stable reason each stands for.
_REASONS = (
    (re.compile(r"missing required field"), "missing"),
    (re.compile(r"of length >="), "too_short"),
    (re.compile(r"of length <="), "too_long"),
    (re.compile(r"Expected `\w+` >=?"), "too_small"),
    (re.compile(r"Expected `\w+` <=?"), "too_large"),
    (re.compile(r"matching regex"), "wrong_format"),
    (re.compile(r"Invalid enum value"), "not_offered"),
    (re.compile(r"Invalid UUID"), "not_an_id"),
    (re.compile(r"RFC3339 encoded datetime|with a timezone component"), "not_an_instant"),
    (re.compile(r"Invalid RFC3339 encoded date"), "not_a_date"),
    (re.compile(r"Expected `int`, got"), "not_a_number"),
    (re.compile(r"Expected `.+`, got"), "wrong_type"),
)
_PLACE = re.compile(r" - at `\$\.?(?P<path>.*)`$")

T = TypeVar("T", bound=msgspec.Struct)


async def read_body(request: Request, limit_bytes: int = LARGEST_BODY_BYTES) -> bytes:
    """Return the whole body.

    Raises:
        RequestFault: it is longer than `limit_bytes`.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise RequestFault("content_too_large", status=413)
    return bytes(body)


def refuse_announced(request: Request, limit_bytes: int) -> None:
    """Return if the body that the client announces may be as long as it says.

    Raises:
        UploadTooLarge: before any of it is read.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        raise UploadTooLarge


def media_type_of(request: Request) -> str:
    """Return the body's media type without parameters, in lower case; empty if none is said."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_optional(wanted: type[msgspec.Struct]) -> bool:
    """Whether a body of this type may be left out: every field has a default."""
    return not any(field.required for field in msgspec.structs.fields(wanted))


async def read_json(request: Request, wanted: type[T], limit_bytes: int = LARGEST_BODY_BYTES) -> T:
    """Return the JSON body as a `wanted`; none at all stands for `{}` where nothing is required.

    Fields that are not known are left alone, for a client may know more than we do. A change that
    names what it changes (PATCH, RFC 7396) may not, for it would seem to be done.

    Raises:
        RequestFault: it is not JSON at all.
        InvalidFields: it is JSON, and these of its fields cannot be accepted.
    """
    body = await read_body(request, limit_bytes)
    if not body and is_optional(wanted):
        return wanted()
    media_type = media_type_of(request)
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise RequestFault("json_required", status=415)
    try:
        return _decoded(body, wanted, names_are_known=request.method == "PATCH")
    # RecursionError: nested deeper than anything that we ask for.
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestFault("not_json") from error


def _decoded(body: bytes, wanted: type[T], *, names_are_known: bool) -> T:
    try:
        read = msgspec.json.decode(body, type=wanted)
        if names_are_known:
            refuse_unknown(msgspec.json.decode(body), wanted)
        if _ESCAPED_NUL in body:
            _refuse_nul(msgspec.json.decode(body), wanted, are_in_body=True)
    except msgspec.ValidationError as error:
        raise _all_faults(msgspec.json.decode(body), wanted, error, strict=True) from error
    return read


def refuse_unknown(
    given: Iterable[str], wanted: type[msgspec.Struct], *, are_in_body: bool = True
) -> None:
    """Return if each given name is a field of `wanted`.

    Raises:
        InvalidFields: these are not; leaving them out silently would answer another question.
    """
    known = _fields_of(wanted).names
    unknown = tuple((name, "unknown_field") for name in given if name not in known)
    if unknown:
        raise InvalidFields(unknown, are_in_body=are_in_body)


def _refuse_nul(
    given: Mapping[str, Any], wanted: type[msgspec.Struct], *, are_in_body: bool
) -> None:
    """Return unless a field of `wanted` holds a NUL somewhere, which PostgreSQL cannot keep."""
    known = _fields_of(wanted).names
    faults = tuple(
        (name, "unreadable_character")
        for name, value in given.items()
        if name in known and _holds_nul(value)
    )
    if faults:
        raise InvalidFields(faults, are_in_body=are_in_body)


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(each) for pair in value.items() for each in pair)
    return isinstance(value, list) and any(_holds_nul(each) for each in value)


def refuse_repeated(given: Iterable[tuple[str, str]]) -> None:
    """Return if each name is given once; several values of one field stand in one text.

    Raises:
        InvalidFields: these are not; readers differ in which of two values they believe.
    """
    counts = Counter(name for name, _ in given)
    repeated = tuple((name, "given_twice") for name, times in counts.items() if times > 1)
    if repeated:
        raise InvalidFields(repeated, are_in_body=False)


def read_values(values: Mapping[str, str], wanted: type[T]) -> T:
    """Return text values (a query, a form) as a `wanted`; empty ones count as not given.

    Several values of one field stand in one text, with commas between them.

    Raises:
        InvalidFields: these fields cannot be accepted.
    """
    lists = _fields_of(wanted).lists
    given: dict[str, str | list[str]] = {
        name: value.split(",") if name in lists else value
        for name, value in values.items()
        if value != ""
    }
    try:
        read = msgspec.convert(given, wanted, strict=False)
    except msgspec.ValidationError as error:
        faults = _all_faults(given, wanted, error, strict=False).faults
        raise InvalidFields(faults, are_in_body=False) from error
    _refuse_liberties(given, read)
    _refuse_nul(given, wanted, are_in_body=False)
    return read


def _refuse_liberties(given: Mapping[str, Any], read: msgspec.Struct) -> None:
    """Return unless msgspec was too kind to a text: it takes "null" for nothing, "0" for 1970."""
    names = _fields_of(type(read)).names
    values = [(name, getattr(read, names[name])) for name in given if name in names]
    faults = [(name, "wrong_type") for name, value in values if value is None]
    faults += [
        (name, "not_an_instant")
        for name, value in values
        if isinstance(value, datetime) and _is_number(given[name])
    ]
    if faults:
        raise InvalidFields(tuple(faults), are_in_body=False)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class _Fields(NamedTuple):
    names: Mapping[str, str]
    """By the name outside, the attribute."""
    lists: frozenset[str]
    """Those that take several values."""


# msgspec reads the annotations anew each time it is asked: a sixth of what a request cost.
@cache
def _fields_of(wanted: type[msgspec.Struct]) -> _Fields:
    fields = msgspec.structs.fields(wanted)
    return _Fields(
        names={field.encode_name: field.name for field in fields},
        lists=frozenset(field.encode_name for field in fields if _is_list(field.type)),
    )


def _is_list(kind: Any) -> bool:
    plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return get_origin(plain) is tuple


def _all_faults(
    value: Any, wanted: type[msgspec.Struct], first: msgspec.ValidationError, *, strict: bool
) -> InvalidFields:
    """Return every fault of `value`; `first` is the one that was met already."""
    if not isinstance(value, dict):
        return InvalidFields((("", "wrong_type"),))
    faults: list[tuple[str, str]] = []
    for field in msgspec.structs.fields(wanted):
        name = field.encode_name
        if name not in value:
            if field.required:
                faults.append((name, "missing"))
            continue
        try:
            msgspec.convert(value[name], field.type, strict=strict)
        except msgspec.ValidationError as error:
            faults.append((_place_of(error, name), _reason_of(error)))
    return InvalidFields(tuple(faults) or ((_place_of(first, ""), _reason_of(first)),))


def _place_of(error: msgspec.ValidationError, name: str) -> str:
    found = _PLACE.search(str(error))
    inner = found["path"] if found else ""
    return f"{name}.{inner}".strip(".").replace(".[", "[")


def _reason_of(error: msgspec.ValidationError) -> str:
    text = str(error)
    return next((reason for pattern, reason in _REASONS if pattern.search(text)), "invalid")
