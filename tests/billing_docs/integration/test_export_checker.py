"""The offline checker names what was changed in an export, and passes what was not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from billing_docs.adapters.exporting.signing import ExportSigner
from kontor_local.keys import evidence_key
from tests.billing_docs.integration.desk import Desk
from tests.billing_docs.integration.exporting import Exporting, check, documents_in, rewritten
from tests.billing_docs.integration.samples import plain_pdf


@pytest.fixture
def exporting(desk: Desk, tmp_path: Path) -> Exporting:
    signer = ExportSigner(evidence_key(tmp_path))
    return Exporting(
        desk=desk,
        signer=signer,
        customer=desk.new_customer(),
        folder=tmp_path,
        part_documents=2,
    )


@pytest.fixture
def parts(exporting: Exporting) -> list[Path]:
    """Return the three parts of an export of five documents."""
    for n in range(5):
        event = exporting.desk.event(plain_pdf(), exporting.customer, f"RE-{n}")
        exporting.desk.receive(event)
    export = exporting.ask()
    exporting.make()
    return [exporting.fetch(export.id, number) for number in (1, 2, 3)]


@pytest.mark.req("SE-62", "B14")
def test_one_changed_byte_in_the_file_is_caught_wherever_it_is(parts: list[Path]) -> None:
    whole = parts[0].read_bytes()
    name = documents_in(parts[0])[0]
    at = whole.index(b"%PDF-") + 40
    changed = parts[0].with_name("changed.zip")
    changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])

    answer = check(changed, *parts[1:])

    assert answer.returncode == 1
    assert f"geändert / changed: {name}" in answer.stdout
    assert answer.stdout.count("geändert") == 1
    assert check(*parts).returncode == 0


Change = Callable[[dict[str, bytes]], None]


def _replace_document(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("documents/"))
    files[name] = files[name] + b"\n"


def _mend_the_manifest(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b'"is_last": false', b'"is_last": true')


def _drop(name: str) -> Change:
    def drop(files: dict[str, bytes]) -> None:
        del files[name]

    return drop


def _add(files: dict[str, bytes]) -> None:
    files["documents/2026/extra.pdf"] = b"%PDF-1.7"


def _swap_key(files: dict[str, bytes]) -> None:
    files["public-key.json"] = files["public-key.json"].replace(b'"x": "', b'"x": "A')


@pytest.mark.req("B14")
@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (_replace_document, "geändert / changed: documents/2026/"),
        (_add, "hinzugefügt / added: documents/2026/extra.pdf"),
        (_drop("index.csv"), "fehlt / missing: index.csv"),
        (_drop("manifest.jws"), "fehlt / missing: manifest.jws"),
        (_mend_the_manifest, "the signature does not fit: manifest.json"),
        (_swap_key, "the signature does not fit: manifest.json"),
    ],
)
def test_each_change_is_named(parts: list[Path], change: Change, complaint: str) -> None:
    answer = check(rewritten(parts[0], change), *parts[1:])

    assert answer.returncode == 1, answer
    assert complaint in answer.stdout


@pytest.mark.parametrize(
    ("which", "complaint"),
    [
        ((0, 2), "part missing: 2"),
        ((1, 2), "part missing: 1"),
        ((0, 1), "part missing: 3"),
    ],
)
def test_a_missing_part_is_named(parts: list[Path], which: tuple[int, ...], complaint: str) -> None:
    answer = check(*(parts[n] for n in which))

    assert answer.returncode == 1
    assert complaint in answer.stdout


def test_an_export_that_somebody_else_has_signed_does_not_pass_with_our_key(
    exporting: Exporting, parts: list[Path], tmp_path: Path
) -> None:
    ours = tmp_path / "ours.json"
    ours.write_bytes(exporting.signer.public_jwk())
    theirs = tmp_path / "theirs.json"
    theirs.write_bytes(ExportSigner(evidence_key(tmp_path / "else")).public_jwk())

    assert check(*parts, "--key", ours).returncode == 0
    answer = check(*parts, "--key", theirs)

    assert answer.returncode == 1
    assert "the signature does not fit" in answer.stdout
    assert exporting.signer.public_key.fingerprint in check(*parts).stdout


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"%PDF-1.7"])
def test_what_is_no_export_is_said_so(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(content)

    assert check(file).returncode == 2
