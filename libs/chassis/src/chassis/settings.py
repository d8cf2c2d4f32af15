"""What every service needs to know to run, read from its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import process.settings
from chassis.kinds_of_work import KINDS, Kind
from process.settings import Environment, LogFormat, exit_on_faults, setting


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
    log_format: LogFormat = setting(
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


def load(cls: type[S], environment: Mapping[str, str]) -> S:
    """Return the settings of type `cls` read from `environment`, or from files that it names.

    Raises:
        SettingsError: names every missing variable and every value that cannot be used.
    """
    return process.settings.load(cls, environment, _test_switches_in_production)


def load_or_exit(cls: type[S], environment: Mapping[str, str]) -> S:
    """Return the settings, or print everything that is wrong with them and exit with 2."""
    return exit_on_faults(lambda: load(cls, environment))


def _test_switches_in_production(values: Mapping[str, Any]) -> list[str]:
    if values.get("environment", "production") != "production":
        return []
    switches = {"clock_file": "KONTOR_CLOCK_FILE", "crash_points": "KONTOR_CRASH_POINTS"}
    refused = [name for field, name in switches.items() if field in values]
    return [f"{', '.join(refused)}: refused with KONTOR_ENV=production"] if refused else []
