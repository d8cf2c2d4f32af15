"""`python -m chassis serve|prepare PACKAGE`: run a service, or make ready what it needs."""

import ctypes
import gc
import os
import sys
import warnings
from contextlib import suppress

_M_ARENA_MAX = -8  # glibc's malloc.h


def main() -> int:
    """Run the command and return its exit code."""
    commands = ("serve", "prepare")
    if len(sys.argv) != len(("chassis", "command", "package")) or sys.argv[1] not in commands:
        sys.stderr.write("usage: python -m chassis serve|prepare PACKAGE\n")
        return 2
    share_memory_among_threads()
    # dnspython's presence would switch eventlet to a resolver of its own.
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    # It announces its retirement on every import; docs/adr/0002 says why we stay.
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    # Modules are never garbage: looking through them again and again is a fifth of the start.
    gc.disable()
    import eventlet

    eventlet.monkey_patch()
    from chassis import serve

    serve.service_class(sys.argv[2])
    gc.freeze()
    gc.enable()
    if sys.argv[1] == "prepare":
        serve.prepare(sys.argv[2])
        return 0
    return serve.serve(sys.argv[2])


def share_memory_among_threads() -> None:
    """Let whatever a thread frees be of use to the others, before any has begun.

    glibc gives each an arena of its own and keeps what was freed there: twenty threads that had
    hashed one password each held 290 MB ever after, and each first hash took a third longer. Of our
    threads only one runs Python at a time, so they do not wait for each other here.
    """
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


if __name__ == "__main__":
    sys.exit(main())
