"""`kontor doctor`: which protection of the archive is really active."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from billing_docs.calls.operator import operator_archive
from billing_docs.use_cases.doctor.examine_protection import Examined, examine_protection
from chassis.cli.extension import OperatorCommand
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table

_NOT_AS_ASKED = 1


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--strict", action="store_true", help="warnings count as failures")


def _run(service: KnownService, options: Namespace) -> int:
    """Write what protects the archive and what does not; 1 if something fails."""
    archive, settings = operator_archive()
    findings = examine_protection(
        Examined(probe=archive.probe, settings=settings, database=service.database, now=service.now)
    )
    wrong = {"failed", "warning"} if options.strict else {"failed"}
    is_right = not any(finding.outcome in wrong for finding in findings)
    if options.json:
        show_json({"ok": is_right, "findings": [asdict(finding) for finding in findings]})
    else:
        show_table([asdict(finding) for finding in findings], none="")
        say("The archive is protected." if is_right else "The archive is not protected as it says.")
    return 0 if is_right else _NOT_AS_ASKED


COMMAND = OperatorCommand(
    name="doctor",
    service="billing_docs",
    summary="say which protection of the archive is really active",
    add_arguments=_add_arguments,
    run=_run,
)
