"""Kinds of request, as versioned data: what each asks, and where it goes."""

from typing import Annotated, Literal

import msgspec

from contracts.request_privacy import KeptDays
from contracts.versions import BaseVersion

Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
FieldKind = Literal[
    "text",
    "long_text",
    "number",
    "date",
    "choice",
    "email",
    "phone",
    "document",
    "device",
    "contract",
    "area",
]
"""What may be written into a field; the last four name something that is kept elsewhere."""
Priority = Literal["low", "normal", "high", "urgent"]
Snapshot = Literal["access"]
"""What is attached beside the fields: how the access of whoever opens it stands at that moment."""
_Label = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Help = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """What something is called, in both languages."""

    de: _Label
    en: _Label


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """What helps to fill something in, in both languages."""

    de: _Help
    en: _Help


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One value on offer; a request that names it may go to a department of its own (KM-10)."""

    value: Key
    label: Label
    department: Key | None = None


class RequestField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a kind of request; the limits hold where its kind has such a thing."""

    name: Key
    kind: FieldKind
    label: Label
    help: Help | None = None
    is_required: bool = False
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(max_length=100)] = ()
    takes_other_values: bool = False
    """Whether a choice may be none of those on offer; nothing is refused for its topic."""
    longest: Annotated[int, msgspec.Meta(ge=1, le=20_000)] | None = None
    """Characters; 200 for a line and 20,000 for a longer text where nothing is said."""
    smallest: int | None = None
    largest: int | None = None


class RequestType(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of request as it is offered now, or was when a request was opened.

    Every request has a title and a description besides these fields.
    """

    key: Key
    version: int
    label: Label
    help: Help | None = None
    fields: tuple[RequestField, ...] = ()
    department: Key
    """Where its requests go, unless a chosen value says otherwise."""
    priority: Priority = "normal"
    attaches: tuple[Snapshot, ...] = ()
    is_offered: bool = True
    """Whether new requests of this kind may be opened."""
    kept_days: KeptDays | None = None
    """How long its closed requests are kept, also those of older versions; None for the usual."""


class RequestTypes(msgspec.Struct, frozen=True, kw_only=True):
    """Kinds of request, in the order in which they are offered."""

    items: tuple[RequestType, ...]


class PutRequestType(msgspec.Struct, frozen=True, kw_only=True):
    """The next version of a kind of request; for the vendor's people.

    `base_version` is the version it changes, 0 for a kind that does not exist yet. Requests keep
    the version they were opened with.
    """

    key: Key
    base_version: BaseVersion
    label: Label
    help: Help | None = None
    fields: Annotated[tuple[RequestField, ...], msgspec.Meta(max_length=50)] = ()
    department: Key
    priority: Priority = "normal"
    attaches: tuple[Snapshot, ...] = ()
    is_offered: bool = True
    kept_days: KeptDays | None = None
