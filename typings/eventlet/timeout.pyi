from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

_R = TypeVar("_R")

class Timeout(BaseException):
    seconds: float | None
    exception: BaseException | bool | None
    def __init__(
        self,
        seconds: float | None = ...,
        exception: BaseException | type[BaseException] | bool | None = ...,
    ) -> None: ...
    def start(self) -> None: ...
    @property
    def pending(self) -> bool: ...
    def cancel(self) -> None: ...
    def __enter__(self) -> Timeout: ...
    # True when this very timeout fired and `exception` is False: the block is then left silently.
    def __exit__(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> bool: ...

def with_timeout(
    seconds: float | None, function: Callable[..., _R], *args: Any, **kwds: Any
) -> _R: ...
