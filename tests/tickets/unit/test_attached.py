"""What a reader is told of that which was attached to a request."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.tickets import Attached, AttachedContract, AttachedDevice, AttachedDocument
from tickets.domain.attached import attached_sight_of, seen_of

DOCUMENT = AttachedDocument(
    id=new_id(), document_type="invoice", number="RE-1", title=None, issued_on="", total=None
)
CONTRACT = AttachedContract(
    id=new_id(),
    number="V-1",
    title=None,
    customer_number=None,
    kind=None,
    starts_on=date(2026, 1, 1),
    ends_on=None,
    notice_given_on=None,
    period_ends_on=None,
    auto_renews=True,
    products=(),
    system=None,
)
DEVICE = AttachedDevice(
    id=new_id(),
    number="G-1",
    manufacturer=None,
    model="Drucker",
    serial_number=None,
    technical_id=None,
    site=None,
    place=None,
    is_third_party=False,
    contract_number="V-1",
    is_contract_running=True,
)
EVERYTHING = Attached(
    taken_at=datetime(2026, 11, 2, tzinfo=UTC),
    documents={"document": DOCUMENT},
    contracts={"contract": CONTRACT},
    devices={"device": DEVICE},
)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {"RE-1", "V-1", "G-1 of V-1"}),
        ({"role": "member"}, {"RE-1", "G-1 of V-1"}),
        ({"role": "member", "areas": ("post",)}, {"RE-1"}),
        ({"role": "member", "areas": ("post",), "document_types": ("reminder",)}, set()),
        ({"role": "member", "areas": ("service_calls",)}, {"G-1"}),
        ({"role": "member", "areas": ()}, set()),
        ({"organisation_kind": "partner", "areas": ("business",)}, {"V-1"}),
        ({"organisation_kind": "partner", "areas": ("devices",)}, {"G-1 of V-1"}),
    ],
)
def test_a_reader_is_told_no_more_than_the_places_of_these_things_tell_him(
    changes: dict[str, Any], told: set[str]
) -> None:
    sight = attached_sight_of(a_principal(**changes))

    assert _named_in(seen_of(EVERYTHING, sight)) == told


def _named_in(seen: Attached | None) -> set[str]:
    if seen is None:
        return set()
    devices = {
        each.number + (f" of {each.contract_number}" if each.contract_number else "")
        for each in seen.devices.values()
    }
    return {
        *(each.number for each in seen.documents.values()),
        *(each.number for each in seen.contracts.values()),
        *devices,
    }
