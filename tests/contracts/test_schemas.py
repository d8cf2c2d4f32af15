"""docs/schemas tells what the types say."""

from __future__ import annotations

import re
from types import ModuleType

import jsonschema_rs
import msgspec
import pytest

from contracts import inbound, outbound
from tools.schemas import FOLDER, INBOUND, OUTBOUND, Messages, schema_texts

VERSIONED = re.compile(r"[a-z_]+(\.[a-z_]+)+\.v[0-9]+")


def test_the_schemas_are_current() -> None:
    written = {file.name: file.read_text() for file in FOLDER.iterdir()}

    assert written == schema_texts(), "please run: python -m tools.schemas"


@pytest.mark.parametrize("name", schema_texts())
def test_a_schema_is_a_schema(name: str) -> None:
    jsonschema_rs.meta.validate(msgspec.json.decode(schema_texts()[name]))


@pytest.mark.parametrize(
    ("module", "messages"), [(inbound, INBOUND), (outbound, OUTBOUND)], ids=["in", "out"]
)
def test_every_type_of_the_contracts_has_a_schema(module: ModuleType, messages: Messages) -> None:
    named = {
        value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and VERSIONED.fullmatch(value)
    }

    assert named == set(messages)
