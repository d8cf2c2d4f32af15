"""Identity as the operator runs it: a process on the broker, and its command."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from chassis.testing import RunningService, TestKeys
from kontor_local.namespace import Namespace
from tests.identity.integration.bus import Bus
from tests.service_plugin import RunService

PASSWORD = "drei blaue Esel tanzen Walzer"
PORTAL = "https://portal.example.com"


@pytest.fixture
def process(run_service: RunService, keys: TestKeys) -> RunningService:
    """Return a running identity."""
    return run_service(
        "identity", KONTOR_PRINCIPAL_SIGNING_KEY=str(keys.private), KONTOR_PORTAL_URL=PORTAL
    )


@pytest.fixture
def bus(process: RunningService, namespace: Namespace) -> Iterator[Bus]:
    """Return a hand on the broker of a running identity."""
    del process
    bus = Bus(namespace)
    yield bus
    bus.close()


def run_bootstrap(process: RunningService) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "identity", "bootstrap"]
    return subprocess.run(  # noqa: S603 - our own program
        [*command, "--email", "chefin@vendor.example", "--name", "Vendor (Demo)"],
        env=process.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def sign_up(bus: Bus, link: str) -> str:
    """Accept the invitation behind the link and return the new session's token."""
    token = link.strip().rpartition("/")[2]
    request = {"token": token, "person_name": "Vera Vendor", "password": PASSWORD}
    session = bus.call("accept_invitation", request=request)
    return str(session["token"])


def test_the_first_administrator_comes_in_by_the_printed_link(
    process: RunningService, bus: Bus
) -> None:
    printed = run_bootstrap(process)
    token = sign_up(bus, printed.stdout)
    again = run_bootstrap(process)

    who = bus.call("authenticate", token=token)
    members = bus.call("list_members", principal=who["principal"])

    assert printed.stdout.startswith(f"{PORTAL}/invitations/ki_")
    assert (again.returncode, again.stdout) == (0, "")
    assert "administrator already" in again.stderr
    assert who["organisation"]["kind"] == "vendor"
    assert [member["person_name"] for member in members["items"]] == ["Vera Vendor"]


def test_a_customer_from_the_erp_is_announced_and_invited(bus: Bus) -> None:
    heard = bus.listen("identity.events", "#")

    bus.publish_customer(
        customer_number="10001",
        name="Musterfabrik GmbH (Demo)",
        version=1,
        contact_email="erika@muster.example",
    )

    events = dict(bus.next_message(heard) for _ in range(2))
    assert events["organisation_changed"]["customer_number"] == "10001"
    assert events["notice_requested"]["recipient"] == "erika@muster.example"
    link = events["notice_requested"]["secrets"]["link"]
    preview = bus.call("preview_invitation", token=link.rpartition("/")[2])
    assert preview["organisation_name"] == "Musterfabrik GmbH (Demo)"


def test_a_customer_that_cannot_be_stored_is_parked_and_the_erp_is_told(bus: Bus) -> None:
    heard = bus.listen("kontor.out", "message.rejected.v1")

    bus.publish_customer(
        customer_number="10001", name="Musterfabrik GmbH (Demo)", version=1, contact_email="nix"
    )

    _, rejected = bus.next_message(heard)
    assert rejected["data"]["code"] == "invalid_address"
    assert rejected["data"]["event_source"] == "/erp/demo"


def test_nobody_gets_in_without_a_principal(bus: Bus) -> None:
    for method in ("close_session", "list_members", "list_invitations", "list_audit"):
        with pytest.raises(AssertionError, match="NotSignedIn"):
            bus.call(method)


def test_a_secret_never_reaches_the_log(process: RunningService, bus: Bus) -> None:
    link = run_bootstrap(process).stdout.strip()
    token = sign_up(bus, link)
    bus.call("open_session", request={"email": "chefin@vendor.example", "password": PASSWORD})
    with pytest.raises(AssertionError, match="SignInRefused"):
        bus.call("open_session", request={"email": "chefin@vendor.example", "password": "falsch!"})
    bus.call("authenticate", token=token)

    log = process.log()

    for secret in (PASSWORD, token, link.rpartition("/")[2], "chefin@vendor.example", "falsch!"):
        assert secret not in log
