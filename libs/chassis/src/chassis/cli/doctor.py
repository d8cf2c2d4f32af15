"""`kontor doctor`: everything looked at that is wrong before anybody notices, with what to do."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy.exc import DBAPIError

from chassis.cli.broker_check import examine_broker
from chassis.cli.database_check import examine_database
from chassis.cli.exits import DONE, NOT_AS_ASKED, WRONG_USE, first_line
from chassis.cli.extension import installed_checks, installed_keys
from chassis.cli.findings import Finding, failed
from chassis.cli.machine_check import examine_machine
from chassis.cli.rotation import examine_keys
from chassis.cli.services import KnownService, UsageError
from chassis.cli.settings_check import examine_settings
from chassis.cli.showing import say, show_json, show_table
from chassis.cli.ways_check import examine_ways
from chassis.errors import DependencyDown
from process.settings import SettingsError

_OF_EVERY_SERVICE: Mapping[str, Callable[[KnownService], list[Finding]]] = {
    "settings": examine_settings,
    "database": examine_database,
    "broker": examine_broker,
    "ways": examine_ways,
    "keys": lambda service: examine_keys(service, installed_keys()),
}
_MACHINE = "machine"
_AGAIN = "mend that first, then look again"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Look:
    service: str
    area: str
    examine: Callable[[], list[Finding]]


def examine_everything(
    services: list[KnownService], options: Namespace, environment: Mapping[str, str]
) -> int:
    """Write what was found; 1 when something fails, 2 when something could not be looked at."""
    looks = list(_looks(services, environment))
    _require_known(options.areas, looks)
    wanted = options.areas or [look.area for look in looks]
    found = [
        {"service": look.service, "area": look.area, **asdict(finding)}
        for look in looks
        if look.area in wanted
        for finding in _looked(look)
    ]
    outcomes = {row["outcome"] for row in found}
    code = _code(outcomes, is_strict=options.strict)
    if options.json:
        show_json({"ok": code == DONE, "findings": found})
    else:
        _show(found, code)
    return code


def _looks(services: list[KnownService], environment: Mapping[str, str]) -> Iterator[_Look]:
    checks = installed_checks()
    for service in services:
        for area, examine in _OF_EVERY_SERVICE.items():
            yield _look(service, area, examine)
        for check in checks:
            if check.service == service.name:
                yield _look(service, check.area, check.examine)
    yield _Look(service="", area=_MACHINE, examine=lambda: examine_machine(environment))


def _look(
    service: KnownService, area: str, examine: Callable[[KnownService], list[Finding]]
) -> _Look:
    return _Look(service=service.name, area=area, examine=lambda: examine(service))


def _looked(look: _Look) -> list[Finding]:
    """Return what was found; a server that does not answer is a finding as any other."""
    try:
        return look.examine()
    except DependencyDown as down:
        detail = f"{down.dependency} does not answer ({down.cause})"
        return [failed(look.area, detail, _AGAIN)]
    except DBAPIError as error:
        return [failed(look.area, f"the database answers: {first_line(error.orig)}", _AGAIN)]
    except (UsageError, SettingsError) as error:
        return [
            Finding(check=look.area, outcome="not_looked", detail=str(error), advice="set it here")
        ]


def _require_known(areas: Sequence[str], looks: Sequence[_Look]) -> None:
    known = sorted({look.area for look in looks})
    unknown = sorted(set(areas) - set(known))
    if unknown:
        raise UsageError(f"there is nothing called {', '.join(unknown)}; name {', '.join(known)}")


def _code(outcomes: set[str], *, is_strict: bool) -> int:
    if "failed" in outcomes or (is_strict and "warning" in outcomes):
        return NOT_AS_ASKED
    return WRONG_USE if "not_looked" in outcomes else DONE


def _show(found: list[dict[str, str]], code: int) -> None:
    lines = [
        {name: row[name] for name in ("service", "area", "check", "outcome", "detail")}
        for row in found
    ]
    show_table(lines, none="Nothing to look at.")
    todo = [row for row in found if row["outcome"] != "ok"]
    if todo:
        say("")
        say("What to do:")
    for row in todo:
        say(f"- {row['service'] or 'here'}, {row['check']}: {row['advice'] or row['detail']}")
    say("")
    say(
        {
            DONE: "Everything that was looked at is as it should be.",
            NOT_AS_ASKED: "Something is not as it should be.",
            WRONG_USE: "Nothing fails, but not everything could be looked at.",
        }[code]
    )
