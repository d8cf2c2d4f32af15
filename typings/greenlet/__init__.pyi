from types import TracebackType
from typing import Any

class GreenletExit(BaseException): ...

class greenlet:
    dead: bool
    parent: greenlet | None
    def switch(self, *args: Any, **kwargs: Any) -> Any: ...
    def throw(
        self,
        typ: type[BaseException] | BaseException = ...,
        val: BaseException | None = ...,
        tb: TracebackType | None = ...,
        /,
    ) -> Any: ...
    def __bool__(self) -> bool: ...

def getcurrent() -> greenlet: ...
