"""What every service's database promises: the wall between tenants, events known by the inbox."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sample.tables import NOTE
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.exc import InternalError, InvalidRequestError, ProgrammingError

from chassis.database import Askable, Database, plan_with
from chassis.ids import new_id
from chassis.inbox import Inbox
from tests.chassis.stage import Stage, at_once
from tests.round_trips import noted_messages
from tests.waiting import until

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_THE_OTHERS = (
    "FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
)
_END_THE_OTHERS = text(f"SELECT pg_terminate_backend(pid) {_THE_OTHERS}")
_COUNT_THE_OTHERS = text(f"SELECT count(*) {_THE_OTHERS}")
OURS, THEIRS = new_id(), new_id()


def note(organisation_id: UUID, words: str) -> Any:
    return insert(NOTE).values(id=new_id(), organisation_id=organisation_id, words=words)


def left_beside(database: Database) -> int:
    """Return how many other connections the database still has."""
    with database.transaction() as session:
        return int(session.scalar(_COUNT_THE_OTHERS) or 0)


@pytest.fixture
def database(stage: Stage) -> Database:
    """Return the sample's database with one note of ours and one of theirs."""
    for organisation, words in ((OURS, "ours"), (THEIRS, "theirs")):
        with stage.database.transaction(organisation_id=organisation) as session:
            session.execute(note(organisation, words))
    return stage.database


# The wall between tenants -------------------------------------------------------------------------


def test_a_transaction_sees_the_rows_of_the_organisation_it_names_and_no_others(
    database: Database,
) -> None:
    every = select(NOTE.c.words).order_by(NOTE.c.words)

    with database.transaction(organisation_id=OURS) as session:
        ours = list(session.scalars(every))
    with database.transaction() as session:
        nobodys = list(session.scalars(every))
    with database.transaction(organisation_id=new_id()) as session:
        strangers = list(session.scalars(every))
    with database.transaction(every_organisation=True) as session:
        everybodys = list(session.scalars(every))

    assert (ours, nobodys, strangers) == (["ours"], [], [])
    assert everybodys == ["ours", "theirs"]


def test_what_a_transaction_may_see_ends_with_it(database: Database) -> None:
    for _ in range(30):  # more than the pool has connections
        with database.transaction(every_organisation=True) as session:
            session.execute(select(NOTE))
        with database.transaction(organisation_id=OURS) as session:
            session.execute(select(NOTE))

        with database.transaction() as session:
            assert session.execute(select(NOTE)).all() == []


def test_nobody_writes_into_another_organisation(database: Database) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        database.transaction(organisation_id=OURS) as session,
    ):
        session.execute(note(THEIRS, "smuggled in"))


def test_nobody_gives_a_row_to_another_organisation(database: Database) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        database.transaction(organisation_id=OURS) as session,
    ):
        session.execute(update(NOTE).values(organisation_id=THEIRS))


def test_changing_and_deleting_reach_no_foreign_row(database: Database) -> None:
    with database.transaction(organisation_id=OURS) as session:
        changed = session.execute(text("UPDATE note SET words = words || '!' RETURNING words"))
        assert [row.words for row in changed] == ["ours!"]
        deleted = session.execute(text("DELETE FROM note RETURNING words"))
        assert [row.words for row in deleted] == ["ours!"]

    with database.transaction(every_organisation=True) as session:
        assert list(session.scalars(select(NOTE.c.words))) == ["theirs"]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "DROP POLICY of_organisation ON note",
        "SET ROLE sample_owner",
        "TRUNCATE note",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_service_itself_cannot_take_the_wall_down(database: Database, statement: str) -> None:
    with pytest.raises(ProgrammingError), database.transaction() as session:
        session.execute(text(statement))


@pytest.mark.usefixtures("database")
def test_the_owner_sees_no_more_than_the_service(stage: Stage) -> None:
    owner = Database(stage.urls.owner_url)

    with owner.transaction() as session:
        assert session.execute(select(NOTE)).all() == []
    owner.dispose()


# Connections --------------------------------------------------------------------------------------


