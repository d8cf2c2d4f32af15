"""A vhost is made beside others who make theirs, and what is wrong with it is told at once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from kontor_local import broker
from kontor_local.broker import BrokerRefused, create_vhost
from kontor_local.servers import Servers

# As RabbitMQ 3.10.8 says it to one of several who import the same users at once.
MET_ANOTHER = {"error": "bad_request", "reason": ["user_already_exists", "identity"]}
SERVERS = Servers(
    amqp_url="amqp://admin:geheim@127.0.0.1:1",
    management_url="http://admin:geheim@127.0.0.1:1",
    postgres_url="",
    s3_url="",
    s3_access_key="",
    s3_secret_key="",
    smtp_url="",
    mail_page_url="",
)


class Broker:
    """Gives the answers it was told to give, one after the other, then 204."""

    def __init__(self, *refusals: httpx.Response) -> None:
        self.refusals = list(refusals)
        self.asked = 0

    def __call__(self, *_words: Any, **_options: Any) -> httpx.Response:
        self.asked += 1
        return self.refusals.pop(0) if self.refusals else httpx.Response(204)


def told(monkeypatch: pytest.MonkeyPatch, *refusals: httpx.Response) -> Broker:
    answering = Broker(*refusals)
    monkeypatch.setattr(httpx, "request", answering)
    monkeypatch.setattr(broker, "_PAUSES", (0, 0))
    return answering


def test_who_meets_another_making_the_same_users_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering = told(monkeypatch, *[httpx.Response(400, json=MET_ANOTHER)] * 2)

    create_vhost(SERVERS, "test", ["identity"], [])

    assert answering.asked == 3


def test_who_meets_another_again_and_again_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    answering = told(monkeypatch, *[httpx.Response(400, json=MET_ANOTHER)] * 9)

    with pytest.raises(BrokerRefused, match="user_already_exists"):
        create_vhost(SERVERS, "test", ["identity"], [])

    assert answering.asked == 3


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(400, json={"error": "bad_request", "reason": ["no_such_user", "nobody"]}),
        httpx.Response(400, json={"error": "bad_request", "reason": "not_json"}),
        httpx.Response(401, json={"error": "not_authorised", "reason": "Login failed"}),
        httpx.Response(500, text="Internal Server Error"),
        httpx.Response(503, json=[]),
    ],
    ids=lambda refusal: refusal.text[-24:],
)
def test_any_other_refusal_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, refusal: httpx.Response
) -> None:
    answering = told(monkeypatch, refusal)

    with pytest.raises(BrokerRefused, match=str(refusal.status_code)):
        create_vhost(SERVERS, "test", ["identity"], [])

    assert answering.asked == 1
