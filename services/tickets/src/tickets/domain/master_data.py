"""Changes of master data: what a customer may ask for, field by field (SE-67, SE-68)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from uuid import UUID

import msgspec
from email_validator import EmailNotValidError, validate_email

from contracts.errors import InvalidInput, NotPermitted
from contracts.master_data import FIELDS_OF, MasterData, MasterDataKind
from contracts.master_data_changes import MasterDataState, RequestMasterDataChange
from contracts.principal import Principal
from tickets.domain.fields import Fault, fault_of_phone
from tickets.domain.requests import Requester, fault_of_text, requester_of

LONGEST_LINE = 200
LONGEST_NOTE = 2000
# A day further ahead is a slip of the keyboard: nobody knows his address in ten years.
FURTHEST_AHEAD = timedelta(days=731)
# What may be left out; the postal rules of a country say whether it needs a code.
_OPTIONAL = frozenset({"contact_phone", "postal_code"})

AddressFaults = Callable[[MasterData], tuple[Fault, ...]]
"""Tells what is wrong with a postal address, field by field, as its country writes them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What a customer wants to have changed, checked and as it is kept."""

    kind: MasterDataKind
    new: MasterData
    effective_on: date | None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredChange:
    """A change as it was asked for, and what became of it."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    customer_number: str | None
    request_id: UUID
    kind: MasterDataKind
    state: MasterDataState
    old: MasterData
    new: MasterData
    effective_on: date | None
    note: str
    requested_at: datetime
    request_number: int = 0
    requester_id: UUID | None = None
    requester_name: str | None = None
    decided_by: UUID | None = None
    decided_by_name: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    applied_at: datetime | None = None


def asker_of(caller: Principal) -> Requester:
    """Return for whom the caller asks: master data are for administrators (SE-19).

    Raises:
        NoMembership: he belongs to no organisation yet.
        NotPermitted: he administers none, or the vendor itself.
    """
    requester = requester_of(caller)
    if not caller.is_admin:
        raise NotPermitted("admin")
    if caller.organisation_kind == "vendor":
        raise NotPermitted("not_for_the_vendor")
    return requester


def read_wish(request: RequestMasterDataChange, today: date, address_faults: AddressFaults) -> Wish:
    """Return what is wanted; `today` is the business day in Berlin.

    Raises:
        InvalidInput: names every field that is missing, wrong, or not what the kind is about.
    """
    faults: list[Fault] = []
    values: dict[str, str] = {}
    for name in MasterData.__struct_fields__:
        given = " ".join((getattr(request.values, name) or "").split())
        if name not in FIELDS_OF[request.kind]:
            if given:
                faults.append((f"values.{name}", "unknown_field"))
            continue
        reason, value = _read(name, given)
        if reason is not None:
            faults.append((f"values.{name}", reason))
        elif value:
            values[name] = value
    new = MasterData(**values)
    if request.kind == "move":
        known = {name for name, _ in faults}
        faults += [
            (f"values.{name}", reason)
            for name, reason in address_faults(new)
            if f"values.{name}" not in known
        ]
    faults += _faults_of_day(request.effective_on, today)
    if request.note.strip() and (reason := fault_of_text(request.note, longest=LONGEST_NOTE)):
        faults.append(("note", reason))
    if faults:
        raise InvalidInput(*chain.from_iterable(faults))
    return Wish(
        kind=request.kind,
        new=new,
        effective_on=request.effective_on,
        note=request.note.strip(),
    )


def part_of(known: MasterData, kind: MasterDataKind) -> MasterData:
    """Return what of the known a change of this kind is about."""
    return MasterData(**{name: getattr(known, name) for name in FIELDS_OF[kind]})


def stands_for(values: MasterData) -> str:
    """Return what an approver sends back to say that he has seen these values."""
    return hashlib.sha256(msgspec.json.encode(values, order="sorted")).hexdigest()


def digest_of_wish(request: RequestMasterDataChange) -> str:
    """Return the SHA-256 of what was asked for, whatever its key is."""
    said = (request.kind, request.values, request.effective_on, request.note)
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()


def is_due(effective_on: date | None, today: date) -> bool:
    """Whether a change that is approved holds by now."""
    return effective_on is None or effective_on <= today


def _read(name: str, given: str) -> tuple[str | None, str]:
    """Return why the value cannot be taken, None where it can, and the value as it is kept."""
    if not given:
        return (None if name in _OPTIONAL else "missing"), ""
    if len(given) > LONGEST_LINE or not given.isprintable():
        return ("too_long" if given.isprintable() else "control_characters"), given
    if name in {"contact_email", "e_billing_address"}:
        return _read_address(given)
    if name == "contact_phone":
        return fault_of_phone(given), given
    return None, given.upper() if name in {"country", "postal_code"} else given


def _read_address(given: str) -> tuple[str | None, str]:
    try:
        valid = validate_email(given, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return "not_one_mail_address", given
    return None, valid.normalized


def _faults_of_day(effective_on: date | None, today: date) -> list[Fault]:
    if effective_on is None:
        return []
    if effective_on < today:
        return [("effective_on", "in_the_past")]
    if effective_on > today + FURTHEST_AHEAD:
        return [("effective_on", "too_far_ahead")]
    return []
