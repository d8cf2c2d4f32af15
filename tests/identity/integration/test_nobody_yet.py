"""What a fresh installation holds: nobody."""

from tests.identity.integration.world import World


def test_a_fresh_database_has_no_account(world: World) -> None:
    accounts = world.run_sql(
        "SELECT (SELECT count(*) FROM person), (SELECT count(*) FROM session),"
        " (SELECT count(*) FROM api_key)"
    )

    assert accounts == [(0, 0, 0)]
