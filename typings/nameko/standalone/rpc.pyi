from collections.abc import Mapping
from types import TracebackType
from typing import Any

class ServiceRpcProxy:
    def __init__(
        self,
        service_name: str,
        config: Mapping[str, Any],
        context_data: dict[str, Any] | None = ...,
        timeout: float | None = ...,
    ) -> None: ...
    def __enter__(self) -> Any: ...
    def __exit__(
        self,
        tpe: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
    def start(self) -> Any: ...
    def stop(self) -> None: ...

class ClusterRpcProxy:
    def __init__(
        self,
        config: Mapping[str, Any],
        context_data: dict[str, Any] | None = ...,
        timeout: float | None = ...,
    ) -> None: ...
    def __enter__(self) -> Any: ...
    def __exit__(
        self,
        tpe: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...
    def start(self) -> Any: ...
    def stop(self) -> None: ...
