"""What may be asked for, field by field."""

from datetime import date
from typing import Any

import pytest

from contracts.errors import InvalidInput
from contracts.master_data import MasterData
from contracts.master_data_changes import RequestMasterDataChange
from tickets.adapters.postal_rules import faults_of_address
from tickets.domain.master_data import read_wish

TODAY = date(2026, 3, 2)
ADDRESS = {"street": "Am Kai 7", "postal_code": "20457", "city": "Hamburg", "country": "DE"}


def read(kind: Any, values: dict[str, str], **beside: Any) -> MasterData:
    request = RequestMasterDataChange(
        kind=kind, values=MasterData(**values), idempotency_key="1", **beside
    )
    return read_wish(request, TODAY, faults_of_address).new


def faults_in(kind: Any, values: dict[str, str], **beside: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        read(kind, values, **beside)
    arguments = refused.value.arguments
    return set(zip(arguments[::2], arguments[1::2], strict=True))


@pytest.mark.req("SE-68")
def test_a_move_without_postal_code_names_it() -> None:
    assert faults_in("move", {**ADDRESS, "postal_code": ""}) == {("values.postal_code", "missing")}


@pytest.mark.req("SE-68")
@pytest.mark.parametrize(
    ("kind", "values", "faults"),
    [
        ("renaming", {}, {("values.name", "missing")}),
        ("renaming", {"name": "A\u0007B"}, {("values.name", "control_characters")}),
        ("renaming", {"name": "A" * 201}, {("values.name", "too_long")}),
        (
            "renaming",
            {"name": "Neu", "city": "Bonn"},
            {("values.city", "unknown_field")},
        ),
        (
            "move",
            {},
            {(f"values.{name}", "missing") for name in ("street", "city", "country")},
        ),
        ("move", {**ADDRESS, "country": "XX"}, {("values.country", "unknown_country")}),
        (
            "contact_change",
            {"contact_name": "K", "contact_email": "kara@", "contact_phone": "abc"},
            {
                ("values.contact_email", "not_one_mail_address"),
                ("values.contact_phone", "not_a_phone_number"),
            },
        ),
        (
            "e_billing_address",
            {"e_billing_address": "a@muster.example, b@muster.example"},
            {("values.e_billing_address", "not_one_mail_address")},
        ),
    ],
)
def test_every_fault_of_a_kind_is_named_at_once(
    kind: Any, values: dict[str, str], faults: set[tuple[str, str]]
) -> None:
    assert faults_in(kind, values) == faults


@pytest.mark.req("SE-68")
@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [
        ("DE", "20457", "2045"),
        ("AT", "1010", "10100"),
        ("CH", "8001", "CH-8001"),
        ("NL", "1012 AB", "1012"),
        ("GB", "SW1A 1AA", "12345"),
        ("PL", "00-950", "00950X"),
    ],
)
def test_a_postal_code_is_that_of_its_country(country: str, good: str, bad: str) -> None:
    values = {**ADDRESS, "country": country}

    assert read("move", {**values, "postal_code": good}).postal_code == good
    assert faults_in("move", {**values, "postal_code": bad}) == {
        ("values.postal_code", "not_a_postal_code")
    }


def test_a_country_without_postal_codes_needs_none() -> None:
    values = {"street": "Sheikh Zayed Road 1", "city": "Dubai", "country": "AE"}

    assert read("move", values) == MasterData(**values)


@pytest.mark.req("SE-68")
@pytest.mark.parametrize(
    ("day", "reason"),
    [(date(2026, 3, 1), "in_the_past"), (date(2036, 3, 1), "too_far_ahead")],
)
def test_a_change_is_for_a_day_to_come(day: date, reason: str) -> None:
    assert faults_in("move", ADDRESS, effective_on=day) == {("effective_on", reason)}
    assert read("move", ADDRESS, effective_on=TODAY).city == "Hamburg"


def test_values_are_kept_as_people_mean_them() -> None:
    values = {"street": " Am  Kai 7 ", "postal_code": "20457", "city": "Hamburg", "country": "de"}

    assert read("move", values) == MasterData(**ADDRESS)
    assert read("e_billing_address", {"e_billing_address": " Belege@MUSTER.example "}) == (
        MasterData(e_billing_address="Belege@muster.example")
    )
