"""A stock Nameko event handler, as its documentation shows one."""

# ruff: noqa: E402 - Nameko's own command patches before it imports anything, too
import eventlet

eventlet.monkey_patch()

import os
from typing import Any

from keep_document import keep_document
from nameko.events import event_handler
from nameko.runners import ServiceRunner


class Keeper:
    """Keeps documents that the ERP announces."""

    name = "keeper"

    @event_handler("erp", "document_issued")
    def keep(self, event: dict[str, Any]) -> None:
        """Keep one document."""
        keep_document(event)


if __name__ == "__main__":
    runner = ServiceRunner({"AMQP_URI": os.environ["PEER_AMQP_URL"]})
    runner.add_service(Keeper)
    runner.start()
    runner.wait()
