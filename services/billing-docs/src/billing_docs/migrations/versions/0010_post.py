"""Post and Archive: words to find documents by, their counts, who has read them, and the orders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrations import protect_by_organisation

revision = "0010"
down_revision = "0009"

_UUID = postgresql.UUID(as_uuid=True)
_INSTANT = sa.DateTime(timezone=True)

# What the portal shows is counted by folder and type; what is kept from sight uses space all the
# same. Whatever changes a count changes it in the same transaction. Rows are taken in one order, so
# that two transactions wait for each other, never in a circle. First updated, only then inserted:
# a check looks at what an upsert would insert, and would not let one be taken away from many.
_COUNT_DOCUMENTS = """
CREATE FUNCTION count_documents_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed record;
BEGIN
    FOR changed IN
        SELECT organisation_id, folder, document_type,
               sum(number) AS documents, sum(number * size_bytes) AS size_bytes
        FROM ({rows}) AS each_row
        WHERE restricted_at IS NULL
        GROUP BY organisation_id, folder, document_type
        HAVING sum(number) <> 0 OR sum(number * size_bytes) <> 0
        ORDER BY organisation_id, folder, document_type
    LOOP
        UPDATE document_tally AS known
        SET documents = known.documents + changed.documents,
            size_bytes = known.size_bytes + changed.size_bytes
        WHERE known.organisation_id = changed.organisation_id
          AND known.folder = changed.folder AND known.document_type = changed.document_type;
        CONTINUE WHEN FOUND;
        INSERT INTO document_tally AS known
        VALUES (changed.organisation_id, changed.folder, changed.document_type,
                changed.documents, changed.size_bytes)
        ON CONFLICT (organisation_id, folder, document_type) DO UPDATE
        SET documents = known.documents + EXCLUDED.documents,
            size_bytes = known.size_bytes + EXCLUDED.size_bytes;
    END LOOP;
    FOR changed IN
        SELECT organisation_id, sum(number) AS documents, sum(number * size_bytes) AS size_bytes
        FROM ({rows}) AS each_row
        GROUP BY organisation_id
        HAVING sum(number) <> 0 OR sum(number * size_bytes) <> 0
        ORDER BY organisation_id
    LOOP
        UPDATE storage_use AS known
        SET documents = known.documents + changed.documents,
            size_bytes = known.size_bytes + changed.size_bytes,
            version = known.version + 1
        WHERE known.organisation_id = changed.organisation_id;
        CONTINUE WHEN FOUND;
        INSERT INTO storage_use AS known
        VALUES (changed.organisation_id, changed.documents, changed.size_bytes, 1, 0)
        ON CONFLICT (organisation_id) DO UPDATE
        SET documents = known.documents + EXCLUDED.documents,
            size_bytes = known.size_bytes + EXCLUDED.size_bytes,
            version = known.version + 1;
    END LOOP;
    RETURN NULL;
END $$
"""
_ROWS = (
    "SELECT organisation_id, folder, document_type, size_bytes, restricted_at, {number} AS number"
    " FROM {table} WHERE deleted_at IS NULL"
)
_THERE = _ROWS.format(number=1, table="there")
_GONE = _ROWS.format(number=-1, table="gone")
_TRIGGERS = (
    ("insert", "NEW TABLE AS there", _THERE),
    ("update", "OLD TABLE AS gone NEW TABLE AS there", f"{_GONE} UNION ALL {_THERE}"),
    ("delete", "OLD TABLE AS gone", _GONE),
)


def upgrade() -> None:
    op.execute('ALTER TABLE document ALTER COLUMN number TYPE varchar(200) COLLATE "C"')
    op.add_column("document", sa.Column("search_text", sa.Text))
    for name, columns in (
        ("folder", ["folder", "issued_on"]),
        ("type", ["document_type", "issued_on"]),
        ("received", ["received_at"]),
        ("number", ["number"]),
        ("total", ["total_minor_units"]),
        ("due", ["due_on"]),
    ):
        op.create_index(f"ix_document_{name}", "document", ["organisation_id", *columns, "id"])
    op.create_index(
        "ix_document_faulty",
        "document",
        ["organisation_id", "issued_on", "id"],
        postgresql_where=sa.text("faults <> '{}'"),
    )
    op.create_index(
        "ix_document_without_words",
        "document",
        ["id"],
        postgresql_where=sa.text("search_text IS NULL"),
    )
    _create_words()
    _create_tally()
    _create_looks()


def _create_words() -> None:
    op.create_table(
        "document_word",
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("word", sa.String(60, collation="C"), nullable=False),
        sa.Column("document_id", _UUID, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "word", "document_id", name="pk_document_word"),
    )
    protect_by_organisation("document_word")


def _create_tally() -> None:
    op.create_table(
        "document_tally",
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("folder", sa.String(10), nullable=False),
        sa.Column("document_type", sa.String(30), nullable=False),
        sa.Column("documents", sa.BigInteger, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id", "folder", "document_type", name="pk_document_tally"
        ),
        sa.CheckConstraint("documents >= 0 AND size_bytes >= 0", name="not_negative"),
    )
    protect_by_organisation("document_tally")
    op.create_table(
        "storage_use",
        sa.Column("organisation_id", _UUID, primary_key=True),
        sa.Column("documents", sa.BigInteger, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("told_version", sa.BigInteger, nullable=False),
        sa.CheckConstraint("documents >= 0 AND size_bytes >= 0", name="not_negative"),
    )
    op.create_index(
        "ix_storage_use_untold",
        "storage_use",
        ["organisation_id"],
        postgresql_where=sa.text("version <> told_version"),
    )
    protect_by_organisation("storage_use")
    for event, tables, rows in _TRIGGERS:
        op.execute(_COUNT_DOCUMENTS.format(event=event, rows=rows))
        op.execute(
            f"CREATE TRIGGER count_documents_{event} AFTER {event} ON document"
            f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION count_documents_{event}()"
        )
    # Row-level security holds for the owner too.
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    op.execute(
        "INSERT INTO document_tally SELECT organisation_id, folder, document_type, count(*),"
        " sum(size_bytes) FROM document WHERE deleted_at IS NULL AND restricted_at IS NULL"
        " GROUP BY 1, 2, 3"
    )
    op.execute(
        "INSERT INTO storage_use SELECT organisation_id, count(*), sum(size_bytes), 1, 0"
        " FROM document WHERE deleted_at IS NULL GROUP BY 1"
    )
    op.execute("SELECT set_config('app.every_organisation', '', true)")


def _create_looks() -> None:
    op.create_table(
        "document_look",
        sa.Column(
            "document_id", _UUID, sa.ForeignKey("document.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("person_id", _UUID, nullable=False),
        sa.Column("organisation_id", _UUID, nullable=False),
        sa.Column("read_at", _INSTANT),
        sa.Column("first_previewed_at", _INSTANT),
        sa.Column("first_downloaded_at", _INSTANT),
        sa.PrimaryKeyConstraint("document_id", "person_id", name="pk_document_look"),
    )
    protect_by_organisation("document_look")
