from typing import Any

class Message:
    body: Any
    channel: Any
    delivery_info: dict[str, Any] | None
    properties: dict[str, Any]
    def __init__(
        self, body: Any = ..., children: None = ..., channel: Any = ..., **properties: Any
    ) -> None: ...
    @property
    def headers(self) -> dict[str, Any] | None: ...
    @property
    def delivery_tag(self) -> int: ...
