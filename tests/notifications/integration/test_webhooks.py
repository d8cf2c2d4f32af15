"""Webhooks: signed, sent once where that is possible, tried again, and given up with a notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from structlog.testing import capture_logs

from chassis.ids import new_id
from chassis.outside_addresses import is_outside, is_outside_or_this_machine
from chassis.secret_sealer import SecretSealer
from chassis.tables import OUTBOX
from chassis.testing import a_principal
from contracts.errors import InvalidInput, NotFound, NotPermitted, TooManyAttempts
from contracts.machine_accounts import MachineAccountChanged
from contracts.webhooks import (
    RetryDeliveries,
    SetWebhook,
    WebhookDelivery,
    WebhookDeliveryQuery,
    WebhookDisabled,
)
from kontor_local.servers import Servers
from notifications.adapters.connections import connecting_outside
from notifications.adapters.webhook_endpoints import WebhookEndpoints
from notifications.domain.webhooks import DISABLED_WITH_AN_EVENT_AFTER, SECRET_OVERLAP
from tests.notifications.feed import OF_OTHER_AREAS, Feed, a_machine, an_account_of
from tests.notifications.house import House, house_settings, incoming, open_house
from tests.notifications.integration.conftest import run_at_once
from tests.notifications.mail_accounts import NEW_KEY, OLD_KEY
from tests.notifications.scripted_mail_server import ScriptedMailServer
from tests.notifications.text_provider import TextProvider
from tests.notifications.webhook_receiver import Conduct, WebhookReceiver
from tests.service_plugin import ServiceDatabase


@dataclass(kw_only=True)
class Connection:
    """An organisation with a machine account whose address is the receiver's."""

    feed: Feed
    receiver: WebhookReceiver
    account: MachineAccountChanged
    secret: str

    @property
    def service(self) -> Any:
        return self.feed.house.service

    @property
    def admin(self) -> Any:
        return self.feed.house.admin

    def send(self, *, after: timedelta = timedelta(0)) -> None:
        """Let time pass, and what is due be sent."""
        self.feed.house.clock.move(after)
        self.service.send_webhooks()

    def deliveries(self) -> list[WebhookDelivery]:
        """Return what the account's page shows, the latest first."""
        query = WebhookDeliveryQuery(account_id=self.account.account_id)
        return list(self.service.list_webhook_deliveries(self.admin, query).items)

    def webhook(self) -> Any:
        (webhook,) = self.service.list_webhooks(self.admin).items
        return webhook


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as running:
        yield running


@pytest.fixture
def feed(
    service_database: ServiceDatabase,
    clock: Any,
    mail_server: ScriptedMailServer,
    provider: TextProvider,
    servers: Servers,
    tmp_path: Path,
) -> Iterator[Feed]:
    keys = tmp_path / "sealing.json"
    keys.write_bytes(msgspec.json.encode({"keys": [OLD_KEY]}))
    settings = house_settings(
        servers,
        mail_server,
        KONTOR_ENV="test",
        KONTOR_SEALING_KEYS=str(keys),
        KONTOR_LOOPBACK_WEBHOOKS="yes",
    )
    database = service_database("notifications")
    house = open_house(settings, database, clock, mail_server, provider)
    house.know_company()
    yield Feed(house=house)
    house.hang_up()


@pytest.fixture
def connection(feed: Feed, receiver: WebhookReceiver) -> Connection:
    return connect(feed, receiver)


def connect(feed: Feed, receiver: WebhookReceiver, *areas: str, **changes: Any) -> Connection:
    return connect_of(feed, receiver, feed.account(*areas, **changes))


def connect_of(feed: Feed, receiver: WebhookReceiver, account: MachineAccountChanged) -> Connection:
    admin = a_principal(organisation_id=account.organisation_id, role="admin")
    request = SetWebhook(account_id=account.account_id, url=receiver.url)
    made = feed.house.service.set_webhook(admin, request)
    return Connection(feed=feed, receiver=receiver, account=account, secret=made.secret)


def disabled_told(house: House) -> list[WebhookDisabled]:
    with house.looking() as session:
        rows = session.execute(OUTBOX.select().where(OUTBOX.c.routing_key == "webhook_disabled"))
        return [msgspec.json.decode(row.body, type=WebhookDisabled) for row in rows]


