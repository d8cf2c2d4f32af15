"""The services an operator's command works on: each by name, with its database."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.cli.settings_files import FOLDER, UnreadableSettings, settings_in_folder
from chassis.clock import Clock, clock_for
from chassis.database import Database
from chassis.parking import Parking
from process.secret_files import with_secret_files

DATABASE = "KONTOR_DATABASE_URL"
SERVICE = "KONTOR_SERVICE"


class UsageError(Exception):
    """The command cannot be understood, or the environment names no database for it."""


class NotFoundHere(LookupError):
    """What was asked for does not exist; the message says what."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownService:
    """One service; `name` in the spelling of its package.

    `settings` are what its own processes read where a file of the settings folder says so
    (`has_own_settings`), and otherwise the operator's environment.
    """

    name: str
    database: Database
    clock: Clock
    settings: Mapping[str, str] = field(default_factory=dict)
    has_own_settings: bool = False

    @property
    def now(self) -> datetime:
        """Return the present instant, as the service sees it."""
        return self.clock.now()

    @contextmanager
    def parking(self) -> Iterator[tuple[Session, Parking]]:
        """Yield a transaction and the messages parked in it."""
        with self.database.transaction() as session:
            yield session, Parking(session, self.now)


def known_services(
    environment: Mapping[str, str], *, only: str | None, database_url: str | None
) -> list[KnownService]:
    """Return the services that the environment names, or the one of them that is wanted.

    `KONTOR_SETTINGS_FOLDER` holds a file for each; `KONTOR_DATABASE_URL_<SERVICE>` names one each;
    `KONTOR_DATABASE_URL`, a service's own setting, names the service in `KONTOR_SERVICE`.

    Raises:
        UsageError: there is none, or the folder cannot be read.
        OSError: a file that holds a secret cannot be read; it says which.
    """
    wanted = _package(only) if only else None
    try:
        own = settings_in_folder(environment)
    except UnreadableSettings as error:
        raise UsageError(str(error)) from error
    in_files = {name: _database_url(each) for name, each in own.items()}
    named = _addresses(environment, database_url, wanted)
    urls = {name: url for name, url in (in_files | named).items() if url}
    if wanted is not None:
        urls = {name: url for name, url in urls.items() if name == wanted}
    if not urls:
        raise UsageError(
            f"set {FOLDER} to the folder of the services' settings, or {DATABASE}_<SERVICE> for "
            f"{only or 'each service'}, or --database-url"
        )
    return [
        KnownService(
            name=name,
            database=Database(url, pool_size=1),
            clock=_clock({**environment, **own.get(name, {})}),
            settings={**environment, **own.get(name, {})},
            has_own_settings=name in own,
        )
        for name, url in sorted(urls.items())
    ]


def _clock(settings: Mapping[str, str]) -> Clock:
    file = settings.get("KONTOR_CLOCK_FILE")
    try:
        return clock_for(settings.get("KONTOR_ENV", "production"), Path(file) if file else None)
    except ValueError as error:
        raise UsageError(str(error)) from error


def service_with(services: list[KnownService], parked_id: UUID) -> tuple[KnownService, Row[object]]:
    """Return the service in which a message is parked, and its row.

    Raises:
        NotFoundHere: in none of them.
    """
    for service in services:
        with service.parking() as (_, parking):
            row = parking.shown(parked_id)
        if row is not None:
            return service, row
    raise NotFoundHere(f"no parked message {parked_id}")


def _addresses(
    environment: Mapping[str, str], database_url: str | None, wanted: str | None
) -> dict[str, str]:
    if database_url is not None:
        return {wanted or environment.get(SERVICE, "service"): database_url}
    named = {
        name.removeprefix(f"{DATABASE}_").lower(): url
        for name, url in environment.items()
        if name.startswith(f"{DATABASE}_") and url
    }
    if not named and environment.get(DATABASE):
        named = {_package(environment.get(SERVICE, wanted or "service")): environment[DATABASE]}
    return named


def _database_url(settings: Mapping[str, str]) -> str:
    # Its other secrets may lie in files that only its own processes may read.
    ways = {name: settings[name] for name in (DATABASE, f"{DATABASE}_FILE") if name in settings}
    return with_secret_files(ways).get(DATABASE, "")


def _package(name: str) -> str:
    return name.replace("-", "_").lower()
