"""Python programs in processes of their own, as publishers run them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path


def start_python(
    *arguments: str, settings: Mapping[str, str], folder: Path | None = None
) -> subprocess.Popen[str]:
    """Start `python ARGUMENTS` with `settings` in its environment and no others of Kontor's."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("KONTOR_")}
    return subprocess.Popen(  # noqa: S603 (our own programs)
        [sys.executable, "-W", "error", *arguments],
        cwd=folder,
        env={**inherited, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for the end of `process` and return what it said."""
    with process:
        output, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def run_python(
    *arguments: str, settings: Mapping[str, str], folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return finish(start_python(*arguments, settings=settings, folder=folder))
