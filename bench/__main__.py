"""`make bench`: every figure, or those named; 1 when one is not reached."""

import argparse
import sys

from bench import (
    arrival,
    contract_alarm,
    desk_search,
    documents_list,
    intake,
    mail_memory,
    mails,
    rights,
    signing_in,
)
from bench.figures import table
from bench.stage import running_product

BENCHMARKS = {
    "arrival": arrival.measure,
    "contract-alarm": contract_alarm.measure,
    "desk-search": desk_search.measure,
    "documents-list": documents_list.measure,
    "intake": intake.measure,
    "mail-memory": mail_memory.measure,
    "mails": mails.measure,
    "sign-in": signing_in.measure,
    "rights": rights.measure,
}


def main() -> int:
    """Measure on a running product and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    wanted = parser.parse_args().names or list(BENCHMARKS)
    unknown = set(wanted) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    with running_product() as stage:
        figures = [figure for name in wanted for figure in BENCHMARKS[name](stage)]
    print(table(figures))
    return 0 if all(figure.is_reached for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
