"""`kontor rebuild`: the index made again from the object store alone."""

import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from billing_docs.calls.operator import operator_archive
from billing_docs.use_cases.rebuild.rebuild_index import rebuild_index
from chassis.cli.extension import OperatorCommand
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table

_NOT_AS_ASKED = 1


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--threads", type=int, default=8, metavar="N", help="objects read at once (8)"
    )


def _run(service: KnownService, options: Namespace) -> int:
    """Restore what is missing and name what cannot be; 1 if there is such."""
    archive, settings = operator_archive(service.settings)
    begun = time.monotonic()
    rebuilt = rebuild_index(
        service.database,
        archive,
        rules=settings.retention_rules,
        now=service.now,
        threads=max(options.threads, 1),
    )
    seconds = time.monotonic() - begun
    if options.json:
        show_json({**asdict(rebuilt), "seconds": round(seconds, 1)})
    else:
        rows = [{"code": code, "object": key} for key, code in rebuilt.not_restored.items()]
        show_table(rows, none="Everything in the archive is in the index.")
        say(
            f"{rebuilt.objects} objects: {rebuilt.restored} restored, {rebuilt.known} known, "
            f"{len(rebuilt.not_restored)} not as they should be, in {seconds:.0f} s."
        )
        if rebuilt.incomplete or rebuilt.without_customer or rebuilt.held:
            say(
                f"Of those restored {rebuilt.incomplete} lack what their record left out, "
                f"{rebuilt.without_customer} wait for identity to announce their customer, "
                f"{rebuilt.held} are held by a case that only the store remembers."
            )
    return _NOT_AS_ASKED if rebuilt.not_restored else 0


COMMAND = OperatorCommand(
    name="rebuild",
    service="billing_docs",
    summary="make the index again from the object store alone",
    add_arguments=_add_arguments,
    run=_run,
)
