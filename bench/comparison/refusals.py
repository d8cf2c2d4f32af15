"""A database that refuses the first insert of chosen documents, as it does in a deadlock.

The refusal is the database's own, so it meets everybody's code alike. A sequence remembers the
first try: it is the one thing that a rollback leaves as it is.
"""

from collections.abc import Iterable

from sqlalchemy import text
from sqlalchemy.engine import Engine

_TRIGGER = """
    CREATE FUNCTION refuse_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF NEW.number LIKE 'fault%' AND nextval(NEW.number::regclass) = 1 THEN
            RAISE EXCEPTION 'deadlock detected' USING ERRCODE = 'deadlock_detected';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER refuse_once BEFORE INSERT ON document
        FOR EACH ROW EXECUTE FUNCTION refuse_once();
"""


def refuse_once(administrator: Engine, numbers: Iterable[str]) -> None:
    """Let the database refuse the documents of these numbers at their first insert."""
    with administrator.begin() as connection:
        for number in numbers:
            connection.execute(text(f"CREATE SEQUENCE {number}"))
        connection.exec_driver_sql(_TRIGGER.replace("%", "%%"))
