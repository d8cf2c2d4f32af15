"""Named places where a test kills the process, to prove that nothing is lost there."""

import os
from pathlib import Path

_EXIT_AS_IF_KILLED = 137
_armed: tuple[str, Path] | None = None


def arm_crash_point(specification: str | None) -> None:
    """Arm `NAME@FILE`: the process dies at NAME once, and FILE remembers that it did."""
    global _armed  # noqa: PLW0603 - a test switch of the process, refused in production
    if specification is None:
        _armed = None
        return
    name, _, marker = specification.partition("@")
    _armed = (name, Path(marker))


def crash_point(name: str) -> None:
    """Die here, as if by kill -9, if a test armed this name and nobody died of it yet."""
    if _armed is None or _armed[0] != name:
        return
    try:
        _armed[1].touch(exist_ok=False)
    except FileExistsError:
        return
    os._exit(_EXIT_AS_IF_KILLED)
