from collections.abc import Iterator

import pytest
from sqlalchemy import text

from catalog.store.records import Records
from catalog.use_cases.packages.list_packages import list_packages
from chassis.clock import SystemClock
from chassis.database import Database
from chassis.testing import TestKeys, a_principal
from contracts.catalog import Packages
from contracts.errors import NotPermitted
from contracts.principal import Principal
from kontor_local.namespace import Namespace
from tests.chassis.bus import Bus
from tests.service_plugin import RunService, ServiceDatabase


@pytest.fixture
def database(service_database: ServiceDatabase) -> Database:
    return service_database("catalog")


@pytest.fixture
def bus(namespace: Namespace) -> Iterator[Bus]:
    bus = Bus(namespace.amqp_url("operator"))
    yield bus
    bus.close()


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("de", ["Akademie", "Basis", "Wissensdatenbank"]),
        ("en", ["Academy", "Base", "Knowledge base"]),
    ],
)
def test_three_packages_are_on_offer_from_the_first_day_in_both_languages(
    database: Database, language: str, names: list[str]
) -> None:
    packages = packages_for(database, a_principal(language=language))

    assert [package.name for package in packages.items] == names
    assert {package.key for package in packages.items} == {"base", "academy", "wiki"}
    assert all(package.description for package in packages.items)


def test_a_package_that_is_no_longer_offered_is_not_listed(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE package SET on_offer = false WHERE key = 'wiki'"))

    packages = packages_for(database, a_principal())

    assert {package.key for package in packages.items} == {"base", "academy"}


@pytest.mark.parametrize("role", ["member", "documents"])
def test_packages_are_shown_to_admins_alone(database: Database, role: str) -> None:
    with pytest.raises(NotPermitted):
        packages_for(database, a_principal(role=role))


@pytest.mark.req("SE-11")
def test_an_admin_sees_packages_and_entitlements_over_the_bus(
    run_service: RunService, bus: Bus, keys: TestKeys
) -> None:
    run_service("catalog")
    headers = {"nameko.principal": keys.token_for(a_principal())}

    packages = bus.call("catalog", "list_packages", headers)
    entitlements = bus.call("catalog", "list_entitlements", headers)

    assert len(packages["result"]["items"]) == 3
    assert [item["key"] for item in entitlements["result"]["items"]] == ["base"]


def packages_for(database: Database, caller: Principal) -> Packages:
    with database.transaction() as session:
        return list_packages(caller, Records(session, SystemClock()))
