"""Why an event was set aside: in words for every code by which billing-docs may say so."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from billing_docs.domain.faults import RefusalCode
from gateway.edge.language import Language
from gateway.texts import texts_in

# Of the chassis, what can happen to any message; of billing-docs, what its handlers refuse.
_PLACES = ("chassis.entrypoints", "chassis.broker", "chassis.publishers", "chassis.inbox")
_OWN = ("billing_docs.use_cases",)
_SAID = re.compile(r"(?:\bRefused|delivery\.reason)\(\s*f?\"(?P<code>[a-z_]+)(?P<name>\{name\})?\"")
# Said to who calls over HTTP, and to nobody by a parked event.
_NOT_PARKED = {"not_a_source"}


def codes() -> set[str]:
    """Return each code that stands in the sources, and each of the documents' own."""
    found = {code.value for code in RefusalCode}
    for source in map(_text, _files()):
        for said in _SAID.finditer(source):
            names = ("id", "source", "type") if said["name"] else ("",)
            found |= {said["code"] + name for name in names}
    return found - _NOT_PARKED


def _files() -> list[Path]:
    files: list[Path] = []
    for name in (*_PLACES, *_OWN):
        spec = find_spec(name)
        assert spec is not None
        folders = spec.submodule_search_locations
        files += (
            [file for folder in folders for file in sorted(Path(folder).rglob("*.py"))]
            if folders
            else [Path(str(spec.origin))]
        )
    return files


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_reason_has_a_name_and_a_sentence_in_both_languages(language: Language) -> None:
    texts = texts_in(language)

    missing = [
        f"{table}.{code}"
        for table in ("parked_codes", "parked_explanations")
        for code in sorted(codes())
        if not texts.has(f"{table}.{code}")
    ]

    assert missing == []


def test_the_reasons_are_found_where_they_are_given() -> None:
    assert {"unknown_customer", "missing_id", "delivery_limit", "smuggled"} <= codes()
    assert "invalid_type" in codes()
    assert "unknown_organisation" in codes()
