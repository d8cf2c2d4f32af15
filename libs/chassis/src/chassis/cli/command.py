"""What may be asked of `kontor`, and its exit codes.

0: done. 1: something is not as asked (no such message, settled before, a changed trail).
2: the command or the environment is wrong. 3: a database or the broker does not answer.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from chassis.cli.anchors import anchor_audit
from chassis.cli.extension import OperatorCommand, installed_commands
from chassis.cli.parked import body_file, discard_parked, list_parked, replay_parked, show_parked
from chassis.cli.services import UsageError, known_services
from chassis.cli.status import show_status
from chassis.cli.trail import verify_audit
from chassis.errors import DependencyDown

NOT_AS_ASKED, WRONG_USE, NO_ANSWER = 1, 2, 3


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    brought = installed_commands()
    try:
        return _run(_parser(brought).parse_args(arguments), brought)
    except UsageError as error:
        return _fail(WRONG_USE, str(error))
    except LookupError as error:
        return _fail(NOT_AS_ASKED, str(error.args[0]))
    except DependencyDown as down:
        return _fail(NO_ANSWER, f"{down.dependency} does not answer ({down.cause})")
    except DBAPIError as error:
        return _fail(NO_ANSWER, f"the database answers: {str(error.orig).splitlines()[0]}")


def _run(options: Namespace, brought: list[OperatorCommand]) -> int:
    for command in brought:
        if command.name == options.command:
            (service,) = known_services(
                os.environ, only=command.service, database_url=options.database_url
            )
            return command.run(service, options)
    services = known_services(
        os.environ,
        only=options.service or getattr(options, "of", None),
        database_url=options.database_url,
    )
    if options.command == "status":
        return show_status(services, options, os.environ)
    if options.command == "verify-audit":
        return verify_audit(services, options, os.environ)
    if options.command == "anchor-audit":
        return anchor_audit(services, options, os.environ)
    actions = {
        "list": list_parked,
        "show": show_parked,
        "replay": replay_parked,
        "discard": discard_parked,
    }
    return actions[options.action](services, options)


def _parser(brought: list[OperatorCommand]) -> ArgumentParser:
    every = ArgumentParser(add_help=False)
    every.add_argument("--service", metavar="S", help="one service alone, such as billing-docs")
    every.add_argument("--database-url", metavar="URL", help="that service's database")
    answers = ArgumentParser(add_help=False)
    answers.add_argument("--json", action="store_true", help="for machines")
    parser = ArgumentParser(prog="kontor", description="Look after a running Kontor.")
    commands = parser.add_subparsers(dest="command", required=True)
    parked = commands.add_parser("parked", help="messages that could not be taken")
    _add_parked(parked, [every, answers], [every])
    commands.add_parser("status", help="what waits where", parents=[every, answers])
    trail = commands.add_parser(
        "verify-audit", help="whether the audit trail is whole", parents=[every, answers]
    )
    trail.add_argument(
        "--anchors", type=Path, metavar="FILE", help="kept elsewhere; shows what was cut off"
    )
    commands.add_parser(
        "anchor-audit",
        help="keep the trail's newest entries in the object store; hourly",
        parents=[every, answers],
    )
    for command in brought:
        added = commands.add_parser(command.name, help=command.summary, parents=[every, answers])
        command.add_arguments(added)
    return parser


def _add_parked(
    parked: ArgumentParser, reading: list[ArgumentParser], settling: list[ArgumentParser]
) -> None:
    actions = parked.add_subparsers(dest="action", required=True)
    listed = actions.add_parser("list", help="which, why, since when", parents=reading)
    listed.add_argument("of", nargs="?", metavar="SERVICE", help="as --service")
    listed.add_argument("--code", help="parked for this reason alone")
    listed.add_argument("--state", choices=("parked", "replayed", "discarded"), default="parked")
    listed.add_argument("--limit", type=int, default=100)
    shown = actions.add_parser("show", help="one message whole", parents=reading)
    shown.add_argument("id", type=UUID)
    shown.add_argument(
        "--body-to", type=body_file, metavar="FILE", help="write the body as it came"
    )
    replay = actions.add_parser("replay", help="through the front door again", parents=settling)
    replay.add_argument("ids", nargs="*", type=UUID, metavar="ID")
    replay.add_argument("--code", help="all that are parked for this reason")
    replay.add_argument("--limit", type=int, default=1000, help="at most so many of one --code")
    replay.add_argument("--dry-run", action="store_true", help="say only which")
    discard = actions.add_parser("discard", help="settle without replaying", parents=settling)
    discard.add_argument("ids", nargs="+", type=UUID, metavar="ID")
    discard.add_argument("--reason", required=True, help="for the record")


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"kontor: {sentence}\n")
    return code
