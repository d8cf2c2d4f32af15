"""A file of 100 kB through the gateway, proven before its first byte, beside mere streaming."""

import hashlib
import os

from bench.figures import NotMeasured, Row
from bench.paired import cpu, in_pairs, rates
from bench.portal_peers import FLOOR, add_file, running_portals
from bench.stage import Stage

_BYTES = 100_000
_REACH = 0.8
_WHAT = "download 100 kB"


def measure(stage: Stage, *, runs: int = 5) -> list[Row]:
    """Return how many files leave in a second, and what each costs."""
    with running_portals(stage, with_nameko=False) as portals:
        if FLOOR not in portals.by_name:
            return [NotMeasured(name=_WHAT, peer=FLOOR, why="`make peers` has not been run")]
        content = b"%PDF-1.7\n" + os.urandom(_BYTES - 9)
        sha256 = hashlib.sha256(content).hexdigest()
        document_id = add_file(stage, portals.organisation_id, content, sha256)
        path = f"/documents/{document_id}/content"
        found = in_pairs(
            {
                f"{name} {at_once}": portals.closed(name, path, at_once)
                for name in portals.by_name
                for at_once in (1, 8)
            },
            runs=runs,
        )
    ours, floor = found["ours 8"], found[f"{FLOOR} 8"]
    return [
        rates(f"{_WHAT}, 8 at once", FLOOR, ours, floor, _REACH),
        cpu(f"{_WHAT}: CPU in all processes", FLOOR, ours, floor, 1 / _REACH),
        rates(f"{_WHAT}, one after the other", FLOOR, found["ours 1"], found[f"{FLOOR} 1"], None),
    ]
