"""Devices: they come from the ERP, customers look at them and name them, and make none."""

from datetime import date, timedelta
from functools import partial

import msgspec
import pytest
from sqlalchemy import create_engine, select, text

from catalog.store.schema import TENANT_TABLES
from chassis.clock import FixedClock
from chassis.database import Database
from chassis.errors import Refused
from chassis.ids import new_id
from chassis.publishers import Publisher
from chassis.tables import OUTBOX
from chassis.testing import a_principal
from contracts.devices import ChangeTechnicalId, DeviceQuery
from contracts.equipment import EquipmentTechnicalIdChanged
from contracts.errors import AreaNotVisible, InvalidInput, NoMembership, NotFound
from contracts.principal import DEFAULT_AREAS
from tests.catalog.integration.desk import Desk, make_desk
from tests.catalog.integration.devices import (
    FUSER,
    TONER,
    a_device_event,
    a_member,
    device_id,
    numbers,
    receive,
)
from tests.identity.integration.threads import at_once
from tests.service_plugin import MakeDatabase


def told(desk: Desk) -> list[EquipmentTechnicalIdChanged]:
    """Return what the ERP was told of changed technical identity numbers."""
    query = (
        select(OUTBOX.c.body)
        .where(OUTBOX.c.routing_key == "equipment.technical_id_changed.v1")
        .order_by(OUTBOX.c.id)
    )
    with desk.database.transaction() as session:
        bodies = [msgspec.json.decode(body)["data"] for body in session.scalars(query)]
    return [msgspec.convert(body, EquipmentTechnicalIdChanged) for body in bodies]


