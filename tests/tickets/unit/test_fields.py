"""Fields of a kind of request: what may be written into each, and how it is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.request_types import Choice, Label, RequestField, RequestType
from tickets.domain.fields import fill_in

LABEL = Label(de="Feld", en="Field")


def a_field(kind: Any, **changes: Any) -> RequestField:
    if kind == "choice":
        changes.setdefault("choices", (Choice(value="a", label=LABEL),))
    return RequestField(name="it", kind=kind, label=LABEL, **changes)


def a_kind(*fields: RequestField) -> RequestType:
    return RequestType(key="x", version=1, label=LABEL, fields=fields, department="d")


@pytest.mark.parametrize(
    ("kind", "given_value", "kept"),
    [
        ("text", "  zwei   Wörter ", "zwei Wörter"),
        ("long_text", " eins\nzwei\t3 ", "eins\nzwei\t3"),
        ("number", 12, "12"),
        ("number", 12.5, "12.5"),
        ("number", "-3,25", "-3.25"),
        ("number", 0, "0"),
        ("number", 10, "10"),
        ("date", "2028-02-29", "2028-02-29"),
        ("choice", "a", "a"),
        ("email", " erika@muster.example ", "erika@muster.example"),
        ("phone", "+49 (0)30 123-45", "+49 (0)30 123-45"),
        ("document", "0193000000007000800000000000000A", "01930000-0000-7000-8000-00000000000a"),
        ("device", "SN 4711/B", "SN 4711/B"),
        ("contract", "V-1", "V-1"),
        ("area", "wiki", "wiki"),
        ("area", "self_services", "self_services"),
    ],
)
def test_a_fitting_value_is_kept_in_one_form(kind: Any, given_value: Any, kept: str) -> None:
    filled_in = fill_in(a_kind(a_field(kind)), {"it": given_value})

    assert (filled_in.values, filled_in.faults) == ({"it": kept}, ())


@pytest.mark.parametrize(
    ("kind", "given_value", "reason"),
    [
        ("text", "x" * 201, "too_long"),
        ("text", "a\x07b", "control_characters"),
        ("long_text", "x" * 20_001, "too_long"),
        ("long_text", "a\0b", "control_characters"),
        ("number", "viele", "not_a_decimal"),
        ("number", "1.000,50", "not_a_decimal"),
        ("number", 1e300, "not_a_decimal"),
        ("date", "2026-02-29", "not_a_date"),
        ("date", "29.02.2028", "not_a_date"),
        ("date", "20280229", "not_a_date"),
        ("choice", "b", "not_offered"),
        ("email", "erika", "not_an_address"),
        ("email", "a@b.example\nBcc: x@y.example", "not_an_address"),
        ("email", "a@b.example, c@d.example", "not_an_address"),
        ("phone", "110", "not_a_phone_number"),
        ("phone", "ruf mich an", "not_a_phone_number"),
        ("document", "RE-4711", "not_an_id"),
        ("device", "x" * 101, "too_long"),
        ("area", "everything", "unknown_area"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_reason(
    kind: Any, given_value: Any, reason: str
) -> None:
    filled_in = fill_in(a_kind(a_field(kind)), {"it": given_value})

    assert filled_in.faults == (("fields.it", reason),)
    assert filled_in.values == {}


@pytest.mark.parametrize(("value", "reason"), [(2, "too_small"), (11, "too_large"), (5, None)])
def test_a_number_stays_within_its_limits(value: int, reason: str | None) -> None:
    filled_in = fill_in(a_kind(a_field("number", smallest=3, largest=10)), {"it": value})

    assert filled_in.faults == ((("fields.it", reason),) if reason else ())


@pytest.mark.parametrize("value", ["", "   ", None])
def test_an_empty_field_counts_as_not_filled_in(value: str | None) -> None:
    values = {} if value is None else {"it": value}

    optional = fill_in(a_kind(a_field("phone")), values)
    required = fill_in(a_kind(a_field("phone", is_required=True)), values)

    assert (optional.values, optional.faults) == ({}, ())
    assert required.faults == (("fields.it", "missing"),)


def test_a_name_that_could_be_no_field_is_not_repeated() -> None:
    filled_in = fill_in(a_kind(), {"<script>": "x"})

    assert filled_in.faults == (("fields", "unknown_field"),)


@given(
    kind=st.sampled_from(
        ["text", "long_text", "number", "date", "choice", "email", "phone", "document", "device"]
    ),
    value=st.one_of(st.text(max_size=50), st.integers(), st.floats(allow_nan=False)),
)
def test_whatever_is_written_is_kept_once_and_for_all_or_named(kind: str, value: Any) -> None:
    """What was kept can be filled in again and is the same."""
    asked = a_kind(a_field(kind))

    first = fill_in(asked, {"it": value})

    assert len(first.faults) <= 1
    assert fill_in(asked, first.values) == fill_in(asked, first.values)
    assert fill_in(asked, first.values).values == first.values
