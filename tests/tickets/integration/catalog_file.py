"""Catalog as far as tickets asks it: contracts and devices that the caller sees."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.contract_list import ContractDetail, ContractItem
from contracts.devices import DeviceSnapshot
from contracts.errors import NotFound
from contracts.inbound import ContractProduct, CustomerSystem


@dataclass(kw_only=True)
class CatalogStandIn:
    """The catalog service, with what it has on file."""

    contracts: dict[UUID, ContractDetail] = field(default_factory=dict)
    devices: dict[UUID, DeviceSnapshot] = field(default_factory=dict)

    def call(self, method: str, _result: object, /, **asked: Any) -> Any:
        """Answer `get_contract` and `get_device_snapshot` as catalog does."""
        kept: Any = {"get_contract": self.contracts, "get_device_snapshot": self.devices}[method]
        (thing_id,) = asked.values()
        if thing_id not in kept:
            raise NotFound(method.removeprefix("get_"))
        return kept[thing_id]

    def has_contract(self, **changes: Any) -> UUID:
        """Return the id of a contract that callers see."""
        detail = a_contract(**changes)
        self.contracts[detail.contract.id] = detail
        return detail.contract.id

    def has_device(self, **changes: Any) -> UUID:
        """Return the id of a device that callers see."""
        device = a_device(**changes)
        self.devices[device.device_id] = device
        return device.device_id


def a_contract(**changes: Any) -> ContractDetail:
    """Return a contract that ends on 31 January 2027."""
    values: dict[str, Any] = {
        "id": new_id(),
        "number": "V-1001",
        "title": "Wartung Kopierer",
        "customer_id": new_id(),
        "customer_number": "10001",
        "customer_name": "Musterfabrik GmbH (Demo)",
        "contact_person_id": None,
        "contact_name": None,
        "kind": None,
        "starts_on": date(2024, 2, 1),
        "ends_on": date(2027, 1, 31),
        "notice_given_on": None,
        "period_ends_on": date(2027, 1, 31),
        "auto_renews": True,
        "renews_on": None,
        "alarm_reasons": (),
        "deletion_window": None,
        "reactivation": None,
    }
    return ContractDetail(
        contract=ContractItem(**(values | changes)),
        products=(ContractProduct(name="Arbeitsplatz", quantity=3),),
        system=CustomerSystem(name="Cloud 7"),
        acknowledged=(),
        order=None,
        is_ftp_open=False,
    )


def a_device(**changes: Any) -> DeviceSnapshot:
    """Return a printer in the warehouse."""
    values: dict[str, Any] = {
        "device_id": new_id(),
        "customer_id": new_id(),
        "number": "G-4711",
        "manufacturer": "Muster",
        "model": "MX 400",
        "serial_number": "SN-1",
        "technical_id": "Lager 1",
        "site": "Hamburg",
        "place": "Halle 2",
        "is_third_party": False,
        "contract_number": "V-1001",
        "is_contract_running": True,
        "taken_at": datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    }
    return DeviceSnapshot(**(values | changes))
