from typing import Any

from nameko.containers import WorkerContext
from nameko.extensions import DependencyProvider

class Config(DependencyProvider):
    def get_dependency(self, worker_ctx: WorkerContext) -> dict[str, Any]: ...
