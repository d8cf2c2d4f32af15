"""Seminars and videos are unlocked by themselves; the academy package goes on holding both."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.execute(
        "UPDATE package SET unlocks = unlocks || CAST(ARRAY['seminars', 'videos'] AS varchar[]),"
        " version = version + 1"
        " WHERE 'academy' = ANY(unlocks) AND NOT 'seminars' = ANY(unlocks)"
    )
    # Whoever has such a package is told anew what he may use, by the tick that follows the
    # calendar. The owner's rows are kept from him too, unless he opens them.
    op.execute("SELECT set_config('app.every_organisation', 'on', true)")
    op.execute(
        "UPDATE entitlement_set SET recount_on = DATE '2000-01-01'"
        " WHERE 'academy' = ANY(entitlements)"
    )
    op.execute("SELECT set_config('app.every_organisation', '', true)")
