"""The demo's contracts and devices, as the ERP publishes them; days follow from today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from contracts.equipment import BillItem, Counter, EquipmentUpserted, ReadingCycle
from contracts.inbound import (
    CONTRACT_UPSERTED,
    EQUIPMENT_UPSERTED,
    ContractProduct,
    ContractUpserted,
    CustomerSystem,
)
from contracts.money import Money

if TYPE_CHECKING:
    from kontor_publisher import Publisher

SERVICE_CONTRACT = "V-1003"


def publish_contracts(erp: Publisher, today: date) -> None:
    """Publish the contracts and the devices, as the ERP does; safe to repeat on the same day."""
    for contract in _contracts(today):
        erp.publish_event(
            CONTRACT_UPSERTED,
            contract,
            event_id=f"contract-{contract.contract_number}-{contract.version}",
        )
    for device in _devices(today):
        erp.publish_event(
            EQUIPMENT_UPSERTED,
            device,
            event_id=f"equipment-{device.equipment_number}-{device.version}",
        )


def _contracts(today: date) -> Iterator[ContractUpserted]:
    version = today.toordinal()
    yield ContractUpserted(
        customer_number="10001",
        contract_number="V-1001",
        version=version,
        title="Warenwirtschaft (Demo)",
        kind="cloud",
        starts_on=today - timedelta(days=400),
        auto_renews=True,
        period_months=12,
        products=(
            ContractProduct(name="Arbeitsplatz", quantity=12),
            ContractProduct(name="Webshop-Anbindung", quantity=1),
        ),
        system=CustomerSystem(name="muster-01 (Demo)", region="Frankfurt"),
    )
    # Notice was given, and little time is left: the first in the contract alarm.
    yield ContractUpserted(
        customer_number="10001",
        contract_number="V-1002",
        version=version,
        title="Kassen im Ladengeschäft (Demo)",
        kind="on_premises",
        starts_on=today - timedelta(days=700),
        ends_on=today + timedelta(days=24),
        notice_given_on=today - timedelta(days=30),
        products=(ContractProduct(name="Kasse", quantity=3),),
        reactivation_fee=Money(minor_units=4900, currency="EUR"),
    )
    yield ContractUpserted(
        customer_number="10001",
        contract_number=SERVICE_CONTRACT,
        version=version,
        title="Wartung der Geräte (Demo)",
        kind="on_premises",
        starts_on=today - timedelta(days=200),
        auto_renews=True,
        period_months=12,
        products=(ContractProduct(name="Wartung je Gerät", quantity=2),),
    )
    yield ContractUpserted(
        customer_number="10002",
        contract_number="V-2001",
        version=version,
        title="Warenwirtschaft (Demo)",
        kind="cloud",
        starts_on=today - timedelta(days=330),
        ends_on=today + timedelta(days=60),
        products=(ContractProduct(name="Arbeitsplatz", quantity=4),),
        system=CustomerSystem(name="beispiel-01 (Demo)", region="Frankfurt"),
    )


def _devices(today: date) -> Iterator[EquipmentUpserted]:
    toner = BillItem(
        item_number="T-100", name="Toner schwarz (Demo)", unit="Stück", most_per_order=5
    )
    for number, model, place in (
        ("G-1001", "Multifunktionsgerät M 400 (Demo)", "Büro, 1. Stock"),
        ("G-1002", "Etikettendrucker E 20 (Demo)", "Lager"),
    ):
        yield EquipmentUpserted(
            customer_number="10001",
            equipment_number=number,
            version=today.toordinal(),
            is_active=True,
            model=model,
            manufacturer="Musterwerk (Demo)",
            serial_number=f"DEMO-{number[-4:]}",
            contract_number=SERVICE_CONTRACT,
            site="Berlin",
            place=place,
            bill_of_materials=(toner,),
            counters=(Counter(kind="black", digits=7),),
            reading_cycle=ReadingCycle(months=3, starts_on=today.replace(day=1)),
        )