def test_an_event_is_sent_signed_and_as_the_feed_has_it(connection: Connection) -> None:
    event_id = str(new_id())
    connection.feed.happen(id=event_id)

    connection.send()
    connection.send()

    (taken,) = connection.receiver.taken
    assert taken.path == "/events?from=kontor"
    assert taken.headers["content-type"] == "application/cloudevents+json"
    assert taken.headers["webhook-id"] == event_id
    assert taken.is_signed_with(connection.secret)
    assert [taken.event] == connection.feed.read(a_machine(connection.feed.organisation_id))
    (delivery,) = connection.deliveries()
    assert (delivery.state, delivery.tries, delivery.status) == ("delivered", 1, 204)
    assert connection.webhook().last_delivered_at is not None


def test_an_account_is_sent_its_areas_and_its_types_alone(
    feed: Feed, receiver: WebhookReceiver
) -> None:
    letters = connect(feed, receiver, "documents", "orders", document_types=("letter",))
    feed.happen()
    for changes in OF_OTHER_AREAS:
        feed.happen(**changes)

    letters.send()

    assert [each.event["type"] for each in receiver.taken] == ["kontor.order.placed.v1"]


def test_what_is_hidden_before_it_is_sent_is_not_sent(connection: Connection) -> None:
    affair = connection.feed.happen(version=10)
    connection.feed.happen(subject_id=affair.subject_id, version=20, type=None, is_shown=False)

    connection.send()

    assert connection.receiver.taken == []
    (delivery,) = connection.deliveries()
    assert (delivery.state, delivery.fault) == ("failed", "not_shown")
    assert connection.webhook().failing_since is None


def test_a_failure_is_tried_again_with_the_same_id_until_it_is_taken(
    connection: Connection,
) -> None:
    connection.receiver.conduct = Conduct(status=500)
    connection.feed.happen()
    connection.send()
    (failed,) = connection.deliveries()
    connection.send()
    connection.receiver.conduct = Conduct(status=200)

    connection.send(after=timedelta(seconds=13))

    assert len(connection.receiver.taken) == 2
    first, second = connection.receiver.taken
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert second.is_signed_with(connection.secret)
    assert (failed.state, failed.status, failed.fault) == ("waiting", 500, "status")
    assert failed.next_try_at is not None
    (delivered,) = connection.deliveries()
    assert (delivered.state, delivered.tries) == ("delivered", 2)


def test_what_one_event_is_refused_for_holds_up_no_other(connection: Connection) -> None:
    connection.receiver.conduct = Conduct(status=422)
    connection.feed.happen()
    connection.send()
    connection.receiver.conduct = Conduct()
    later = str(new_id())
    connection.feed.happen(id=later)

    connection.send()

    assert connection.receiver.ids[-1] == later


@pytest.mark.parametrize(
    ("conduct", "fault"),
    [
        (Conduct(hangs_up=True), "no_answer"),
        (Conduct(drips=True), "no_answer"),
        (Conduct(status=307, headers={"Location": "http://127.0.0.1:1/"}), "redirected"),
    ],
)
def test_nobody_is_waited_for_or_followed_for_long(
    connection: Connection, conduct: Conduct, fault: str
) -> None:
    connection.receiver.conduct = conduct
    connection.feed.happen()
    for desk in connection.service.resources.webhook_desks:
        object.__setattr__(desk, "endpoints", quick_endpoints())

    connection.send()

    (delivery,) = connection.deliveries()
    assert (delivery.state, delivery.fault) == ("waiting", fault)
    assert len(connection.receiver.taken) == 1


def quick_endpoints() -> WebhookEndpoints:
    connect_ = connecting_outside(is_outside_or_this_machine)
    return WebhookEndpoints(connect_, talk_seconds=0.3)


