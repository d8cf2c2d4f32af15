"""Events drawn by lot: as the contracts allow them, or spoiled somewhere on the way here."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import msgspec
import msgspec.inspect as shapes
from hypothesis import strategies as st

from contracts import inbound
from contracts.account_activity import AccountActivity
from contracts.equipment import EquipmentCounterChanged, EquipmentUpserted
from contracts.orders import OrderStatusChanged
from contracts.plan_usage import PlanUsageReported
from contracts.system_notices import CustomerSystemNoticed
from tests.billing_docs.integration.samples import plain_pdf
from tests.chassis.bus import STRUCTURED

DATA: dict[str, type[msgspec.Struct]] = {
    inbound.DOCUMENT_ISSUED: inbound.DocumentIssued,
    inbound.INVOICE_RUN_ANNOUNCED: inbound.InvoiceRunAnnounced,
    inbound.CUSTOMER_UPSERTED: inbound.CustomerUpserted,
    inbound.CONTRACT_UPSERTED: inbound.ContractUpserted,
    inbound.EQUIPMENT_UPSERTED: EquipmentUpserted,
    inbound.EQUIPMENT_COUNTER_CHANGED: EquipmentCounterChanged,
    inbound.ORDER_STATUS_CHANGED: OrderStatusChanged,
    inbound.PLAN_USAGE_REPORTED: PlanUsageReported,
    inbound.CUSTOMER_SYSTEM_NOTICED: CustomerSystemNoticed,
    inbound.ACCOUNT_ACTIVITY: AccountActivity,
}
"""Every type of event that other systems may send, with what it carries."""

_LONGEST_TEXT = 60
_FAR = 2**70  # beyond what any column holds
_ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-_FAR, _FAR)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.sampled_from(["", "\0", "\ud800", "9999-12-31", "'; --", "🧾" * 300, 2**31, 2**63]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=4,
)


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One message as a publisher hands it to the broker; `event` is what it was made of."""

    body: bytes
    routing_key: str
    event: dict[str, Any]
    content_type: str = STRUCTURED
    headers: dict[str, str] = field(default_factory=dict)


Spoil = Callable[[Sent, int, Any], Sent]


def drawn_events(source: str, customer_numbers: tuple[str, ...]) -> st.SearchStrategy[Sent]:
    """Return messages of a source about these customers, good ones and spoiled ones."""
    return st.one_of(
        [
            st.builds(
                _sent,
                kind=st.just(kind),
                data=_data(kind, customer_numbers),
                source=st.just(source),
                spoil=st.sampled_from(_SPOILING),
                lot=st.integers(0, 2**32),
                junk=_ANY_JSON,
            )
            for kind in sorted(DATA)
        ]
    )


def _sent(*, kind: str, data: Any, source: str, spoil: Spoil, lot: int, junk: Any) -> Sent:
    event = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": source,
        "type": kind,
        "data": data,
    }
    return spoil(_written(event, kind), lot, junk)


def _written(event: dict[str, Any], kind: str) -> Sent:
    return Sent(body=json.dumps(event).encode(), routing_key=kind, event=event)


# What the contracts allow -------------------------------------------------------------------------


def _data(kind: str, customer_numbers: tuple[str, ...]) -> st.SearchStrategy[Any]:
    known: dict[str, st.SearchStrategy[Any]] = {
        "customer_number": st.sampled_from(customer_numbers),
        "partner_number": st.none() | st.sampled_from(customer_numbers),
        "contact_email": _ADDRESSES,
        "e_billing_address": _ADDRESSES,
    }
    if kind == inbound.DOCUMENT_ISSUED:
        known["file"] = _FILES
    return _value(shapes.type_info(DATA[kind]), known)


def _file(content: bytes) -> dict[str, Any]:
    return {
        "name": "RE.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": base64.b64encode(content).decode(),
    }


# Addresses that lead nowhere (RFC 2606), and no list of people who might exist.
_ADDRESSES = st.none() | st.from_regex(r"[a-z]{3,9}@drawn\.example", fullmatch=True)
_FILES = st.sampled_from([plain_pdf(), b"%PDF-1.7 and nothing", b"", b"<xml/>"]).map(_file)
_PLAIN: dict[type[shapes.Type], st.SearchStrategy[Any]] = {
    shapes.NoneType: st.none(),
    shapes.BoolType: st.booleans(),
    shapes.FloatType: st.floats(allow_nan=False, allow_infinity=False),
    shapes.DateType: st.dates().map(str),
    shapes.DateTimeType: st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
    shapes.UUIDType: st.uuids().map(str),
    shapes.BytesType: st.binary(max_size=40).map(lambda raw: base64.b64encode(raw).decode()),
    shapes.DecimalType: st.decimals(allow_nan=False, allow_infinity=False).map(str),
    shapes.AnyType: _ANY_JSON,
}


