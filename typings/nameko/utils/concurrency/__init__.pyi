from typing import Any, TypeVar

_T = TypeVar("_T")

class SpawningProxy:
    # Any method name: called on every item, each in its own greenthread.
    def __getattr__(self, name: str) -> Any: ...

class SpawningSet(set[_T]):
    @property
    def all(self) -> SpawningProxy: ...
