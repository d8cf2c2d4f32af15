"""What is written in a single message is a transaction of its own, with the wall around it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from sample.tables import NOTE
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from chassis.database import Database
from chassis.ids import new_id
from tests.chassis.stage import Stage
from tests.round_trips import noted_messages

OURS, THEIRS = new_id(), new_id()


def note(words: str, organisation_id: object = OURS) -> Any:
    return insert(NOTE).values(id=new_id(), organisation_id=organisation_id, words=words)


def words_in(database: Database) -> list[str]:
    with database.reading(every_organisation=True) as connection:
        return list(connection.scalars(select(NOTE.c.words).order_by(NOTE.c.words)))


def test_what_is_written_takes_one_message_and_is_there_for_everybody(stage: Stage) -> None:
    database = stage.database

    with (
        noted_messages(database) as sent,
        database.writing(organisation_id=OURS, may_be_forgotten=True) as connection,
    ):
        connection.execute(note("one"))
        seen = words_in(Database(stage.urls.application_url, pool_size=1))
        connection.execute(note("two"))

    opening = f"SET LOCAL app.organisation = '{OURS}'; SET LOCAL synchronous_commit = off; INSERT "
    assert [each.startswith(opening) for each in sent] == [True, True]
    assert (seen, words_in(database)) == (["one"], ["one", "two"])


def test_the_statements_of_a_message_are_done_together_or_not_at_all(stage: Stage) -> None:
    insert_one = f"INSERT INTO note (id, organisation_id, words) VALUES ('{new_id()}', '{OURS}', "  # noqa: S608 - our own words

    with (
        suppress(DBAPIError),
        stage.database.writing(organisation_id=OURS) as connection,
    ):
        connection.exec_driver_sql(f"{insert_one} 'undone'); SELECT 1 / 0")
    with stage.database.writing(organisation_id=OURS) as connection:
        told = connection.exec_driver_sql(f"{insert_one} 'done'); SELECT 1").scalar()

    assert (told, words_in(stage.database)) == (1, ["done"])


def test_nobody_writes_rows_of_an_organisation_that_he_has_not_opened(stage: Stage) -> None:
    for opened in (OURS, None):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            stage.database.writing(organisation_id=opened) as connection,
        ):
            connection.execute(note("theirs", THEIRS))

    assert words_in(stage.database) == []


def test_what_a_message_had_opened_is_shut_for_the_next(stage: Stage) -> None:
    alone = Database(stage.urls.application_url, pool_size=1)
    settings = text(
        "SELECT current_setting('app.every_organisation', true),"
        " current_setting('app.organisation', true), current_setting('synchronous_commit')"
    )
    with alone.writing(
        organisation_id=OURS, every_organisation=True, may_be_forgotten=True
    ) as connection:
        connection.execute(note("ours"))
    with suppress(ZeroDivisionError), alone.writing(every_organisation=True) as connection:
        connection.execute(note("ours, too"))
        raise ZeroDivisionError

    with alone.transaction() as session:
        left = session.execute(settings).one()
        seen = session.execute(select(NOTE)).all()
    alone.dispose()

    assert tuple(left) == ("", "", "on")
    assert seen == []
    assert words_in(stage.database) == ["ours", "ours, too"]
