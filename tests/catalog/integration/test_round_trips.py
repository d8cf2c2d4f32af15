"""How often a reading call goes to the database: once for each question, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import InternalError

from catalog.store.records import RecordRoom
from catalog.use_cases.views.put_list_view import put_list_view
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.content import ContentQuery, WrittenContentQuery
from contracts.contract_list import ContractQuery
from contracts.devices import DeviceQuery
from contracts.list_views import ListView, PutListView
from contracts.meters import CheckReadings, ReadingsQuery
from contracts.orders import OrderQuery
from contracts.packages import PackageRequestQuery
from contracts.partner_accounts import AccountQuery
from contracts.principal import Principal
from contracts.system_notices import SystemNoticeQuery
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.meters import reading, report
from tests.catalog.integration.rows_everywhere import fill_tables
from tests.catalog.integration.test_seminars import arranged
from tests.catalog.integration.test_vendor_files import add, put
from tests.catalog.integration.written import STAFF
from tests.round_trips import noted_messages

Calls = dict[str, Callable[[], Any]]
WIRE = Path(__file__).parents[3] / "docs" / "wire.txt"
# What is asked most; of the others only that they ask.
QUESTIONS = {
    "list_packages": 1,
    "list_bookings": 1,
    "list_entitlements": 1,
    "check_entitlement": 2,
    "list_devices": 3,
    "get_device": 1,
    "list_readings": 5,
    "list_due": 3,
    "list_contracts": 3,
    "get_contract": 3,
    "list_orders": 1,
    "get_order": 2,
}


@pytest.fixture
def caller(desk: Desk) -> Principal:
    """Return somebody whose organisation has something of everything, as another has."""
    return a_principal(organisation_id=fill_tables(desk))


def of_the_organisation(desk: Desk, caller: Principal) -> Calls:
    """Return what somebody asks of his own organisation."""
    service = desk.service
    (contract,) = service.list_contracts(caller, ContractQuery()).items
    (order,) = service.list_orders(caller, OrderQuery()).items
    plain = (
        service.get_billing_info,
        service.get_subscription,
        service.list_bookings,
        service.list_due,
        service.list_entitlements,
        service.list_ftp_access,
        service.list_packages,
    )
    return {each.__name__: partial(each, caller) for each in plain} | {
        "check_entitlement": partial(service.check_entitlement, caller, "wiki"),
        "get_contract": partial(service.get_contract, caller, contract.id),
        "get_contract_timeline": partial(service.get_contract_timeline, caller, contract.id),
        "get_list_view": partial(service.get_list_view, caller, "contracts"),
        "get_order": partial(service.get_order, caller, order.id),
        "list_contracts": partial(service.list_contracts, caller, ContractQuery()),
        "list_orders": partial(service.list_orders, caller, OrderQuery()),
        "list_package_requests": partial(
            service.list_package_requests, caller, PackageRequestQuery()
        ),
    }


def of_devices(desk: Desk, caller: Principal) -> Calls:
    """Return what somebody asks of devices and their counters."""
    service = desk.service
    (device,) = service.list_devices(caller, DeviceQuery()).items
    checked = CheckReadings(readings=(reading(200, device=device.number),))
    reported = report(desk, caller, reading(150, device=device.number))
    about_one = (service.get_device, service.get_device_snapshot, service.get_bill_of_materials)
    return {each.__name__: partial(each, caller, device.id) for each in about_one} | {
        "check_readings": partial(service.check_readings, caller, checked),
        "get_report": partial(service.get_report, caller, reported.id),
        "list_devices": partial(service.list_devices, caller, DeviceQuery()),
        "list_readings": partial(service.list_readings, caller, ReadingsQuery(device_id=device.id)),
    }


def of_texts(desk: Desk, caller: Principal) -> Calls:
    """Return what readers and writers ask of what is published."""
    service, seminar = desk.service, arranged(desk)
    return {
        "count_news": partial(service.count_news, caller, desk.clock.now()),
        "get_appointment": partial(service.get_appointment, caller, seminar.id),
        "get_content": partial(service.get_content, caller, seminar.content_id),
        "get_written_content": partial(service.get_written_content, STAFF, seminar.content_id),
        "list_content": partial(service.list_content, caller, ContentQuery(kind="seminar")),
        "list_content_categories": partial(service.list_content_categories, caller),
        "list_own_places": partial(service.list_own_places, caller),
        "list_participants": partial(service.list_participants, STAFF, seminar.id),
        "list_required_notices": partial(service.list_required_notices, caller),
        "list_seminar_dates": partial(service.list_seminar_dates, caller, seminar.content_id),
        "list_written_content": partial(service.list_written_content, STAFF, WrittenContentQuery()),
    }


def of_partners_and_staff(desk: Desk, partner: Principal) -> Calls:
    """Return what partners ask of their customers, and the vendor's people of what there is."""
    service, material = desk.service, new_id()
    put(desk, material)
    add(desk, material, "a" * 64)
    (account,) = service.list_accounts(partner, AccountQuery()).items
    return {
        "find_duplicates": partial(service.find_duplicates, partner, "Muster"),
        "get_account": partial(service.get_account, partner, account.id),
        "list_accounts": partial(service.list_accounts, partner, AccountQuery()),
        "list_functions": partial(service.list_functions, partner),
        "list_notices": partial(service.list_notices, partner, SystemNoticeQuery()),
        "list_package_definitions": partial(service.list_package_definitions, STAFF),
        "list_plan_definitions": partial(service.list_plan_definitions, STAFF),
        "list_resources": partial(service.list_resources, partner),
        "open_resource": partial(service.open_resource, partner, material),
    }


def test_whoever_only_asks_says_nothing_but_his_questions(desk: Desk, caller: Principal) -> None:
    partner = replace(caller, organisation_kind="partner")
    calls = (
        of_the_organisation(desk, caller)
        | of_devices(desk, caller)
        | of_texts(desk, caller)
        | of_partners_and_staff(desk, partner)
    )
    sent = {}

    for name, call in calls.items():
        with noted_messages(desk.database) as sent[name]:
            call()

    asked = re.findall(r"call catalog\.(\w+)\(.*, reads\n", WIRE.read_text())
    # What every service answers of itself is no question to the database.
    assert sorted(calls) == sorted({*asked} - {"get_service_state"})
    begun = [name for name, messages in sent.items() for each in messages if "BEGIN" in each]
    assert begun == []
    assert {name: len(sent[name]) for name in QUESTIONS} == QUESTIONS


def test_who_only_asks_changes_nothing_though_he_tries(desk: Desk, caller: Principal) -> None:
    room = RecordRoom(desk.database, desk.clock, only_asks=True)

    with pytest.raises(InternalError, match="read-only transaction"):
        put_list_view(caller, PutListView(list_name="customers", view=ListView()), room)
