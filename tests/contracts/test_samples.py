"""Every sample is read as it stands, and what was ever accepted stays accepted."""

from __future__ import annotations

import hashlib
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from tests.contracts.samples import (
    ACCEPTED,
    MESSAGES,
    Sample,
    current_samples,
    samples_in,
    without_none,
)
from tools.schemas import INBOUND, INTERNAL, OUTBOUND, schema_texts

CURRENT = current_samples()
EVER = samples_in(ACCEPTED)
EVENTS = [sample for sample in (*CURRENT, *EVER) if sample.is_event]


def name_of(sample: Sample) -> str:
    return sample.name


def with_later_fields(value: Any) -> Any:
    """Return `value` with one more field in every object, as a later version may send it."""
    if isinstance(value, dict):
        return {**{key: with_later_fields(inner) for key, inner in value.items()}, "later": "x"}
    if isinstance(value, list):
        return [with_later_fields(inner) for inner in value]
    return value


def read(sample: Sample, data: dict[str, Any]) -> msgspec.Struct:
    return msgspec.json.decode(msgspec.json.encode(data), type=sample.struct)


def test_every_message_has_a_sample_in_every_form() -> None:
    forms = {
        **dict.fromkeys(INBOUND, (".structured", ".binary")),
        **dict.fromkeys(OUTBOUND, (".structured",)),  # Kontor itself speaks structured mode
        **dict.fromkeys(INTERNAL, ("",)),
    }

    expected = {(name, form) for name in MESSAGES for form in forms[name]}
    assert {(sample.message_type, sample.form) for sample in CURRENT} == expected


@pytest.mark.parametrize("sample", CURRENT, ids=name_of)
def test_a_sample_decodes_and_encodes_to_itself(sample: Sample) -> None:
    decoded = read(sample, sample.data)

    encoded = msgspec.json.decode(msgspec.json.encode(decoded))
    assert without_none(encoded) == without_none(sample.data)


@pytest.mark.parametrize("sample", EVENTS, ids=name_of)
def test_the_products_reader_finds_the_event_in_either_form(sample: Sample) -> None:
    event = sample.event()

    assert event.type == sample.message_type
    assert event.source.startswith("/")
    assert msgspec.json.decode(event.data) == sample.data


@pytest.mark.parametrize(
    "sample", [sample for sample in CURRENT if sample.form == ".binary"], ids=name_of
)
def test_both_forms_of_a_sample_say_the_same(sample: Sample) -> None:
    twin = Sample(file=sample.file.with_name(sample.file.name.replace(".binary", ".structured")))

    event, twin_event = sample.event(), twin.event()

    assert sample.data == twin.data
    for attribute in ("specversion", "id", "source", "type", "time", "subject"):
        assert getattr(event, attribute) == getattr(twin_event, attribute)


@pytest.mark.req("BR-09")
@pytest.mark.parametrize("sample", EVER, ids=name_of)
def test_what_was_ever_accepted_is_read_without_losing_a_word(sample: Sample) -> None:
    decoded = read(sample, sample.data)

    def known(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: known(v) for k, v in value.items() if not k.startswith("later_")}
        return value

    # A field that was renamed would be read as unknown and its value lost: it must come back.
    encoded = without_none(msgspec.json.decode(msgspec.json.encode(decoded)))
    said = without_none(known(sample.data))
    assert {key: encoded.get(key) for key in said} == said


@pytest.mark.req("BR-09")
@pytest.mark.parametrize("sample", [*CURRENT, *EVER], ids=name_of)
def test_fields_of_later_versions_are_tolerated_everywhere(sample: Sample) -> None:
    decoded = read(sample, with_later_fields(sample.data))

    assert isinstance(decoded, sample.struct)


@pytest.mark.req("BR-09")
def test_accepted_samples_never_change() -> None:
    lines = (ACCEPTED / "SHA256SUMS").read_text().splitlines()
    pinned = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}

    found = {
        sample.file.relative_to(ACCEPTED).as_posix(): hashlib.sha256(
            sample.file.read_bytes()
        ).hexdigest()
        for sample in EVER
    }

    assert found == pinned


@pytest.mark.parametrize("sample", EVENTS, ids=name_of)
def test_a_sample_is_valid_by_its_json_schema(sample: Sample) -> None:
    schema = msgspec.json.decode(schema_texts()[f"{sample.message_type}.json"])

    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)

    assert [error.message for error in validator.iter_errors(sample.data)] == []
