"""Programs of peers as processes: started, ready when they say so, stopped in the end."""

import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
_STOP_SECONDS = 10


class PeerNotReadyError(RuntimeError):
    """A peer's program ended before it was ready; the message holds what it said."""


@contextmanager
def running_program(
    python: Path, program: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Yield the process id of a program that has said "ready" on a line of its own.

    Raises:
        PeerNotReadyError: it ended without.
    """
    command = [str(python), str(PROGRAMS / f"{program}.py"), *arguments]
    with subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdout=subprocess.PIPE,
        env=None if environment is None else dict(environment),
        text=True,
        start_new_session=True,
    ) as process:
        try:
            if process.stdout is None or not any(line == "ready\n" for line in process.stdout):
                raise PeerNotReadyError(program)
            # Whatever else it says is read, for a full pipe would stop it.
            threading.Thread(target=deque, args=(process.stdout, 0), daemon=True).start()
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            # A worker that is busy outlives its master, and holds the pipe that we read.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
