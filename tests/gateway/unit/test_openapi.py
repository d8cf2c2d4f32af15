"""The description of the API: valid, true, and the same as the committed copy."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.api.binding import ApiRoute, bind, signature_of
from gateway.api.openapi import build_openapi
from gateway.call import Call
from gateway.problems import MEDIA_TYPE
from gateway.routes import API

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(build_openapi(API))


def sent_fields(document: Any, operation: Any) -> Iterator[tuple[str, Any]]:
    """Yield every schema of what a client sends, however deep, by the field that it is of."""
    waiting = [(each["name"], each["schema"]) for each in operation.get("parameters", [])]
    body = operation.get("requestBody", {}).get("content", {})
    waiting += [("", media["schema"]) for media in body.values() if "schema" in media]
    looked_at = set()
    while waiting:
        name, schema = waiting.pop()
        kind = schema.get("$ref", "").removeprefix("#/components/schemas/")
        if kind and kind not in looked_at:
            looked_at.add(kind)
            waiting.append((name, document["components"]["schemas"][kind]))
        yield name, schema
        waiting += schema.get("properties", {}).items()
        inner = [schema.get("items"), schema.get("additionalProperties")]
        inner += [*schema.get("anyOf", ()), *schema.get("prefixItems", ())]
        waiting += [(name, each) for each in inner if isinstance(each, dict)]


def test_the_committed_copy_is_true() -> None:
    # After a change on purpose: python -m gateway openapi > docs/openapi.json
    assert COMMITTED.read_bytes() == build_openapi(API) + b"\n"


def test_it_is_valid_openapi(document: Any) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_reference_leads_somewhere(document: Any) -> None:
    references = set(re.findall(r'"#/components/(\w+)/([^"]+)"', json.dumps(document)))

    named = {(kind, name) for kind, parts in document["components"].items() for name in parts}
    assert references - named == set()


def test_every_operation_is_named_once_and_described(document: Any) -> None:
    operations = [operation for path in document["paths"].values() for operation in path.values()]

    names = [operation["operationId"] for operation in operations]
    assert len(operations) == len(API)
    assert len(set(names)) == len(names)
    assert all(operation["summary"].endswith(".") for operation in operations)


def test_every_operation_says_how_its_errors_look(document: Any) -> None:
    problems = document["components"]["responses"]

    for path in document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if status == "default" or int(status) >= 400:
                    problem = problems[response["$ref"].removeprefix("#/components/responses/")]
                    assert list(problem["content"]) == [MEDIA_TYPE]


def test_a_query_is_described_by_the_type_that_parses_it(document: Any) -> None:
    parameters = {
        parameter["name"]: parameter["schema"]
        for parameter in document["paths"]["/v1/documents"]["get"]["parameters"]
    }

    assert parameters["limit"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 50}
    assert parameters["issued_from"] == {"type": "string", "format": "date"}
    assert "invoice" in parameters["document_type"]["enum"]


def test_what_a_query_must_name_is_described_so(document: Any) -> None:
    (since,) = document["paths"]["/v1/content-news"]["get"]["parameters"]
    (limit,) = (
        parameter
        for parameter in document["paths"]["/v1/documents"]["get"]["parameters"]
        if parameter["name"] == "limit"
    )

    assert (since["required"], since["allowEmptyValue"]) == (True, False)
    assert (limit["required"], limit["allowEmptyValue"]) == (False, True)


@pytest.mark.req("S3")
def test_every_number_in_a_request_has_an_end(document: Any) -> None:
    boundless = {
        name
        for path in document["paths"].values()
        for operation in path.values()
        for name, schema in sent_fields(document, operation)
        if schema.get("type") == "integer" and not {"maximum", "enum"} & schema.keys()
    }

    # Kept in JSON, which has no end of its own.
    assert boundless == {"value", "fields", "smallest", "largest"}


def test_public_operations_need_no_token(document: Any) -> None:
    assert document["paths"]["/v1/sessions"]["post"]["security"] == []
    assert "security" not in document["paths"]["/v1/documents"]["get"]


async def takes_something_unexplained(call: Call, colour: str) -> None:
    """Do nothing."""


async def forgets_its_path(call: Call) -> None:
    """Do nothing."""


@pytest.mark.parametrize(
    ("path", "handler"),
    [("/v1/x", takes_something_unexplained), ("/v1/x/{colour}", forgets_its_path)],
)
def test_a_handler_that_does_not_fit_its_route_is_found_at_the_start(
    path: str, handler: Any
) -> None:
    with pytest.raises(TypeError, match="colour"):
        bind(ApiRoute(method="GET", path=path, handler=handler, tag="Test"))


def test_what_a_handler_takes_is_read_from_its_signature() -> None:
    [route] = [route for route in API if route.path.endswith("/areas")]

    signature = signature_of(route)

    assert list(signature.path) == ["person_id"]
    assert signature.body is not None
    assert signature.body.__name__ == "Areas"
    assert signature.query is None
