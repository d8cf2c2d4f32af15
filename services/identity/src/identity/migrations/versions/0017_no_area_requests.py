"""One's own requests are no area any more: nobody needs to be given them."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    # The owner's rows are kept from him too, unless he opens them.
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    for table in ("membership", "invitation", "support_session"):
        op.execute(
            f"UPDATE {table} SET areas = array_remove(areas, 'requests')"  # noqa: S608 - our names
            " WHERE 'requests' = ANY(areas)"
        )
    op.execute("SELECT set_config('app.every_organisation', '', true)")
