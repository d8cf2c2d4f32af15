"""The gateway's list of fifty among ten thousand documents, and one of them, beside peers."""

from collections.abc import Iterator

from bench.figures import NotMeasured, Row
from bench.paired import Contender, cpu, in_pairs, p99s, rates
from bench.portal_peers import FLOOR, NAMEKO, STANDALONE, Portals, running_portals
from bench.stage import Stage

_AT_ONCE = 32
_PACE = 25.0
_REACH = {NAMEKO: 5.0, STANDALONE: 5.0, FLOOR: 0.7}
_LIST = "list 50 of 10,000 documents"
_ONE = "read one document"


class OtherWorkError(RuntimeError):
    """A peer answers something else, so that comparing would say nothing."""


def measure(stage: Stage, *, runs: int = 5) -> list[Row]:
    """Return how many answers there are in a second, and what each costs."""
    with running_portals(stage, with_nameko=True) as portals:
        if len(portals.by_name) == 1:
            return [NotMeasured(name=_LIST, peer=FLOOR, why="`make peers` has not been run")]
        paths = {_LIST: "/documents?limit=50", _ONE: f"/documents/{portals.document_id}"}
        for path in paths.values():
            _compare(portals, path)
        contenders: dict[str, Contender] = {}
        for what, path in paths.items():
            for name in portals.by_name:
                for at_once in (1, _AT_ONCE):
                    key = f"{name}, {what}, {at_once}"
                    contenders[key] = portals.closed(name, path, at_once)
                contenders[f"{name}, {what}, paced"] = portals.paced(name, path, _PACE)
        found = in_pairs(contenders, runs=runs)

        def rows() -> Iterator[Row]:
            for what in paths:
                for peer, reach in _REACH.items():
                    ours, theirs = (found[f"{name}, {what}, {_AT_ONCE}"] for name in ("ours", peer))
                    yield rates(f"{what}, {_AT_ONCE} at once", peer, ours, theirs, reach)
                    yield cpu(f"{what}: CPU in all processes", peer, ours, theirs, 1 / reach)
                    ours, theirs = (found[f"{name}, {what}, 1"] for name in ("ours", peer))
                    yield rates(f"{what}, one after the other", peer, ours, theirs, None)
                    ours, theirs = (found[f"{name}, {what}, paced"] for name in ("ours", peer))
                    yield p99s(f"{what}: p99 at {_PACE:g} a second", peer, ours, theirs)
                # What nobody can exceed who asks a database and has no bus between.
                for peer in (NAMEKO, STANDALONE):
                    floor, theirs = (found[f"{name}, {what}, {_AT_ONCE}"] for name in (FLOOR, peer))
                    yield rates(f"the floor itself: {what}", peer, floor, theirs, None)
                    yield cpu(f"the floor itself: CPU of {what}", peer, floor, theirs, None)

        return list(rows())


def _compare(portals: Portals, path: str) -> None:
    answers = portals.answers(path)
    for name, answer in answers.items():
        if _without_cursor(answer) != _without_cursor(answers["ours"]):
            raise OtherWorkError(f"{name}: {str(answer)[:500]} is not {str(answers['ours'])[:500]}")


def _without_cursor(answer: object) -> object:
    """Return the answer without the cursor, whose form is everybody's own."""
    if isinstance(answer, dict) and "next_cursor" in answer:
        return answer["items"]
    return answer
