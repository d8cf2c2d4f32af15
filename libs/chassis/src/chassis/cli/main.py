"""Where `kontor` begins."""

import os
import sys
import warnings


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    # It announces its retirement on every import; docs/adr/0002 says why we stay.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    from chassis.cli.command import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
