"""What somebody filled into the fields of a kind of request, checked field by field (FD-10)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.explain import SELF_SERVICES
from contracts.principal import AREAS
from contracts.request_types import FieldKind, RequestField, RequestType
from contracts.tickets import FieldValue

LONGEST_LINE = 200
LONGEST_TEXT = 20_000
LONGEST_REFERENCE = 100
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@([^@\s.<>]+\.)+[^@\s.<>]{2,63}")
_PHONE = re.compile(r"\+?[0-9 ()/.\-]{5,40}")
_FEWEST_DIGITS = 5

Fault = tuple[str, str]


class _Unfit(Exception):
    """The value cannot be accepted; carries the reason's stable code."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FilledIn:
    """The values as they are kept, and what is wrong with the others: field and reason."""

    values: dict[str, str]
    faults: tuple[Fault, ...]


def fill_in(asked: RequestType, given: Mapping[str, FieldValue]) -> FilledIn:
    """Return what `given` says, in the order of the fields; every fault is named at once.

    A field that is empty counts as not filled in. Numbers are kept as decimals with a point, days
    as ISO 8601, ids in their usual form.
    """
    values: dict[str, str] = {}
    faults: list[Fault] = []
    for field in asked.fields:
        text = _text(given.get(field.name, ""))
        if not text.strip():
            if field.is_required:
                faults.append((f"fields.{field.name}", "missing"))
            continue
        try:
            values[field.name] = _READERS[field.kind](field, text)
        except _Unfit as unfit:
            faults.append((f"fields.{field.name}", str(unfit)))
    known = {field.name for field in asked.fields}
    # A name that no field has is said as it is only where it can be one.
    faults += [
        (f"fields.{name}" if name.isidentifier() else "fields", "unknown_field")
        for name in sorted(given.keys() - known)
    ]
    return FilledIn(values=values, faults=tuple(faults))


def plain_text(text: str, *, longest: int) -> str | None:
    """Return the reason why `text` is no text of several lines, None if it is one."""
    if len(text) > longest:
        return "too_long"
    if any(not (each.isprintable() or each in "\n\r\t") for each in text):
        return "control_characters"
    return None


def fault_of_phone(number: str) -> str | None:
    """Return the reason why nobody can be called at `number`, None if somebody can."""
    digits = sum(character.isdigit() for character in number)
    return None if _PHONE.fullmatch(number) and digits >= _FEWEST_DIGITS else "not_a_phone_number"


def _text(value: FieldValue) -> str:
    return value if isinstance(value, str) else f"{value:.6f}".rstrip("0").rstrip(".")


def _line(field: RequestField, text: str) -> str:
    line = " ".join(text.split())
    if len(line) > (field.longest or LONGEST_LINE):
        raise _Unfit("too_long")
    if not line.isprintable():
        raise _Unfit("control_characters")
    return line


def _long_text(field: RequestField, text: str) -> str:
    stripped = text.strip()
    reason = plain_text(stripped, longest=field.longest or LONGEST_TEXT)
    if reason is not None:
        raise _Unfit(reason)
    return stripped


def _number(field: RequestField, text: str) -> str:
    if not _NUMBER.fullmatch(text.strip()):
        raise _Unfit("not_a_decimal")
    number = Decimal(text.strip().replace(",", "."))
    if field.smallest is not None and number < field.smallest:
        raise _Unfit("too_small")
    if field.largest is not None and number > field.largest:
        raise _Unfit("too_large")
    return format(number, "f")


def _day(_: RequestField, text: str) -> str:
    if not _DAY.fullmatch(text.strip()):
        raise _Unfit("not_a_date")
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise _Unfit("not_a_date") from None


def _choice(field: RequestField, text: str) -> str:
    if any(choice.value == text for choice in field.choices):
        return text
    if not field.takes_other_values:
        raise _Unfit("not_offered")
    return _line(field, text)


def _email(_: RequestField, text: str) -> str:
    address = text.strip()
    if len(address) > LONGEST_ADDRESS or not address.isprintable():
        raise _Unfit("not_an_address")
    if not _ADDRESS.fullmatch(address):
        raise _Unfit("not_an_address")
    return address


def _phone(_: RequestField, text: str) -> str:
    number = " ".join(text.split())
    reason = fault_of_phone(number)
    if reason is not None:
        raise _Unfit(reason)
    return number


def _id(_: RequestField, text: str) -> str:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        raise _Unfit("not_an_id") from None


def _reference(field: RequestField, text: str) -> str:
    line = _line(field, text)
    if len(line) > LONGEST_REFERENCE:
        raise _Unfit("too_long")
    return line


def _area(_: RequestField, text: str) -> str:
    if text not in {*AREAS, SELF_SERVICES}:
        raise _Unfit("unknown_area")
    return text


_READERS: Mapping[FieldKind, Callable[[RequestField, str], str]] = {
    "text": _line,
    "long_text": _long_text,
    "number": _number,
    "date": _day,
    "choice": _choice,
    "email": _email,
    "phone": _phone,
    "document": _id,
    "device": _reference,
    "contract": _reference,
    "area": _area,
}
