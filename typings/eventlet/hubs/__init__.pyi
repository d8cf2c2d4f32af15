from collections.abc import Callable
from types import ModuleType
from typing import Any

class Timer:
    def cancel(self) -> None: ...

class BaseHub:
    def switch(self) -> Any: ...
    def schedule_call_global(
        self, seconds: float, cb: Callable[..., object], *args: Any, **kw: Any
    ) -> Timer: ...

def get_hub() -> BaseHub: ...
def use_hub(mod: ModuleType | str | None = ...) -> None: ...
def trampoline(
    fd: Any,
    read: bool | None = ...,
    write: bool | None = ...,
    timeout: float | None = ...,
    timeout_exc: type[BaseException] | BaseException = ...,
    mark_as_closed: Callable[[], object] | None = ...,
) -> Any: ...
