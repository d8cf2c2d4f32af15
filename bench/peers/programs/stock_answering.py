"""The work of bench/answering as a stock Nameko service, with Nameko's own defaults."""

import sys
import warnings
from typing import Any

warnings.simplefilter("ignore", DeprecationWarning)

import eventlet  # noqa: E402 - it warns of its retirement at the import

eventlet.monkey_patch()

from nameko.rpc import rpc  # noqa: E402 - only after the patch
from nameko.runners import ServiceRunner  # noqa: E402 - only after the patch
from rows import ROWS  # noqa: E402 - only after the patch


class Answering:
    name = "answering_stock"

    @rpc
    def repeat(self, text: str) -> str:
        return text

    @rpc
    def page(self) -> list[dict[str, Any]]:
        return ROWS


runner = ServiceRunner({"AMQP_URI": sys.argv[1]})
runner.add_service(Answering)
runner.start()
print("ready", flush=True)
runner.wait()
