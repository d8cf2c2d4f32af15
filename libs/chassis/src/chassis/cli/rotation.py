"""`kontor rotate-keys`: a new key in the place of an older one, in steps without an outage."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from chassis.audit import AuditTrail
from chassis.cli.exits import DONE, NOT_AS_ASKED, fail
from chassis.cli.findings import Finding, failed, fine, warning
from chassis.cli.key_files import KeyLine, KeySetFile, NotYet, SigningKeyFile
from chassis.cli.parked import operator
from chassis.cli.services import KnownService, NotFoundHere, UsageError
from chassis.cli.showing import say, show_json, show_table

Step = Callable[[KnownService], str]
_OLD_DAYS = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class OperatorKeys:
    """Keys of one service that can be rotated.

    `steps` are in their order; each changes something and returns what is to be done next. `lines`
    shows the keys, or returns None where the service has none.
    """

    service: str
    name: str
    purpose: str
    lines: Callable[[KnownService], list[KeyLine] | None]
    steps: Mapping[str, Step] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """Return the name an operator types: `identity/sealing`."""
        return f"{self.service.replace('_', '-')}/{self.name}"


def set_of_keys(
    *,
    service: str,
    name: str,
    purpose: str,
    setting: str,
    kept_for: timedelta,
    reseal: Callable[[KnownService], int] | None = None,
) -> OperatorKeys:
    """Return keys in a JWK Set: add, use, reseal where something is stored under them, drop.

    `reseal` puts everything under the key in use and returns how much it was. Former keys stay for
    `kept_for`: what they signed comes back, and processes that started earlier still use them.
    """
    restart = f"now start every process of {service.replace('_', '-')} anew, then"

    def ring(known: KnownService) -> KeySetFile:
        return KeySetFile(_path(known, setting))

    def add(known: KnownService) -> str:
        key_id = ring(known).add(known.now)
        return f"{key_id} is accepted and not used: {restart} `use`"

    def use(known: KnownService) -> str:
        key_id = ring(known).use(known.now)
        following = "`reseal`" if reseal else f"`drop` after {kept_for.days} days"
        return f"{key_id} is used: {restart} {following}"

    def put_under(known: KnownService) -> str:
        count = reseal(known) if reseal else 0
        return f"{count} secrets came under the present key; `drop` after {kept_for.days} days"

    def drop(known: KnownService) -> str:
        left = reseal(known) if reseal else 0
        if left:
            raise NotYet(f"{left} secrets were still under another key: some process uses it yet")
        gone = ring(known).drop(known.now, kept_for=kept_for)
        return f"{', '.join(gone)} gone; keep a copy as long as you keep backups of the database"

    steps: dict[str, Step] = {"add": add, "use": use}
    if reseal is not None:
        steps["reseal"] = put_under
    steps["drop"] = drop

    def lines(known: KnownService) -> list[KeyLine] | None:
        return ring(known).lines() if known.settings.get(setting) else None

    return OperatorKeys(service=service, name=name, purpose=purpose, lines=lines, steps=steps)


def signing_key(
    *, service: str, name: str, purpose: str, setting: str, public_setting: str | None
) -> OperatorKeys:
    """Return a private key with public parts that are believed for ever: add, use.

    Without a setting for the public parts they lie beside the key, in `<name>-public.json`.
    """

    def pair(known: KnownService) -> SigningKeyFile:
        private = _path(known, setting)
        beside = private.with_name(f"{private.stem}-public.json")
        return SigningKeyFile(private, _path(known, public_setting) if public_setting else beside)

    def add(known: KnownService) -> str:
        keys = pair(known)
        key_id = keys.add(known.now)
        told = (
            f"give {keys.public_file} to every service and start all their processes anew"
            if public_setting
            else f"publish {keys.public_file}"
        )
        return f"{key_id} is believed and does not sign: {told}, then `use`"

    def use(known: KnownService) -> str:
        keys = pair(known)
        key_id = keys.use(known.now)
        return (
            f"{key_id} signs: now start every process of {service.replace('_', '-')} anew. Keep "
            f"{keys.public_file} whole: what older keys signed is checked for years"
        )

    def lines(known: KnownService) -> list[KeyLine] | None:
        return pair(known).lines() if known.settings.get(setting) else None

    return OperatorKeys(
        service=service,
        name=name,
        purpose=purpose,
        lines=lines,
        steps={"add": add, "use": use},
    )


def rotate_keys(services: list[KnownService], options: Namespace, keys: list[OperatorKeys]) -> int:
    """Take one step with some keys, or list them all; 1 where the step comes too early."""
    known = {service.name: service for service in services}
    here = [each for each in keys if each.service in known]
    if options.name is None:
        return _list(here, known, options)
    chosen = next((each for each in here if each.called == options.name), None)
    if chosen is None:
        raise NotFoundHere(
            f"no keys are called {options.name}: {', '.join(each.called for each in here)}"
        )
    step = chosen.steps.get(options.step or "")
    if step is None:
        raise UsageError(f"say which step of {chosen.called}: {', '.join(chosen.steps)}")
    service = known[chosen.service]
    try:
        following = step(service)
    except NotYet as early:
        return fail(NOT_AS_ASKED, f"not yet: {early}")
    with service.database.transaction() as session:
        AuditTrail(session, service.now).record(
            organisation_id=None,
            actor=operator(),
            action="keys.rotated",
            subject=f"keys:{chosen.name}",
            details={"step": options.step},
        )
    if options.json:
        show_json({"keys": chosen.called, "step": options.step, "next": following})
    else:
        say(following[0].upper() + following[1:] + ".")
    return DONE


def examine_keys(service: KnownService, keys: list[OperatorKeys]) -> list[Finding]:
    """Return how old the keys of one service are that are in use."""
    return [
        finding for each in keys if each.service == service.name for finding in _ages(service, each)
    ]


def _ages(service: KnownService, keys: OperatorKeys) -> Iterator[Finding]:
    try:
        lines = keys.lines(service)
    except (OSError, UsageError) as error:
        yield failed(keys.name, str(error), "put the file there")
        return
    for line in lines or ():
        if line.state != "in_use":
            continue
        since = line.used_since or line.made_at
        days = (service.now - since).days if since else None
        said = f"{line.id} is in use" + (f" for {days} days" if days is not None else "")
        if days is not None and days > _OLD_DAYS:
            yield warning(keys.name, said, f"kontor rotate-keys {keys.called} add")
        else:
            yield fine(keys.name, said)


def _list(keys: list[OperatorKeys], known: Mapping[str, KnownService], options: Namespace) -> int:
    rows: list[dict[str, Any]] = [
        {"keys": each.called, **asdict(line), "purpose": each.purpose}
        for each in keys
        for line in each.lines(known[each.service]) or ()
    ]
    if options.json:
        show_json(rows)
    else:
        show_table(rows, none="No keys are named in the settings that are known here.")
    return DONE


def _path(service: KnownService, setting: str) -> Path:
    named = service.settings.get(setting)
    if not named:
        raise UsageError(f"{service.name}: {setting} is not set here")
    return Path(named)
