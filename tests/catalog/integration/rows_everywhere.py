"""Rows of two organisations in every table that belongs to tenants."""

from datetime import date
from uuid import UUID

from catalog.store.records import Records
from chassis.testing import a_principal
from contracts.contract_list import AcknowledgeAlarm, ContractQuery
from contracts.events import StorageUsedChanged
from contracts.ftp_access import PutFtpAccess
from contracts.list_views import ListView, PutListView
from contracts.packages import GrantPackage
from contracts.plans import SetBillingInfo, StartSubscription, TakeUse
from contracts.seats import SeatsChanged
from tests.catalog.integration.desk import Desk, incoming
from tests.catalog.integration.devices import device_id, receive
from tests.catalog.integration.meters import change, reading, report
from tests.catalog.integration.orders import order
from tests.catalog.integration.test_plans import a_plan, some_billing_info
from tests.catalog.integration.test_seminars import arranged
from tests.catalog.integration.told_notices import a_notice
from tests.catalog.integration.written import publish


def fill_tables(desk: Desk) -> UUID:
    """Give two customers a row in each table at least; return the first one's organisation."""
    own, other = desk.new_customer(), desk.new_customer("10002")
    for organisation_id, number in ((own, "10001"), (other, "10002")):
        _contract_under_notice(desk, organisation_id, number)
        _meters(desk, organisation_id, number)
        order(desk, a_principal(organisation_id=organisation_id), device=f"G-{number}")
        _packages(desk, organisation_id)
        _plan(desk, organisation_id)
        _content(desk, organisation_id)
        desk.service.remember_storage_used(
            incoming(
                StorageUsedChanged(
                    organisation_id=organisation_id,
                    version=1,
                    documents=1,
                    used_bytes=1000,
                    at=desk.clock.now(),
                )
            )
        )
        desk.service.receive_notice(a_notice(customer_number=number, notice_id=number))
        seats = SeatsChanged(organisation_id=organisation_id, version=1, members=1, invitations=0)
        desk.service.remember_seats(incoming(seats))
        # To be somebody's partner takes no more than being told so.
        desk.serve(desk.new_customer(f"3{number[1:]}"), partner_id=organisation_id)
    return own


def _contract_under_notice(desk: Desk, organisation_id: UUID, number: str) -> None:
    notice = desk.clock.today()
    desk.receive(
        customer_number=number,
        contract_number=f"V-{number}",
        ends_on=date(2027, 1, 31),
        notice_given_on=notice,
    )
    admin = a_principal(organisation_id=organisation_id)
    (contract,) = desk.service.list_contracts(admin, ContractQuery()).items
    access = PutFtpAccess(
        contract_id=contract.id,
        host="ftp.example.com",
        user_name=f"user-{number}",
        password="correct horse battery",
    )
    desk.service.put_ftp_access(a_principal(organisation_kind="vendor"), access)
    desk.service.acknowledge_alarm(admin, AcknowledgeAlarm(contract_id=contract.id))
    desk.service.order_reactivation(admin, contract.id)
    desk.service.put_list_view(admin, PutListView(list_name="contracts", view=ListView()))


def _meters(desk: Desk, organisation_id: UUID, number: str) -> None:
    """Leave a device with a reading, a swap, and a reminder."""
    admin, staff = (
        a_principal(organisation_id=organisation_id),
        a_principal(organisation_kind="vendor"),
    )
    receive(desk, customer_number=number, equipment_number=f"G-{number}")
    report(desk, admin, reading(100, device=f"G-{number}"))
    change(desk, staff, device_id(desk, admin, f"G-{number}"))
    with desk.database.transaction(organisation_id=organisation_id) as session:
        Records(session, desk.clock).meter_reports.remind_once(organisation_id, desk.clock.today())


def _packages(desk: Desk, organisation_id: UUID) -> None:
    admin = a_principal(organisation_id=organisation_id)
    desk.service.request_package(admin, "wiki", "book")
    desk.service.grant_package(
        a_principal(organisation_kind="vendor"),
        GrantPackage(organisation_id=organisation_id, package_key="academy"),
    )


def _plan(desk: Desk, organisation_id: UUID) -> None:
    admin, staff = (
        a_principal(organisation_id=organisation_id),
        a_principal(organisation_kind="vendor"),
    )
    if not desk.service.list_plans().items:
        desk.service.put_plan(staff, a_plan())
    desk.service.start_subscription(
        staff, StartSubscription(organisation_id=organisation_id, plan_key="small")
    )
    change = SetBillingInfo(base_version=0, info=some_billing_info())
    desk.service.set_billing_info(admin, change)
    # All of what the plan allows, so that there is a warning too.
    desk.service.take_use(admin, TakeUse(limit="cash_registers", item="register-1"))


def _content(desk: Desk, organisation_id: UUID) -> None:
    reader = a_principal(organisation_id=organisation_id)
    notice = publish(desk, "announcement", importance="required")
    desk.service.confirm_notice(reader, notice)
    desk.service.book_seminar(reader, arranged(desk).id)
