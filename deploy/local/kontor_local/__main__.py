"""The command line of the local stack; `make run` and its sisters call it."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from kontor_local.console import Console
from kontor_local.places import AlreadyRunningError
from kontor_local.processes import StartError
from kontor_local.rabbitmq_packages import RabbitmqUnavailableError

NAMESPACE = "kontor"
INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    console = Console(verbose=getattr(options, "verbose", False))
    try:
        return int(COMMANDS[options.command](options, console))
    except (AlreadyRunningError, StartError, RabbitmqUnavailableError, ValueError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kontor_local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="the whole product, until Ctrl-C")
    run.add_argument("counts", nargs="*", metavar="PART=N", help="more processes of one part")
    run.add_argument("-v", "--verbose", action="store_true", help="show every log line")
    servers = commands.add_parser("servers", help="the servers alone, until Ctrl-C or COMMAND ends")
    servers.add_argument("words", nargs="*", metavar="COMMAND", help="after --")
    commands.add_parser("fetch", help="fetch what is no Python package")
    commands.add_parser("fetch-probes", help="fetch what only tests of the deployment want")
    inside = commands.add_parser("exec", help="a command with the settings of a running part")
    inside.add_argument("part", help="a service, gateway, operator or erp-demo")
    inside.add_argument("words", nargs="+", metavar="COMMAND", help="after --")
    psql = commands.add_parser("psql", help="a database prompt")
    psql.add_argument("part", nargs="?", help="a service; the superuser's prompt without one")
    return parser


def _run(options: argparse.Namespace, console: Console) -> int:
    from kontor_local.running import run_product

    _end_on_signals()
    return run_product(_home(), NAMESPACE, _counts(options.counts), console)


def _servers(options: argparse.Namespace, console: Console) -> int:
    from kontor_local.running import run_servers

    _end_on_signals()
    # Their own folder: what is tried on them may break them, and `make run` keeps its data.
    return run_servers(_local() / "servers", options.words, console)


def _fetch(_options: argparse.Namespace, console: Console) -> int:
    from kontor_local.rabbitmq_packages import ensure_rabbitmq

    ensure_rabbitmq(_local(), console.progress)
    return 0


def _fetch_probes(_options: argparse.Namespace, console: Console) -> int:
    from kontor_local.probe_packages import fetch_probes

    fetch_probes(_local(), console.progress)
    return 0


def _exec(options: argparse.Namespace, _console: Console) -> int:
    from kontor_local.inside import settings_inside

    environment = settings_inside(_home(), NAMESPACE, options.part)
    os.execvpe(options.words[0], options.words, environment)  # noqa: S606 - the caller's command


def _psql(options: argparse.Namespace, _console: Console) -> int:
    from kontor_local.inside import psql_command

    command = psql_command(_home(), NAMESPACE, options.part)
    os.execv(command[0], command)  # noqa: S606 - our own program


def _end_on_signals() -> None:
    """Let Ctrl-C and SIGTERM end the run in good order, and a second one at once."""
    asked = 0

    def end(*_: object) -> None:
        nonlocal asked
        asked += 1
        if asked > 1:
            os._exit(INTERRUPTED)  # every child dies with us
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)


def _counts(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        name, _, number = word.partition("=")
        if not number.isdigit() or int(number) == 0:
            message = f"{word!r} is not PART=N, for example billing-docs=3."
            raise ValueError(message)
        counts[name] = int(number)
    return counts


def _home() -> Path:
    return _local() / "run"


def _local() -> Path:
    from kontor_local.places import local_folder

    return local_folder()


COMMANDS = {
    "run": _run,
    "servers": _servers,
    "fetch": _fetch,
    "fetch-probes": _fetch_probes,
    "exec": _exec,
    "psql": _psql,
}

if __name__ == "__main__":
    sys.exit(main())
