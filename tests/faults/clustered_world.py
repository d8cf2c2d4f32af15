"""The whole product on a broker of three nodes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kontor_local.namespace import SERVICES, create_namespace, drop_namespace
from kontor_local.servers import Servers
from tests.faults.broker_cluster import BrokerCluster
from tests.faults.stage import AS_IN_PRODUCTION
from tests.flows.world import World
from tests.product_plugin import MakeWorld, MigratedProduct


@contextmanager
def clustered_world(
    cluster: BrokerCluster,
    servers: Servers,
    migrated_template: Callable[[str], str],
    make_world: MakeWorld,
) -> Iterator[World]:
    """Run a product whose broker is the cluster, and whose calls outlive any node of it."""
    namespace = create_namespace(
        cluster.on(servers),
        f"t{secrets.token_hex(6)}",
        templates={service: migrated_template(service) for service in SERVICES},
    )
    with make_world(
        namespace=namespace,
        make_product=MigratedProduct,
        extra_env={**AS_IN_PRODUCTION, "KONTOR_CALL_QUEUES": "quorum"},
    ) as world:
        yield world
    drop_namespace(namespace)
