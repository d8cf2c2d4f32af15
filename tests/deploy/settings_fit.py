"""Whether a program's settings, as a deployment gives them, are all that it needs and all known."""

import dataclasses
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import chassis.settings
import gateway.settings
from chassis.migrations import OWNER_URL
from process.settings import SettingsError

FILE = "_FILE"
_VARIABLE = "environment variable"


def settings_class(package: str) -> type[Any]:
    """Return the settings class of a service, or of the gateway."""
    return importlib.import_module(f"{package}.settings").Settings  # type: ignore[no-any-return]  # each has one


def faults_of(
    package: str,
    given: Mapping[str, str],
    files: Mapping[str, Path],
    *,
    prepares: bool = False,
) -> list[str]:
    """Say what is unknown, missing or unreadable; `files` are the mounted ones, by their path."""
    own = {field.metadata[_VARIABLE] for field in dataclasses.fields(settings_class(package))}
    known = own | ({OWNER_URL} if prepares else set())
    faults = [f"{name} is no setting" for name in given if name.removesuffix(FILE) not in known]
    faults += [
        f"{name}: nothing is mounted at {path}"
        for name, path in given.items()
        if path.startswith("/run/") and path not in files
    ]
    if faults:
        return faults
    # As the program would find it: the paths of a container lead to the files of the installation.
    environment = {name: str(files.get(value, value)) for name, value in given.items()}
    try:
        if package == "gateway":
            gateway.settings.load(environment)
        else:
            chassis.settings.load(settings_class(package), environment)
    except SettingsError as error:
        return str(error).splitlines()
    return []
