"""What is said of a request is counted by the list of its kind."""

from typing import Any

import pytest

from contracts.request_types import Label, RequestField, RequestType
from tickets.domain.checklists import score_of, unfilled_of
from tickets.domain.titles import advice_on

LABEL = Label(de="Feld", en="Field")
FULL = (
    "Seit dem Wechsel auf Version 7 kommt beim Öffnen jeder Rechnung die Meldung E-12, auf allen"
    " Rechnern im Lager; gestern ging es noch."
)
TITLE = "Beleg RE-4711 lässt sich nicht öffnen"


def a_kind(*names: str) -> RequestType:
    """Return a kind of request with these fields."""
    fields = tuple(RequestField(name=name, kind="text", label=LABEL) for name in names)
    return RequestType(
        key="technical_problem", version=1, label=LABEL, department="service_desk", fields=fields
    )


@pytest.mark.req("FD-11")
def test_a_request_that_says_nothing_scores_below_forty_with_two_hints() -> None:
    words = ("faktur:box geht nicht", "faktur:box geht nicht")

    assert score_of(*words, a_kind("since", "error_message"), {}) < 40
    assert advice_on(*words) == ("title_says_no_fault", "description_too_short")


@pytest.mark.parametrize(
    ("kind", "fields", "score", "unfilled"),
    [
        (a_kind("since", "error_message"), {"since": "today", "error_message": "E-12"}, 100, ()),
        (a_kind("since", "error_message"), {"since": "today"}, 90, ("error_message",)),
        (a_kind("since", "error_message"), {"since": " "}, 80, ("since", "error_message")),
        (a_kind(), {}, 100, ()),
        (None, {"since": "today"}, 100, ()),
    ],
)
def test_each_field_of_the_kind_that_is_filled_in_counts(
    kind: RequestType | None, fields: dict[str, Any], score: int, unfilled: tuple[str, ...]
) -> None:
    assert score_of(TITLE, FULL, kind, fields) == score
    assert unfilled_of(kind, fields) == unfilled


def test_saying_more_never_scores_less() -> None:
    kind = a_kind("since")

    scores = [
        score_of("Problem", "", kind, {}),
        score_of(TITLE, "", kind, {}),
        score_of(TITLE, FULL[:40], kind, {}),
        score_of(TITLE, FULL, kind, {}),
        score_of(TITLE, FULL, kind, {"since": "today"}),
    ]

    assert scores == sorted(set(scores))
    assert (scores[0], scores[-1]) == (0, 100)
