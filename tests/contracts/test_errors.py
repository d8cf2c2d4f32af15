"""Errors that cross the bus: their names and codes are promises."""

from __future__ import annotations

import inspect
import re

import pytest

from contracts import errors
from contracts.errors import WireError, all_wire_errors

CLASSES = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if issubclass(cls, WireError) and cls.__module__ == errors.__name__
]


def test_every_error_class_has_a_code_of_its_own() -> None:
    codes = [cls.code for cls in CLASSES]

    assert len(CLASSES) > 1
    assert len(set(codes)) == len(codes)
    assert all("code" in vars(cls) for cls in CLASSES)
    assert all(re.fullmatch("[a-z]+(_[a-z]+)*", code) for code in codes)


def test_an_error_is_found_by_the_name_it_has_on_the_bus() -> None:
    assert {cls.__name__: cls for cls in CLASSES}.items() <= all_wire_errors().items()


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_an_error_carries_strings_alone(cls: type[WireError]) -> None:
    error = cls("document", 7)  # type: ignore[arg-type]  # what a careless caller might do

    assert error.arguments == ("document", "7")
    assert error.args == ("document", "7")
