"""What migrations do to rows that are there already."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.testing import TestKeys
from contracts.principal import AREAS
from identity import migrations
from tests.identity.integration.world import World, make_world
from tests.service_plugin import MakeDatabase


def test_whoever_had_the_area_of_requests_keeps_his_others(
    make_database: MakeDatabase, clock: FixedClock, keys: TestKeys
) -> None:
    urls = make_database("identity")
    world = make_world(Database(urls.application_url), clock, keys)
    member = world.member(world.admin(), "max@muster.example")
    for table in ("membership", "invitation"):
        world.run_sql_as_operator(f"UPDATE {table} SET areas = areas || 'requests'::text")  # noqa: S608 - our own names

    rows_seen_afterwards = run_again("no_area_requests", urls.owner_url)

    assert areas_in(world, "membership") == areas_in(world, "invitation")
    assert member.areas in areas_in(world, "membership")
    assert all("requests" not in areas for areas in areas_in(world, "membership"))
    # The door that the migration opened is shut again.
    assert rows_seen_afterwards == 0


def test_whoever_had_the_academy_has_seminars_and_videos_beside_it(
    make_database: MakeDatabase, clock: FixedClock, keys: TestKeys
) -> None:
    urls = make_database("identity")
    world = make_world(Database(urls.application_url), clock, keys)
    admin = world.admin()
    world.member(admin, "max@muster.example", areas=("post", "academy", "wiki"))
    world.member(admin, "eva@muster.example", areas=("wiki",))

    rows_seen_afterwards = [run_again("seminars_and_videos", urls.owner_url) for _ in range(2)]

    assert areas_in(world, "membership") == {
        AREAS,
        ("post", "academy", "seminars", "videos", "wiki"),
        ("wiki",),
    }
    assert rows_seen_afterwards == [0, 0]


def migration(name: str) -> ModuleType:
    """Return a migration by its name; its number is of no interest here."""
    (file,) = Path(*migrations.__path__, "versions").glob(f"*_{name}.py")
    return import_module(f"identity.migrations.versions.{file.stem}")


def run_again(name: str, owner_url: str) -> int:
    """Run a migration as the owner; return how many memberships he sees when it is done."""
    engine = create_engine(owner_url)
    with (
        engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        migration(name).upgrade()
        seen = len(connection.exec_driver_sql("SELECT * FROM membership").all())
    engine.dispose()
    return seen


def areas_in(world: World, table: str) -> set[tuple[str, ...]]:
    """Return what the rows of a table name as areas."""
    return {tuple(row.areas) for row in world.run_sql(f"SELECT areas FROM {table}")}  # noqa: S608 - our own names
