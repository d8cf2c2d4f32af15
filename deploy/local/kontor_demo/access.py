"""Ways in for others: support may look in, an FTP access is kept, a sign-in service waits."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kontor_demo.portal import Portal

CONTRACT = "V-1001"
_SEEN_SECONDS = 60.0
_POLL_SECONDS = 0.2
_FTP = {
    "protocol": "sftp",
    "host": "sftp.musterfabrik.example",
    "user_name": "musterkunde-demo",
    "directory": "/musterkunde",
    "password": "Neun-Kisten-auf-dem-Steg-4",
}
# Nobody signs in there: its domain is not confirmed, so nothing is ever asked of it.
_PROVIDER = {
    "issuer": "https://anmeldung.musterkunde.example",
    "client_id": "kontor-demo",
    "client_secret": "Demo-Geheimnis-ohne-Wirkung",
    "domains": ["musterkunde.example"],
}


def open_ways(portal: Portal, *, staff: str, admin: str) -> None:
    """Agree to support, keep an FTP access and name a service; what people have set stays."""
    asking, keeping = portal.as_(admin), portal.as_(staff)
    consent = portal.http.get("/v1/support-consent", headers=asking).raise_for_status().json()
    if consent["changed_at"] is None:
        said = {"is_given": True}
        portal.http.put("/v1/support-consent", headers=asking, json=said).raise_for_status()
    contract_id = _contract(portal, asking)
    accesses = portal.http.get("/v1/ftp-access", headers=asking).raise_for_status().json()
    if not accesses["items"]:
        address = f"/v1/contracts/{contract_id}/ftp-access"
        portal.http.put(address, headers=keeping, json=_FTP).raise_for_status()
    provider = portal.http.get("/v1/identity-provider", headers=asking)
    if provider.status_code == HTTPStatus.NOT_FOUND:
        address = "/v1/identity-provider"
        portal.http.put(address, headers=asking, json=_PROVIDER).raise_for_status()


def _contract(portal: Portal, headers: dict[str, str]) -> str:
    """Return the id of the contract, once the ERP's event has arrived."""
    deadline = time.monotonic() + _SEEN_SECONDS
    while time.monotonic() < deadline:
        answer = portal.http.get("/v1/contracts", headers=headers, params={"search": CONTRACT})
        found: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
        if found:
            return str(found[0]["id"])
        time.sleep(_POLL_SECONDS)
    message = f"contract {CONTRACT} did not come within {_SEEN_SECONDS:.0f} s"
    raise TimeoutError(message)