def test_an_address_in_trouble_rests_and_is_given_up_with_a_notice(
    connection: Connection,
) -> None:
    connection.receiver.conduct = Conduct(status=503)
    for _ in range(3):
        connection.feed.happen()
    connection.send()
    assert len(connection.receiver.taken) == 1  # the others wait for the address to rest

    for _ in range(80):
        connection.send(after=timedelta(hours=2))

    assert connection.webhook().state == "disabled"
    assert connection.webhook().disabled_because == "long_failure"
    (told,) = disabled_told(connection.feed.house)
    assert (told.account_name, told.host, told.because) == ("DMS", "127.0.0.1", "long_failure")
    assert told.failing_since is not None
    assert told.at - told.failing_since >= DISABLED_WITH_AN_EVENT_AFTER
    assert connection.feed.house.trail()[-1] == "webhook.disabled"
    assert {each.state for each in connection.deliveries()} == {"failed"}
    asked = len(connection.receiver.taken)
    connection.feed.happen()
    connection.send(after=timedelta(days=1))
    assert len(connection.receiver.taken) == asked


def test_after_it_is_enabled_what_was_missed_can_be_sent(connection: Connection) -> None:
    connection.receiver.conduct = Conduct(status=410)
    connection.feed.happen()
    connection.send()
    missed = str(new_id())
    connection.feed.happen(id=missed)
    assert connection.webhook().disabled_because == "gone"
    retry = RetryDeliveries(account_id=connection.account.account_id)
    with pytest.raises(InvalidInput):
        connection.service.retry_webhook_deliveries(connection.admin, retry)
    connection.receiver.conduct = Conduct()

    enabled = connection.service.enable_webhook(connection.admin, connection.account.account_id)
    retried = connection.service.retry_webhook_deliveries(connection.admin, retry)
    connection.send()

    assert (enabled.state, retried.count) == ("active", 2)
    assert connection.receiver.ids[-1] == missed
    assert {each.state for each in connection.deliveries()} == {"delivered"}


def test_a_test_shows_at_once_what_comes_of_it(connection: Connection) -> None:
    account_id = connection.account.account_id
    connection.service.try_webhook(connection.admin, account_id)
    with pytest.raises(TooManyAttempts):
        connection.service.try_webhook(connection.admin, account_id)
    connection.send()
    connection.receiver.conduct = Conduct(status=500)
    connection.feed.house.clock.move(timedelta(minutes=1))
    connection.service.try_webhook(connection.admin, account_id)

    connection.send()

    failed, delivered = connection.deliveries()
    assert (delivered.type, delivered.state) == ("kontor.webhook.tested.v1", "delivered")
    assert (failed.state, failed.status) == ("failed", 500)
    assert connection.receiver.taken[0].is_signed_with(connection.secret)
    assert connection.feed.read(a_machine(connection.feed.organisation_id)) == []
    assert connection.webhook().failing_since is None


def test_for_a_day_after_a_rotation_both_secrets_sign(connection: Connection) -> None:
    old = connection.secret
    rotated = connection.service.rotate_webhook_secret(
        connection.admin, connection.account.account_id
    )
    connection.feed.happen()
    connection.send()
    connection.feed.happen()

    connection.send(after=SECRET_OVERLAP)

    during, after = connection.receiver.taken
    assert during.is_signed_with(old)
    assert during.is_signed_with(rotated.secret)
    assert not after.is_signed_with(old)
    assert after.is_signed_with(rotated.secret)


def test_a_new_key_takes_over_the_secrets_of_the_old_one(
    connection: Connection, tmp_path: Path
) -> None:
    connection.service.rotate_webhook_secret(connection.admin, connection.account.account_id)
    keys = tmp_path / "both.json"
    keys.write_bytes(msgspec.json.encode({"keys": [NEW_KEY, OLD_KEY]}))
    new = tmp_path / "new.json"
    new.write_bytes(msgspec.json.encode({"keys": [NEW_KEY]}))
    desks = connection.service.resources.webhook_desks
    for desk in desks:
        object.__setattr__(desk, "sealer", SecretSealer(keys))
    connection.service.reseal_webhooks()
    for desk in desks:
        object.__setattr__(desk, "sealer", SecretSealer(new))
    connection.feed.happen()

    connection.send()

    (taken,) = connection.receiver.taken
    assert taken.is_signed_with(connection.secret)


def test_a_secret_is_shown_once_and_lies_nowhere_in_the_clear(connection: Connection) -> None:
    with capture_logs() as logs:
        again = connection.service.set_webhook(
            connection.admin,
            SetWebhook(account_id=connection.account.account_id, url=connection.receiver.url),
        )
        connection.feed.happen()
        connection.send()

    assert again.secret is None
    with connection.feed.house.looking() as session:
        stored = [
            str(session.connection().exec_driver_sql(f"SELECT * FROM {table}").fetchall())  # noqa: S608 - our own names
            for table in ("webhook", "webhook_delivery", "outbox", "audit_entry")
        ]
    bare = connection.secret.removeprefix("whsec_")
    assert bare not in "".join(stored) + str(logs)


