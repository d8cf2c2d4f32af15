"""One isolated product on shared servers: a vhost, a database per service, six buckets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kontor_local import broker
from kontor_local.broker import Publisher
from kontor_local.buckets import create_buckets, delete_bucket
from kontor_local.databases import (
    DatabaseUrls,
    database_urls,
    drop_database,
    ensure_databases,
)

if TYPE_CHECKING:
    from kontor_local.servers import Servers

SERVICES = ("identity", "billing_docs", "tickets", "catalog", "notifications")
GATEWAY = "gateway"
OPERATOR = "operator"
DEMO_PUBLISHER = Publisher(user="erp-demo")

NAME = re.compile(r"^[a-z][a-z0-9]{1,30}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """Where one product's parts are."""

    name: str
    servers: Servers
    databases: Mapping[str, DatabaseUrls]
    """By service, in the spelling of its package: `billing_docs`."""
    archive_bucket: str
    uploads_bucket: str
    attachments_bucket: str
    views_bucket: str
    vendor_files_bucket: str
    audit_bucket: str

    @property
    def vhost(self) -> str:
        """The broker vhost."""
        return self.name

    def amqp_url(self, user: str) -> str:
        """Return the vhost's address for a service, `gateway`, `operator` or a publisher."""
        return broker.amqp_url(self.servers, self.vhost, user)


def create_namespace(
    servers: Servers,
    name: str,
    *,
    services: Iterable[str] = SERVICES,
    publishers: Sequence[Publisher] = (DEMO_PUBLISHER,),
    templates: Mapping[str, str] | None = None,
    has_buckets: bool = True,
) -> Namespace:
    """Create the parts of a product that do not exist yet; safe to repeat.

    `name` is 2 to 31 small letters and digits. A test that needs one service's database alone
    names that service and saves the time of the others. A service's database is a copy of its
    database in `templates`, or empty. Buckets, too, are left out where nobody stores anything.
    """
    if not NAME.match(name):
        message = f"{name!r} is no namespace: 2 to 31 small letters and digits, a letter first."
        raise ValueError(message)
    namespace = namespace_of(servers, name, services=services)
    with ThreadPoolExecutor(3) as pool:
        parts = [
            pool.submit(
                broker.create_vhost, servers, name, (*SERVICES, GATEWAY, OPERATOR), publishers
            ),
            pool.submit(ensure_databases, servers, _databases_of(namespace), templates=templates),
        ]
        if has_buckets:
            parts.append(pool.submit(_create_buckets, namespace))
    for part in parts:
        part.result()
    return namespace


def _create_buckets(namespace: Namespace) -> None:
    create_buckets(
        namespace.servers,
        locked=(namespace.archive_bucket, namespace.audit_bucket),
        plain=(
            namespace.uploads_bucket,
            namespace.views_bucket,
            namespace.attachments_bucket,
            namespace.vendor_files_bucket,
        ),
    )


def namespace_of(servers: Servers, name: str, *, services: Iterable[str] = SERVICES) -> Namespace:
    """Return where the parts of a product are, whether they exist or not."""
    return Namespace(
        name=name,
        servers=servers,
        databases={
            service: database_urls(servers, f"{name}_{service}", service) for service in services
        },
        archive_bucket=f"{name}-archive",
        uploads_bucket=f"{name}-uploads",
        attachments_bucket=f"{name}-attachments",
        views_bucket=f"{name}-views",
        vendor_files_bucket=f"{name}-vendor-files",
        audit_bucket=f"{name}-audit",
    )


def drop_namespace(namespace: Namespace, *, has_buckets: bool = True) -> None:
    """Delete everything the namespace holds; what is missing is fine."""
    servers = namespace.servers
    buckets = (
        namespace.archive_bucket,
        namespace.uploads_bucket,
        namespace.attachments_bucket,
        namespace.views_bucket,
        namespace.vendor_files_bucket,
        namespace.audit_bucket,
    )
    with ThreadPoolExecutor(3) as pool:
        parts = [
            pool.submit(broker.delete_vhost, servers, namespace.vhost),
            *(pool.submit(delete_bucket, servers, each) for each in buckets if has_buckets),
            pool.submit(drop_database, servers, *_databases_of(namespace)),
        ]
    for part in parts:
        part.result()


def _databases_of(namespace: Namespace) -> dict[str, str]:
    return {f"{namespace.name}_{service}": service for service in namespace.databases}
