"""Commands of `kontor` that a service brings along, because they speak of its trade.

A service names each in its `pyproject.toml`, under `[project.entry-points."kontor.commands"]`;
what `kontor status` is to name of it under `"kontor.alarms"` and `"kontor.facts"`, what `kontor
doctor` is to look at under `"kontor.checks"`, and which keys it has under `"kontor.keys"`.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points

from chassis.cli.findings import Finding
from chassis.cli.rotation import OperatorKeys
from chassis.cli.services import KnownService

GROUP = "kontor.commands"
ALARMS = "kontor.alarms"
FACTS = "kontor.facts"
CHECKS = "kontor.checks"
KEYS = "kontor.keys"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorAlarm:
    """Something of one service that an operator is to look at where its count is not zero."""

    service: str
    name: str
    count: Callable[[KnownService], int]


def installed_alarms() -> list[OperatorAlarm]:
    """Return the alarms of the services that are installed here, by service and name."""
    found: list[OperatorAlarm] = [each.load() for each in entry_points(group=ALARMS)]
    return sorted(found, key=lambda alarm: (alarm.service, alarm.name))


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorFact:
    """Something of one service that `kontor status` says in a few words; None says nothing."""

    service: str
    name: str
    say: Callable[[KnownService], str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorCheck:
    """What `kontor doctor` looks at for one service, beside what the chassis knows itself."""

    service: str
    area: str
    examine: Callable[[KnownService], list[Finding]]


def installed_facts() -> list[OperatorFact]:
    """Return the facts of the services that are installed here, by service and name."""
    found: list[OperatorFact] = [each.load() for each in entry_points(group=FACTS)]
    return sorted(found, key=lambda fact: (fact.service, fact.name))


def installed_checks() -> list[OperatorCheck]:
    """Return the checks of the services that are installed here, by service and area."""
    found: list[OperatorCheck] = [each.load() for each in entry_points(group=CHECKS)]
    return sorted(found, key=lambda check: (check.service, check.area))


def installed_keys() -> list[OperatorKeys]:
    """Return the keys of the services that are installed here, by service and name."""
    found: list[OperatorKeys] = [each.load() for each in entry_points(group=KEYS)]
    return sorted(found, key=lambda keys: keys.called)
