"""Commands of `kontor` that a service brings along, because they speak of its trade.

A service names each in its `pyproject.toml`, under `[project.entry-points."kontor.commands"]`.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points

from chassis.cli.services import KnownService

GROUP = "kontor.commands"


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorCommand:
    """One command of one service; `run` gets that service and returns the exit code."""

    name: str
    service: str
    summary: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[KnownService, Namespace], int]


def installed_commands() -> list[OperatorCommand]:
    """Return the commands of the services that are installed here, by name."""
    found: list[OperatorCommand] = [each.load() for each in entry_points(group=GROUP)]
    return sorted(found, key=lambda command: command.name)
