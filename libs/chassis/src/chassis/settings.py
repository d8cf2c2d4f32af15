"""Settings from the environment: read once at the start, everything missing is named at once."""

import dataclasses
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from chassis.kinds_of_work import KINDS, Kind
from chassis.secret_files import with_secret_files

_NAME = "environment variable"
_HELP = "what it is for"
Environment = Literal["development", "test", "production"]


class SettingsError(Exception):
    """Some settings are missing or wrong; the message names each of them."""


def setting(name: str, purpose: str, *, default: Any = dataclasses.MISSING) -> Any:
    """Declare a field of a settings class: read from `name`, required unless it has a default."""
    return dataclasses.field(default=default, metadata={_NAME: name, _HELP: purpose})


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSettings:
    """What every service needs to know to run."""

    environment: Environment = setting(
        "KONTOR_ENV", "development, test or production", default="production"
    )
    amqp_url: str = setting(
        "KONTOR_AMQP_URL",
        "amqp:// address of the broker and its vhost; of several nodes all, with commas between",
    )
    database_url: str = setting(
        "KONTOR_DATABASE_URL", "postgresql+psycopg2:// address with the application role"
    )
    principal_keys: Path = setting(
        "KONTOR_PRINCIPAL_KEYS", "file with the public keys (JWKS) that sign principals"
    )
    work: tuple[Kind, ...] = setting(
        "KONTOR_WORK", "kinds of work that this process does, comma-separated", default=KINDS
    )
    publishers: Path | None = setting(
        "KONTOR_PUBLISHERS", "file that says which broker user speaks for whom", default=None
    )
    clock_file: Path | None = setting(
        "KONTOR_CLOCK_FILE", "file with an offset in seconds; never in production", default=None
    )
    http_host: str = setting(
        "KONTOR_HTTP_HOST", "where health and metrics are served", default="127.0.0.1"
    )
    http_port: int = setting(
        "KONTOR_HTTP_PORT", "port of health and metrics; 0 serves none", default=0
    )
    log_format: Literal["json", "console"] = setting(
        "KONTOR_LOG_FORMAT", "json for machines, console for people", default="json"
    )
    retry_pauses: tuple[float, ...] = setting(
        "KONTOR_RETRY_PAUSES",
        "seconds to wait before each new try of a failed message, comma-separated",
        default=(5.0, 30.0, 120.0, 600.0, 3600.0, 21600.0),
    )
    hold_seconds: float = setting(
        "KONTOR_HOLD_SECONDS", "seconds between tries while a dependency is down", default=2.0
    )
    call_queues: Literal["classic", "quorum"] = setting(
        "KONTOR_CALL_QUEUES",
        "classic: on one node of the broker and quick; quorum: on several, outlives any of them",
        default="classic",
    )
    rpc_workers: int = setting("KONTOR_RPC_WORKERS", "RPC calls worked on at once", default=10)
    message_workers: int = setting(
        "KONTOR_MESSAGE_WORKERS", "messages of one queue worked on at once", default=4
    )
    handler_seconds: float = setting(
        "KONTOR_HANDLER_SECONDS", "longest time one message may take", default=60.0
    )
    stop_seconds: float = setting(
        "KONTOR_STOP_SECONDS", "longest wait for work in flight when stopping", default=20.0
    )
    crash_points: Path | None = setting(
        "KONTOR_CRASH_POINTS",
        "folder whose files name places to die at; never in production",
        default=None,
    )


S = TypeVar("S", bound=ServiceSettings)


def variable_of(field: "dataclasses.Field[Any]") -> str:
    """Return the environment variable that a field of the settings is read from."""
    return str(field.metadata[_NAME])


def load(cls: type[S], environment: Mapping[str, str]) -> S:
    """Return the settings of type `cls` read from `environment`, or from files that it names.

    Raises:
        SettingsError: names every missing variable and every value that cannot be read.
    """
    try:
        environment = with_secret_files(environment)
    except OSError as error:
        raise SettingsError(f"{error.filename} cannot be read: {error.strerror}") from error
    faults: list[str] = []
    values: dict[str, Any] = {}
    hints = get_type_hints(cls)
    for field in dataclasses.fields(cls):
        name = field.metadata[_NAME]
        raw = environment.get(name, "")
        if raw:
            try:
                values[field.name] = _parse(raw, hints[field.name])
            except ValueError as error:
                faults.append(f"{name} cannot be read ({error}): {field.metadata[_HELP]}")
        elif field.default is dataclasses.MISSING:
            faults.append(f"{name} is missing: {field.metadata[_HELP]}")
    if faults:
        raise SettingsError("\n".join(faults))
    loaded = cls(**values)
    _refuse_test_switches_in_production(loaded)
    return loaded


def load_or_exit(cls: type[S], environment: Mapping[str, str]) -> S:
    """Return the settings, or print everything that is wrong with them and exit with 2."""
    try:
        return load(cls, environment)
    except SettingsError as error:
        sys.stderr.write(f"settings:\n{error}\n")
        raise SystemExit(2) from None


def _parse(raw: str, wanted: Any) -> Any:
    options = [option for option in get_args(wanted) if option is not type(None)]
    if get_origin(wanted) is Literal:
        if raw not in options:
            raise ValueError(f"{raw!r} is none of {', '.join(options)}")
        return raw
    if get_origin(wanted) is tuple:
        return tuple(_parse(part.strip(), options[0]) for part in raw.split(","))
    if options:
        wanted = options[0]
    return wanted(raw)


def _refuse_test_switches_in_production(settings: ServiceSettings) -> None:
    if settings.environment != "production":
        return
    switches = {
        "KONTOR_CLOCK_FILE": settings.clock_file,
        "KONTOR_CRASH_POINTS": settings.crash_points,
    }
    refused = [name for name, value in switches.items() if value is not None]
    if refused:
        raise SettingsError(f"{', '.join(refused)}: refused with KONTOR_ENV=production")
