"""`kontor scrub`: every document's bytes proven now, and what is damaged."""

from argparse import ArgumentParser, Namespace
from datetime import timedelta

from billing_docs.calls.operator import operator_archive
from billing_docs.domain.scrub import ScrubPlan
from billing_docs.store.damages import DamageStore
from billing_docs.use_cases.scrub.prove_document import Prover
from billing_docs.use_cases.scrub.scrub_archive import scrub_archive
from chassis.cli.extension import OperatorCommand
from chassis.cli.services import KnownService
from chassis.cli.showing import say, show_json, show_table
from chassis.database import Database
from contracts.damage import DamageQuery

_NOT_AS_ASKED = 1
_LISTED = 1000


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--list", action="store_true", dest="list_only", help="say only what is known to be damaged"
    )
    parser.add_argument(
        "--older-than", type=float, default=0, metavar="DAYS", help="only what was proven before"
    )
    parser.add_argument(
        "--megabytes-per-second", type=int, default=100, metavar="N", help="read no faster (100)"
    )


def _run(service: KnownService, options: Namespace) -> int:
    """Prove what is asked for, and name every damaged document; 1 if there is one."""
    proven = 0
    if not options.list_only:
        archive, _ = operator_archive(service.settings)
        # A go holds its turn in one transaction, and notes what it finds in others.
        url = service.database.engine.url.render_as_string(hide_password=False)
        database = Database(url, pool_size=3)
        prover = Prover(database=database, archive=archive, now=service.now)
        plan = ScrubPlan(
            within=timedelta(days=options.older_than),
            bytes_per_second=max(options.megabytes_per_second, 1) * 1024 * 1024,
            seconds=float("inf"),
        )
        try:
            proven = scrub_archive(prover, plan).proven
        finally:
            database.dispose()
    with service.database.transaction(every_organisation=True) as session:
        damages = DamageStore(session).page(DamageQuery(), before=None, limit=_LISTED)
    rows = [
        {
            "document": str(damage.document_id),
            "kind": damage.kind,
            "found_at": damage.found_at,
            "found_by": damage.found_by,
        }
        for damage in damages
    ]
    if options.json:
        show_json({"proven": proven, "damaged": rows})
    else:
        show_table(rows, none="No document is damaged.")
        say(f"{proven} documents proven.")
    return _NOT_AS_ASKED if rows else 0


COMMAND = OperatorCommand(
    name="scrub",
    service="billing_docs",
    summary="prove that archived bytes are the right ones, and list those that are not",
    add_arguments=_add_arguments,
    run=_run,
)
