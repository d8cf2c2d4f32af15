"""Fill tables first and make their indexes afterwards: much quicker for millions of rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

# Keys stay that other tables or triggers refer to: their rows are looked for meanwhile.
_KEYS = text("""
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname),
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname,
        pg_get_constraintdef(c.oid))
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype IN ('p', 'u') AND c.connamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint r WHERE r.confrelid = c.conrelid)
    AND NOT EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = c.connamespace
        AND p.prosrc LIKE '%' || t.relname || '%')
""")
_INDEXES = text("""
SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
""")


@contextmanager
def indexes_made_afterwards(connection: Connection) -> Iterator[None]:
    """Have no index but the keys that others refer to while the block fills tables."""
    left_out = [
        (str(drop), str(make))
        for query in (_KEYS, _INDEXES)
        for drop, make in connection.execute(query)
    ]
    for drop, _ in left_out:
        connection.execute(text(drop))
    yield
    connection.execute(text("SET maintenance_work_mem = '512MB'"))
    for _, make in left_out:
        connection.execute(text(make))
