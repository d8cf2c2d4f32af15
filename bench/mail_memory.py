"""What one sending process holds while ten thousand mails wait, and while a hundred thousand do."""

import time
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from bench.figures import Figure
from bench.mails import PARAMETERS
from bench.stage import Stage

FEW, MANY = 10_000, 100_000
# So many go out before each look: what grows with the queue has grown by then.
SENT_BEFORE = 1_500
REACH = 1.05
_SECONDS = 600

_QUEUE = text(
    """
    INSERT INTO message (id, idempotency_key, request_sha256, requested_by, organisation_id, kind,
                         recipient, language, parameters, secrets, message_id, lane, state,
                         created_at, due_at)
    SELECT gen_random_uuid(), 'memory:' || n, repeat('0', 64), 'bench', NULL, 'document_arrived',
           'rechnung@bench.example', 'de', CAST(:parameters AS jsonb), '{}',
           '<memory-' || n || '@example.com>', 'platform', 'queued', now(), now()
    FROM generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS n
    """
)
_SENT = text("SELECT count(*) FROM message WHERE requested_by = 'bench' AND state = 'sent'")
_NO_MORE = text("DELETE FROM message WHERE requested_by = 'bench' AND state = 'queued'")


def measure(stage: Stage) -> list[Figure]:
    """Return the resident memory of the process with a long queue beside that with a short one."""
    url = stage.product.environment_of("notifications")["KONTOR_DATABASE_URL"]
    owner = create_engine(url, connect_args={"options": "-c app.every_organisation=on"})
    try:
        _queue(owner, 1, FEW)
        _wait_for_sent(owner, SENT_BEFORE)
        with_few = _resident_megabytes(stage)
        _queue(owner, FEW + 1, MANY)
        _wait_for_sent(owner, 2 * SENT_BEFORE)
        with_many = _resident_megabytes(stage)
        with owner.begin() as connection:
            connection.execute(_NO_MORE)
    finally:
        owner.dispose()
    return [
        Figure(
            name="memory of a sending process with 100,000 mails waiting, beside 10,000",
            ours=with_many,
            floor=with_few,
            unit="MB",
            reach=REACH,
        )
    ]


def _queue(owner: Engine, first: int, last: int) -> None:
    with owner.begin() as connection:
        connection.execute(_QUEUE, {"first": first, "last": last, "parameters": PARAMETERS})


def _wait_for_sent(owner: Engine, more: int) -> None:
    """Wait until so many more are out than now."""
    deadline = time.monotonic() + _SECONDS
    with owner.connect() as connection:
        wanted = int(connection.scalar(_SENT) or 0) + more
    while time.monotonic() < deadline:
        with owner.connect() as connection:
            if int(connection.scalar(_SENT) or 0) >= wanted:
                return
        time.sleep(0.2)
    message = f"{more} mails are not out after {_SECONDS} s"
    raise TimeoutError(message)


def _resident_megabytes(stage: Stage) -> float:
    (pid,) = stage.product.pids("notifications")
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = (each for each in status.splitlines() if each.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