def test_whoever_looks_in_for_support_sees_no_path_and_changes_nothing(
    connection: Connection,
) -> None:
    looking = a_principal(
        organisation_id=connection.feed.organisation_id, role="admin", support_session_id=new_id()
    )

    (shown,) = connection.service.list_webhooks(looking).items

    assert shown.url == "127.0.0.1"


def test_only_administrators_say_where_events_go(connection: Connection) -> None:
    owner = connection.feed.organisation_id
    request = SetWebhook(account_id=connection.account.account_id, url="https://dms.example/")

    for who in (a_principal(organisation_id=owner, role="member"), a_machine(owner)):
        with pytest.raises(NotPermitted):
            connection.service.set_webhook(who, request)
    stranger = a_principal(organisation_id=new_id(), role="admin")
    with pytest.raises(NotFound):
        connection.service.set_webhook(stranger, request)
    assert connection.service.list_webhooks(stranger).items == ()


def test_with_the_account_its_address_and_secrets_are_gone(connection: Connection) -> None:
    connection.feed.happen()
    revoked = msgspec.structs.replace(
        connection.account, version=2, revoked_at=connection.feed.house.clock.now()
    )
    for _ in range(2):
        connection.service.remember_machine_account(incoming(revoked))

    connection.send()

    assert connection.receiver.taken == []
    assert connection.service.list_webhooks(connection.admin).items == ()


def test_when_the_contract_has_ended_nothing_is_sent(connection: Connection) -> None:
    now = connection.feed.house.clock.now()
    ended = msgspec.structs.replace(connection.account, version=2, access_until=now)
    connection.service.remember_machine_account(incoming(ended))
    connection.feed.happen()

    connection.send()

    assert connection.receiver.taken == []


def test_a_dead_address_holds_up_nobody_else(feed: Feed, receiver: WebhookReceiver) -> None:
    dead = connect(feed, receiver)
    with WebhookReceiver() as other:
        owner = new_id()
        account = an_account_of(owner)
        feed.house.service.remember_machine_account(incoming(account))
        well = connect_of(feed, other, account)
        receiver.conduct = Conduct(status=503)
        feed.happen()
        dead.send()
        for _ in range(5):
            feed.happen(organisation_id=owner)
            feed.happen()

        well.send()

        assert len(other.taken) == 5
        assert len(receiver.taken) == 1


def test_many_senders_send_each_event_once(connection: Connection) -> None:
    ids = {str(new_id()) for _ in range(12)}
    for event_id in ids:
        connection.feed.happen(id=event_id)

    run_at_once(*[connection.send] * 4)
    connection.send()

    assert len(connection.receiver.ids) == len(ids)
    assert set(connection.receiver.ids) == ids


def test_who_dies_before_he_notes_an_answer_is_followed_by_somebody_who_sends_it_again(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.feed.happen()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr("notifications.use_cases.webhooks.send_webhooks._settle", die)
        with pytest.raises(Killed):
            connection.send()
    connection.send()
    assert len(connection.receiver.taken) == 1  # his turn is not over yet

    connection.send(after=timedelta(minutes=2))

    assert len(connection.receiver.taken) == 2
    assert len(set(connection.receiver.ids)) == 1
    assert [each.state for each in connection.deliveries()] == ["delivered"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]",
     "[::]", "2130706433", "0x7f.1", "192.168.1.1", "[fd00::1]", "100.64.0.1"],
)  # fmt: skip
def test_nothing_inside_is_ever_reached(host: str, receiver: WebhookReceiver) -> None:
    port = receiver.url.rpartition(":")[2].partition("/")[0]
    endpoints = WebhookEndpoints(connecting_outside(is_outside), connect_seconds=0.5)

    for scheme in ("http", "https"):
        answer = endpoints.post(f"{scheme}://{host}:{port}/", b"{}", {})
        assert (answer.fault, answer.status) == ("unreachable", None)
    assert receiver.taken == []
