"""A certificate of deletion proves itself, and nothing else passes for one."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from joserfc import jws
from joserfc.jwk import OKPKey

from billing_docs.__main__ import main
from billing_docs.adapters.certificate_signature import (
    CertificateSigner,
    NotGenuine,
    read_certificate,
)
from chassis.ids import new_id
from chassis.testing import TestKeys
from contracts.deletion import DeletionCertificate, DeletionItem

NOON = datetime(2035, 3, 2, 12, 0, tzinfo=UTC)


def a_certificate() -> DeletionCertificate:
    item = DeletionItem(
        document_id=new_id(),
        organisation_id=new_id(),
        customer_number="10001",
        document_type="invoice",
        number="RE-1",
        sha256="0" * 64,
        size_bytes=1000,
        issued_on=date(2026, 3, 2),
        received_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
        available_until=date(2027, 3, 2),
        retained_through=date(2034, 12, 31),
        state="deleted",
        settled_at=NOON,
    )
    return DeletionCertificate(
        run_id=new_id(),
        reason="Fristablauf (Demo)",
        organisation_id=None,
        document_type=None,
        retained_before=date(2035, 3, 2),
        items_sha256="0" * 64,
        proposed_at=NOON,
        proposed_by="person:first",
        released_at=NOON,
        released_by="person:second",
        finished_at=NOON,
        deleted_size_bytes=1000,
        deleted=(item,),
        kept=(),
    )


@pytest.mark.req("B12")
def test_signed_it_says_what_was_certified_and_repeats_byte_for_byte(keys: TestKeys) -> None:
    certificate = a_certificate()

    text = CertificateSigner(keys.private).sign(certificate)

    assert read_certificate(text, keys.public) == certificate
    assert read_certificate(text, keys.private) == certificate
    assert CertificateSigner(keys.private).sign(certificate) == text


@pytest.mark.req("B12")
def test_changed_in_one_number_it_is_none(keys: TestKeys) -> None:
    header, payload, signature = CertificateSigner(keys.private).sign(a_certificate()).split(b".")
    content = base64.urlsafe_b64decode(payload + b"==").replace(b"RE-1", b"RE-2")
    forged = b".".join(
        [header, base64.urlsafe_b64encode(content).rstrip(b"="), signature],
    )

    with pytest.raises(NotGenuine):
        read_certificate(forged, keys.public)
    with pytest.raises(NotGenuine):
        read_certificate(b"none", keys.public)


@pytest.mark.req("B12")
def test_the_same_key_on_something_else_is_none(keys: TestKeys) -> None:
    key = OKPKey.import_key(msgspec.json.decode(keys.private.read_bytes()))
    other = jws.serialize_compact(
        {"alg": "Ed25519", "kid": "test", "typ": "JWT"},
        msgspec.json.encode(a_certificate()),
        key,
        algorithms=["Ed25519"],
    )

    with pytest.raises(NotGenuine, match="something else"):
        read_certificate(other.encode(), keys.public)


@pytest.mark.req("B12")
def test_the_command_reads_it_out_and_refuses_a_forged_one(
    keys: TestKeys, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = a_certificate()
    file, forged = tmp_path / "certificate.jws", tmp_path / "forged.jws"
    text = CertificateSigner(keys.private).sign(certificate)
    file.write_bytes(text)
    forged.write_bytes(text[:-5] + b"AAAAA")

    codes = [
        main(["verify-certificate", str(each), "--keys", str(keys.public)])
        for each in (file, forged, tmp_path / "none")
    ]

    said = capsys.readouterr()
    assert codes == [0, 1, 2]
    assert str(certificate.deleted[0].document_id) in said.out
    assert "released by person:second" in said.out
    assert "not genuine" in said.err
