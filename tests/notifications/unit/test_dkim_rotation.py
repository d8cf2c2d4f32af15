"""While a DKIM key takes the place of another, mails of both are valid: each names its record."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import dkim

from chassis.cli.services import KnownService
from chassis.clock import FixedClock
from chassis.database import Database
from notifications.adapters.dkim import new_dkim_key, read_dkim_signer
from notifications.calls.keys import DKIM

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MAIL = b"From: a@kontor.example\r\nTo: b@example.com\r\nSubject: x\r\n\r\nText\r\n"


def test_both_keys_sign_validly_side_by_side(tmp_path: Path) -> None:
    older, first_record = tmp_path / "dkim.pem", new_dkim_key()
    older.write_text(first_record[0])
    older.chmod(0o640)
    settings = {"KONTOR_DKIM_KEY": str(older), "KONTOR_DKIM_SELECTOR": "first"}
    known = KnownService(
        name="notifications",
        database=Database("postgresql+psycopg2://nobody@127.0.0.1:1/x"),
        clock=FixedClock(NOW),
        settings=settings,
    )

    told = DKIM.steps["add"](known)

    newer = tmp_path / "dkim-k20260302.pem"
    record = next(line for line in told.splitlines() if line.startswith("v=DKIM1"))
    records = {
        b"first._domainkey.kontor.example.": first_record[1].encode(),
        b"k20260302._domainkey.kontor.example.": record.encode(),
    }
    for file, selector in ((older, "first"), (newer, "k20260302")):
        signer = read_dkim_signer(file, selector, domain="kontor.example")
        assert signer is not None
        signed = signer.sign(MAIL, NOW)
        assert dkim.verify(signed, dnsfunc=lambda name, **_: records[name])
    assert f"KONTOR_DKIM_KEY={newer} and KONTOR_DKIM_SELECTOR=k20260302" in told
    assert newer.stat().st_mode & 0o777 == 0o640
    assert "PRIVATE" not in told
