from collections.abc import Mapping
from typing import Any

def setup(config: Mapping[str, Any]) -> tuple[str, list[str]]: ...
