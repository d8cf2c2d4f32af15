"""Serves a WSGI application by gunicorn, with as many workers as its documentation advises."""

import os
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication


class Serving(BaseApplication):
    def __init__(self, load: Callable[[], Any], port: int) -> None:
        self._load, self._port = load, port
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"127.0.0.1:{self._port}")
        self.cfg.set("workers", 2 * (os.cpu_count() or 1) + 1)
        # A thread makes the workers keep connections open, as a proxy in front of them would.
        self.cfg.set("threads", 1)
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("loglevel", "warning")
        self.cfg.set("when_ready", lambda _: print("ready", flush=True))

    def load(self) -> Any:
        return self._load()
