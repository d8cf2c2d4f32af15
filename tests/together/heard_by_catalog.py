"""What catalog is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.people_news import MemberLeft
from contracts.principal import Principal
from contracts.system_notices import SystemNoticeTold
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.devices import receive
from tests.catalog.integration.partners import partner_person
from tests.catalog.integration.test_bookings import STAFF, a_package
from tests.catalog.integration.test_plans import customer_with_plan
from tests.catalog.integration.test_prospects import create
from tests.catalog.integration.told_notices import a_notice
from tests.together.consumers import Told, heard, newest_and_older, sample, told
from tests.together.five import Five


def _customer(five: Five) -> tuple[UUID, str]:
    number = five.number()
    return five.catalog.new_customer(number), number


@heard("catalog.remember_organisation")
def _organisation(five: Five) -> Told:
    return newest_and_older(
        "organisation_changed",
        organisation_id=new_id(),
        customer_number=five.number(),
        older={"name": "Wie sie früher hieß (Demo)"},
    )


@heard("catalog.remember_service")
def _served(five: Five) -> Told:
    customer_id, number = _customer(five)
    return newest_and_older(
        "customer_served",
        customer_id=customer_id,
        customer_number=number,
        older={"partner_name": "Wie er früher hieß (Demo)"},
    )


@heard("catalog.remember_seats")
def _seats(five: Five) -> Told:
    organisation_id, _ = _customer(five)
    return newest_and_older("seats_changed", organisation_id=organisation_id, older={"members": 1})


@heard("catalog.remember_storage_used")
def _storage(five: Five) -> Told:
    organisation_id, _ = _customer(five)
    return newest_and_older(
        "storage_used_changed", organisation_id=organisation_id, older={"documents": 1}
    )


@heard("catalog.receive_contract")
def _contract(five: Five) -> Told:
    _, number = _customer(five)
    return newest_and_older(
        "contract.upserted.v1",
        customer_number=number,
        contract_number=f"V-{number}",
        older={"title": "Wie er früher hieß (Demo)"},
    )


@heard("catalog.receive_equipment")
def _device(five: Five) -> Told:
    _, number = _customer(five)
    return newest_and_older(
        "equipment.upserted.v1",
        customer_number=number,
        equipment_number=f"G-{number}",
        older={"model": "Wie es früher hieß (Demo)"},
    )


@heard("catalog.receive_counter_change", stands_alone="each swap is one, in the order of its days")
def _swapped(five: Five) -> Told:
    _, number = _customer(five)
    receive(five.catalog, customer_number=number, equipment_number=f"G-{number}")
    swap = sample(
        "equipment.counter_changed.v1",
        customer_number=number,
        equipment_number=f"G-{number}",
        counter="black",
        changed_on=five.clock.today(),
    )
    return Told(event=told(swap))


@heard("catalog.receive_notice")
def _noticed(five: Five) -> Told:
    _, number = _customer(five)
    newer, older = (
        a_notice(customer_number=number, notice_id=number, version=version, percent_used=used)
        for version, used in ((7, 93), (6, 91))
    )
    return Told(event=newer, older=older)


@heard("catalog.note_told", stands_alone="whom it was told to is noted once")
def _told(five: Five) -> Told:
    desk, (customer_id, number) = five.catalog, _customer(five)
    contact = new_id()
    desk.serve(customer_id, customer_number=number, contact_person_id=contact, contact_name="Kim")
    desk.service.receive_notice(a_notice(customer_number=number, notice_id=number))
    (row,) = desk.run_sql(f"SELECT id FROM system_notice WHERE notice_key = '{number}'")  # noqa: S608 - our own
    word = SystemNoticeTold(notice_id=row.id, person_id=contact, at=five.clock.now())
    return Told(event=told(word))


@heard("catalog.receive_order_status", history=("customer_order_status", "audit_entry"))
def _order(five: Five) -> Told:
    _, number = _customer(five)
    earlier = five.clock.now() - timedelta(days=1)
    return newest_and_older(
        "order.status_changed.v1",
        like="telephone",
        customer_number=number,
        order_number=f"A-{number}",
        older={"changed_at": earlier, "reference": "früher"},
    )


@heard("catalog.receive_usage", stands_alone="each use has its item")
def _used(five: Five) -> Told:
    number = five.number()
    customer_with_plan(five.catalog, number)
    return Told(event=told(sample("plan.usage_reported.v1", customer_number=number)))


def _offer(desk: Desk) -> None:
    if not desk.run_sql("SELECT 1 FROM package WHERE key = 'service_plus'"):
        desk.service.put_package(STAFF, a_package())


@heard("catalog.follow_request")
def _worked_on(five: Five) -> Told:
    _offer(five.catalog)
    organisation_id, _ = _customer(five)
    admin: Principal = a_principal(organisation_id=organisation_id)
    wish: Any = five.catalog.service.request_package(admin, "service_plus", "book")
    return newest_and_older(
        "package_request_worked_on",
        package_request_id=wish.id,
        organisation_id=organisation_id,
        older={"assignee": "Wer früher dran war"},
    )


@heard("catalog.drop_prospect_contact", stands_alone="who has left has left, whenever it is heard")
def _left(five: Five) -> Told:
    partner_id = new_id()
    contact = partner_person(partner_id, "own")
    create(five.catalog, contact, "Neukunde AG")
    left = MemberLeft(
        organisation_id=partner_id,
        organisation_kind="partner",
        person_id=contact.subject,
        at=five.clock.now(),
    )
    return Told(event=told(left))
