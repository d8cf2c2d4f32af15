"""No number that another system sends is larger than what a database's bigint holds."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from msgspec import inspect

from contracts.inbound import CustomerUpserted
from contracts.money import Money
from tools.schemas import INBOUND

LARGEST = 2**63 - 1


def numbers_in(kind: inspect.Type, place: str) -> Iterator[tuple[str, inspect.IntType]]:
    """Name every whole number that a type takes, however deep."""
    if isinstance(kind, inspect.IntType):
        yield place, kind
    elif isinstance(kind, inspect.StructType):
        for field in kind.fields:
            yield from numbers_in(field.type, f"{place}.{field.encode_name}")
    elif isinstance(kind, inspect.UnionType):
        for each in kind.types:
            yield from numbers_in(each, place)
    elif isinstance(kind, inspect.VarTupleType | inspect.ListType):
        yield from numbers_in(kind.item_type, f"{place}[]")


@pytest.mark.parametrize("name", INBOUND)
def test_every_number_of_an_event_has_its_bounds(name: str) -> None:
    numbers = list(numbers_in(inspect.type_info(INBOUND[name]), name))

    unbounded = [
        place
        for place, kind in numbers
        if kind.ge is None or kind.ge < -LARGEST or kind.le is None or kind.le > LARGEST
    ]
    assert unbounded == []


def test_numbers_are_found_where_they_are() -> None:
    found = {
        place
        for name, kind in INBOUND.items()
        for place, _ in numbers_in(inspect.type_info(kind), name)
    }

    assert found >= {
        "customer.upserted.v1.version",
        "document.issued.v1.total.minor_units",
        "invoice_run.announced.v1.totals[].minor_units",
        "contract.upserted.v1.products[].quantity",
    }


@pytest.mark.parametrize("beyond", [LARGEST + 1, -LARGEST - 1, 10**40])
def test_an_amount_that_no_database_holds_is_refused_and_named(beyond: int) -> None:
    body = msgspec.json.encode({"minor_units": beyond, "currency": "EUR"})

    with pytest.raises(msgspec.ValidationError, match=r"Expected `int` [<>]= .*\$\.minor_units"):
        msgspec.json.decode(body, type=Money)


def test_the_largest_amount_and_version_are_taken() -> None:
    customer = {"customer_number": "10001", "name": "Musterfabrik GmbH (Demo)", "version": LARGEST}

    amount = msgspec.convert({"minor_units": -LARGEST, "currency": "EUR"}, Money)
    upserted = msgspec.convert(customer, CustomerUpserted)

    assert (amount.minor_units, upserted.version) == (-LARGEST, LARGEST)
