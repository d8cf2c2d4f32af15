from collections.abc import Sequence
from typing import Any

def dumps(format: str, values: Sequence[Any]) -> bytes: ...
