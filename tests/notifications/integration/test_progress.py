"""How far the notice of a document has come, told to whoever reads documents."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from chassis.clock import FixedClock
from chassis.database import Database
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.errors import AreaNotVisible, NotFound
from contracts.notices import Delivery, DeliveryQuery
from kontor_local.servers import Servers
from notifications.domain.delivery import GIVE_UP_AFTER
from notifications.store.progress import ProgressStore
from notifications.use_cases.describe_delivery import describe_delivery
from tests.notifications.integration.conftest import Office, open_archive
from tests.notifications.notices import PASSWORD_CHANGED, a_notice
from tests.notifications.scripted_mail_server import Behaviour, ScriptedMailServer
from tests.service_plugin import MakeDatabase

ORGANISATION = new_id()
ADDRESS = "Rechnung@Muster.example"
KEY = "document_arrived:1"


def queue(office: Office, **changes: Any) -> None:
    office.queue(
        a_notice(
            **{
                "idempotency_key": KEY,
                "organisation_id": ORGANISATION,
                "recipient": ADDRESS,
                **changes,
            }
        )
    )


def ask(office: Office, organisation_id: UUID = ORGANISATION, **caller: Any) -> Delivery:
    asker = a_principal(**{"organisation_id": organisation_id, "role": "member", **caller})
    query = DeliveryQuery(idempotency_key=KEY)
    with office.database.transaction(organisation_id=organisation_id) as session:
        return describe_delivery(asker, organisation_id, query, ProgressStore(session))


@pytest.mark.req("SE-30", "B17")
def test_each_state_is_told_with_its_time(office: Office, mail_server: ScriptedMailServer) -> None:
    queue(office)
    queued = ask(office)
    mail_server.behaviour = Behaviour(recipient="452 4.2.2 Mailbox full")
    office.send()
    deferred = ask(office)
    office.clock.move(GIVE_UP_AFTER)
    office.send()
    abandoned = ask(office)

    now = office.clock.now()
    assert (queued.state, queued.at) == ("queued", now - GIVE_UP_AFTER)
    assert (deferred.state, deferred.at) == ("deferred", now - GIVE_UP_AFTER)
    assert deferred.next_try_at is not None
    assert (abandoned.state, abandoned.at, abandoned.next_try_at) == ("abandoned", now, None)


@pytest.mark.req("SE-30")
@pytest.mark.parametrize(
    ("behaviour", "state"),
    [
        (Behaviour(), "sent"),
        (Behaviour(recipient="550 5.1.1 No such mailbox"), "bounced"),
        (Behaviour(hang_up_at="dot"), "in_doubt"),
    ],
)
def test_one_attempt_is_enough_to_be_sent_bounced_or_in_doubt(
    office: Office, mail_server: ScriptedMailServer, behaviour: Behaviour, state: str
) -> None:
    queue(office)
    mail_server.behaviour = behaviour

    office.send()

    assert ask(office).state == state


@pytest.mark.parametrize(
    ("caller", "is_named"),
    [
        ({"role": "member"}, False),
        ({"role": "documents"}, False),
        ({"role": "admin"}, True),
        ({"role": "member", "organisation_kind": "vendor"}, True),
    ],
)
def test_the_address_is_told_to_administrators_and_the_vendors_people(
    office: Office, *, caller: dict[str, Any], is_named: bool
) -> None:
    queue(office)

    told = ask(office, **caller)

    assert told.recipient == (ADDRESS if is_named else None)
    assert told.recipient_sha256 == sha256(ADDRESS.casefold().encode()).hexdigest()


@pytest.mark.req("SE-44")
def test_who_does_not_read_documents_is_told_nothing_of_their_notices(office: Office) -> None:
    queue(office)

    for role in ("member", "admin"):
        with pytest.raises(AreaNotVisible):
            ask(office, role=role, areas=("devices",))


def test_what_is_foreign_unknown_or_no_documents_affair_looks_the_same(office: Office) -> None:
    queue(office)
    other = new_id()
    office.queue(
        a_notice(
            PASSWORD_CHANGED, idempotency_key="password_changed:1", organisation_id=ORGANISATION
        )
    )

    def refusal(organisation_id: UUID, key: str) -> tuple[str, ...]:
        asker = a_principal(organisation_id=organisation_id)
        with (
            pytest.raises(NotFound) as refused,
            office.database.transaction(organisation_id=organisation_id) as session,
        ):
            describe_delivery(
                asker,
                organisation_id,
                DeliveryQuery(idempotency_key=key),
                ProgressStore(session),
            )
        return refused.value.arguments

    assert (
        refusal(other, KEY)
        == refusal(ORGANISATION, "document_arrived:2")
        == refusal(ORGANISATION, "password_changed:1")
        == ("message",)
    )


@pytest.mark.req("BR-10")
@pytest.mark.parametrize("wall", ["query", "rows"])
def test_each_wall_keeps_a_foreign_message_by_itself(
    make_database: MakeDatabase, clock: FixedClock, servers: Servers, wall: str
) -> None:
    urls = make_database("notifications")
    if wall == "query":
        engine = create_engine(urls.owner_url)
        with engine.begin() as connection:
            for table in ("message", "attempt"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
        engine.dispose()
    archive = open_archive(servers, bucket="nowhere")
    office = Office(Database(urls.application_url), clock, "smtp://127.0.0.1:1", archive)
    queue(office)
    other = new_id()

    with office.database.transaction(organisation_id=other) as session:
        # Naming the owner passes the query's wall; then only the rows' own is left.
        asked_for = other if wall == "query" else ORGANISATION
        found = ProgressStore(session).find(asked_for, KEY)

    assert found is None
    office.database.dispose()
