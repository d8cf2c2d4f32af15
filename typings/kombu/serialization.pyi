from collections.abc import Callable, Iterable
from typing import Any

class SerializerRegistry:
    type_to_name: dict[str, str]
    name_to_type: dict[str, str]
    def register(
        self,
        name: str,
        encoder: Callable[[Any], str | bytes] | None,
        decoder: Callable[[Any], Any] | None,
        content_type: str,
        content_encoding: str = ...,
    ) -> None: ...
    def unregister(self, name: str) -> None: ...
    def enable(self, name: str) -> None: ...
    def disable(self, name: str) -> None: ...
    def dumps(self, data: Any, serializer: str | None = ...) -> tuple[str, str, str | bytes]: ...
    def loads(
        self,
        data: Any,
        content_type: str | None,
        content_encoding: str | None,
        accept: Iterable[str] | None = ...,
        force: bool = ...,
    ) -> Any: ...

registry: SerializerRegistry

def dumps(data: Any, serializer: str | None = ...) -> tuple[str, str, str | bytes]: ...
def loads(
    data: Any,
    content_type: str | None,
    content_encoding: str | None,
    accept: Iterable[str] | None = ...,
    force: bool = ...,
) -> Any: ...
def register(
    name: str,
    encoder: Callable[[Any], str | bytes] | None,
    decoder: Callable[[Any], Any] | None,
    content_type: str,
    content_encoding: str = ...,
) -> None: ...
def unregister(name: str) -> None: ...
def prepare_accept_content(
    content_types: Iterable[str] | None, name_to_type: dict[str, str] | None = ...
) -> set[str] | None: ...
