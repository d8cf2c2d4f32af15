"""Plans as catalog tells them."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts.identity import Members
from contracts.mail_accounts import MailSending
from contracts.money import Money
from contracts.plans import (
    LIMITS,
    BillingInfo,
    BillingInfoHistory,
    BillingInfoVersion,
    Limits,
    LimitUse,
    PlanDefinition,
    Plans,
    Subscription,
)
from contracts.request_types import Label
from tests.gateway.samples import PERSON_ID, a_principal, an_authenticated
from tests.gateway.scripted_services import ScriptedServices

ADMIN_TOKEN = "ks_admin"
SMALL = PlanDefinition(
    key="small",
    version=1,
    name=Label(de="Klein", en="Small"),
    description=Label(de="Für den Anfang.", en="To begin with."),
    price=Money(minor_units=1900, currency="EUR"),
    period_months=1,
    limits=Limits(
        storage_bytes=5 * 1024**3,
        document_scans=500,
        users=5,
        cash_registers=1,
        web_shops=1,
        shipping_providers=2,
    ),
    is_current=True,
)
LARGE = PlanDefinition(
    key="large",
    version=1,
    name=Label(de="Groß", en="Large"),
    description=Label(de="Für alle, die viel vorhaben.", en="For those with many plans."),
    price=Money(minor_units=9900, currency="EUR"),
    period_months=1,
    limits=Limits(),
    is_current=True,
)


def a_subscription(**changes: Any) -> Subscription:
    """Return the small plan in its second month, with much used."""
    used = (4 * 1024**3 + 200 * 1024**2, 120, 4, 1, 0, 1)
    values: dict[str, Any] = {
        "plan": SMALL,
        "state": "active",
        "started_on": date(2026, 1, 31),
        "period_from": date(2026, 2, 28),
        "period_through": date(2026, 3, 30),
        "renews_on": date(2026, 3, 31),
        "ends_on": None,
        "uses": tuple(
            LimitUse(
                limit=limit,
                used=count,
                allowed=getattr(SMALL.limits, limit),
                warned_percent=80 if limit == "storage_bytes" else None,
            )
            for limit, count in zip(LIMITS, used, strict=True)
        ),
    }
    return Subscription(**(values | changes))


def script_plan(services: ScriptedServices) -> None:
    """Have everybody answer who has to do with a plan."""
    services.tokens[ADMIN_TOKEN] = an_authenticated(a_principal(role="admin"))
    services.says("catalog.list_plans", Plans(items=(SMALL, LARGE)))
    services.says("catalog.get_subscription", a_subscription())
    info = BillingInfo(
        name="Musterfabrik GmbH (Demo)",
        street="Musterweg 1",
        postal_code="12345",
        city="Musterstadt",
        email="buchhaltung@example.com",
    )
    at = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    services.says(
        "catalog.get_billing_info",
        BillingInfoHistory(
            items=(
                BillingInfoVersion(version=2, info=info, changed_at=at, changed_by=PERSON_ID),
                BillingInfoVersion(
                    version=1, info=info, changed_at=at, changed_by=UUID(int=1, version=4)
                ),
            )
        ),
    )
    services.says("identity.list_members", Members(items=()))
    services.says("notifications.get_mail_sending", MailSending(transport="own", account=None))
