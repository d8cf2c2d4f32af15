"""When somebody signed in the time before is found among all his sessions, ended ones too."""

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_index("ix_session_person_id_opened_at", "session", ["person_id", "opened_at"])
