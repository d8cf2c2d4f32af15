"""A vhost with a publisher's user, a queue that stands for the product, a proxy between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import amqp
import pytest

from kontor_publisher import Publisher
from tests.publisher.inbox import Inbox
from tests.publisher.portal_stub import PortalStub
from tests.publisher.tcp_proxy import TcpProxy

if TYPE_CHECKING:
    from kontor_local.namespace import Namespace
    from tests.conftest import NewNamespace

SOURCE = "/erp/demo"

MakePublisher = Callable[..., Publisher]


@pytest.fixture(scope="module")
def place(new_namespace: NewNamespace) -> Iterator[Namespace]:
    with new_namespace(services=()) as namespace:
        yield namespace


@pytest.fixture
def amqp_url(place: Namespace) -> str:
    return place.amqp_url("erp-demo")


@pytest.fixture
def inbox(place: Namespace) -> Iterator[Inbox]:
    address = urlsplit(place.amqp_url("operator"))
    with amqp.Connection(
        host=f"{address.hostname}:{address.port}",
        userid=address.username or "",
        password=address.password or "",
        virtual_host=place.vhost,
    ) as connection:
        inbox = Inbox(connection)
        yield inbox
        inbox.forget()


@pytest.fixture
def proxy(amqp_url: str) -> Iterator[TcpProxy]:
    address = urlsplit(amqp_url)
    with TcpProxy(address.hostname or "", address.port or 5672) as proxy:
        yield proxy


@pytest.fixture
def proxied_url(amqp_url: str, proxy: TcpProxy) -> str:
    address = urlsplit(amqp_url)
    login = address.netloc.rpartition("@")[0]
    return urlunsplit(address._replace(netloc=f"{login}@127.0.0.1:{proxy.port}"))


@pytest.fixture
def publisher_of() -> Iterator[MakePublisher]:
    with ExitStack() as stack:

        def make(amqp_url: str, **settings: Any) -> Publisher:
            return stack.enter_context(Publisher(amqp_url, SOURCE, **settings))

        yield make


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def portal() -> Iterator[PortalStub]:
    with PortalStub() as portal:
        yield portal