def test_connections_that_the_database_ended_cost_nobody_his_work(stage: Stage) -> None:
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(stage.database.transaction()).execute(text("SELECT 1"))
    another = Database(stage.urls.application_url, pool_size=1)
    with another.transaction() as session:
        ended = session.execute(_END_THE_OTHERS).all()
    # Each is told to end at once, and gone a little later.
    until(lambda: left_beside(another) == 0)
    another.dispose()

    with stage.database.transaction(organisation_id=OURS) as session:
        seen = session.scalar(text("SELECT current_setting('app.organisation')"))

    assert len(ended) >= 4
    assert seen == str(OURS)


def test_what_an_exception_ends_is_undone_before_anybody_else_gets_the_connection(
    stage: Stage,
) -> None:
    alone = Database(stage.urls.application_url, pool_size=1)
    about = text("SELECT pg_backend_pid(), current_setting('app.organisation', true)")
    with suppress(ZeroDivisionError), alone.transaction(organisation_id=OURS) as session:
        session.execute(note(OURS, "undone"))
        first, organisation = session.execute(about).one()
        raise ZeroDivisionError

    with alone.transaction() as session:
        second, organisation_after = session.execute(about).one()
        # A statement that fails leaves a transaction in which nothing goes any more.
        with suppress(ProgrammingError):
            session.execute(text("SELECT no_such_function()"))
        session.rollback()
    with alone.transaction(every_organisation=True) as session:
        left = list(session.scalars(select(NOTE.c.words)))
    alone.dispose()

    assert (first, organisation, organisation_after) == (second, str(OURS), "")
    assert left == []


def test_what_is_asked_first_for_many_rows_at_once_is_part_of_the_transaction(
    database: Database,
) -> None:
    change = update(NOTE).where(NOTE.c.words == bindparam("now")).values(words=bindparam("then"))
    changes = [{"now": "ours", "then": "a"}, {"now": "theirs", "then": "b"}]

    with database.transaction(every_organisation=True) as session:
        session.connection().execute(change, changes)
        within = session.scalar(text("SELECT now() <> statement_timestamp()"))

    with database.transaction(every_organisation=True) as session:
        assert sorted(session.scalars(select(NOTE.c.words))) == ["a", "b"]
    assert within


# Reading ------------------------------------------------------------------------------------------


def test_a_question_takes_one_message_and_a_transaction_one_more_than_its_statements(
    database: Database,
) -> None:
    words = select(NOTE.c.words)

    with noted_messages(database) as asked, database.reading(organisation_id=OURS) as connection:
        found = [list(connection.scalars(words)) for _ in range(2)]
    with noted_messages(database) as said, database.transaction(organisation_id=OURS) as session:
        session.scalars(words).all()

    assert found == [["ours"]] * 2
    opening = f"SET LOCAL app.organisation = '{OURS}'; "
    assert [each.partition("SELECT")[0] for each in asked] == [
        f"{opening}SET LOCAL transaction_read_only = on; "
    ] * 2
    assert [each.partition("SELECT")[0] for each in said] == [f"BEGIN; {opening}", "COMMIT"]


def test_who_only_asks_sees_the_rows_of_the_organisation_he_names_in_every_question(
    database: Database,
) -> None:
    every = select(NOTE.c.words).order_by(NOTE.c.words)

    def seen(**opened: Any) -> list[list[str]]:
        with database.reading(**opened) as connection:
            return [list(connection.scalars(every)) for _ in range(2)]

    assert seen(organisation_id=OURS) == [["ours"]] * 2
    assert seen() == [[]] * 2
    assert seen(organisation_id=new_id()) == [[]] * 2
    assert seen(every_organisation=True) == [["ours", "theirs"]] * 2


def test_what_a_reading_may_see_ends_with_it_however_it_ends(stage: Stage) -> None:
    alone = Database(stage.urls.application_url, pool_size=1)
    with alone.transaction(organisation_id=OURS) as session:
        session.execute(note(OURS, "ours"))
    with alone.reading(every_organisation=True):
        pass  # nothing was asked
    with suppress(ZeroDivisionError), alone.reading(organisation_id=OURS) as connection:
        connection.execute(select(NOTE))
        raise ZeroDivisionError
    with suppress(ProgrammingError), alone.reading(organisation_id=OURS) as connection:
        connection.execute(text("SELECT no_such_function()"))

    with alone.reading() as connection:
        left = connection.execute(select(NOTE)).all()
    with alone.transaction() as session:
        in_a_transaction = session.execute(select(NOTE)).all()
        session.execute(text("SELECT 1"))
        begun_once = session.scalar(text("SELECT now() <> statement_timestamp()"))
    alone.dispose()

    assert (left, in_a_transaction, begun_once) == ([], [], True)


