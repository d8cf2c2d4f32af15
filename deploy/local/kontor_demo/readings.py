"""What the demo's devices have counted: half a year of readings."""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from kontor_demo import company

if TYPE_CHECKING:
    from kontor_demo.portal import Portal

_SEEN_SECONDS = 60.0
_POLL_SECONDS = 0.2
_MONTHS = 6
_DEVICES = 2
# How many pages of each counter a month has, and how many there were before.
_USUAL = {"black": (48_200, 2_150), "colour": (9_300, 640), "scan": (21_000, 1_180)}


def report_readings(portal: Portal, today: date) -> None:
    """Have the customer's administrator report what was read each month; safe to repeat."""
    admin = portal.settle_in(company.CUSTOMER_ADMIN)
    readings: list[dict[str, Any]] = []
    for device in _listed(portal, admin, _DEVICES):
        for counter in device["counters"]:
            start, monthly = _USUAL[counter["kind"]]
            readings += [
                {
                    "device_id": device["id"],
                    "counter": counter["kind"],
                    "value": start + month * monthly + month * month * 7,
                    "read_on": (today - timedelta(days=30 * (_MONTHS - month) + 20)).isoformat(),
                }
                for month in range(_MONTHS + 1)
            ]
    portal.http.post(
        "/v1/meter-readings",
        headers=portal.as_(admin) | {"Idempotency-Key": f"demo-{today.isoformat()}"},
        json={"readings": readings},
    ).raise_for_status()


def _listed(portal: Portal, admin: str, expected: int) -> list[dict[str, Any]]:
    """Return the devices, as soon as all of the ERP's are there."""
    deadline = time.monotonic() + _SEEN_SECONDS
    listed: list[dict[str, Any]] = []
    while len(listed) < expected:
        if time.monotonic() > deadline:
            message = f"only {len(listed)} of {expected} devices are listed after a minute"
            raise TimeoutError(message)
        answer = portal.http.get("/v1/devices", headers=portal.as_(admin))
        listed = answer.raise_for_status().json()["items"]
        time.sleep(_POLL_SECONDS)
    return listed
