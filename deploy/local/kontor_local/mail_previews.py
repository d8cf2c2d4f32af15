"""Every kind of mail in both languages, made anew whenever somebody looks (`/dev/mails`)."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PATH = "dev/mails"
_FILE = re.compile(r"[a-z_]+(\.(de|en))?\.(html|txt)")


class MailPreviews:
    """The previews of `make mails` in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def refresh(self) -> str | None:
        """Make all of them from the templates as they are; return what went wrong, or None."""
        made = subprocess.run(  # noqa: S603 - our own tool
            [sys.executable, "-m", "tools.mail_previews", str(self._folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return None if made.returncode == 0 else made.stderr

    def file(self, name: str) -> tuple[bytes, str] | None:
        """Return one preview and its media type, or None."""
        file = self._folder / name
        if not _FILE.fullmatch(name) or not file.is_file():
            return None
        kind = "html" if name.endswith("html") else "plain"
        return file.read_bytes(), f"text/{kind}; charset=utf-8"
