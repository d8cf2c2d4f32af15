"""Seminars and videos are areas of their own: who had the academy has them beside it."""

from alembic import op

revision = "0027"
down_revision = "0026"

# As the portal shows them; the lists are kept in this order.
_ORDER = (
    "'post','service_calls','consumables','meter_readings','devices',"
    "'academy','seminars','videos','wiki','business'"
)


def upgrade() -> None:
    # The owner's rows are kept from him too, unless he opens them.
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    for table in ("membership", "invitation", "support_session"):
        op.execute(
            f"UPDATE {table} SET areas = (SELECT array_agg(area ORDER BY"  # noqa: S608 - our names
            f" array_position(CAST(ARRAY[{_ORDER}] AS text[]), area), area)"
            " FROM unnest(areas || CAST(ARRAY['seminars', 'videos'] AS text[])) AS area)"
            " WHERE 'academy' = ANY(areas) AND NOT 'seminars' = ANY(areas)"
        )
    op.execute("SELECT set_config('app.every_organisation', '', true)")
