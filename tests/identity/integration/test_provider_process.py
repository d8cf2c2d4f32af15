"""Signing in by a provider in the process that runs: green threads, real sockets, its log."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from chassis.testing import RunningService, TestKeys
from kontor_local.keys import sealing_keys
from kontor_local.namespace import Namespace
from tests.identity.integration.bus import Bus
from tests.identity.integration.test_process import PASSWORD, PORTAL, run_bootstrap
from tests.openid_provider import OpenIdProvider
from tests.service_plugin import RunService
from tests.waiting import until

AT_ONCE = 4
"""How many sign-ins may be at providers at the same time."""
ADMIN = "erika@muster.example"


@pytest.fixture(scope="module")
def process(module_run_service: RunService, keys: TestKeys) -> RunningService:
    return module_run_service(
        "identity",
        KONTOR_PRINCIPAL_SIGNING_KEY=str(keys.private),
        KONTOR_SEALING_KEYS=str(sealing_keys(keys.private.parent)),
        KONTOR_PORTAL_URL=PORTAL,
    )


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider(lambda: datetime.now(UTC))
    provider.redirect_uri = f"{PORTAL}/sign-in/oidc/callback"
    provider.sign_in("subject-1", ADMIN)
    yield provider
    provider.close()


@pytest.fixture(scope="module")
def bus(
    process: RunningService, module_namespace: Namespace, provider: OpenIdProvider
) -> Iterator[Bus]:
    """Return a hand on the broker of an identity whose customer has a provider."""
    bus = Bus(module_namespace)
    link = run_bootstrap(process).stdout.strip()
    staff = accept(bus, link)
    notices = bus.listen("identity.events", "notice_requested")
    registered = {
        "kind": "customer",
        "name": "Musterfabrik GmbH (Demo)",
        "customer_number": "10001",
        "contact_email": ADMIN,
    }
    organisation = bus.call("register_organisation", principal=staff, request=registered)
    _, notice = bus.next_message(notices)
    admin = accept(bus, notice["secrets"]["link"])
    setting = {
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "client_secret": provider.client_secret,
        "domains": ["muster.example"],
    }
    bus.call("set_identity_provider", principal=admin, request=setting)
    confirmation = {
        "organisation_id": organisation["id"],
        "domain": "muster.example",
        "reason": "geprüft",
    }
    bus.call("confirm_provider_domain", principal=staff, request=confirmation)
    yield bus
    bus.close()


def accept(bus: Bus, link: str) -> str:
    request = {
        "token": link.rpartition("/")[2],
        "person_name": "Erika Muster",
        "password": PASSWORD,
    }
    token = bus.call("accept_invitation", request=request)["token"]
    return str(bus.call("authenticate", token=token)["principal"])


def visit(bus: Bus) -> dict[str, Any]:
    """Return what the gateway gives identity after the browser was at the provider."""
    begun = bus.call("begin_oidc_sign_in", request={"email": ADMIN})
    sent_back = requests.get(begun["authorization_url"], allow_redirects=False, timeout=60)
    answer = dict(parse_qsl(urlsplit(sent_back.headers["Location"]).query))
    return {
        "state": answer["state"],
        "code": answer["code"],
        "named_issuer": answer["iss"],
        "browser_secret": begun["browser_secret"],
    }


def test_a_person_is_let_in_and_nothing_secret_is_logged(
    process: RunningService, bus: Bus, provider: OpenIdProvider
) -> None:
    request = visit(bus)
    session = bus.call("complete_oidc_sign_in", request=request)
    refused = visit(bus)
    provider.behaviour.claims = {"nonce": "another"}
    with pytest.raises(AssertionError, match="ProviderSignInRefused"):
        bus.call("complete_oidc_sign_in", request=refused)
    provider.behaviour.claims = {}

    log = process.log()

    assert session["organisation"]["customer_number"] == "10001"
    assert '"what": "nonce"' in log
    secrets = [provider.client_secret, session["token"], ADMIN]
    for each in (request, refused):
        secrets += [each["state"], each["code"], each["browser_secret"]]
    assert [secret for secret in secrets if secret in log] == []


def test_a_provider_that_says_nothing_holds_nobody_else_up(
    bus: Bus, provider: OpenIdProvider, module_namespace: Namespace
) -> None:
    requests_made = [visit(bus) for _ in range(6)]
    held: list[Any] = []

    def hold(handler: Any) -> None:
        held.append(handler)
        handler.server.provider.released.wait(30)

    provider.behaviour.token_answer = hold
    outcomes: list[str] = []

    def complete(request: dict[str, Any]) -> None:
        own = Bus(module_namespace)
        try:
            own.call("complete_oidc_sign_in", request=request)
        except AssertionError as error:
            outcomes.append(str(error))
        finally:
            own.close()

    threads = [threading.Thread(target=complete, args=(each,)) for each in requests_made]
    # As many as may be at a provider at once; each of them is given up after four seconds.
    for thread in threads[:AT_ONCE]:
        thread.start()
    until(lambda: held)
    bus.call("begin_sign_in", request={"email": ADMIN})
    given_up = len(outcomes)
    for thread in threads[AT_ONCE:]:
        thread.start()
    for thread in threads:
        thread.join()
    provider.behaviour.token_answer = None

    assert given_up == 0
    assert outcomes == ["IdentityProviderUnavailable"] * 6
