"""The settings of each service from a folder of files, as they are given to its processes.

`identity.env`, `billing-docs.env` and so on: lines of NAME=value, as Compose and systemd read them.
With such a folder one command speaks for every service of a machine.
"""

import shlex
from collections.abc import Mapping
from pathlib import Path

FOLDER = "KONTOR_SETTINGS_FOLDER"
_SUFFIX = ".env"

Settings = dict[str, dict[str, str]]


class UnreadableSettings(Exception):
    """A file, or the folder, cannot be read; the message says which, where and why."""


def settings_in_folder(environment: Mapping[str, str]) -> Settings:
    """Return the settings of each service, by its package; nothing where no folder is named.

    Raises:
        UnreadableSettings: the folder does not exist, or a line of a file is no setting.
    """
    named = environment.get(FOLDER)
    if not named:
        return {}
    folder = Path(named)
    if not folder.is_dir():
        raise UnreadableSettings(f"{FOLDER}: there is no folder {folder}")
    files = sorted(folder.glob(f"*{_SUFFIX}"))
    return {
        file.name.removesuffix(_SUFFIX).replace("-", "_"): read_settings(file) for file in files
    }


def read_settings(file: Path) -> dict[str, str]:
    """Return what a file sets.

    Raises:
        UnreadableSettings: names the line, never its value: that may be a password.
    """
    settings: dict[str, str] = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableSettings(f"{file}: {getattr(error, 'strerror', 'is no text')}") from error
    for number, line in enumerate(lines, start=1):
        words = line.strip().removeprefix("export ").strip()
        if not words or words.startswith("#"):
            continue
        name, sign, value = words.partition("=")
        if not sign or not name.replace("_", "").isalnum():
            raise UnreadableSettings(f"{file}, line {number}: not NAME=value")
        settings[name] = _unquoted(value, f"{file}, line {number}")
    return settings


def _unquoted(value: str, place: str) -> str:
    if value[:1] not in {"'", '"'}:
        return value
    try:
        return "".join(shlex.split(value))
    except ValueError:
        raise UnreadableSettings(f"{place}: a quotation mark is missing") from None
