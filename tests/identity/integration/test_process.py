"""Identity as the operator runs it: a process on the broker, and its command."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from chassis.testing import RunningService, TestKeys
from kontor_local.keys import sealing_keys
from kontor_local.namespace import Namespace
from tests.identity.integration.bus import Bus
from tests.service_plugin import RunService
from tests.waiting import until

PASSWORD = "drei blaue Esel tanzen Walzer"
PORTAL = "https://portal.example.com"
ADDRESS = "chefin@vendor.example"


@pytest.fixture(scope="module")
def process(module_run_service: RunService, keys: TestKeys) -> RunningService:
    """Return a running identity."""
    return module_run_service(
        "identity",
        KONTOR_PRINCIPAL_SIGNING_KEY=str(keys.private),
        KONTOR_SEALING_KEYS=str(sealing_keys(keys.private.parent)),
        KONTOR_PORTAL_URL=PORTAL,
    )


@pytest.fixture(scope="module")
def bus(process: RunningService, module_namespace: Namespace) -> Iterator[Bus]:
    """Return a hand on the broker of a running identity."""
    del process
    bus = Bus(module_namespace)
    yield bus
    bus.close()


@pytest.fixture(scope="module")
def link(process: RunningService) -> str:
    """Return the link that the first bootstrap prints."""
    return run_bootstrap(process).stdout.strip()


@pytest.fixture(scope="module")
def token(bus: Bus, link: str) -> str:
    """Return the session token of the vendor's first administrator."""
    invitation = link.rpartition("/")[2]
    request = {"token": invitation, "person_name": "Vera Vendor", "password": PASSWORD}
    return str(bus.call("accept_invitation", request=request)["token"])


def run_bootstrap(process: RunningService) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "identity", "bootstrap"]
    return subprocess.run(  # noqa: S603 - our own program
        [*command, "--email", ADDRESS, "--name", "Vendor (Demo)"],
        env=process.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_first_administrator_comes_in_by_the_printed_link(
    process: RunningService, bus: Bus, link: str, token: str
) -> None:
    again = run_bootstrap(process)

    who = bus.call("authenticate", token=token)
    members = bus.call("list_members", principal=who["principal"])
    assert link.startswith(f"{PORTAL}/invitations/ki_")
    assert who["organisation"]["kind"] == "vendor"
    assert [member["person_name"] for member in members["items"]] == ["Vera Vendor"]
    assert (again.returncode, again.stdout) == (0, "")
    assert "administrator already" in again.stderr


def test_a_customer_from_the_erp_is_announced_and_invited(bus: Bus) -> None:
    changed = bus.listen("identity.events", "organisation_changed")
    notices = bus.listen("identity.events", "notice_requested")

    bus.publish_customer(
        customer_number="10001",
        name="Musterfabrik GmbH (Demo)",
        version=1,
        contact_email="erika@muster.example",
    )

    # The vendor's own announcement may still wait for a listener, and comes to this one.
    until(lambda: bus.next_message(changed)[1]["customer_number"] == "10001")
    _, notice = bus.next_message(notices)
    link = notice["secrets"]["link"]
    assert notice["recipient"] == "erika@muster.example"
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


def test_a_secret_never_reaches_the_log(
    process: RunningService, bus: Bus, link: str, token: str
) -> None:
    bus.call("open_session", request={"email": ADDRESS, "password": PASSWORD})
    with pytest.raises(AssertionError, match="SignInRefused"):
        bus.call("open_session", request={"email": ADDRESS, "password": "falsch!"})
    bus.call("authenticate", token=token)

    log = process.log()

    for secret in (PASSWORD, token, link.rpartition("/")[2], ADDRESS, "falsch!"):
        assert secret not in log
