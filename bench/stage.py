"""A running product of its own, with a customer whose admin can sign in."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from contracts.inbound import CustomerUpserted
from kontor_demo.company import ADMINISTRATION, PASSWORD, VENDOR_NAME
from kontor_demo.portal import Account, Portal
from kontor_local.namespace import create_namespace, drop_namespace
from kontor_local.places import local_folder
from kontor_local.product import Product
from kontor_local.servers import RunningServers, Servers, start_servers


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """The product, and what reaches it from outside."""

    product: Product
    portal: Portal
    admin: Account
    servers: RunningServers | None
    """Those that were started for this product; None where it was put on servers of others."""

    def server_pids(self, *names: str) -> list[int]:
        """Return the process ids of `rabbitmq`, `postgres` or `s3`, where they run here."""
        if self.servers is None:
            return []
        return [pid for name in names if (pid := self.servers.pid(name)) is not None]

    def calls_of(self, service: str, entrypoint: str) -> float:
        """Return how often a way into the service was called so far, by its own count."""
        url = self.product.ready_url(service).replace("/ready", "/metrics")
        name = "kontor_entrypoint_calls_total{"
        return sum(
            float(line.rpartition(" ")[2])
            for line in httpx.get(url).raise_for_status().text.splitlines()
            if line.startswith(name) and f'entrypoint="{entrypoint}"' in line
        )


@contextmanager
def running_servers() -> Iterator[Servers]:
    """Yield servers for benchmarks; they are stopped in the end."""
    with _started_servers() as running:
        yield running.servers


@contextmanager
def _started_servers() -> Iterator[RunningServers]:
    home = local_folder() / "bench"
    running = start_servers(home)
    # The sink reads all that it has at each question: ten thousand of earlier runs take a minute.
    for mail in (home / "mail" / "new").glob("*"):
        mail.unlink()
    try:
        yield running
    finally:
        running.stop()


@contextmanager
def running_product(servers: Servers | None = None) -> Iterator[Stage]:
    """Yield a product on servers of its own, or on those; what was started is stopped again."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kontor-bench-")))
        running = None
        if servers is None:
            running = stack.enter_context(_started_servers())
            servers = running.servers
        namespace = create_namespace(servers, f"bench{home.name[-6:].lower().replace('_', 'x')}")
        # Hundreds of queues: those of many runs would slow the broker down for the next.
        stack.callback(drop_namespace, namespace)
        # Mails of earlier runs are still on the servers: nobody may find theirs for his own.
        admin = Account(
            email=f"erika@{namespace.name}.example", name="Erika Muster", password=PASSWORD
        )
        # Everybody signs in from the one address that this machine has.
        product = Product(namespace, home, extra_env={"KONTOR_SIGN_IN_LIMIT": "100000/minute"})
        stack.callback(product.stop)
        product.start()
        product.wait_ready(120)
        portal = Portal(product)
        stack.callback(portal.close)
        portal.bootstrap(ADMINISTRATION, VENDOR_NAME)
        with portal.erp() as erp:
            customer = CustomerUpserted(
                customer_number="10001",
                name="Musterfabrik GmbH (Demo)",
                version=1,
                contact_email=admin.email,
            )
            portal.announce_customer(erp, customer)
        portal.settle_in(admin)
        yield Stage(product=product, portal=portal, admin=admin, servers=running)
