"""The operator's command as tests type it, with its own environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any
from unittest.mock import patch

from chassis.cli.main import main

Answer = subprocess.CompletedProcess[str]
Kontor = Callable[..., Answer]


def run_kontor(*words: str, **environment: str) -> Answer:
    """Run the command in this process: to start one takes twenty times as long."""
    output, errors = StringIO(), StringIO()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    with (
        patch.dict(os.environ, kept | environment, clear=True),
        redirect_stdout(output),
        redirect_stderr(errors),
    ):
        try:
            code: Any = main(list(words))
        except SystemExit as left:
            code = left.code
    return Answer(words, code, output.getvalue(), errors.getvalue())
