"""`make comparison`: what each loses and doubles, after the same faults; 1 when ours has any."""

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from bench.comparison.everybody import CONTENDERS
from bench.comparison.plan import make_plan
from bench.comparison.trial import Outcome, try_out
from bench.letter import make_letter
from bench.stage import running_servers

KILLS, SEED = 50, 20261126


def main() -> int:
    """Try out everybody, or those named, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.comparison", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CONTENDERS))
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--at-once", action="store_true", help="all beside each other")
    given = parser.parse_args()
    unknown = set(given.names) - set(CONTENDERS)
    if unknown:
        parser.error(f"nobody is called {', '.join(sorted(unknown))}")
    names = given.names or list(CONTENDERS)
    plan, content = make_plan(given.seed, kills=given.kills), make_letter()

    with running_servers() as servers, ThreadPoolExecutor(len(names)) as pool:

        def outcome_of(name: str) -> Outcome:
            with CONTENDERS[name](servers, content) as contender, closing(contender):
                try:
                    outcome = try_out(contender, plan)
                except Exception as error:
                    print(f"{name}: {error!r}", flush=True)
                    raise
                print(_line(outcome), flush=True)
                return outcome

        run = pool.map if given.at_once else map
        outcomes = dict(zip(names, run(outcome_of, names), strict=True))
    print(f"\n{given.kills} kills -9, seed {given.seed}\n{_HEAD}")
    print(*map(_line, outcomes.values()), sep="\n")
    ours = outcomes.get("kontor")
    return 0 if ours is None or _is_clean(ours) else 1


_HEAD = (
    "| | confirmed | lost to kills | refused once, lost | doubled | malformed, found | seconds |\n"
    "|---|---|---|---|---|---|---|"
)


def _line(each: Outcome) -> str:
    return (
        f"| {each.name} | {each.confirmed} | {each.lost_to_kills} "
        f"| {each.refused_once}, {each.lost_to_refusals} | {each.duplicated} "
        f"| {each.malformed}, {each.malformed_found} | {each.seconds:.0f} |"
    )


def _is_clean(ours: Outcome) -> bool:
    lost = ours.lost_to_kills + ours.lost_to_refusals + ours.malformed - ours.malformed_found
    return lost + ours.duplicated == 0


if __name__ == "__main__":
    sys.exit(main())
