"""docs/asyncapi.yaml is valid, complete, and says what the contracts say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
import yaml

from contracts.cloudevents import (
    BINARY_PREFIXES,
    INBOUND_EXCHANGE,
    OUTBOUND_EXCHANGE,
    STRUCTURED_CONTENT_TYPE,
    CloudEvent,
)
from contracts.inbound import INBOUND_TYPES
from tests.contracts.samples import FOLDER as SAMPLES
from tests.contracts.samples import samples_in
from tools.schemas import INBOUND, OUTBOUND

DOCUMENT = Path(__file__).parents[2] / "docs" / "asyncapi.yaml"
ASYNCAPI_SCHEMA = Path(__file__).parent / "vendored" / "asyncapi-3.0.0.schema.json"


@pytest.fixture(scope="module")
def asyncapi() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text())
    return document


def references_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references_in(inner)


def target_of(reference: str, document: Any) -> Any:
    """Return what `reference` points at, in this document or in a file beside it."""
    file, _, pointer = reference.partition("#")
    if file:
        document = msgspec.json.decode((DOCUMENT.parent / file).read_bytes())
    for step in pointer.split("/")[1:]:
        document = document[step]
    return document


def messages_on(channel: str, asyncapi: dict[str, Any]) -> list[dict[str, Any]]:
    channel_messages = asyncapi["channels"][channel]["messages"].values()
    return [target_of(message["$ref"], asyncapi) for message in channel_messages]


def resolved(schema: Any, document: Any) -> Any:
    """Return `schema` with every reference replaced by its target."""
    if isinstance(schema, dict):
        if isinstance(reference := schema.get("$ref"), str):
            file = reference.partition("#")[0]
            target = target_of(reference, document)
            inner = msgspec.json.decode((DOCUMENT.parent / file).read_bytes()) if file else document
            return resolved(target, inner)
        return {key: resolved(inner, document) for key, inner in schema.items()}
    if isinstance(schema, list):
        return [resolved(inner, document) for inner in schema]
    return schema


def test_it_is_valid_asyncapi_3(asyncapi: dict[str, Any]) -> None:
    schema = msgspec.json.decode(ASYNCAPI_SCHEMA.read_bytes())

    validator = jsonschema_rs.Draft7Validator(schema)

    assert [
        f"{error.instance_path}: {error.message}"[:300] for error in validator.iter_errors(asyncapi)
    ] == []


def test_every_reference_leads_somewhere(asyncapi: dict[str, Any]) -> None:
    references = list(references_in(asyncapi))

    assert references
    for reference in references:
        assert target_of(reference, asyncapi)


@pytest.mark.parametrize(
    ("channel", "types"),
    [(INBOUND_EXCHANGE, set(INBOUND)), (OUTBOUND_EXCHANGE, set(OUTBOUND))],
)
def test_a_channel_carries_exactly_what_the_contracts_define(
    channel: str, types: set[str], asyncapi: dict[str, Any]
) -> None:
    messages = messages_on(channel, asyncapi)

    binding = asyncapi["channels"][channel]["bindings"]["amqp"]
    assert binding["exchange"]["name"] == channel
    assert {message["name"] for message in messages} == types
    assert {message["bindings"]["amqp"]["messageType"] for message in messages} == types


def test_what_comes_in_is_described_in_both_modes(asyncapi: dict[str, Any]) -> None:
    messages = messages_on(INBOUND_EXCHANGE, asyncapi)

    traits = [(m["name"], m["traits"][0]["$ref"].rpartition("/")[2]) for m in messages]

    assert sorted(traits) == sorted((t, mode) for t in INBOUND for mode in ("structured", "binary"))


def test_every_message_of_a_channel_belongs_to_an_operation(asyncapi: dict[str, Any]) -> None:
    on_channels = {
        f"#/channels/{channel}/messages/{name}"
        for channel in asyncapi["channels"]
        for name in asyncapi["channels"][channel]["messages"]
    }

    in_operations = [
        message["$ref"]
        for operation in asyncapi["operations"].values()
        for message in operation["messages"]
    ]

    assert sorted(in_operations) == sorted(on_channels)


def test_every_type_that_is_announced_is_named(asyncapi: dict[str, Any]) -> None:
    for announced in set(INBOUND_TYPES) - set(INBOUND):
        assert f"`{announced}`" in asyncapi["info"]["description"]


def test_the_envelope_has_the_attributes_that_the_contracts_read(asyncapi: dict[str, Any]) -> None:
    schemas = asyncapi["components"]["schemas"]

    attributes = set(CloudEvent.__struct_fields__)

    assert set(schemas["cloudEvent"]["properties"]) == attributes
    assert set(schemas["cloudEventHeaders"]["properties"]) == {
        f"cloudEvents_{name}" for name in attributes - {"data", "datacontenttype"}
    }
    assert "cloudEvents_" in BINARY_PREFIXES
    traits = asyncapi["components"]["messageTraits"]
    assert traits["structured"]["contentType"] == STRUCTURED_CONTENT_TYPE


def test_its_examples_are_our_samples(asyncapi: dict[str, Any]) -> None:
    samples = [sample.content for sample in samples_in(SAMPLES)]

    examples = [
        (message["name"], example["payload"])
        for message in asyncapi["components"]["messages"].values()
        for example in message.get("examples", [])
    ]

    assert {name for name, _ in examples} == {**INBOUND, **OUTBOUND}.keys()
    for name, example in examples:
        assert example in samples
        assert example["type"] == name


def test_every_structured_sample_is_valid_by_its_message(asyncapi: dict[str, Any]) -> None:
    payloads = {
        message["name"]: resolved(message["payload"], asyncapi)
        for message in asyncapi["components"]["messages"].values()
        if message["traits"][0]["$ref"].endswith("/structured")
    }

    for sample in samples_in(SAMPLES):
        if sample.form == ".structured":
            schema = payloads[sample.message_type]
            validator = jsonschema_rs.Draft7Validator(schema, validate_formats=True)
            assert [error.message for error in validator.iter_errors(sample.content)] == []
            other = {**sample.content, "type": "other.v1"}
            assert not validator.is_valid(other)


def test_it_names_no_broker_of_ours(asyncapi: dict[str, Any]) -> None:
    hosts = [server["host"] for server in asyncapi["servers"].values()]

    assert hosts
    assert all(host.partition(":")[0].endswith("example.com") for host in hosts)
