"""Mails from one process to the sink over real SMTP, and what dead servers of others cost them."""

import json
import os
import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from bench.figures import Figure
from bench.stage import Stage
from chassis.ids import new_id
from chassis.secret_sealer import SecretSealer
from kontor_local.keys import mail_account_keys
from notifications.domain.mail_accounts import password_owner

MAILS = 500
MAILS_A_SECOND = 150
DEAD_ACCOUNTS = 20
# What a dead server of one organisation may cost all others.
REACH_BESIDE_DEAD = 1.05
_SECONDS = 300

_QUEUE = text(
    """
    INSERT INTO message (id, idempotency_key, request_sha256, requested_by, organisation_id, kind,
                         recipient, language, parameters, secrets, message_id, lane, state,
                         created_at, due_at)
    VALUES (:id, :key, repeat('0', 64), 'bench', :organisation, :kind, :recipient, 'de',
            CAST(:parameters AS jsonb), '{}', :message_id, :lane, 'queued', now(), now())
    """
)
_ACCOUNT = text(
    """
    INSERT INTO mail_account (organisation_id, version, sender_name, sender_address,
                              outgoing_host, outgoing_port, outgoing_security, outgoing_user,
                              outgoing_password, incoming_host, incoming_port, incoming_security,
                              incoming_user, incoming_password, state, proven_at, changed_at,
                              changed_by)
    VALUES (:id, 1, 'Muster', 'a@muster.example', '127.0.0.1', :port, 'starttls', 'u', :outgoing,
            '127.0.0.1', 143, 'starttls', 'u', :incoming, 'in_use', now(), now(), 'bench')
    """
)
PARAMETERS = json.dumps(
    {
        "document_type": "invoice",
        "number": "RE-2026-0815",
        "issued_on": "2026-03-02",
        "total_minor_units": "119000",
        "currency": "EUR",
        "organisation_name": "Muster & Söhne GmbH",
        "link": "/post/1",
        "note": "",
    }
)


def measure(stage: Stage) -> list[Figure]:
    """Return milliseconds a mail: alone, beside bare SMTP, and beside dead servers."""
    url = stage.product.environment_of("notifications")["KONTOR_DATABASE_URL"]
    owner = create_engine(url, connect_args={"options": "-c app.every_organisation=on"})
    try:
        _send(owner, 100)  # warm: templates, connections, plans
        cpu_before = _cpu_seconds(stage)
        alone = _send(owner, MAILS)
        cpu = (_cpu_seconds(stage) - cpu_before) / MAILS * 1000
        bare = _send_bare(stage, MAILS)
        with _silent_server() as port:
            _add_dead_accounts(stage, owner, port)
            beside = _send(owner, MAILS)
    finally:
        owner.dispose()
    return [
        Figure(
            name="a mail from one process to the sink, beside what is asked",
            ours=alone,
            floor=1000 / MAILS_A_SECOND,
            unit="ms",
            reach=1.0,
        ),
        Figure(
            # What one core gives: the wall clock tells of whatever else the machine does as well.
            name="CPU of that process for a mail, beside what is asked",
            ours=cpu,
            floor=1000 / MAILS_A_SECOND,
            unit="ms",
            reach=1.0,
        ),
        Figure(
            name="a mail, beside a bare SMTP connection to the same sink",
            ours=alone,
            floor=bare,
            unit="ms",
            reach=4.0,
        ),
        Figure(
            name="a mail beside twenty silent servers of others, and without",
            ours=beside,
            floor=alone,
            unit="ms",
            reach=REACH_BESIDE_DEAD,
        ),
    ]


def _cpu_seconds(stage: Stage) -> float:
    """Return what the one process of notifications has used of a CPU so far."""
    (pid,) = stage.product.pids("notifications")
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _send(owner: Engine, count: int) -> float:
    """Queue so many notices, wait until all are out; return milliseconds for each."""
    run = str(new_id())
    rows = [
        _row(f"{run}:{number}", None, "document_arrived", "platform") for number in range(count)
    ]
    with owner.begin() as connection:
        connection.execute(_QUEUE, rows)
    began = time.perf_counter()
    waiting = text("SELECT count(*) FROM message WHERE lane = 'platform' AND state <> 'sent'")
    while True:
        with owner.connect() as connection:
            if connection.scalar(waiting) == 0:
                return (time.perf_counter() - began) / count * 1000
        if time.perf_counter() - began > _SECONDS:
            message = f"{count} mails are not out after {_SECONDS} s"
            raise TimeoutError(message)
        time.sleep(0.05)


def _row(key: str, organisation: object, kind: str, lane: str) -> dict[str, object]:
    return {
        "id": new_id(),
        "key": f"bench:{key}",
        "organisation": organisation,
        "kind": kind,
        "recipient": "rechnung@bench.example",
        "parameters": PARAMETERS,
        "message_id": f"<{new_id()}@example.com>",
        "lane": lane,
    }


def _send_bare(stage: Stage, count: int) -> float:
    """Hand the sink as many mails of about that size, over one connection; nothing is kept."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@bench.example", "Rechnung"
    mail.set_content("x" * 70 + "\n" * 100)
    host, _, port = stage.product.namespace.servers.smtp_url.rpartition("/")[2].partition(":")
    with smtplib.SMTP(host, int(port)) as connection:
        began = time.perf_counter()
        for _ in range(count):
            connection.send_message(mail)
        return (time.perf_counter() - began) / count * 1000


@contextmanager
def _silent_server() -> Iterator[int]:
    """Yield the port of a server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as server:
        yield server.getsockname()[1]


def _add_dead_accounts(stage: Stage, owner: Engine, port: int) -> None:
    sealer = SecretSealer(mail_account_keys(stage.product.home))
    ids = [new_id() for _ in range(DEAD_ACCOUNTS)]
    with owner.begin() as connection:
        for each in ids:
            connection.execute(
                _ACCOUNT,
                {
                    "id": each,
                    "port": port,
                    "outgoing": sealer.seal(b"x", bound_to=password_owner(each, "outgoing")),
                    "incoming": sealer.seal(b"x", bound_to=password_owner(each, "incoming")),
                },
            )
        connection.execute(
            _QUEUE, [_row(f"own:{each}", each, "document_sent", "own") for each in ids]
        )
