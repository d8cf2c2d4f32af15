from types import ModuleType
from typing import Any

def monkey_patch(
    *,
    all: bool | None = ...,
    os: bool = ...,
    select: bool = ...,
    socket: bool = ...,
    subprocess: bool = ...,
    thread: bool = ...,
    time: bool = ...,
    builtins: bool = ...,
    MySQLdb: bool = ...,
) -> None: ...
def is_monkey_patched(module: ModuleType | str) -> bool: ...

# The unpatched module; its attributes are whatever that module has.
def original(modname: str) -> Any: ...
def import_patched(module_name: str, *additional_modules: Any, **kw: Any) -> Any: ...
