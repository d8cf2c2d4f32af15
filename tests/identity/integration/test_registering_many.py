"""Registering customers by the list, and who of them never came in."""

from typing import Any

import pytest

from contracts.errors import InvalidInput, NotPermitted
from contracts.identity import ImportCustomers, ImportedCustomer, ImportReport
from contracts.principal import Principal
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

HEADING = "customer_number;name;contact_email;e_billing_address;language"


def import_rows(world: World, *rows: str, caller: Principal | None = None) -> ImportReport:
    request = ImportCustomers(csv="\r\n".join(["\ufeff" + HEADING, *rows, ""]))
    return world.service.import_customers(caller or world.staff(role="member"), request)


def hundred() -> list[str]:
    return [f"{10000 + n};Muster {n} GmbH (Demo);kontakt@kunde{n}.example;;de" for n in range(100)]


def count(world: World, table: str) -> int:
    ((rows,),) = world.run_sql(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
    return int(rows)


@pytest.mark.req("SE-13", "A3")
def test_a_hundred_rows_sent_twice_are_a_hundred_customers_and_invitations(world: World) -> None:
    first = import_rows(world, *hundred())
    second = import_rows(world, *hundred())

    assert {row.outcome for row in first.items} == {"registered"}
    assert {(row.outcome, row.invited) for row in second.items} == {("known", False)}
    assert (count(world, "organisation"), count(world, "invitation")) == (100, 100)
    assert len(world.invitations_mailed()) == 100


@pytest.mark.req("SE-13")
def test_the_same_list_twice_at_once_registers_everybody_once(world: World) -> None:
    rows = hundred()[:10]

    reports = at_once(lambda: import_rows(world, *rows), lambda: import_rows(world, *rows))

    registered = [
        row.customer_number
        for report in reports
        for row in report.items
        if row.outcome == "registered"
    ]
    assert sorted(registered) == [f"{10000 + n}" for n in range(10)]
    assert count(world, "invitation") == 10


def test_a_bad_row_says_what_is_wrong_and_stops_no_other(world: World) -> None:
    report = import_rows(
        world,
        "123;Muster GmbH;;;",
        "10001; ;;;",
        "10002;Muster GmbH;keine Adresse;;",
        "10003;Muster GmbH;;;fr",
        "10004;Muster GmbH;;;;zu viel",
        "10005;Muster GmbH",
    )

    assert [(row.field, row.reason) for row in report.items[:5]] == [
        ("customer_number", "wrong_format"),
        ("name", "blank"),
        ("contact_email", "not_an_address"),
        ("language", "not_offered"),
        ("csv", "too_many_cells"),
    ]
    assert report.items[5] == ImportedCustomer(
        line=7, customer_number="10005", outcome="registered"
    )
    assert count(world, "organisation") == 1


@pytest.mark.req("SE-28")
def test_contact_and_e_billing_address_get_an_invitation_each(world: World) -> None:
    import_rows(world, "10001;Muster GmbH;chef@muster.example;rechnung@muster.example;en")

    roles = {each.recipient for each in world.invitations_mailed()}
    accountant = world.principal_of(world.accept("rechnung@muster.example"))
    assert roles == {"chef@muster.example", "rechnung@muster.example"}
    assert (accountant.role, accountant.areas) == ("documents", ("post",))


@pytest.mark.parametrize(
    "text",
    ["", "name\nMuster", "customer_number,name,name\n", "customer_number,name,colour\n"],
)
def test_a_list_without_a_usable_heading_is_refused(world: World, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.service.import_customers(world.staff(), ImportCustomers(csv=text))

    assert refused.value.arguments == ("csv", "columns")


@pytest.mark.parametrize(
    ("rows", "reason"), [("10001,Muster\n" * 501, "too_long"), ('10001,"Muster\n', "malformed")]
)
def test_a_list_that_cannot_be_taken_is_refused_before_its_first_row(
    world: World, rows: str, reason: str
) -> None:
    request = ImportCustomers(csv="customer_number,name\n" + rows)

    with pytest.raises(InvalidInput) as refused:
        world.service.import_customers(world.staff(), request)

    assert refused.value.arguments == ("csv", reason)
    assert count(world, "organisation") == 0


def test_customers_import_nobody(world: World) -> None:
    admin = world.admin()

    with pytest.raises(NotPermitted):
        import_rows(world, "10002;Muster GmbH", caller=admin)
    with pytest.raises(NotPermitted):
        world.service.list_unactivated_contacts(admin)


@pytest.mark.req("SE-14", "A3")
def test_contract_contacts_who_never_came_in_are_reported(world: World) -> None:
    import_rows(
        world,
        "10003;C GmbH;info@c.example;;",
        "10001;A GmbH;chef@a.example;;",
        "10002;B GmbH;chef@b.example;;",
        "10004;D GmbH;;;",
    )
    world.accept("chef@a.example")

    first = world.service.list_unactivated_contacts(world.staff(), limit=2)
    rest = world.service.list_unactivated_contacts(world.staff(), cursor=first.next_cursor, limit=2)

    reported = [
        (each.organisation.customer_number, each.email, each.generic_address)
        for each in first.items + rest.items
    ]
    assert reported == [
        ("10002", "chef@b.example", False),
        ("10003", "info@c.example", True),
        ("10004", None, False),
    ]
    assert rest.next_cursor is None


@pytest.mark.parametrize("page", [{"limit": 0}, {"limit": 201}, {"cursor": "x"}])
def test_a_page_of_the_report_that_cannot_be_is_refused(world: World, page: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        world.service.list_unactivated_contacts(world.staff(), **page)
