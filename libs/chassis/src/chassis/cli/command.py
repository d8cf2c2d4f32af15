"""What may be asked of `kontor`; `chassis.cli.exits` says how it ends."""

import os
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from uuid import UUID

from chassis.cli.anchors import anchor_audit
from chassis.cli.doctor import examine_everything
from chassis.cli.exits import MEANINGS, answered
from chassis.cli.extension import OperatorCommand, installed_commands, installed_keys
from chassis.cli.parked import body_file, discard_parked, list_parked, replay_parked, show_parked
from chassis.cli.rotation import rotate_keys
from chassis.cli.services import known_services
from chassis.cli.status import show_status
from chassis.cli.trail import verify_audit
from chassis.log import logs_beside_answers
from process.secret_files import with_secret_files

_FINDS = """\
It speaks for every service that it finds:
  KONTOR_SETTINGS_FOLDER            a folder with identity.env, billing-docs.env, gateway.env …,
                                    the settings as the services themselves read them
  KONTOR_DATABASE_URL_<SERVICE>     or the database of each, without their other settings
  --service S --database-url URL    or one alone

Begin with `kontor status`, and with `kontor doctor` where something is odd.
docs/kontor.md says what each command answers, and docs/runbook.md when to use it.
"""


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    with logs_beside_answers():
        return answered(lambda: _run(arguments))


def _run(arguments: list[str] | None) -> int:
    brought = installed_commands()
    options = _parser(brought).parse_args(arguments)
    environment = with_secret_files(os.environ)
    for command in brought:
        if command.name == options.command:
            (service,) = known_services(
                environment, only=command.service, database_url=options.database_url
            )
            return command.run(service, options)
    services = known_services(
        environment,
        only=options.service or getattr(options, "of", None),
        database_url=options.database_url,
    )
    looking = {
        "status": show_status,
        "doctor": examine_everything,
        "verify-audit": verify_audit,
        "anchor-audit": anchor_audit,
    }
    if options.command in looking:
        return looking[options.command](services, options, environment)
    if options.command == "rotate-keys":
        return rotate_keys(services, options, installed_keys())
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
    every.add_argument("--json", action="store_true", help="answer for machines (docs/kontor.md)")
    ends = "".join(f"  {code:>3}  {meaning}\n" for code, meaning in MEANINGS.items())
    parser = ArgumentParser(
        prog="kontor",
        description="Look after a running Kontor: what waits, what is wrong, and mending it.",
        epilog=f"{_FINDS}\nIt ends with\n{ends}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser(
        "status", help="what waits where, and what asks for a person", parents=[every]
    )
    doctor = commands.add_parser(
        "doctor", help="look at everything that can be wrong, and say what to do", parents=[every]
    )
    doctor.add_argument(
        "areas", nargs="*", metavar="AREA", help="only settings, database, broker, machine, keys, …"
    )
    doctor.add_argument("--strict", action="store_true", help="warnings count as failures")
    parked = commands.add_parser("parked", help="messages that could not be taken: look and settle")
    _add_parked(parked, every)
    trail = commands.add_parser(
        "verify-audit", help="whether the audit trail is whole", parents=[every]
    )
    trail.add_argument(
        "--anchors", type=Path, metavar="FILE", help="kept elsewhere; shows what was cut off"
    )
    commands.add_parser(
        "anchor-audit",
        help="keep the trail's newest entries in the object store; hourly",
        parents=[every],
    )
    rotating = commands.add_parser(
        "rotate-keys",
        help="put a new key in the place of an older one, step by step",
        parents=[every],
    )
    rotating.add_argument("name", nargs="?", metavar="KEYS", help="as the list shows them")
    rotating.add_argument(
        "step", nargs="?", choices=("add", "use", "reseal", "drop"), help="the next step"
    )
    for command in brought:
        added = commands.add_parser(
            command.name, help=command.summary, description=command.summary, parents=[every]
        )
        command.add_arguments(added)
    return parser


def _add_parked(parked: ArgumentParser, every: ArgumentParser) -> None:
    actions = parked.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = actions.add_parser("list", help="which, why, since when", parents=[every])
    listed.add_argument("of", nargs="?", metavar="SERVICE", help="as --service")
    listed.add_argument("--code", help="parked for this reason alone")
    listed.add_argument(
        "--state",
        choices=("parked", "replayed", "discarded"),
        default="parked",
        help="what became of them (parked: nothing yet)",
    )
    listed.add_argument("--limit", type=int, default=100, help="at most so many (100)")
    shown = actions.add_parser("show", help="one message whole", parents=[every])
    shown.add_argument("id", type=UUID, metavar="ID", help="as `list` shows it")
    shown.add_argument(
        "--body-to", type=body_file, metavar="FILE", help="write the body as it came"
    )
    replay = actions.add_parser("replay", help="through the front door again", parents=[every])
    replay.add_argument("ids", nargs="*", type=UUID, metavar="ID", help="as `list` shows them")
    replay.add_argument("--code", help="all that are parked for this reason")
    replay.add_argument("--all", action="store_true", help="all that are parked, for any reason")
    replay.add_argument(
        "--limit", type=int, default=1000, help="at most so many of --code or --all (1000)"
    )
    replay.add_argument("--dry-run", action="store_true", help="say only which")
    discard = actions.add_parser("discard", help="settle without replaying", parents=[every])
    discard.add_argument("ids", nargs="+", type=UUID, metavar="ID", help="as `list` shows them")
    discard.add_argument("--reason", required=True, help="for the record")
