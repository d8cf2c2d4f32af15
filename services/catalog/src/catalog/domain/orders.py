"""Orders of consumables: who sees them, what may be ordered, which status counts."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from catalog.domain.devices import CONSUMABLES
from chassis.errors import Refused
from contracts.equipment import BillItem
from contracts.errors import AreaNotVisible, InvalidInput, NoMembership, NotPermitted
from contracts.orders import (
    Delivery,
    OrderItem,
    OrderLine,
    OrderStatusChanged,
    PlaceOrder,
    WantedLine,
)
from contracts.principal import Principal

NOTHING_TOLD = -1
"""The version of an order of which the ERP has said nothing yet."""
PLACED = "placed"

Fault = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Orderable:
    """What an order must know of one device: its bill, and whether its contract still runs."""

    id: UUID
    number: str
    source: str
    name: str
    bill: tuple[BillItem, ...]
    is_under_contract: bool


def require_sees_orders(caller: Principal) -> UUID | None:
    """Return whose orders the caller sees: his organisation's; None stands for every customer's.

    Raises:
        NoMembership: he belongs to no organisation yet.
        AreaNotVisible: consumables are not shown to him.
    """
    if caller.organisation_id is None:
        raise NoMembership
    if not caller.may_enter(CONSUMABLES):
        raise AreaNotVisible(CONSUMABLES)
    return None if caller.is_staff else caller.organisation_id


def require_may_order(caller: Principal) -> UUID:
    """Return for which organisation the caller orders (KM-07).

    Raises:
        NoMembership, AreaNotVisible: consumables are not shown to him.
        NotPermitted: he is of the vendor, who orders nothing here.
    """
    organisation_id = require_sees_orders(caller)
    if organisation_id is None:
        raise NotPermitted("order")
    return organisation_id


def digest_of_order(request: PlaceOrder) -> str:
    """Return what tells an order from another that somebody sends with the same key."""
    return hashlib.sha256(msgspec.json.encode(request)).hexdigest()


def clean_text(text: str | None, field: str) -> str | None:
    """Return a text with single spaces, None where it is blank.

    Raises:
        InvalidInput: it holds characters that nobody can write.
    """
    words = " ".join((text or "").split())
    if not words.isprintable():
        raise InvalidInput(field, "control_characters")
    return words or None


def clean_delivery(delivery: Delivery) -> Delivery:
    """Return where an order goes as it is kept: single spaces, no blank.

    Raises:
        InvalidInput: a text is blank, or holds characters that nobody can write.
    """
    address = delivery.address
    return Delivery(
        recipient=_written(delivery.recipient, "delivery.recipient"),
        address=msgspec.structs.replace(
            address,
            street=_written(address.street, "delivery.address.street"),
            city=_written(address.city, "delivery.address.city"),
            postal_code=clean_text(address.postal_code, "delivery.address.postal_code") or "",
        ),
    )


def _written(text: str, field: str) -> str:
    words = clean_text(text, field)
    if words is None:
        raise InvalidInput(field, "blank")
    return words


def lines_of(wanted: Sequence[WantedLine], devices: dict[UUID, Orderable]) -> tuple[OrderLine, ...]:
    """Return the lines of an order, each with what it is called today (KM-19).

    Raises:
        InvalidInput: these lines cannot be ordered: the device is not seen or its contract has
            ended, the item was not agreed for it or is none that is used up, or it is too many.
    """
    faults = list(_faults_in(wanted, devices))
    if faults:
        raise InvalidInput(*(word for fault in faults for word in fault))
    lines = []
    for line in wanted:
        device = devices[line.device_id]
        item = _item_of(device, line.item_number)
        lines.append(
            OrderLine(
                item_number=line.item_number,
                name=item.name if item else line.item_number,
                quantity=line.quantity,
                unit=item.unit if item else None,
                device_id=device.id,
                equipment_number=device.number,
                device_name=device.name,
            )
        )
    return tuple(lines)


def _faults_in(wanted: Sequence[WantedLine], devices: dict[UUID, Orderable]) -> Iterator[Fault]:
    seen: set[tuple[UUID, str]] = set()
    for place, line in enumerate(wanted):
        at = f"lines[{place}]"
        device = devices.get(line.device_id)
        item = _item_of(device, line.item_number) if device else None
        if device is None:
            yield f"{at}.device_id", "not_there"
        elif not device.is_under_contract:
            yield f"{at}.device_id", "device_contract_ended"
        elif item is None or item.kind != "consumable":
            yield f"{at}.item_number", "not_agreed"
        elif (device.id, line.item_number) in seen:
            yield f"{at}.item_number", "repeated"
        elif item.most_per_order is not None and line.quantity > item.most_per_order:
            yield f"{at}.quantity", "more_than_agreed"
        seen.add((line.device_id, line.item_number))


def _item_of(device: Orderable, number: str) -> BillItem | None:
    return next((item for item in device.bill if item.item_number == number), None)


def require_sound(event: OrderStatusChanged) -> None:
    """Return when what is told of an order does not contradict itself.

    Raises:
        Refused: a text is blank or holds control characters.
    """
    texts: dict[str, Any] = {
        "order_number": event.order_number,
        "carrier": event.carrier,
        "reference": event.reference,
        "tracking_url": event.tracking_url,
        **{f"items[{n}].name": item.name for n, item in enumerate(event.items)},
        **{f"items[{n}].item_number": item.item_number for n, item in enumerate(event.items)},
    }
    for field, text in texts.items():
        if text is not None and not (text.strip() and text.isprintable()):
            raise Refused("invalid_data", f"data.{field}: blank, or with control characters")


def search_text_of(
    number: int | None,
    erp_number: str | None,
    reference: str | None,
    lines: Sequence[OrderLine],
) -> str:
    """Return what an order is found by, as searches compare it; no search spans two values."""
    words = [str(number or ""), erp_number or "", reference or ""]
    for line in lines:
        words += [line.item_number, line.name, line.equipment_number or "", line.device_name or ""]
    return "\n".join(dict.fromkeys(" ".join(word.split()).lower() for word in words if word))


def described(row: Any) -> OrderItem:
    """Return a stored order as lists show it."""
    return OrderItem(
        id=row.id,
        customer_id=row.organisation_id,
        number=row.number,
        erp_number=row.erp_number,
        status=row.status,
        ordered_at=row.ordered_at,
        changed_at=row.changed_at,
        reference=row.reference,
        line_count=len(row.lines),
        first_item=row.lines[0]["name"],
        expected_on=row.expected_on,
    )
