"""`make peers`: install the environments of all peers, or of those named."""

import sys

from bench.peers.environments import install, known_environments
from bench.peers.request_tracker import NAME, fetch_request_tracker


def main() -> int:
    """Install what is missing and say where it lies."""
    names = sys.argv[1:] or [*known_environments(), NAME]
    unknown = set(names) - {*known_environments(), NAME}
    if unknown:
        print(f"No peers are called {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    for name in names:
        print(f"{name}: {fetch_request_tracker() if name == NAME else install(name)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
