"""DKIM signatures, checked by another implementation."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from notifications.adapters.composition import Composer, Sender
from notifications.adapters.dkim import DkimSigner, read_dkim_signer
from process.settings import SettingsError
from tests.notifications.notices import DOCUMENT, NEWS, a_notice
from tests.notifications.unit.test_composition import a_message

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MAIL = (
    b"From: Kontor <kontor@kontor.example>\r\nTo: a@muster.example\r\n"
    b"Subject: Rechnung\r\n  gefaltet  und   weit \r\nMIME-Version: 1.0\r\n\r\n"
)


@cache
def key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def signer() -> DkimSigner:
    return DkimSigner(key(), domain="kontor.example", selector="k2026")


def is_valid(mail: bytes) -> bool:
    """Return what an independent checker says, which finds our key where we publish it."""
    public = (
        key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])

    def published(name: bytes, **_: object) -> bytes:
        assert name == b"k2026._domainkey.kontor.example."
        return record

    return bool(dkim.verify(mail, dnsfunc=published))


@given(body=st.lists(st.text("ab .=\t", max_size=12), max_size=6))
def test_whatever_a_mail_says_its_signature_is_valid(body: list[str]) -> None:
    mail = MAIL + "".join(f"{line}\r\n" for line in body).encode()

    assert is_valid(signer().sign(mail, AT))


def test_what_is_changed_or_added_is_noticed() -> None:
    signed = signer().sign(MAIL + b"Guten Tag\r\n", AT)

    assert is_valid(signed)
    assert not is_valid(signed.replace(b"Guten", b"Boeser"))
    assert not is_valid(b"Subject: Anderes\r\n" + signed)
    assert not is_valid(b"Reply-To: boese@muster.example\r\n" + signed)
    assert not is_valid(b"List-Unsubscribe: <https://boese.example>\r\n" + signed)


def test_every_attempt_has_the_same_signature_and_own_accounts_have_none() -> None:
    composer = Composer(
        mail_from="Kontor <kontor@kontor.example>",
        portal_url="https://portal.example",
        signer=signer(),
    )
    message = a_message(DOCUMENT)
    own = Sender(name="Muster", address="rechnung@muster.example")

    first, again = composer.compose(message), composer.compose(message)

    assert is_valid(first.content)
    assert first.content == again.content
    assert b"DKIM-Signature" not in composer.compose(message, sender=own).content


@pytest.mark.req("SE-04")
def test_news_can_be_left_by_one_click_and_the_signature_covers_it() -> None:
    composer = Composer(
        mail_from="Kontor <kontor@kontor.example>",
        portal_url="https://portal.example",
        signer=signer(),
    )

    mail = composer.compose(a_message(a_notice(NEWS, secrets={"unsubscribe": "demo-token"})))

    assert is_valid(mail.content)
    assert b"List-Unsubscribe: <https://portal.example/news/unsubscribe/demo-token>" in mail.content
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mail.content
    listed = mail.content.partition(b" bh=")[0].replace(b"\r\n ", b"").replace(b" ", b"")
    assert listed.count(b"list-unsubscribe:") == 2
    assert listed.count(b"list-unsubscribe-post") == 2


def test_a_short_key_another_kind_of_key_and_half_a_setting_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "dkim.pem"

    def refused(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bool:
        file.write_bytes(
            private.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        try:
            read_dkim_signer(file, "k2026", domain="kontor.example")
        except (SettingsError, ValueError):
            return True
        return False

    assert refused(key(1024))
    assert refused(ec.generate_private_key(ec.SECP256R1()))
    assert not refused(key())
    with pytest.raises(SettingsError):
        read_dkim_signer(file, None, domain="kontor.example")
    assert read_dkim_signer(None, None, domain="kontor.example") is None
