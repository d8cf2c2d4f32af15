"""`amqps://`: a service works over TLS, and gives its password to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.broker.confirmed_batch import Outgoing
from chassis.broker.publishing import ConfirmedPublisher
from chassis.errors import DependencyDown
from chassis.ids import new_id
from tests.broker_tls import amqps, certificate_for_loopback, in_tls
from tests.chassis.stage import Stage
from tests.publisher.tcp_proxy import TcpProxy


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_for_loopback(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def proxy(stage: Stage, certificate: Path) -> Iterator[TcpProxy]:
    with in_tls(stage.namespace.amqp_url("operator"), certificate) as proxy:
        yield proxy


def publish_to(address: str) -> None:
    publisher = ConfirmedPublisher(address)
    probe = Outgoing(
        message_id=str(new_id()),
        exchange="amq.topic",
        routing_key="nobody",
        body=b"{}",
        content_type="application/json",
    )
    try:
        publisher.publish([probe])
    finally:
        publisher.close()


def test_a_service_takes_in_answers_and_relays_over_tls(
    stage: Stage, proxy: TcpProxy, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its queues are declared from here.
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    address = amqps(stage.namespace.amqp_url("operator"), proxy.port)
    sample = stage.run(KONTOR_AMQP_URL=address, SSL_CERT_FILE=str(certificate))
    bus, erp = stage.bus(), stage.bus("erp-demo")
    kept = bus.listen("kontor.out", "note.kept.v1")

    erp.tell("whom it concerns")

    assert bus.call("sample", "tell_pid")["result"] == sample.pid
    assert b"whom it concerns" in bus.next_message(kept).body
    assert proxy.connections >= 1


@pytest.mark.parametrize(
    ("host", "is_known"), [("127.0.0.1", False), ("localhost", True)], ids=["unknown", "elsewhere"]
)
def test_a_certificate_that_is_unknown_or_of_another_host_is_not_trusted(
    *,
    host: str,
    is_known: bool,
    stage: Stage,
    proxy: TcpProxy,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = amqps(stage.namespace.amqp_url("operator"), proxy.port, host)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with pytest.raises(DependencyDown) as trouble:
        publish_to(address)

    assert trouble.value.cause == "SSLCertVerificationError"


def test_the_same_certificate_is_trusted_for_the_host_that_it_names(
    stage: Stage, proxy: TcpProxy, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    publish_to(amqps(stage.namespace.amqp_url("operator"), proxy.port))

    assert proxy.connections == 1
