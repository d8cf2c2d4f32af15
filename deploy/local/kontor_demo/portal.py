"""The product as people and an ERP use it: mails, links, the API, the broker; nothing behind it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from contracts.inbound import CUSTOMER_UPSERTED, CustomerUpserted
from kontor_local.namespace import DEMO_PUBLISHER
from kontor_publisher import Publisher

if TYPE_CHECKING:
    from kontor_local.product import Product

SOURCE = "/erp/demo"
_WAIT_SECONDS = 60.0
# On a machine that is busy with other things a Python of its own takes its time to begin and end.
_LONGEST_START_SECONDS = 300.0
_POLL_SECONDS = 0.2
_NOT_NOW = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who signs in."""

    email: str
    name: str
    password: str


class Portal:
    """One running product, seen from outside."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self.http = httpx.Client(base_url=product.gateway_url, timeout=30)
        # Asked again and again until a mail comes; a client of its own each time would cost more
        # than the question.
        self._sink = httpx.Client(timeout=60)

    def close(self) -> None:
        """Let go of the connections."""
        self.http.close()
        self._sink.close()

    def bootstrap(self, administrator: Account, organisation_name: str) -> None:
        """Make the vendor and its first administrator, as an operator does; safe to repeat."""
        done = subprocess.run(  # noqa: S603 - our own program
            [
                *(sys.executable, "-m", "identity", "bootstrap"),
                *("--email", administrator.email, "--name", organisation_name),
            ],
            env=self._product.environment_of("identity"),
            capture_output=True,
            text=True,
            check=True,
            timeout=_LONGEST_START_SECONDS,
        )
        token = self._linked("invitations", done.stdout)
        if token is not None:
            self.accept(token, administrator)

    def erp(self) -> Publisher:
        """Return the publisher that the demo ERP uses; it has patience with a busy machine."""
        url = self._product.namespace.amqp_url(DEMO_PUBLISHER.user)
        return Publisher(url, SOURCE, deadline_seconds=_WAIT_SECONDS)

    def announce_customer(self, erp: Publisher, customer: CustomerUpserted) -> None:
        """Publish a customer's master data, as the ERP does."""
        event_id = f"customer-{customer.customer_number}-{customer.version}"
        erp.publish_event(CUSTOMER_UPSERTED, customer, event_id=event_id)

    def sign_in(self, account: Account) -> str | None:
        """Return a session token, None if address and password do not fit."""
        answer = self._post(
            "/v1/sessions", json={"email": account.email, "password": account.password}
        )
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            return None
        token: str = answer.raise_for_status().json()["token"]
        return token

    def as_(self, token: str) -> dict[str, str]:
        """Return the headers of a request by the holder of a session or an API key."""
        return {"Authorization": f"Bearer {token}"}

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        """Return the mails that the sink has caught for an address, newest first."""
        page = self._product.namespace.servers.mail_page_url
        answer = self._sink.get(f"{page.rstrip('/')}/mails.json", params={"to": address})
        found: list[dict[str, Any]] = answer.raise_for_status().json()
        return found

    def invitation_token(self, address: str) -> str:
        """Return the token of the newest invitation mail to an address; waits for the mail."""
        return self.mailed_token("invitations", address)

    def mailed_token(self, place: str, address: str) -> str:
        """Return the token of the newest mailed link to a place; waits for the mail."""
        deadline = time.monotonic() + _WAIT_SECONDS
        while time.monotonic() < deadline:
            for mail in self.mails_to(address):
                token = self._linked(place, mail["text"])
                if token is not None:
                    return token
            time.sleep(_POLL_SECONDS)
        message = f"no link to {place} came to {address} within {_WAIT_SECONDS:.0f} s"
        raise TimeoutError(message)

    def _linked(self, place: str, words: str) -> str | None:
        """Return the token of this portal's link to a place, None if there is none.

        Products on one machine share the mail sink: what another one sent opens nothing here.
        """
        link = re.search(
            rf"{re.escape(self._product.gateway_url)}/{place}/(?P<token>[A-Za-z0-9_-]+)", words
        )
        return None if link is None else link["token"]

    def accept(self, token: str, account: Account) -> str:
        """Accept an invitation and return the session token."""
        answer = self._post(
            f"/v1/invitations/by-token/{token}/accept",
            json={"person_name": account.name, "password": account.password},
        )
        if answer.status_code == HTTPStatus.GONE:
            # Asked again after an answer that never came: the first time it was accepted.
            already = self.sign_in(account)
            if already is not None:
                return already
        session: str = answer.raise_for_status().json()["token"]
        return session

    def _post(self, path: str, *, json: dict[str, str]) -> httpx.Response:
        """Post, and again while the portal says that something is away, or late, for a moment.

        Whatever is posted here may come twice: a late answer leaves open whether it was done.
        """
        deadline = time.monotonic() + _WAIT_SECONDS
        while True:
            answer = self.http.post(path, json=json)
            if answer.status_code not in _NOT_NOW or time.monotonic() > deadline:
                return answer
            time.sleep(_POLL_SECONDS)

    def settle_in(self, account: Account) -> str:
        """Return a session of an invited person, accepting the invitation if that is still due."""
        session = self.sign_in(account)
        if session is not None:
            return session
        return self.accept(self.invitation_token(account.email), account)
