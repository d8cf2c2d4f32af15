"""How `kontor` ends: its exit codes, and the sentence that each mistake is answered with."""

import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import msgspec
from amqp.exceptions import AMQPError
from sqlalchemy.exc import ArgumentError, DBAPIError

from chassis.cli.services import NotFoundHere, UsageError
from chassis.cli.settings_files import UnreadableSettings
from chassis.errors import DependencyDown
from process.settings import SettingsError

DONE = 0
NOT_AS_ASKED = 1
WRONG_USE = 2
NO_ANSWER = 3
OUR_FAULT = 70  # EX_SOFTWARE of sysexits(3)
INTERRUPTED = 130  # 128 + SIGINT, as shells have it

MEANINGS = {
    DONE: "done, and all is well",
    NOT_AS_ASKED: "done, and something is not as it should be or as you asked",
    WRONG_USE: "the command, a file or the environment is wrong; doctor: it could not look",
    NO_ANSWER: "a database, the broker or the object store does not answer",
    OUR_FAULT: "a fault of kontor itself; please report it",
    INTERRUPTED: "interrupted with Ctrl-C",
}
TRACEBACK = "KONTOR_TRACEBACK"


def answered(work: Callable[[], int]) -> int:
    """Return the exit code of `work`; whatever it raises is told in a sentence, never as a trace.

    Sentences name files, variables and servers. They hold no address with a password in it.
    """
    try:
        return work()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough (`kontor parked list | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the last place at which anything can be told
        code, sentence = _told(error)
        if code == OUR_FAULT and os.environ.get(TRACEBACK):
            traceback.print_exc()
        return fail(code, sentence)


def fail(code: int, sentence: str) -> int:
    """Write why the command did not do what was asked, and return the exit code."""
    sys.stderr.write(f"kontor: {sentence}\n")
    return code


def _told(error: Exception) -> tuple[int, str]:
    for kind, code, words in _TOLD:
        if isinstance(error, kind):
            return code, words(error)
    if isinstance(error, OSError) and error.filename is not None:
        return WRONG_USE, f"{error.filename}: {error.strerror}"
    if isinstance(error, OSError):
        return NO_ANSWER, f"a server does not answer ({type(error).__name__})"
    return OUR_FAULT, (
        f"a fault of kontor itself ({type(error).__name__}); set {TRACEBACK}=1 to see where, "
        "and report it"
    )


def first_line(error: object) -> str:
    """Return what an error says first, without the hints that servers add."""
    return (str(error).splitlines() or [type(error).__name__])[0]


_TOLD: tuple[tuple[type[Exception], int, Callable[[Any], str]], ...] = (
    (UsageError, WRONG_USE, str),
    (SettingsError, WRONG_USE, str),
    (UnreadableSettings, WRONG_USE, str),
    # Its own words quote the address, and the password in it.
    (ArgumentError, WRONG_USE, lambda _: "a database address cannot be read: postgresql+psycopg2:"),
    (NotFoundHere, NOT_AS_ASKED, str),
    (DependencyDown, NO_ANSWER, lambda down: f"{down.dependency} does not answer ({down.cause})"),
    (DBAPIError, NO_ANSWER, lambda error: f"the database answers: {first_line(error.orig)}"),
    (AMQPError, NO_ANSWER, lambda error: f"the broker refuses: {first_line(error)}"),
    (msgspec.MsgspecError, WRONG_USE, lambda error: f"a file holds something else: {error}"),
)
