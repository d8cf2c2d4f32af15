"""What the systems of an organisation are told of a request: what all its people are shown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.conversations import ShareWith
from tickets.domain.entries import NewEntry
from tickets.domain.feed import ShownToEverybody, event_type_of, shown_to_everybody
from tickets.domain.visibility import SharedWith

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a_share(kind: str, **changes: Any) -> SharedWith:
    names: dict[str, dict[str, Any]] = {
        "person": {"person_id": new_id()},
        "role": {"role": "member"},
        "partner": {"partner_id": new_id()},
    }
    named = names.get(kind, {})
    values: dict[str, Any] = {
        "request_id": new_id(),
        "share_with": ShareWith(kind=kind, **named),  # type: ignore[arg-type]  # one of its kinds
        "may_edit": False,
        "ends_at": None,
        "shared_at": NOW,
    }
    return SharedWith(**{**values, **changes})


@pytest.mark.parametrize("kind", ["person", "role", "partner"])
def test_what_some_see_is_not_told_to_systems(kind: str) -> None:
    assert not shown_to_everybody([a_share(kind)], NOW).is_shown


def test_what_everybody_sees_is_told_until_that_ends() -> None:
    until = NOW + timedelta(days=1)

    assert shown_to_everybody([], NOW) == ShownToEverybody(is_shown=False)
    assert shown_to_everybody(
        [a_share("person"), a_share("organisation", ends_at=until)], NOW
    ) == ShownToEverybody(is_shown=True, until=until)
    assert not shown_to_everybody([a_share("organisation", ends_at=NOW)], NOW).is_shown


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"kind": "comment", "body": "x"}, "kontor.request.changed.v1"),
        ({"kind": "comment", "body": "x", "audience": "customer"}, "kontor.request.changed.v1"),
        ({"kind": "comment", "body": "x", "audience": "vendor"}, None),
        ({"kind": "comment", "body": "x", "audience": "partner"}, None),
        ({"change": "state_changed"}, "kontor.request.changed.v1"),
        (
            {"change": "shared", "details": {"grantee": "organisation"}},
            "kontor.request.shared.v1",
        ),
        ({"change": "shared", "details": {"grantee": "person:1"}}, None),
        ({"change": "unshared", "details": {"grantee": "organisation"}}, None),
    ],
)
def test_what_customers_may_read_is_told(entry: dict[str, Any], told: str | None) -> None:
    values: dict[str, Any] = {
        "kind": "change",
        "audience": "public",
        "author_id": None,
        "side": "customer",
    }

    assert event_type_of(NewEntry(**{**values, **entry})) == told