@pytest.mark.req("KM-11", "F1")
def test_a_device_appears_with_its_event_and_vanishes_when_it_is_inactive(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    receive(desk, equipment_number="G-2", is_active=False)
    appeared = numbers(desk, admin)
    known = device_id(desk, admin)

    receive(desk, version=2, is_active=False)

    assert appeared == ["G-1"]
    assert numbers(desk, admin) == []
    with pytest.raises(NotFound):
        desk.service.get_device(admin, known)


@pytest.mark.req("KM-12")
def test_a_device_shows_by_itself_from_its_contracts_first_day_on(
    desk: Desk, clock: FixedClock
) -> None:
    admin, starts_on = a_member(desk.new_customer()), desk.clock.today() + timedelta(days=3)
    receive(desk, contract_number="V-1")
    without_contract = numbers(desk, admin)
    desk.receive(starts_on=starts_on)
    before = numbers(desk, admin)

    clock.move(timedelta(days=3))

    assert without_contract == ["G-1"]
    assert before == []
    assert numbers(desk, admin) == ["G-1"]


@pytest.mark.req("KM-16", "KM-17", "F3")
def test_a_device_of_another_maker_shows_marked_while_its_contract_runs(
    desk: Desk, clock: FixedClock
) -> None:
    admin, today = a_member(desk.new_customer()), desk.clock.today()
    receive(desk, is_third_party=True, contract_number="V-1")
    receive(desk, equipment_number="G-2", is_third_party=True)
    before_its_contract = numbers(desk, admin)
    desk.receive(starts_on=today, ends_on=today)
    (shown,) = desk.service.list_devices(admin, DeviceQuery()).items
    on_the_last_day = desk.service.get_device(admin, shown.id)

    clock.move(timedelta(days=1))

    assert before_its_contract == []
    assert shown.is_third_party
    assert on_the_last_day.contract is not None
    assert on_the_last_day.contract.is_running
    assert numbers(desk, admin) == []
    with pytest.raises(NotFound):
        desk.service.get_device(admin, shown.id)


def test_a_contract_of_the_same_number_at_another_customer_or_source_opens_nothing(
    desk: Desk,
) -> None:
    admin = a_member(desk.new_customer())
    desk.new_customer("10002")
    receive(desk, is_third_party=True, contract_number="V-1")

    desk.receive(customer_number="10002")
    desk.receive(source="/erp/other")

    assert numbers(desk, admin) == []


def test_an_older_version_that_comes_late_and_a_repeated_event_change_nothing(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    event = a_device_event(version=3, model="Neu (Demo)")
    desk.service.receive_equipment(event)

    desk.service.receive_equipment(event)
    receive(desk, version=2, model="Alt (Demo)")

    (device,) = desk.service.list_devices(admin, DeviceQuery()).items
    assert device.model == "Neu (Demo)"
    entries = desk.run_sql("SELECT action FROM audit_entry")
    assert [entry.action for entry in entries] == ["device.registered"]


def test_versions_taken_at_once_end_with_the_newest(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    events = [a_device_event(version=number, model=f"Modell {number}") for number in range(1, 7)]

    at_once(*[partial(desk.service.receive_equipment, event) for event in [*events, events[2]]])

    (device,) = desk.service.list_devices(admin, DeviceQuery()).items
    assert device.model == "Modell 6"


def test_a_device_that_moves_to_another_customer_leaves_the_first(desk: Desk) -> None:
    first, second = a_member(desk.new_customer()), a_member(desk.new_customer("10002"))
    receive(desk)
    was = device_id(desk, first)

    receive(desk, version=2, customer_number="10002")
    receive(desk, version=1, customer_number="10001")

    assert numbers(desk, first) == []
    assert numbers(desk, second) == ["G-1"]
    assert device_id(desk, second) != was


def test_a_publisher_takes_no_device_away_from_a_customer_that_is_not_his(desk: Desk) -> None:
    desk.new_customer()
    desk.new_customer("10002")
    receive(desk)
    narrow = Publisher(user="erp-b", sources=frozenset(), customers=frozenset({"10002"}))

    with pytest.raises(Refused) as refused:
        receive(desk, version=2, customer_number="10002", publisher=narrow)
    with pytest.raises(Refused) as not_allowed:
        receive(desk, version=2, publisher=narrow)

    assert refused.value.code == "number_conflict"
    assert not_allowed.value.code == "customer_not_allowed"


def test_a_device_waits_for_its_customer_and_a_contradictory_one_is_parked(desk: Desk) -> None:
    with pytest.raises(Refused) as unknown:
        receive(desk)
    desk.new_customer()
    for broken in ({"bill_of_materials": (TONER, TONER)}, {"model": " "}, {"site": "a\u0007"}):
        with pytest.raises(Refused) as contradictory:
            receive(desk, **broken)
        assert contradictory.value.code == "invalid_data"

    assert (unknown.value.code, unknown.value.waits_for) == ("unknown_customer", "customer:10001")


@pytest.mark.req("KM-13")
def test_a_device_is_found_by_its_technical_id_and_whatever_else_names_it(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    receive(desk, equipment_number="G-2", technical_id="Plötter", serial_number="SN-4712",
            site="Lager")  # fmt: skip

    assert numbers(desk, admin, search="PLÖT") == ["G-2"]
    assert numbers(desk, admin, search="eg-01") == ["G-1"]
    assert numbers(desk, admin, search="4712") == ["G-2"]
    assert numbers(desk, admin, search="%") == []
    assert numbers(desk, admin, site="Lager") == ["G-2"]
    assert numbers(desk, admin, is_third_party=True) == []


@pytest.mark.req("KM-14", "F2")
def test_the_customer_names_his_device_and_the_erp_hears_it_once(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    request = ChangeTechnicalId(device_id=device_id(desk, admin), technical_id="  OG  02 ")

    named = desk.service.change_technical_id(admin, request)
    desk.service.change_technical_id(admin, request)

    assert named.device.technical_id == "OG 02"
    (change,) = told(desk)
    assert (change.equipment_number, change.equipment_source) == ("G-1", "/erp/demo")
    assert (change.customer_number, change.old, change.new) == ("10001", "DRUCKER-EG-01", "OG 02")
    assert change.changed_by == admin.subject
    assert numbers(desk, admin, search="og 02") == ["G-1"]
    assert numbers(desk, admin, search="eg-01") == []


def test_two_who_name_a_device_at_once_are_both_told_and_the_last_one_stays(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    device = device_id(desk, admin)
    wanted = [ChangeTechnicalId(device_id=device, technical_id=name) for name in ("A", "B", "A")]

    at_once(*[partial(desk.service.change_technical_id, admin, request) for request in wanted])

    changes = told(desk)
    by_old = {change.old: change.new for change in changes}
    assert by_old["DRUCKER-EG-01"] in {"A", "B"}
    assert numbers(desk, admin, search=changes[-1].new) == ["G-1"]


def test_what_the_erp_repeats_does_not_undo_what_the_customer_has_changed(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)
    device = device_id(desk, admin)
    desk.service.change_technical_id(
        admin, ChangeTechnicalId(device_id=device, technical_id="MEINER")
    )
    seen = []

    for version, said in ((2, "DRUCKER-EG-01"), (3, None), (4, "VOM-ERP"), (5, "")):
        receive(desk, version=version, technical_id=said)
        seen.append(desk.service.get_device(admin, device).device.technical_id)

    assert seen == ["MEINER", "MEINER", "VOM-ERP", None]


@pytest.mark.req("KM-18", "KM-24")
def test_the_detail_shows_contract_bill_of_materials_and_counters(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    desk.receive(title="Wartung (Demo)")
    receive(desk, contract_number="V-1")

    detail = desk.service.get_device(admin, device_id(desk, admin))
    bill = desk.service.get_bill_of_materials(admin, detail.device.id)
    snapshot = desk.service.get_device_snapshot(admin, detail.device.id)

    assert bill.items == detail.bill_of_materials == (TONER, FUSER)
    assert detail.contract is not None
    assert (detail.contract.number, detail.contract.title) == ("V-1", "Wartung (Demo)")
    assert [counter.kind for counter in detail.device.counters] == ["black", "colour"]
    assert detail.reading_cycle is not None
    assert (snapshot.number, snapshot.contract_number) == ("G-1", "V-1")
    assert snapshot.is_contract_running


def test_a_fresh_member_finds_devices_and_sees_no_contract_and_names_nothing(desk: Desk) -> None:
    organisation_id = desk.new_customer()
    fresh = a_member(organisation_id, role="member", areas=DEFAULT_AREAS)
    caller = a_member(organisation_id, role="member", areas=("service_calls",))
    receive(desk, contract_number="V-1")
    device = device_id(desk, fresh)

    detail = desk.service.get_device(fresh, device)

    assert detail.contract is None
    assert not detail.may_change_technical_id
    assert detail.bill_of_materials == (TONER, FUSER)
    assert desk.service.get_device(caller, device).bill_of_materials == ()
    with pytest.raises(AreaNotVisible):
        desk.service.get_bill_of_materials(caller, device)
    with pytest.raises(AreaNotVisible):
        desk.service.change_technical_id(
            fresh, ChangeTechnicalId(device_id=device, technical_id="X")
        )


def test_whoever_has_no_area_or_no_organisation_sees_no_devices(desk: Desk) -> None:
    organisation_id = desk.new_customer()

    with pytest.raises(AreaNotVisible):
        numbers(desk, a_member(organisation_id, role="documents", areas=("post",)))
    with pytest.raises(NoMembership):
        numbers(desk, a_principal(organisation_id=None))


def test_devices_of_others_look_like_devices_that_are_not_there(desk: Desk) -> None:
    own, other = a_member(desk.new_customer()), a_member(desk.new_customer("10002"))
    receive(desk)
    device = device_id(desk, own)
    rename = ChangeTechnicalId(device_id=device, technical_id="X")

    for call in (desk.service.get_device, desk.service.get_device_snapshot,
                 desk.service.get_bill_of_materials):  # fmt: skip
        for unseen in (device, new_id()):
            with pytest.raises(NotFound) as refused:
                call(other, unseen)
            assert refused.value.arguments == ("device",)
    with pytest.raises(NotFound):
        desk.service.change_technical_id(other, rename)
    assert numbers(desk, other) == []


def test_the_vendors_people_look_at_the_devices_of_the_customer_they_name(desk: Desk) -> None:
    organisation_id, staff = desk.new_customer(), a_principal(organisation_kind="vendor")
    desk.new_customer("10002")
    receive(desk)
    receive(desk, customer_number="10002", equipment_number="G-2")

    with pytest.raises(InvalidInput):
        numbers(desk, staff)

    with pytest.raises(InvalidInput):
        numbers(desk, staff, customer_number="99999")

    assert numbers(desk, staff, customer_id=organisation_id) == ["G-1"]
    assert numbers(desk, staff, customer_number="10002") == ["G-2"]


def test_a_long_list_is_read_page_by_page(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    for number in range(5):
        receive(desk, equipment_number=f"G-{number}", site=f"Standort {number % 2}")

    first = desk.service.list_devices(admin, DeviceQuery(limit=3))
    second = desk.service.list_devices(admin, DeviceQuery(limit=3, cursor=first.next_cursor))

    shown = [device.number for device in (*first.items, *second.items)]
    assert shown == [f"G-{number}" for number in range(5)]
    assert (first.total, second.next_cursor) == (5, None)
    assert first.sites == ("Standort 0", "Standort 1")
    with pytest.raises(InvalidInput):
        desk.service.list_devices(admin, DeviceQuery(search="G", cursor=first.next_cursor))


@pytest.mark.req("BR-10")
def test_without_row_level_security_everybody_still_sees_only_his_devices(
    make_database: MakeDatabase, clock: FixedClock
) -> None:
    urls = make_database("catalog")
    engine = create_engine(urls.owner_url)
    with engine.begin() as connection:
        for table in TENANT_TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()
    desk = make_desk(Database(urls.application_url), clock)
    own, other = a_member(desk.new_customer()), a_member(desk.new_customer("10002"))
    receive(desk)
    receive(desk, customer_number="10002", equipment_number="G-2", site="Lager")

    page = desk.service.list_devices(own, DeviceQuery())

    assert [device.number for device in page.items] == ["G-1"]
    assert (page.total, page.sites) == (1, ("Hauptsitz Berlin",))
    with pytest.raises(NotFound):
        desk.service.get_device(own, device_id(desk, other, "G-2"))


def test_a_device_keeps_its_cycle_as_the_erp_said(desk: Desk) -> None:
    admin = a_member(desk.new_customer())
    receive(desk)

    detail = desk.service.get_device(admin, device_id(desk, admin))

    assert detail.reading_cycle is not None
    assert (detail.reading_cycle.months, detail.reading_cycle.starts_on) == (1, date(2026, 1, 1))
