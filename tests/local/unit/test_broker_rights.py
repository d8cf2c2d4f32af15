"""The rights on the broker follow what the code does."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.events import ACCESS_ENDED
from contracts.request_news import REQUEST_NEWS
from kontor_local.broker_rights import (
    BROADCASTS,
    CALLS,
    EVERYTHING,
    HANDS_IN,
    OPERATOR,
    SERVICES,
    rights_of,
    wire_map,
)

ROOT = Path(__file__).parents[3]


def sources_of(service: str) -> Iterator[str]:
    folder = ROOT / "services" / service.replace("_", "-") / "src"
    return (path.read_text() for path in folder.rglob("*.py"))


def calls_in(source: str) -> Iterator[str]:
    """Yield `service.method` for each `self._service.call("method", …)`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="call", value=ast.Attribute(attr=attribute)),
                args=[ast.Constant(value=str(method)), *_],
            ) if attribute.lstrip("_") in SERVICES:
                yield f"{attribute.lstrip('_')}.{method}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_call_exactly_what_its_code_calls(service: str) -> None:
    called = {call for source in sources_of(service) for call in calls_in(source)}

    assert called == set(CALLS[service])


@pytest.mark.parametrize("service", SERVICES)
def test_only_a_service_that_hands_events_in_writes_to_the_front_door(service: str) -> None:
    hands_in = any("import hand_in" in source for source in sources_of(service))

    assert hands_in == (service in HANDS_IN)


def test_what_gateways_are_told_is_what_they_listen_for() -> None:
    assert dict(BROADCASTS) == {"identity": ACCESS_ENDED, "tickets": REQUEST_NEWS}


def test_rights_follow_the_wire_map() -> None:
    wire = "billing\n\ntickets\n  hears paid on catalog.events, queue evt-catalog-paid--tickets.a\n"

    rights = rights_of("tickets", wire)

    assert rights.topics["catalog.events"] == ("^$", "^(paid)$")
    assert "catalog\\.events" in rights.read
    assert "catalog\\.events" not in rights.write


def test_the_operator_may_do_everything_and_a_stranger_is_not_known() -> None:
    assert rights_of(OPERATOR, wire_map()) == EVERYTHING
    with pytest.raises(LookupError):
        rights_of("payments", wire_map())
