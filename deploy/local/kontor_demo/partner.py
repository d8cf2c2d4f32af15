"""The demo's partner: certified, with the two customers, and with somebody who looks after one."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from kontor_demo import company

if TYPE_CHECKING:
    from kontor_demo.portal import Portal

_SEEN_SECONDS = 60.0
_POLL_SECONDS = 0.2


def register_partner(portal: Portal, staff: str) -> None:
    """Register and certify the partner, once the ERP's customers are its own; safe to repeat."""
    answer = portal.http.post(
        "/v1/organisations",
        headers=portal.as_(staff),
        json={
            "kind": "partner",
            "name": company.PARTNER_NAME,
            "customer_number": company.PARTNER_NUMBER,
            "contact_email": company.PARTNER_ADMIN.email,
        },
    )
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()
    partner_id = _served(portal, staff)[0]["partner"]["id"]
    portal.http.put(
        f"/v1/organisations/{partner_id}/certification",
        headers=portal.as_(staff),
        json={"is_certified": True, "reason": "Demo"},
    ).raise_for_status()


def name_contact(portal: Portal) -> None:
    """Let the partner's administrator invite a colleague and make her a contact; repeatable."""
    admin = portal.settle_in(company.PARTNER_ADMIN)
    answer = portal.http.post(
        "/v1/invitations",
        headers=portal.as_(admin),
        json={
            "email": company.PARTNER_CONTACT.email,
            "areas": ["post", "business"],
            "team": "kollaboration",
            "data_scope": "own",
        },
    )
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()
    contact = portal.settle_in(company.PARTNER_CONTACT)
    me = portal.http.get("/v1/me", headers=portal.as_(contact)).raise_for_status().json()
    customer = _served(portal, admin)[0]
    portal.http.put(
        f"/v1/customers/{customer['id']}/partner-contact",
        headers=portal.as_(admin),
        json={"person_id": me["subject"]},
    ).raise_for_status()


def _served(portal: Portal, caller: str) -> list[dict[str, Any]]:
    """Return the partner's customers by name, as soon as all of the ERP's are there."""
    deadline = time.monotonic() + _SEEN_SECONDS
    served: list[dict[str, Any]] = []
    while len(served) < len(company.CUSTOMERS):
        if time.monotonic() > deadline:
            message = f"only {len(served)} customers are at the partner after a minute"
            raise TimeoutError(message)
        answer = portal.http.get("/v1/customers", headers=portal.as_(caller))
        served = answer.raise_for_status().json()["items"]
        time.sleep(_POLL_SECONDS)
    return served
