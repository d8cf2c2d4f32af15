"""What happens in a company's account reaches the phone that stands in its master data."""

from __future__ import annotations

import secrets
from datetime import timedelta

import httpx
import pytest

from chassis.clock import SystemClock
from contracts.account_activity import AccountActivity
from contracts.inbound import ACCOUNT_ACTIVITY, CustomerUpserted
from tests.flows.world import Customer, World
from tests.waiting import until


def texts_to(world: World, number: str) -> list[str]:
    """Return what the sink has caught for a phone."""
    page = world.product.namespace.servers.mail_page_url.rstrip("/")
    answer = httpx.get(f"{page}/texts.json", params={"to": number}, timeout=60)
    return [text["text"] for text in answer.raise_for_status().json()]


def put_on_file(world: World, customer: Customer, phone: str) -> None:
    world.portal.announce_customer(
        world.erp,
        CustomerUpserted(
            customer_number=customer.number,
            name=f"Kunde {customer.number} (Demo)",
            version=2,
            contact_email=customer.admin.email,
            e_billing_address=customer.accountant.email,
            contact_phone=phone,
        ),
    )


def choose_phone(world: World, admin: str) -> bool:
    """Choose the phone for TAN prompts; False while its number has not come that far."""
    body = {"events": [{"event": "tan_due", "mail": False, "phone": True}]}
    headers = world.portal.as_(admin)
    answer = world.portal.http.put("/v1/company-notices", json=body, headers=headers)
    return answer.status_code == httpx.codes.OK


@pytest.mark.req("MB-04", "MB-09")
def test_a_due_tan_prompt_reaches_the_phone_of_the_company_alone(
    world: World, customer: Customer
) -> None:
    phone = f"+49171{secrets.randbelow(10**7):07}"
    admin = world.portal.settle_in(customer.admin)
    put_on_file(world, customer, phone)
    until(lambda: choose_phone(world, admin), seconds=60)
    mails_before = len(world.portal.mails_to(customer.admin.email))

    world.erp.publish_event(
        ACCOUNT_ACTIVITY,
        AccountActivity(
            customer_number=customer.number,
            activity="tan_due",
            occurred_at=SystemClock().now(),
            party="Musterbank",
            expires_at=SystemClock().now() + timedelta(hours=1),
        ),
        event_id=f"tan-{customer.number}",
    )
    (text,) = until(lambda: texts_to(world, phone), seconds=60)

    assert "TAN" in text
    assert len(world.portal.mails_to(customer.admin.email)) == mails_before
