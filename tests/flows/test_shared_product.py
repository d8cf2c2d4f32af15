"""What no flow may do to the product that it shares with other files."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.flows.world import World


def test_nobody_moves_the_clock_or_stops_a_part_of_the_product_that_others_use(
    world: World,
) -> None:
    pids = world.product.pids("tickets")

    for refused in (
        lambda: world.product.move_clock(timedelta(days=1)),
        lambda: world.product.stop_part("tickets"),
        lambda: world.product.restart("tickets"),
        lambda: world.product.kill("tickets"),
    ):
        with pytest.raises(AssertionError, match="own_world"):
            refused()

    assert world.product.pids("tickets") == pids


def test_no_two_files_issue_a_document_under_the_same_number() -> None:
    seen: dict[str, str] = {}

    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        source = file.read_text()
        if "own_world" not in source and "make_world" not in source:
            for number in numbers_issued(source):
                assert seen.setdefault(number, file.name) == file.name, number

    assert "RE-910" in seen


def numbers_issued(source: str) -> Iterator[str]:
    """Return the literal numbers under which a file issues documents."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and "issue" in ast.unparse(node.func):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and str(argument.value).startswith("RE-"):
                    yield str(argument.value)
