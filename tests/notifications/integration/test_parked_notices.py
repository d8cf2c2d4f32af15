"""A request for a mail that can never be sent: what is kept of it, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from kombu import Connection, Exchange
from sqlalchemy import select

from chassis.database import Database
from chassis.outbox import Outbox
from chassis.parking import BLANKED_HEADER, Parking, SecretsGone
from chassis.tables import PARKED
from contracts.events import NOTICE_REQUESTED
from kontor_local.namespace import Namespace
from tests.notifications.notices import INVITATION, a_notice
from tests.service_plugin import MakeDatabase, RunService
from tests.waiting import until

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.req("S16")
def test_a_parked_notice_keeps_no_link_and_no_code_and_cannot_be_replayed(
    run_service: RunService, make_database: MakeDatabase, namespace: Namespace, tmp_path: Path
) -> None:
    urls = make_database("notifications")
    service = run_service(
        "notifications",
        KONTOR_DATABASE_URL=urls.application_url,
        KONTOR_DATABASE_OWNER_URL=urls.owner_url,
        KONTOR_SMTP_URL="smtp://127.0.0.1:1",
        KONTOR_MAIL_FROM="Kontor <kontor@kontor.example>",
        KONTOR_PORTAL_URL="https://portal.example",
        KONTOR_S3_URL=namespace.servers.s3_url,
        KONTOR_S3_ACCESS_KEY=namespace.servers.s3_access_key,
        KONTOR_S3_SECRET_KEY=namespace.servers.s3_secret_key,
        KONTOR_ARCHIVE_BUCKET=namespace.archive_bucket,
        KONTOR_CLOCK_FILE=str(tmp_path / "clock"),
    )
    database = Database(urls.application_url, pool_size=1)

    with Connection(namespace.amqp_url("operator")) as connection:
        connection.Producer().publish(
            msgspec.json.encode(a_notice(INVITATION, kind="no_such_kind")),
            serializer=None,
            exchange=Exchange("identity.events", type="topic", durable=True),
            routing_key=NOTICE_REQUESTED,
            content_type="application/json",
            content_encoding="utf-8",
            message_id="parked",
        )

    def parked() -> str | None:
        with database.transaction() as session:
            row = session.execute(select(PARKED)).first()
        return None if row is None else f"{row} {bytes(row.body).decode()}"

    text = until(parked, seconds=60)
    assert INVITATION.recipient in text
    assert INVITATION.idempotency_key in text
    for secret in INVITATION.secrets.values():
        assert secret not in text + service.log()
    with database.transaction() as session:
        (row,) = session.execute(select(PARKED)).all()
        outbox = Outbox(session, "notifications", NOW)
        with pytest.raises(SecretsGone):
            Parking(session, NOW).replay(outbox, row.id, by="operator:tester")
    assert (row.state, row.headers[BLANKED_HEADER]) == ("parked", "secrets")
    database.dispose()