@pytest.mark.parametrize("change", ["DELETE FROM note", "UPDATE note SET words = ''"])
def test_who_only_asks_changes_nothing(database: Database, change: str) -> None:
    with (
        pytest.raises(InternalError, match="read-only transaction"),
        database.reading(organisation_id=OURS) as connection,
    ):
        connection.execute(text(change))

    with database.reading(organisation_id=OURS) as connection:
        assert connection.scalars(select(NOTE.c.words)).all() == ["ours"]


def test_what_is_said_to_many_at_once_is_no_question(database: Database) -> None:
    change = update(NOTE).where(NOTE.c.words == bindparam("now")).values(words=bindparam("then"))

    with (
        pytest.raises(ProgrammingError, match="single statements"),
        database.reading() as connection,
    ):
        connection.execute(change, [{"now": "ours", "then": "a"}, {"now": "theirs", "then": "b"}])


@pytest.mark.parametrize(
    "settings",
    [{"app.of_mine": "x'; RESET ROLE; --"}, {"app.of_mine\n": "x"}, {"role": "sample_owner"}],
)
def test_what_opens_rows_is_said_in_plain_words_alone(
    database: Database, settings: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match="cannot be set"), database.reading(settings=settings):
        pass
    with pytest.raises(ValueError, match="cannot be set"), database.transaction(settings=settings):
        pass


def test_a_setting_holds_for_a_transaction_and_for_every_question(database: Database) -> None:
    mine = {"app.of_mine": "a,b"}
    said = text("SELECT current_setting('app.of_mine', true)")

    with database.transaction(settings=mine) as session:
        in_a_transaction = session.scalar(said)
    with database.reading(settings=mine) as connection:
        asked = [connection.scalar(said) for _ in range(2)]
    with database.transaction() as session:
        afterwards = session.scalar(said)

    assert [in_a_transaction, *asked, afterwards] == ["a,b", "a,b", "a,b", ""]


def test_how_a_question_is_planned_is_said_with_it_and_forgotten_afterwards(
    database: Database,
) -> None:
    def planned(askable: Askable) -> list[object]:
        plan_with(askable, {"enable_sort": "off"})
        return [askable.scalar(text("SELECT current_setting('enable_sort')")) for _ in range(2)]

    with database.transaction() as session:
        in_a_transaction = planned(session)
    with database.reading() as connection:
        asked = planned(connection)
    with database.reading() as connection:
        afterwards = connection.scalar(text("SELECT current_setting('enable_sort')"))
        with pytest.raises(ValueError, match="row_security cannot be set"):
            plan_with(connection, {"row_security": "off"})

    assert [*in_a_transaction, *asked, afterwards] == ["off"] * 4 + ["on"]


# The inbox ----------------------------------------------------------------------------------------


def claim(stage: Stage, event_id: str, sha256: str) -> str:
    with stage.database.transaction() as session:
        return Inbox(session, NOW).claim("/erp/demo", event_id, sha256)


def test_the_first_claim_is_new_a_repeat_seen_and_another_body_a_conflict(stage: Stage) -> None:
    claims = [claim(stage, "1", "a"), claim(stage, "1", "a"), claim(stage, "1", "b")]

    assert claims == ["new", "seen", "conflict"]
    assert claim(stage, "2", "a") == "new"


def test_of_two_claims_at_once_one_is_new(stage: Stage) -> None:
    for n in range(20):
        claims = at_once(partial(claim, stage, f"raced {n}", "a"))

        assert sorted(claims) == ["new", "seen"]


def test_a_claim_that_is_rolled_back_leaves_the_event_new(stage: Stage) -> None:
    with suppress(ZeroDivisionError), stage.database.transaction() as session:
        Inbox(session, NOW).claim("/erp/demo", "rolled back", "a")
        raise ZeroDivisionError

    assert claim(stage, "rolled back", "a") == "new"


def test_a_session_is_of_no_use_after_its_transaction(database: Database) -> None:
    with database.transaction(organisation_id=OURS) as session:
        session.execute(select(NOTE.c.words))

    with pytest.raises(InvalidRequestError):
        session.execute(select(NOTE.c.words))
