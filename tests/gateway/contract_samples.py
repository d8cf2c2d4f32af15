"""Contracts as catalog describes them, for tests of the gateway."""

from datetime import date
from typing import Any
from uuid import UUID

from contracts.contract_list import ContractDetail, ContractItem, ContractPage
from contracts.contract_timeline import (
    AlarmReason,
    ContractDay,
    ContractTimeline,
    DeletionWindow,
    Reactivation,
    TimelineEntry,
)
from contracts.inbound import ContractProduct, CustomerSystem

CONTRACT_ID = UUID("01930000-0000-7000-8000-0000000000c1")
ENDS_ON = date(2027, 1, 31)
REASON = AlarmReason(
    kind="period_ends", on=ENDS_ON, days=80, stage=90, mark="period_ends:2027-01-31:90"
)
REACTIVATION = Reactivation(is_free=True, free_through=date(2027, 1, 14), through=date(2027, 4, 1))


def a_contract(**changes: Any) -> ContractItem:
    """Return a cloud contract under notice that ends in 80 days, with `changes`."""
    values: dict[str, Any] = {
        "id": CONTRACT_ID,
        "number": "V-2025-0042",
        "title": "Cloud-Archiv (Demo)",
        "customer_id": UUID("01930000-0000-7000-8000-0000000000c2"),
        "customer_number": "10001",
        "customer_name": "Musterfabrik GmbH (Demo)",
        "contact_person_id": None,
        "contact_name": "Kim Muster",
        "kind": "cloud",
        "starts_on": date(2025, 2, 1),
        "ends_on": ENDS_ON,
        "notice_given_on": date(2026, 11, 15),
        "period_ends_on": ENDS_ON,
        "auto_renews": False,
        "renews_on": None,
        "alarm_reasons": (REASON,),
        "deletion_window": DeletionWindow(first=date(2027, 4, 1), last=date(2027, 5, 1)),
        "reactivation": REACTIVATION,
    }
    return ContractItem(**(values | changes))


def a_page(*items: ContractItem, **changes: Any) -> ContractPage:
    """Return a page with these contracts and none after it, with `changes`."""
    values: dict[str, Any] = {
        "items": items,
        "total": len(items),
        "is_more": False,
        "next_cursor": None,
    }
    return ContractPage(**(values | changes))


def a_detail(**changes: Any) -> ContractDetail:
    """Return the contract with its products and its system, with `changes`."""
    values: dict[str, Any] = {
        "contract": a_contract(),
        "products": (ContractProduct(name="Benutzerlizenz (Demo)", quantity=25),),
        "system": CustomerSystem(name="musterfabrik.archiv.example.com", region="eu-central"),
        "acknowledged": (),
        "order": None,
        "is_ftp_open": True,
    }
    return ContractDetail(**(values | changes))


def a_timeline() -> ContractTimeline:
    """Return the end of the contract, its notice, and the window of deletion."""
    return ContractTimeline(
        contract_id=CONTRACT_ID,
        as_of=date(2026, 11, 26),
        entries=(
            TimelineEntry(kind="notice_given", on=date(2026, 11, 15)),
            TimelineEntry(kind="stage", on=date(2026, 12, 2), stage=60),
            TimelineEntry(kind="ends", on=ENDS_ON),
            TimelineEntry(kind="deletion_window", on=date(2027, 4, 1), until=date(2027, 5, 1)),
        ),
        day=ContractDay(
            is_running=True,
            period_ends_on=ENDS_ON,
            renews_on=None,
            alarm_reasons=(REASON,),
            reactivation=REACTIVATION,
            is_ftp_open=True,
            is_portal_open=True,
            deletion="none",
        ),
    )
