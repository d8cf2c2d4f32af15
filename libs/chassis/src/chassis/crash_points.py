"""Named places where a test kills the process, to prove that nothing is lost there."""

import os
from pathlib import Path

_EXIT_AS_IF_KILLED = 137
_folder: Path | None = None


def watch_crash_points(folder: Path | None) -> None:
    """Die at each place that a file in `folder` names; None, as in production, for never."""
    global _folder  # noqa: PLW0603 - a test switch of the process, refused in production
    _folder = folder


def crash_point(name: str) -> None:
    """Die here, as if by kill -9, if a test armed this place by a file of its name.

    The file is taken away first, so one process dies of it once, and a test sees that it was hit.
    """
    if _folder is None:
        return
    try:
        (_folder / name).unlink()
    except FileNotFoundError:
        return
    os._exit(_EXIT_AS_IF_KILLED)
