"""Whether a service would start with its settings, and whether the files they name are there."""

import dataclasses
from pathlib import Path

from chassis.cli.findings import Finding, failed, fine, not_looked, warning
from chassis.cli.services import KnownService
from chassis.cli.settings_files import FOLDER
from chassis.settings import ServiceSettings, load
from process.settings import SettingsError, variable_of

_OTHERS_MAY_READ = 0o077
_SECRET = ("KEY", "SEALING")


def examine_settings(service: KnownService) -> list[Finding]:
    """Return what is wrong with the settings of one service."""
    if not service.has_own_settings:
        return [
            not_looked(
                "settings",
                "its own settings are not known here",
                f"set {FOLDER} to the folder with {service.name.replace('_', '-')}.env",
            )
        ]
    # Late: this loads the service's own code, which few commands need.
    from chassis.serve import service_class

    try:
        settings = load(service_class(service.name).settings_class, service.settings)
    except ModuleNotFoundError:
        return [not_looked("settings", "its package is not installed here", "install it here")]
    except (SettingsError, ValueError) as error:
        return [failed("settings", "; ".join(str(error).splitlines()), "set what is named")]
    files = [found for found in map(_file, *_paths(settings)) if found is not None]
    return [fine("settings", "complete"), *files]


def _paths(settings: ServiceSettings) -> tuple[list[str], list[Path]]:
    named = [
        (variable_of(field), value)
        for field in dataclasses.fields(settings)
        if isinstance(value := getattr(settings, field.name), Path)
    ]
    return [name for name, _ in named], [path for _, path in named]


def _file(variable: str, path: Path) -> Finding | None:
    check = variable.removeprefix("KONTOR_").lower()
    if not path.exists():
        # The offset of the movable clock may be missing: then nothing has moved it.
        return (
            None
            if variable == "KONTOR_CLOCK_FILE"
            else failed(check, f"{variable}: there is no {path}", "put the file there")
        )
    is_private = any(word in variable for word in _SECRET) and variable != "KONTOR_PRINCIPAL_KEYS"
    if is_private and path.stat().st_mode & _OTHERS_MAY_READ:
        return warning(check, f"others may read {path}", f"chmod 600 {path}, or 640 for a group")
    return None