def _value(  # noqa: PLR0911 - one for each kind of type
    kind: shapes.Type, known: dict[str, st.SearchStrategy[Any]] | None = None
) -> st.SearchStrategy[Any]:
    """Return JSON that the type takes; `known` draws the fields of these names."""
    match kind:
        case shapes.StructType():
            return _object(kind, known or {})
        case shapes.UnionType():
            return st.one_of([_value(each) for each in kind.types])
        case shapes.IntType():
            least, most = (-_FAR if kind.ge is None else kind.ge), kind.le
            return st.integers(least, _FAR if most is None else most)
        case shapes.StrType():
            return _text(kind)
        case shapes.LiteralType():
            return st.sampled_from(kind.values)
        case shapes.VarTupleType() | shapes.ListType():
            least, most = kind.min_length or 0, min(kind.max_length or 3, 3)
            return st.lists(_value(kind.item_type), min_size=least, max_size=most)
        case shapes.DictType():
            return st.dictionaries(_value(kind.key_type), _value(kind.value_type), max_size=3)
        case _:
            return _PLAIN[type(kind)]


def _object(
    kind: shapes.StructType, known: dict[str, st.SearchStrategy[Any]]
) -> st.SearchStrategy[Any]:
    drawn = {
        each.encode_name: known.get(each.encode_name, _value(each.type)) for each in kind.fields
    }
    needed = {each.encode_name for each in kind.fields if each.required}
    return st.fixed_dictionaries(
        {name: values for name, values in drawn.items() if name in needed},
        optional={name: values for name, values in drawn.items() if name not in needed},
    )


def _text(kind: shapes.StrType) -> st.SearchStrategy[str]:
    if kind.pattern is not None:
        return st.from_regex(kind.pattern.removesuffix("$"), fullmatch=True)
    most = _LONGEST_TEXT if kind.max_length is None else min(kind.max_length, _LONGEST_TEXT)
    return st.text(min_size=kind.min_length or 0, max_size=most)


# What goes wrong on the way -----------------------------------------------------------------------


def _nothing(sent: Sent, lot: int, junk: Any) -> Sent:
    del lot, junk
    return sent


def _other_value(sent: Sent, lot: int, junk: Any) -> Sent:
    places = list(_places(sent.event["data"]))
    if not places:
        return sent
    holder, key = places[lot % len(places)]
    holder[key] = junk
    return _written(sent.event, sent.routing_key)


def _value_left_out(sent: Sent, lot: int, junk: Any) -> Sent:
    del junk
    places = list(_places(sent.event))
    holder, key = places[lot % len(places)]
    del holder[key]
    return _written(sent.event, sent.routing_key)


def _other_attribute(sent: Sent, lot: int, junk: Any) -> Sent:
    sent.event[sorted(sent.event)[lot % len(sent.event)]] = junk
    return _written(sent.event, sent.routing_key)


def _other_byte(sent: Sent, lot: int, junk: Any) -> Sent:
    del junk
    at = lot % len(sent.body)
    return replace(sent, body=sent.body[:at] + bytes([lot % 256]) + sent.body[at + 1 :])


def _cut_off(sent: Sent, lot: int, junk: Any) -> Sent:
    del junk
    return replace(sent, body=sent.body[: lot % len(sent.body)])


def _other_road(sent: Sent, lot: int, junk: Any) -> Sent:
    del junk
    return replace(sent, routing_key=sorted(DATA)[lot % len(DATA)])


def _other_media_type(sent: Sent, lot: int, junk: Any) -> Sent:
    del junk
    kinds = ("application/json", "text/plain", "application/cloudevents-batch+json", "", "\u00e4/x")
    return replace(sent, content_type=kinds[lot % len(kinds)])


def _in_headers(sent: Sent, lot: int, junk: Any) -> Sent:
    """Send it in binary mode, now and then with an attribute of any text."""
    attributes = {f"ce-{name}": str(value) for name, value in sent.event.items() if name != "data"}
    if lot % 3 == 0:
        attributes[sorted(attributes)[lot % len(attributes)]] = repr(junk)
    body = json.dumps(sent.event["data"]).encode()
    return replace(sent, body=body, content_type="application/json", headers=attributes)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in JSON that holds something: its object or array, and its key there."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


_SPOILING: list[Spoil] = [
    *[_nothing] * 4,
    *[_other_value] * 3,
    _value_left_out,
    _other_attribute,
    _other_byte,
    _cut_off,
    _other_road,
    _other_media_type,
    _in_headers,
]
