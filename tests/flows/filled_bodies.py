"""Bodies for every operation that the API describes, filled in as its schemas allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

Schema = dict[str, Any]
_WRITING = ("post", "put", "patch", "delete")
_DEEPEST = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One way to write: its method, its path with ids filled in, and a body."""

    method: str
    path: str
    name: str
    body: Any


def writing_operations(
    described: Schema, known: dict[str, Any], ids: dict[str, str]
) -> Iterator[Operation]:
    """Return every operation that writes; `known` fills fields of these names, `ids` the paths."""
    for path, methods in described["paths"].items():
        for method in filter(methods.__contains__, _WRITING):
            content = methods[method].get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            yield Operation(
                method=method.upper(),
                path=re.sub(r"{(\w+)}", lambda found: ids.get(found[1], str(uuid4())), path),
                name=f"{method.upper()} {path}",
                body=None if schema is None else _value("", schema, (described, known)),
            )


def _value(
    name: str, schema: Schema, surroundings: tuple[Schema, dict[str, Any]], depth: int = 0
) -> Any:
    """Return a value of this schema; `surroundings` are the description, and what is known."""
    described, known = surroundings
    if name in known:
        return known[name]
    while "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for choices in ("anyOf", "oneOf"):
        if choices in schema:
            first = next(each for each in schema[choices] if each.get("type") != "null")
            return _value(name, first, surroundings, depth)
    if schema.get("type") == "object" and depth < _DEEPEST:
        return {
            each: _value(each, kind, surroundings, depth + 1)
            for each, kind in schema.get("properties", {}).items()
        }
    if schema.get("type") == "array" and schema.get("minItems", 0):
        # A list of ids is named as one id is, and `known` may have one for it.
        return [_value(name, schema.get("items", {}), surroundings, depth + 1)]
    return _plain(schema)


def _plain(schema: Schema) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    of_type = {
        "object": {},
        "array": [],
        "integer": schema.get("minimum", 1),
        "number": schema.get("minimum", 1),
        "boolean": True,
        "null": None,
    }
    of_format = {
        "uuid": str(uuid4()),
        "date": "2099-01-01",
        "date-time": "2099-01-01T00:00:00Z",
    }
    kind = schema.get("type", "string")
    words = "x" * max(1, schema.get("minLength", 1))
    return of_type[kind] if kind in of_type else of_format.get(schema.get("format", ""), words)
