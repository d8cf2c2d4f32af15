"""Settings from the environment: read once at the start, everything missing is named at once."""

import dataclasses
import sys
from collections.abc import Callable, Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    get_args,
    get_origin,
    get_type_hints,
)

from process.secret_files import with_secret_files

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Environment = Literal["development", "test", "production"]
LogFormat = Literal["json", "console"]
FaultsOf: TypeAlias = Callable[[Mapping[str, Any]], list[str]]
"""Says what is wrong with the values of the fields that could be read and are not left out."""

S = TypeVar("S", bound="DataclassInstance")
_NAME = "environment variable"
_HELP = "what it is for"


class SettingsError(Exception):
    """Some settings are missing or wrong; the message names each of them."""


def setting(name: str, purpose: str, *, default: Any = dataclasses.MISSING) -> Any:
    """Declare a field of a settings class: read from `name`, required unless it has a default."""
    return dataclasses.field(default=default, metadata={_NAME: name, _HELP: purpose})


def variable_of(field: "dataclasses.Field[Any]") -> str:
    """Return the environment variable that a field of the settings is read from."""
    return str(field.metadata[_NAME])


def load(cls: type[S], environment: Mapping[str, str], faults_of: FaultsOf) -> S:
    """Return the settings of type `cls` read from `environment`, or from files that it names.

    Raises:
        SettingsError: names every missing variable and every value that cannot be used.
    """
    try:
        environment = with_secret_files(environment)
    except OSError as error:
        raise SettingsError(f"{error.filename} cannot be read: {error.strerror}") from error
    faults: list[str] = []
    values: dict[str, Any] = {}
    hints = get_type_hints(cls)
    for field in dataclasses.fields(cls):
        name, purpose = variable_of(field), field.metadata[_HELP]
        raw = environment.get(name, "")
        if raw:
            try:
                values[field.name] = _parse(raw, hints[field.name])
            except ValueError as error:
                faults.append(f"{name} cannot be read ({error}): {purpose}")
        elif field.default is dataclasses.MISSING:
            faults.append(f"{name} is missing: {purpose}")
    faults += faults_of(values)
    if faults:
        raise SettingsError("\n".join(faults))
    return cls(**values)


def exit_on_faults(read: Callable[[], S]) -> S:
    """Return the settings that `read` returns, or print all that is wrong and exit with 2."""
    try:
        return read()
    except SettingsError as error:
        sys.stderr.write(f"settings:\n{error}\n")
        raise SystemExit(2) from None


def _parse(raw: str, wanted: Any) -> Any:
    options = [option for option in get_args(wanted) if option is not type(None)]
    if get_origin(wanted) is Literal:
        if raw not in options:
            raise ValueError(f"{raw!r} is none of {', '.join(options)}")
        return raw
    if get_origin(wanted) is tuple:
        return tuple(_parse(part.strip(), options[0]) for part in raw.split(","))
    if options:
        wanted = options[0]
    if wanted is bool:
        if raw not in {"true", "false"}:
            raise ValueError(f"{raw!r} is neither true nor false")
        return raw == "true"
    return wanted(raw)
